"""People, organisations, agents and seats, as they are kept. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from vedette.access.nouns import Risk

_NO_END = float("inf")


class Role(StrEnum):
    """What somebody does for whoever runs this; says nothing about what they may use."""

    OPERATOR = "operator"
    """Runs the installation."""
    REVIEWER = "reviewer"
    """Decides about applications and appeals."""
    ORG_ADMIN = "org_admin"
    """Speaks for an organisation; never given, it follows from a membership."""
    MEMBER = "member"
    """Acts for an organisation they belong to; never given either."""


class Membership(Struct, frozen=True, kw_only=True):
    """Where somebody belongs."""

    org: str
    team: str = ""
    admin: bool = False


class Person(Struct, frozen=True, kw_only=True):
    """A natural person; one has one, whatever accounts they use."""

    id: str
    name: str
    made: float
    """Seconds since the epoch."""
    roles: tuple[Role, ...] = ()
    terms: Mapping[str, float] = {}
    """When each role ends, in seconds since the epoch; one that is not there ends with whoever runs this."""
    memberships: tuple[Membership, ...] = ()
    suspended: bool = False
    inviter: str = ""
    """Who brought them in; empty for the first."""

    def member_of(self, org: str) -> Membership | None:
        """Return the membership in an organisation, if any."""
        return next((one for one in self.memberships if one.org == org), None)

    def offices(self, now: float) -> tuple[Role, ...]:
        """Return the roles whose term is not over."""
        return tuple(one for one in self.roles if now < self.terms.get(one, _NO_END))


class Organisation(Struct, frozen=True, kw_only=True):
    """A team, firm or authority."""

    id: str
    name: str
    made: float
    cap: Risk = Risk.C4
    """The highest class anybody may use on its behalf."""
    suspended: bool = False
    changed: float = 0.0
    """When it last changed hands, in seconds since the epoch: its last admin left, or one came whom none of
    its own admins let in. What was given to its people before rests until it is confirmed."""


class Agent(Struct, frozen=True, kw_only=True):
    """A program that acts for a person, with a key of its own."""

    id: str
    name: str
    person: str
    key: str
    """Thumbprint of its key."""
    tools: tuple[str, ...]
    """The capabilities it may ever be given."""
    made: float
    suspended: bool = False


class Seat(Struct, frozen=True, kw_only=True):
    """A place in somebody else's house: a vendor's person, or a service, sponsored for a month at most."""

    id: str
    sponsor: str
    """The organisation that answers for it."""
    cap: Risk
    """The highest class it may use; never above its sponsor's."""
    made: float
    expires: float
    person: str = ""
    """Who sits in it; empty for a service."""
    vendor: str = ""
    """The organisation of whoever sits in it."""
    key: str = ""
    """Thumbprint of a service's key; empty where a person sits."""
    removed: bool = False
    asked_by: str = ""
    """The operator who asked for it; empty for those made before anybody had to agree."""
    asked_from: tuple[str, ...] = ()
    """Every organisation that operator belongs to or acted for."""
    waits: tuple[str, ...] = ()
    """Whose word it waits for: see `consents`."""
    agreed_by: tuple[str, ...] = ()
    founding: bool = False
    """Whether fewer had to agree, since the programme was being founded."""

    def live(self, sponsor: Organisation, now: float) -> bool:
        """Tell whether somebody may sit in it: it is agreed to, not over, and whoever answers for it does."""
        return not self.waits and not self.removed and not sponsor.suspended and now < self.expires
