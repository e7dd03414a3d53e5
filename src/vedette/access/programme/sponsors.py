"""Who may answer for others: whoever speaks for an organisation, and was vetted themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from vedette.access.programme.cases import reached
from vedette.access.programme.criteria import SPONSOR_TIER
from vedette.access.programme.records import Case, Stage
from vedette.access.programme.ties import Proved, Ties


def vetted(cases: Iterable[Case], now: float) -> bool:
    """Tell whether somebody with these cases was given T2 or more, and still has it.

    Whether their own sponsor is still there is left out: two people who answer for one another would
    otherwise never be able to begin.
    """
    for case in cases:
        if case.want.tier >= SPONSOR_TIER:
            known = reached(case)
            if known.stage is Stage.GRANTED and known.since <= now < known.expires:
                return True
    return False


@dataclass(frozen=True, slots=True)
class Vetted:
    """The ties of people, where only who was vetted themselves speaks for an organisation."""

    ties: Ties
    cases: Callable[[str], Iterable[Case]]
    """The cases of a person."""

    def orgs(self, person: str) -> tuple[str, ...]:
        """Return every organisation a person belongs to."""
        return self.ties.orgs(person)

    def inviter(self, person: str) -> str:
        """Return who brought a person in."""
        return self.ties.inviter(person)

    def belongs(self, person: str, org: str, now: float) -> bool:
        """Tell whether a person still belongs to an organisation."""
        return self.ties.belongs(person, org, now)

    def speaks(self, person: str, org: str, now: float) -> bool:
        """Tell whether a person speaks for an organisation, and was vetted themselves."""
        return self.ties.speaks(person, org, now) and vetted(self.cases(person), now)

    def reviews(self, person: str, now: float) -> bool:
        """Tell whether a person is a reviewer still."""
        return self.ties.reviews(person, now)

    def changed(self, org: str) -> float:
        """Return when an organisation last changed hands."""
        return self.ties.changed(org)

    def founded(self) -> float:
        """Return when the programme was no longer being founded."""
        return self.ties.founded()

    def proved(self, person: str, org: str, now: float) -> Proved:
        """Return what a person, and the organisation they act for, have proved."""
        return self.ties.proved(person, org, now)
