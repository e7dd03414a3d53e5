"""Which programs have read words of others: what one proposes afterwards may be somebody else's idea.

Kept for one agent in one session of its person, and gone when the session is: the next begins clean.
"""

from __future__ import annotations

import hashlib
from typing import Final

from msgspec import Struct

from vedette.access.documents import Conflict, Documents
from vedette.access.nouns import Kind, Subject
from vedette.access.tokens.sessions import SESSION_MAX
from vedette.core import codec

_KIND: Final = "taint"


class Taint(Struct, frozen=True, kw_only=True):
    """An agent read something from outside, in one session."""

    session: str
    agent: str
    capability: str
    """What it first read with."""
    since: float

    def holds(self, now: float) -> bool:
        """Tell whether the session can still be under way."""
        return now < self.since + SESSION_MAX


class Taints:
    """All of them."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    def of(self, subject: Subject, now: float) -> Taint | None:
        """Return what an agent read in this session; nothing for people, who know what they want."""
        if subject.kind is not Kind.AGENT:
            return None
        return self.find(subject.session, subject.agent, now)

    def find(self, session: str, agent: str, now: float) -> Taint | None:
        """Return what an agent read in a session, if anything."""
        kept = self._documents.get(_KIND, _key(session, agent))
        found = None if kept is None else codec.load(kept.value, Taint, name="taint")
        return found if found is not None and found.holds(now) else None

    def in_session(self, session: str, now: float) -> list[Taint]:
        """Return what agents read in a session."""
        kept = self._documents.tagged(_KIND, f"session:{session}")
        found = [codec.load(one.value, Taint, name="taint") for one in kept]
        return [one for one in found if one.holds(now)]

    def read(self, subject: Subject, capability: str, now: float) -> None:
        """Note that an agent is about to be handed others' words; the first time is enough."""
        if subject.kind is not Kind.AGENT or self.of(subject, now) is not None:
            return
        made = Taint(session=subject.session, agent=subject.agent, capability=capability, since=now)
        key = _key(made.session, made.agent)
        kept = self._documents.get(_KIND, key)
        version = 0 if kept is None else kept.version
        try:
            self._documents.put(
                _KIND, key, codec.dump(made), expect=version, tags=(f"session:{made.session}",)
            )
        except Conflict:  # another request of the same agent noted it meanwhile: that is all that was wanted
            return

    def sweep(self, now: float) -> int:
        """Forget those of sessions that are over; return how many."""
        gone = [
            one.key
            for one in self._documents.all(_KIND)
            if not codec.load(one.value, Taint, name="taint").holds(now)
        ]
        return sum(self._documents.delete(_KIND, key) for key in gone)


def _key(session: str, agent: str) -> str:
    return hashlib.sha256(f"{len(session)}:{session}:{agent}".encode()).hexdigest()[:32]
