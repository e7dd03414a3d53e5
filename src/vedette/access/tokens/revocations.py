"""What was ended before its time: a session, person, organisation, agent, seat or key, dead everywhere.

Each process keeps the list and asks once a second at most whether it changed, which costs one small read.
"""

from __future__ import annotations

import threading
from enum import StrEnum

import msgspec
from msgspec import Struct

from vedette.access.documents import Documents
from vedette.access.tokens.challenges import Unauthenticated
from vedette.access.tokens.claims import Claims
from vedette.core.codec import load
from vedette.core.errors import BadInput

POLL = 1.0
"""Seconds between two looks at whether anything changed."""
KEPT = 25 * 3600.0
"""Seconds a revocation of what was started before it is kept: longer than any session lives."""
_FOR_EVER = 2.0**40

_KIND = "revocation"
_EPOCH = "revocation-epoch"


class Ended(StrEnum):
    """What can be ended."""

    SESSION = "session"
    PERSON = "person"
    """All that person's sessions until now; they may log in again unless suspended."""
    ORG = "org"
    AGENT = "agent"
    """All that agent's tokens until now."""
    SEAT = "seat"
    KEY = "key"
    """For good: a key that got lost stays lost."""


class Revocation(Struct, frozen=True, kw_only=True):
    """One thing that was ended."""

    what: Ended
    id: str
    at: float
    """Sessions that began then or earlier are dead; seconds since the epoch."""
    until: float
    """When nothing it concerns can be alive any more."""


class Revocations:
    """The list as this process knows it, at most `POLL` seconds old."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._lock = threading.Lock()
        self._version = -1
        self._looked = 0.0
        self._ended: dict[tuple[Ended, str], float] = {}

    def revoke(self, what: Ended, ident: str, now: float) -> Revocation:
        """End something: here at once, in every other process when it looks next.

        Raises:
            BadInput: the id is empty.

        """
        if not ident:
            raise BadInput(f"no {what} was named", hint="give the id of what is to end")
        at = _FOR_EVER if what in {Ended.SESSION, Ended.KEY} else max(now, self._known(what, ident))
        until = _FOR_EVER if what is Ended.KEY else now + KEPT
        made = Revocation(what=what, id=ident, at=at, until=until)
        self._documents.put(_KIND, f"{what}:{ident}", msgspec.json.encode(made))
        self._documents.put(_EPOCH, "epoch", b"{}")  # after it, so that whoever sees the epoch finds it
        self.look(now)
        return made

    def check(self, claims: Claims, now: float) -> None:
        """Refuse claims of what was ended.

        Raises:
            Unauthenticated: their session, person, organisation, agent, seat or key was revoked.
            Unavailable: the list cannot be read.

        """
        if not 0 <= now - self._looked < POLL:  # a clock set back counts as time to look
            self.look(now)
        ended = self._ended
        if ended and any(claims.started <= ended.get(one, -1.0) for one in _concerned(claims)):
            raise Unauthenticated("access was revoked", hint="log in again; if that fails, ask who runs this")

    def check_key(self, key: str) -> None:
        """Refuse a key that was revoked; `look` first where it matters.

        Raises:
            Unauthenticated: it was.

        """
        if (Ended.KEY, key) in self._ended:
            raise Unauthenticated("the key was revoked", hint="make a new key, and log in with it")

    def look(self, now: float) -> None:
        """Read the list now if it changed."""
        with self._lock:
            epoch = self._documents.get(_EPOCH, "epoch")
            version = epoch.version if epoch is not None else 0
            if version != self._version:
                read = [load(kept.value, Revocation) for kept in self._documents.all(_KIND)]
                self._ended = {(one.what, one.id): one.at for one in read}
                self._version = version
            self._looked = now

    def _known(self, what: Ended, ident: str) -> float:
        """Return what is written already: a clock set back must not bring anything back to life."""
        kept = self._documents.get(_KIND, f"{what}:{ident}")
        return load(kept.value, Revocation).at if kept is not None else 0.0

    def sweep(self, now: float) -> int:
        """Forget revocations that concern nothing any more; return how many."""
        old = [kept for kept in self._documents.all(_KIND) if load(kept.value, Revocation).until < now]
        return sum(self._documents.delete(_KIND, kept.key) for kept in old)


def _concerned(claims: Claims) -> tuple[tuple[Ended, str], ...]:
    return (
        (Ended.SESSION, claims.sid),
        (Ended.PERSON, claims.sub),
        (Ended.KEY, claims.cnf.jkt),
        (Ended.ORG, claims.org),
        (Ended.ORG, claims.via),
        (Ended.SEAT, claims.seat),
        (Ended.AGENT, claims.agent),
    )
