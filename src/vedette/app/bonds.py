"""What ties people to organisations, read from who is here now and what they have proved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from vedette.access.identity.members import Organisation, Person, Role
from vedette.access.identity.people import People
from vedette.access.identity.proofing import Method, Proofs
from vedette.access.programme.actors import Actor, apart
from vedette.access.programme.appointments import HOUSES
from vedette.access.programme.founding import Foundings
from vedette.access.programme.ties import Proved

_MET: Final = frozenset((Method.VIDEO, Method.IN_PERSON))
_FAR: Final = 2
"""The level a proof has to go to so that its end counts."""


Resting = Callable[[str, str, float], bool]
"""Tells whether a person, or the organisation they act for, is suspended by a measure at a time."""


def nobody(person: str, org: str, now: float) -> bool:
    """Know of nobody whom a measure suspends."""
    del person, org, now
    return False


@dataclass(frozen=True, slots=True)
class Bonds:
    """The ties of everybody here."""

    people: People
    proofs: Proofs
    founding: Foundings
    resting: Resting = nobody
    """Whether a measure suspends a person, or an organisation, for a while."""

    def orgs(self, person: str) -> tuple[str, ...]:
        """Return every organisation a person belongs to."""
        found = self.people.find(person)
        return () if found is None else tuple(one.org for one in found.memberships)

    def inviter(self, person: str) -> str:
        """Return who brought a person in."""
        found = self.people.find(person)
        return "" if found is None else found.inviter

    def belongs(self, person: str, org: str, now: float) -> bool:
        """Tell whether a person still belongs to an organisation, and neither of them is suspended."""
        resting = self.resting(person, org, now)
        return belongs(self.people.find(person), self.people.find_organisation(org), resting=resting)

    def speaks(self, person: str, org: str, now: float) -> bool:
        """Tell whether a person still speaks for an organisation, and neither of them is suspended."""
        resting = self.resting(person, org, now)
        return speaks(self.people.find(person), self.people.find_organisation(org), resting=resting)

    def reviews(self, person: str, now: float) -> bool:
        """Tell whether a person is a reviewer still, and not suspended."""
        found = self.people.find(person)
        here = found is not None and not found.suspended and Role.REVIEWER in found.offices(now)
        return here and not self.resting(person, "", now)

    def changed(self, org: str) -> float:
        """Return when an organisation last changed hands."""
        found = self.people.find_organisation(org)
        return 0.0 if found is None else found.changed

    def founded(self) -> float:
        """Return when the programme was no longer being founded."""
        return self.founding.ended()

    def proved(self, person: str, org: str, now: float) -> Proved:
        """Return what a person, and the organisation they act for, have proved."""
        own = self.proofs.of(person, now)
        house = self.proofs.says(org, now) if org else frozenset()
        far = [one.expires_at for one in own if one.level >= _FAR]
        return Proved(
            level=max((one.level for one in own), default=0),
            until=max(far, default=0.0),
            met=any(one.method in _MET for one in own),
            records=tuple(sorted({str(word) for one in own for word in one.says} | set(map(str, house)))),
        )


def belongs(person: Person | None, org: Organisation | None, *, resting: bool = False) -> bool:
    """Tell whether a person belongs to an organisation, and neither of them is suspended, nor for a while."""
    if person is None or org is None or person.suspended or org.suspended or resting:
        return False
    return person.member_of(org.id) is not None


def speaks(person: Person | None, org: Organisation | None, *, resting: bool = False) -> bool:
    """Tell whether a person speaks for an organisation, and neither of them is suspended, nor for a while."""
    if person is None or org is None or not belongs(person, org, resting=resting):
        return False
    member = person.member_of(org.id)
    return member is not None and member.admin


def enough(people: People, now: float) -> bool:
    """Tell whether there are reviewers in office of as many organisations as it takes to appoint anybody."""
    found = people.in_office(Role.REVIEWER, now)
    voices = [Actor(person=one.id, orgs=tuple(at.org for at in one.memberships)) for one in found]
    return apart(voices, HOUSES)
