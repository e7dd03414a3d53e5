"""People and organisations: who there is, where they belong, who is suspended; never what anybody may do."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec.structs import replace

from vedette.access.documents import Documents
from vedette.access.identity.members import Membership, Organisation, Person, Role
from vedette.access.identity.register import Register, fresh, name_of
from vedette.access.nouns import Risk
from vedette.access.tokens.revocations import Ended
from vedette.core.errors import BadInput

MEMBERSHIPS_MAX = 32
_GIVEN = frozenset((Role.OPERATOR, Role.REVIEWER))

End = Callable[[Ended, str, float], object]
"""Ends all sessions of something, everywhere: what, its id, and now go in. `Revocations.revoke` is one."""


class People:
    """Everybody known here, and their organisations."""

    def __init__(self, documents: Documents, end: End) -> None:
        self._people = Register(
            documents, "person", Person, lambda one: [f"org:{at.org}" for at in one.memberships]
        )
        self._organisations = Register(documents, "organisation", Organisation)
        self._end = end

    def add(self, name: str, now: float, *, roles: Iterable[Role] = ()) -> Person:
        """Note a new person.

        Raises:
            BadInput: the name is none, or a role is not one to give.

        """
        return self._people.add(Person(id=fresh("p"), name=name_of(name), made=now, roles=_givable(roles)))

    def get(self, ident: str) -> Person:
        """Return a person.

        Raises:
            BadInput: there is none with that id.

        """
        return self._people.get(ident)

    def find(self, ident: str) -> Person | None:
        """Return a person, if there is one with that id."""
        return self._people.find(ident)

    def all(self) -> list[Person]:
        """Return everybody."""
        return self._people.all()

    def members(self, org: str) -> list[Person]:
        """Return the people of an organisation."""
        return self._people.tagged(f"org:{org}")

    def give_roles(self, ident: str, roles: Iterable[Role]) -> Person:
        """Let a person have these roles and no others; it counts with their next request.

        Raises:
            BadInput: there is no such person, or a role is not one to give.

        """
        given = _givable(roles)
        return self._people.change(ident, lambda one: replace(one, roles=given))

    def join(self, ident: str, membership: Membership) -> Person:
        """Let a person belong to an organisation, or belong to it in another way.

        Raises:
            BadInput: there is no such person or organisation, or they belong to too many.

        """
        self._organisations.get(membership.org)
        return self._people.change(ident, lambda one: _moved(one, membership.org, membership))

    def leave(self, ident: str, org: str, now: float) -> Person:
        """Let a person belong to an organisation no longer; their sessions end.

        Raises:
            BadInput: there is no such person.

        """
        left = self._people.change(ident, lambda one: _moved(one, org, None))
        self._end(Ended.PERSON, ident, now)
        return left

    def suspend(self, ident: str, now: float) -> Person:
        """Suspend a person; their sessions end, their agents' tokens too.

        Raises:
            BadInput: there is no such person.

        """
        made = self._people.change(ident, lambda one: replace(one, suspended=True))
        self._end(Ended.PERSON, ident, now)
        return made

    def readmit(self, ident: str) -> Person:
        """Let a suspended person log in again.

        Raises:
            BadInput: there is no such person.

        """
        return self._people.change(ident, lambda one: replace(one, suspended=False))

    def found(self, name: str, now: float, *, cap: Risk = Risk.C4) -> Organisation:
        """Note a new organisation.

        Raises:
            BadInput: the name is none, or the class is what nobody gets.

        """
        if cap is Risk.CX:
            raise BadInput("no organisation is given class CX", hint="choose C0 to C4")
        return self._organisations.add(Organisation(id=fresh("o"), name=name_of(name), made=now, cap=cap))

    def organisation(self, ident: str) -> Organisation:
        """Return an organisation.

        Raises:
            BadInput: there is none with that id.

        """
        return self._organisations.get(ident)

    def organisations(self) -> list[Organisation]:
        """Return all organisations."""
        return self._organisations.all()

    def suspend_organisation(self, ident: str, now: float) -> Organisation:
        """Suspend an organisation: every session on its behalf ends, those of the seats it sponsors too.

        Raises:
            BadInput: there is no such organisation.

        """
        made = self._organisations.change(ident, lambda one: replace(one, suspended=True))
        self._end(Ended.ORG, ident, now)
        return made

    def readmit_organisation(self, ident: str) -> Organisation:
        """Let a suspended organisation act again.

        Raises:
            BadInput: there is no such organisation.

        """
        return self._organisations.change(ident, lambda one: replace(one, suspended=False))


def _givable(roles: Iterable[Role]) -> tuple[Role, ...]:
    given = tuple(sorted(set(roles)))
    if not _GIVEN.issuperset(given):
        raise BadInput(
            "org_admin and member are not given", hint="let them join, as an admin if they are one"
        )
    return given


def _moved(person: Person, org: str, membership: Membership | None) -> Person:
    others = tuple(one for one in person.memberships if one.org != org)
    if membership is None:
        return replace(person, memberships=others)
    if len(others) >= MEMBERSHIPS_MAX:
        raise BadInput("they belong to too many organisations", hint=f"at most {MEMBERSHIPS_MAX}; leave one")
    return replace(person, memberships=(*others, membership))
