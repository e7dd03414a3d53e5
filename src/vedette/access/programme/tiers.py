"""Which tier a person has right now: from what they were given, and from when they last were here."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from vedette.access.documents import Documents
from vedette.access.nouns import Tier
from vedette.access.programme.applications import Applications
from vedette.access.programme.criteria import DAY, IDLE, UNUSED, rule
from vedette.access.programme.records import Case, Stage, State
from vedette.access.programme.ties import UNTIED, Ties
from vedette.core import codec

_KIND: Final = "last_seen"
_NOTE_EACH: Final = DAY


class Away(Struct, frozen=True, array_like=True):
    """A time in which a person did nothing."""

    start: float = 0.0
    end: float = 0.0


class LastSeen(Struct, frozen=True, kw_only=True):
    """When a person last did something, to the day, and when they last were away for long."""

    at: float = 0.0
    quarter: Away = Away()
    """The last 90 days or more."""
    year: Away = Away()
    """The last 365 days or more."""


class Tiers:
    """The tiers of people, worked out each time they are asked for."""

    def __init__(self, documents: Documents, ties: Ties = UNTIED) -> None:
        self._documents = documents
        self._applications = Applications(documents, ties)

    def tier_of(self, person: str, now: float, orgs: frozenset[str] | None = None) -> Tier:
        """Return a person's tier, acting for these organisations; without any named, their highest.

        What takes a sponsor counts for the organisation it was given in, and for no other.
        T2 left unused for 90 days is T1 from then on, until it is given anew. T1 goes on by itself for
        whoever was never away for a year.
        """
        cases = [case for case in self._applications.of(person) if case.want.tier and _within(case, orgs)]
        if not cases:
            return Tier.T0
        seen = self._seen(person)
        return max(_worth(case, self._applications.state(case, now), seen, now) for case in cases)

    def since(self, person: str, now: float) -> float:
        """Return when the grant took effect that gives a person's highest tier; 0 where there is none.

        Confirming a grant makes it no newer.
        """
        held = [(case.want.tier, known.since) for case, known in self._applications.granted(person, now)]
        top = max((tier for tier, _ in held), default=Tier.T0)
        return min((since for tier, since in held if tier is top), default=0.0) if top else 0.0

    def note(self, person: str, now: float) -> None:
        """Note that a person did something; written at most once a day."""
        seen = self._seen(person)
        idle = now - seen.at
        if idle < _NOTE_EACH:
            return
        away = Away(seen.at, now)
        noted = LastSeen(
            at=now,
            quarter=away if idle >= IDLE else seen.quarter,
            year=away if idle >= UNUSED else seen.year,
        )
        self._documents.put(_KIND, person, codec.dump(noted))

    def _seen(self, person: str) -> LastSeen:
        found = self._documents.get(_KIND, person)
        return LastSeen() if found is None else codec.load(found.value, LastSeen, name=_KIND)


def _within(case: Case, orgs: frozenset[str] | None) -> bool:
    return orgs is None or not rule(case.want).sponsor or case.applicant.org in orgs


def _worth(case: Case, known: State, seen: LastSeen, now: float) -> Tier:
    """Return the tier a case gives now."""
    tier, stage, given = case.want.tier, known.stage, known.given
    if stage is Stage.EXPIRED and tier is Tier.T1:
        return Tier.T0 if _left(seen.year, given, seen.at, now) >= UNUSED else Tier.T1
    if stage is not Stage.GRANTED:
        return Tier.T0
    if tier is Tier.T2 and _left(seen.quarter, given, seen.at, now) >= IDLE:
        return Tier.T1
    return tier


def _left(away: Away, given: float, last: float, now: float) -> float:
    """Return for how long at a stretch a grant was left unused, as far as it matters."""
    return max(away.end - max(away.start, given), now - max(last, given))
