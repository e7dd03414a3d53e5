"""People and organisations: who there is, where they belong, who is suspended; never what anybody may do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

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

    def add(
        self, name: str, now: float, *, roles: Mapping[Role, float] | Iterable[Role] = (), inviter: str = ""
    ) -> Person:
        """Note a new person; roles may come with the time each ends.

        Raises:
            BadInput: the name is none, or a role is not one to give.

        """
        return self._people.add(
            Person(
                id=fresh("p"),
                name=name_of(name),
                made=now,
                roles=_givable(roles),
                terms=_terms(roles),
                inviter=inviter,
            )
        )

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

    def give_roles(self, ident: str, roles: Mapping[Role, float] | Iterable[Role]) -> Person:
        """Let a person have these roles and no others, until the times given; it counts at once.

        Raises:
            BadInput: there is no such person, or a role is not one to give.

        """
        given, terms = _givable(roles), _terms(roles)
        return self._people.change(ident, lambda one: replace(one, roles=given, terms=terms))

    def join(self, ident: str, membership: Membership, *, unasked: float = 0.0) -> Person:
        """Let a person belong to an organisation, or belong to it in another way.

        `unasked` is when somebody came to speak for it whom none of its own admins let in: it changes hands.

        Raises:
            BadInput: there is no such person or organisation, or they belong to too many.

        """
        self._organisations.get(membership.org)
        if membership.admin and unasked:
            self._change_hands(membership.org, unasked)
        return self._people.change(ident, lambda one: _moved(one, membership.org, membership))

    def leave(self, ident: str, org: str, now: float) -> Person:
        """Let a person belong to an organisation no longer; their sessions end.

        With its last admin gone, the organisation changes hands.

        Raises:
            BadInput: there is no such person.

        """
        before = self.get(ident).member_of(org)
        left = self._people.change(ident, lambda one: _moved(one, org, None))
        if before is not None and before.admin and not self.admins(org):
            self._change_hands(org, now)
        self._end(Ended.PERSON, ident, now)
        return left

    def doubt(self, org: str, now: float) -> None:
        """Let what was given in an organisation's name rest until it is confirmed, as if it changed hands.

        Raises:
            BadInput: there is no such organisation.

        """
        self._change_hands(org, now)

    def admins(self, org: str) -> list[Person]:
        """Return the people who speak for an organisation."""
        found = ((one, one.member_of(org)) for one in self.members(org))
        return [one for one, at in found if at is not None and at.admin]

    def in_office(self, role: Role, now: float) -> list[Person]:
        """Return the people who have a role, and are not suspended."""
        return [one for one in self.all() if role in one.offices(now) and not one.suspended]

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

    def find_organisation(self, ident: str) -> Organisation | None:
        """Return an organisation, if there is one with that id."""
        return self._organisations.find(ident)

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

    def _change_hands(self, org: str, now: float) -> None:
        self._organisations.change(org, lambda one: replace(one, changed=now))


def _givable(roles: Iterable[Role]) -> tuple[Role, ...]:
    given = tuple(sorted(set(roles)))
    if not _GIVEN.issuperset(given):
        raise BadInput(
            "org_admin and member are not given", hint="let them join, as an admin if they are one"
        )
    if len(given) > 1:
        raise BadInput("nobody is both operator and reviewer", hint="give one of the two to somebody else")
    return given


def _terms(roles: Mapping[Role, float] | Iterable[Role]) -> dict[str, float]:
    return {str(one): end for one, end in roles.items()} if isinstance(roles, Mapping) else {}


def _moved(person: Person, org: str, membership: Membership | None) -> Person:
    others = tuple(one for one in person.memberships if one.org != org)
    if membership is None:
        return replace(person, memberships=others)
    if len(others) >= MEMBERSHIPS_MAX:
        raise BadInput("they belong to too many organisations", hint=f"at most {MEMBERSHIPS_MAX}; leave one")
    return replace(person, memberships=(*others, membership))
