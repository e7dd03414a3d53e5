"""Who acts on a grant: a person, by an id that is theirs under every account, never a program."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import Final

from msgspec import Struct

from vedette.access.nouns import Kind, Subject
from vedette.core.errors import BadInput, Refused

REVIEWER: Final = "reviewer"
OPERATOR: Final = "operator"
ADMIN: Final = "org_admin"
_TEAM: Final = "team:"
_REASON: Final = 2000


class Actor(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who did something, as they were when they did it."""

    person: str
    org: str = ""
    """For whom they acted."""
    team: str = ""
    reviewer: bool = False
    operator: bool = False
    admin: bool = False
    """Whether they speak for the organisation they acted for."""
    orgs: tuple[str, ...] = ()
    """All organisations they belong to."""
    inviter: str = ""
    """Who brought them in."""

    @property
    def houses(self) -> frozenset[str]:
        """Every organisation they belong to or acted for."""
        return frozenset((self.org, *self.orgs)) - {""}


def person(subject: Subject) -> Actor:
    """Return who acts; a role `team:<name>` names their team.

    Raises:
        Refused: it is a program, or nobody we know.

    """
    if subject.kind is not Kind.PERSON or subject.agent or not subject.id:
        raise Refused("only a person may do this, and no program for them", hint="log in with your own key")
    teams = sorted(role.removeprefix(_TEAM) for role in subject.roles if role.startswith(_TEAM))
    return Actor(
        person=subject.id,
        org=subject.org,
        team=teams[0] if teams else "",
        reviewer=REVIEWER in subject.roles,
        operator=OPERATOR in subject.roles,
        admin=ADMIN in subject.roles,
    )


def reviewer(subject: Subject, of: str) -> Actor:
    """Return who reviews what concerns the person `of`.

    Raises:
        Refused: it is no reviewer, or that person under whatever account, or a program.

    """
    actor = person(subject)
    if actor.person == of:
        raise Refused("nobody reviews what they asked for themselves", hint="ask another reviewer")
    if not actor.reviewer:
        raise Refused("only a reviewer may do this", hint="ask the organisation that runs this for the role")
    return actor


def orgs(actors: Iterable[Actor]) -> int:
    """Count the organisations behind some people; those without one add none to those of others."""
    found = list(actors)
    return len({actor.org for actor in found} - {""}) or min(1, len(found))


def apart(actors: Iterable[Actor], number: int) -> bool:
    """Tell whether so many of some people share no organisation, and each has one; 1 asks for anybody."""
    found = list(actors)
    if number <= 1:
        return len(found) >= number
    return any(_disjoint(chosen) for chosen in combinations(found, number))


def groups(actors: Iterable[Actor]) -> int:
    """Count the organisations or teams behind some people; who names no team adds none to those of others."""
    found = list(actors)
    teams: dict[str, set[str]] = {}
    for actor in found:
        if actor.org:
            teams.setdefault(actor.org, set()).update({actor.team} - {""})
    return sum(max(1, len(named)) for named in teams.values()) or min(1, len(found))


def reason(text: str) -> str:
    """Return why somebody does something: there is always a reason, and it is a short text.

    Raises:
        BadInput: it is empty or too long.

    """
    said = text.strip()
    if not 0 < len(said) <= _REASON:
        raise BadInput(f"a reason of {len(said)} characters", hint=f"say why, in 1 to {_REASON} characters")
    return said


def _disjoint(actors: tuple[Actor, ...]) -> bool:
    return all(actor.houses for actor in actors) and all(
        not one.houses & other.houses for one, other in combinations(actors, 2)
    )
