"""Uses, read back from the ledger: for whose name they were made in, and for an organisation's admins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from vedette.access.identity.agents import Agents
from vedette.access.identity.people import People
from vedette.access.identity.seats import Seats
from vedette.access.nouns import Risk, Verdict
from vedette.access.tokens.sessions import Session, Sessions
from vedette.app import member_answers as answers
from vedette.app.alerts import Alert, Alerts, What
from vedette.app.ledgers import Book
from vedette.core.errors import BadInput
from vedette.ledger import reading
from vedette.ledger.entries import Entry, Kind, digest_with
from vedette.ledger.reading import Found, Window

_NOBODY: Final = "somebody no longer here"
_PROGRAM: Final = "an agent no longer here"
_LEFT: Final = "an organisation you left"
_SHOWN: Final = frozenset((Risk.C2, Risk.C3, Risk.C4, Risk.CX))
"""Classes an organisation's feed shows of what was allowed."""
_FIRST: Final = frozenset((What.NEW_KEY, What.NEW_NETWORK))
_FEED_ALERTS: Final = 200
_NEAR: Final = 60.0
"""Seconds around a moment that are looked through first."""
_LASTS: Final = 13 * 3600.0
"""Seconds after its beginning in which a session can have been used."""


class Asked(NamedTuple):
    """Which uses."""

    since: float
    until: float
    before: int
    most: int

    def window(self) -> Window:
        """Return the part of the ledger that means."""
        return Window(since=self.since, until=self.until, before=self.before or None, count=max(1, self.most))


class _Known(NamedTuple):
    """A session as far as it is remembered."""

    id: str
    key: str
    purpose: str
    started: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Uses:
    """Reads the ledger with what is known of who is who."""

    book: Book
    people: People
    agents: Agents
    seats: Seats
    sessions: Sessions
    alerts: Alerts

    def mine(self, person: str, asked: Asked, now: float) -> answers.UsesListed:
        """Return what was done in a person's name, by themselves, their agents and in their seats."""
        names = self._names([person], asked)
        page = reading.of(self.book.ledger, names, asked.window(), lambda one: _use_of(one, names))
        orgs = self._names(self._orgs_of(person), asked)
        called = {one.id: one for one in self.agents.of(person)}
        agents = self._names(called, asked)
        told = {one.id: one.name for one in self.people.organisations()}
        known = self._sessions_of(person, now)
        ends = self._ends(page.found)
        uses = []
        for found in page.found:
            session, agent = self._session(found.entry, known), called.get(agents.get(found.entry.agent, ""))
            uses.append(
                answers.UseTold(
                    index=found.index,
                    at=found.entry.time,
                    capability=found.entry.capability,
                    risk=found.entry.risk,
                    verdict=found.entry.verdict,
                    reasons=found.entry.reasons,
                    decision=found.entry.id,
                    outcome=_outcome(ends.get(found.entry.id)),
                    seconds=_seconds(ends.get(found.entry.id)),
                    org=told.get(orgs.get(found.entry.org, ""), _LEFT if found.entry.org else ""),
                    agent=agent.name if agent is not None else _PROGRAM if found.entry.agent else "",
                    session=session.id,
                    purpose=session.purpose,
                    key=session.key if not found.entry.agent else agent.key if agent is not None else "",
                )
            )
        return answers.UsesListed(uses=tuple(uses), rest=page.rest)

    def on_behalf_of(self, org: str, asked: Asked) -> answers.FeedTold:
        """Return what was done on behalf of an organisation: class C2 and above, and all that was refused."""
        names = self._names([org], asked)
        page = reading.of(self.book.ledger, names, asked.window(), lambda one: _shown(one, names))
        called = self._called(org)
        who = {name: called[ident] for name, ident in self._names(called, asked).items()}
        ends = self._ends(page.found)
        uses = tuple(
            answers.FeedUse(
                index=found.index,
                at=found.entry.time,
                who=who.get(found.entry.subject, _NOBODY),
                agent=bool(found.entry.agent),
                capability=found.entry.capability,
                risk=found.entry.risk,
                verdict=found.entry.verdict,
                reasons=found.entry.reasons,
                decision=found.entry.id,
                outcome=_outcome(ends.get(found.entry.id)),
            )
            for found in page.found
        )
        first = [one for one in self.alerts.of_org(org) if one.what in _FIRST][:_FEED_ALERTS]
        return answers.FeedTold(
            org=self.people.organisation(org).name,
            uses=uses,
            alerts=tuple(_alert(one, called) for one in first),
            rest=page.rest,
        )

    def where(self, decision: str, at: float) -> int:
        """Return the index of the entry that says a decision was made; -1 where there is none."""
        for slack in (_NEAR, reading.SLACK_S):
            window = Window(since=at, until=at, slack=slack)
            found = reading.decision(self.book.ledger, decision, window) if decision else ()
            if made := [one.index for one in found if one.entry.kind is Kind.DECIDED]:
                return made[0]
        return -1

    def _names(self, subjects: Iterable[str], asked: Asked) -> dict[str, str]:
        """Return the pseudonyms some may have had, and whose each is."""
        names = self.book.pseudonyms()
        return {
            name: subject for subject in subjects for name in names.known(subject, asked.since, asked.until)
        }

    def _orgs_of(self, person: str) -> set[str]:
        found = self.people.find(person)
        own = {one.org for one in found.memberships} if found is not None else set()
        return own | {one.sponsor for one in self.seats.of(person)}

    def _called(self, org: str) -> dict[str, str]:
        """Return the name of everybody who can act for an organisation."""
        called = {one.id: one.name for one in self.people.members(org)}
        for seat in self.seats.sponsored(org):
            sitter = self.people.find(seat.person) if seat.person else None
            called[seat.person or seat.id] = (
                sitter.name if sitter is not None else f"service in seat {seat.id}"
            )
        return called

    def _ends(self, found: tuple[Found, ...]) -> dict[str, Entry]:
        allowed = [one for one in found if one.entry.verdict == Verdict.ALLOW]
        if not allowed:
            return {}
        first = min(one.index for one in allowed)
        return reading.ends(self.book.ledger, [one.entry.id for one in allowed], first)

    def _sessions_of(self, person: str, now: float) -> list[_Known]:
        """Return the sessions that are remembered: those under way, and those there is an alert of."""
        live = [_of_session(one) for one in self.sessions.of(person, now)]
        past = [_of_alert(one) for one in self.alerts.of(person) if one.session]
        return [*live, *past]

    def _session(self, entry: Entry, known: Iterable[_Known]) -> _Known:
        """Find the session an entry was made in: the entry has a digest of it, under a salt of its own."""
        digest = entry.digests.get("session", "")
        near = [one for one in known if 0 <= entry.time - one.started + 1 <= _LASTS] if digest else []
        if not near:
            return _UNKNOWN
        try:
            salt = self.book.pseudonyms().salt(entry.id, entry.time)
        except BadInput:  # it was destroyed: that was long ago
            return _UNKNOWN
        return next((one for one in near if digest_with(salt, one.id.encode()) == digest), _UNKNOWN)


_UNKNOWN: Final = _Known("", "", "", 0.0)


def _use_of(entry: Entry, names: dict[str, str]) -> bool:
    return entry.kind is Kind.DECIDED and entry.subject in names


def _shown(entry: Entry, names: dict[str, str]) -> bool:
    told = entry.verdict != Verdict.ALLOW or entry.risk in _SHOWN
    return entry.kind is Kind.DECIDED and entry.org in names and told


def _outcome(end: Entry | None) -> str:
    return "" if end is None else end.outcome


def _seconds(end: Entry | None) -> float:
    return 0.0 if end is None else end.seconds


def _alert(alert: Alert, called: dict[str, str]) -> answers.FeedAlert:
    return answers.FeedAlert(at=alert.at, who=called.get(alert.person, _NOBODY), what=alert.what)


def _of_session(session: Session) -> _Known:
    return _Known(session.id, session.login.key, session.login.purpose, session.started)


def _of_alert(alert: Alert) -> _Known:
    return _Known(alert.session, alert.key, alert.purpose, alert.at)
