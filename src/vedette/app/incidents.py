"""The incidents of whoever works with them: events in, incidents out; each belongs to one organisation.

What is said to be written down is on the disk. Two people may write at once. The handlers of the gate use
this, and whatever else has something to tell an incident: actions, playbooks, clocks.
"""

from __future__ import annotations

import os
import pwd
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

import msgspec

from vedette import __version__
from vedette.access.nouns import Kind, Subject
from vedette.app.clock import Clock
from vedette.app.gate import Work
from vedette.app.job_answers import Missing
from vedette.core.errors import BadInput
from vedette.core.incidents import INCIDENT_SCHEMA, Incident
from vedette.respond.cards import Card, card_of
from vedette.respond.events import Event, Opened, What, read, written
from vedette.respond.fields import field_of
from vedette.respond.fold import FOLD, carried_on, folded
from vedette.store.incidentchain import Logged, Sent
from vedette.store.incidents import Fold, Head, SqlIncidents
from vedette.store.locker import Locker

_MADE_BY: Final = f"{__version__}/{INCIDENT_SCHEMA}/{FOLD}"
_EACH: Final = 16
"""New events from one kept fold to the next."""
HOME: Final = "home"
"""Whose the incidents of a machine's owner are."""
_SHORTEST: Final = 3
_ID_BYTES: Final = 6


class By(NamedTuple):
    """Who does something, for whom it counts, and by which decision."""

    owner: str
    """Whose incidents are meant."""
    name: str
    """How the incident's record names who does it."""
    decision: str = ""


class Appended(NamedTuple):
    """What was written down."""

    incident: Incident
    version: int
    head: str
    """The hash of all its events: in the ledger it seals them."""
    added: int
    """How many of the events are new."""

    def counts(self) -> dict[str, int | str]:
        """Return what the ledger is to hold of it: put it into the counts of the answer."""
        return {
            "incident": self.incident.id,
            "version": self.version,
            "head": self.head,
            "events": self.added,
        }


def by_of(work: Work) -> By:
    """Return who does something, as the gate knows them."""
    subject = work.caller.subject
    name = _login() if subject.kind is Kind.OWNER else subject.id
    agent = f" (by agent {subject.agent})" if subject.agent else ""
    return By(owner_of(subject), f"{name or subject.id}{agent}", work.decision.id)


def owner_of(subject: Subject) -> str:
    """Return whose incidents somebody works with: their organisation's, or their own."""
    if subject.kind is Kind.OWNER:
        return HOME
    return f"org:{subject.org}" if subject.org else f"person:{subject.id}"


def _login() -> str:
    """Return what this user is called on this machine."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return ""


def new_id() -> str:
    """Return an id for an event."""
    return secrets.token_hex(16)


@dataclass(slots=True)
class IncidentBook:
    """Events, folds and evidence of all incidents of one service or machine."""

    opening: Callable[[], SqlIncidents]
    """Opens the store when somebody first needs it."""
    locker: Locker
    clock: Clock
    _store: list[SqlIncidents] = field(default_factory=list)

    @property
    def store(self) -> SqlIncidents:
        """The events as they are kept."""
        if not self._store:
            self._store.append(self.opening())
        return self._store[0]

    def now(self) -> str:
        """Return the time as events have it."""
        return self.clock.now().strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"

    def begin(self, by: By, opened: Opened, more: Sequence[What] = ()) -> Appended:
        """Open an incident.

        Raises:
            LimitHit: too many or too large.
            Unavailable: it cannot be written down.

        """
        ident = secrets.token_hex(_ID_BYTES)
        head = self.store.begin(ident, by.owner, self._sent(by, (opened, *more), ()))
        return self._appended(ident, head)

    def append(
        self, by: By, ident: str, whats: Sequence[What], *, ids: Sequence[str] = (), expect: int | None = None
    ) -> Appended:
        """Write down what happened to an incident; with `ids`, what was sent before is left out.

        With `expect`, only if nobody changed the same since that version.

        Raises:
            Missing: there is no such incident, or it is somebody else's.
            Conflict: somebody changed the same meanwhile; it says who and when.
            LimitHit: too many or too large.
            Unavailable: it cannot be written down.

        """
        self._theirs(by, ident)
        return self._appended(ident, self.store.append(ident, self._sent(by, whats, ids), expect=expect))

    def mirror(self, by: By, ident: str, events: Sequence[Event]) -> Appended:
        """Write down events somebody else keeps as well, as they are; those that are here are left out.

        Raises:
            Missing, Conflict, LimitHit, Unavailable: as `append`.

        """
        self._theirs(by, ident)
        sent = [
            Sent(one.id, one.at, one.by, one.decision, field_of(one.what), written(one.what))
            for one in events
        ]
        return self._appended(ident, self.store.append(ident, sent))

    def load(self, by: By, ident: str) -> Incident:
        """Return an incident as it stands.

        Raises:
            Missing: there is no such incident, or it is somebody else's.

        """
        self._theirs(by, ident)
        return self._folded(ident, _EACH)

    def events(self, by: By, ident: str, after: int = 0) -> list[Event]:
        """Return what happened to an incident since a version.

        Raises:
            Missing: there is no such incident, or it is somebody else's.

        """
        self._theirs(by, ident)
        return [event_of(ident, one) for one in self.store.events(ident, after)]

    def cards(self, by: By) -> list[Card]:
        """Return the cards of somebody's incidents, the newest first."""
        made = [
            _card(data) or card_of(self._folded(ident, 1))
            for ident, data in self.store.cards(by.owner, _MADE_BY).items()
        ]
        return sorted(made, key=lambda one: (one.opened, one.id), reverse=True)

    def find(self, by: By, short: str) -> str:
        """Return the id of one of somebody's incidents by how it begins.

        Raises:
            BadInput: several begin so.
            Missing: none does.

        """
        wanted = short.strip().lower()
        found = [one for one in self.store.owned(by.owner) if one.startswith(wanted)]
        if wanted in found:
            return wanted
        if len(found) > 1 and len(wanted) >= _SHORTEST:
            raise BadInput(f"several incidents begin with {short}", hint=f"which: {', '.join(found[:5])}?")
        if len(found) != 1 or len(wanted) < _SHORTEST:
            raise _missing(short)
        return found[0]

    def _theirs(self, by: By, ident: str) -> None:
        if self.store.owner(ident) != by.owner:
            raise _missing(ident)

    def _sent(self, by: By, whats: Sequence[What], ids: Sequence[str]) -> list[Sent]:
        named = ids or [new_id() for _ in whats]
        return [
            Sent(ident, self.now(), by.name, by.decision, field_of(what), written(what))
            for ident, what in zip(named, whats, strict=True)
        ]

    def _appended(self, ident: str, head: Head) -> Appended:
        return Appended(self._folded(ident, _EACH), head.seq, f"sha256:{head.hash.hex()}", head.added)

    def _folded(self, ident: str, each: int) -> Incident:
        """Add up what is new; keep it where there is enough of it."""
        kept = self.store.fold(ident, _MADE_BY)
        before = _incident(kept.fold) if kept is not None else None
        logged = self.store.events(ident, kept.seq if kept is not None and before is not None else 0)
        events = [event_of(ident, one) for one in logged]
        incident = folded(events, ident) if before is None else carried_on(before, events)
        if len(events) >= each:
            card = msgspec.json.encode(card_of(incident))
            self.store.keep(ident, _MADE_BY, Fold(incident.version, msgspec.json.encode(incident), card))
        return incident


def event_of(incident: str, logged: Logged) -> Event:
    """Return an event as everybody speaks of it."""
    sent = logged.sent
    return Event(
        id=sent.id,
        incident=incident,
        seq=logged.seq,
        at=sent.at,
        by=sent.by,
        decision=sent.decision,
        what=read(sent.data),
    )


def _incident(data: bytes) -> Incident | None:
    try:
        return _decoder().decode(data)
    except msgspec.MsgspecError:  # by a program between two versions: it is only a copy
        return None


def _card(data: bytes | None) -> Card | None:
    try:
        return None if data is None else msgspec.json.decode(data, type=Card)
    except msgspec.MsgspecError:
        return None


@lru_cache(maxsize=1)
def _decoder() -> msgspec.json.Decoder[Incident]:
    return msgspec.json.Decoder(Incident)


def _missing(ident: str) -> Missing:
    return Missing(f"there is no incident {ident[:64]}", hint="vedette incident list shows them")
