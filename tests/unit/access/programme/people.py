"""The people of these tests, by name, and the town they live in."""

from dataclasses import dataclass, field

from vedette.access.nouns import Kind, Subject, Tier
from vedette.access.programme.applications import Applications
from vedette.access.programme.criteria import TIERS, Want
from vedette.access.programme.ties import Proved

DAY = 86_400.0
NOW = 1_770_000_000.0
FAR = NOW + 3650 * DAY
ALL_PROVED = Proved(level=3, until=FAR, met=True, records=("identity", "reached", "sector"))


def someone(name: str, org: str = "", *roles: str, tier: Tier = Tier.T3, key: str = "") -> Subject:
    """A person who logged in; `key` is that of one of their accounts."""
    return Subject(id=name, kind=Kind.PERSON, tier=tier, org=org, roles=roles, key=key or f"key of {name}")


ADA = someone("ada", "acme", tier=Tier.T0)
SUE = someone("sue", "acme", "member", "org_admin")
"""Speaks for Ada's organisation."""
RITA = someone("rita", "hooli", "reviewer")
ROB = someone("rob", "umbrella", "reviewer")
RUTH = someone("ruth", "initech", "reviewer")
AGENT = Subject(id="rita", kind=Kind.AGENT, org="acme", roles=("reviewer",), agent="robot", tier=Tier.T4)
WITH_ACT = Subject(id="rita", kind=Kind.PERSON, org="acme", roles=("reviewer",), agent="robot", tier=Tier.T4)
SEAT = Subject(id="seat", kind=Kind.SERVICE, org="acme", roles=("reviewer",), tier=Tier.T4)
OWNER = Subject(id="owner", kind=Kind.OWNER, roles=("reviewer",), tier=Tier.T4)
PROGRAMS = [AGENT, WITH_ACT, SEAT, OWNER]


@dataclass
class Town:
    """Who belongs where; everybody is who they say until a test says otherwise."""

    admins: set[tuple[str, str]] = field(default_factory=lambda: {("sue", "acme")})
    members: set[tuple[str, str]] = field(default_factory=lambda: {("ada", "acme"), ("sue", "acme")})
    invited: dict[str, str] = field(default_factory=dict)
    change: dict[str, float] = field(default_factory=dict)
    founding: float = 0.0
    retired: set[str] = field(default_factory=set)
    known: Proved = ALL_PROVED

    def orgs(self, person: str) -> tuple[str, ...]:
        return tuple(org for name, org in self.members if name == person)

    def inviter(self, person: str) -> str:
        return self.invited.get(person, "")

    def belongs(self, person: str, org: str, now: float) -> bool:
        del now
        return (person, org) in self.members

    def speaks(self, person: str, org: str, now: float) -> bool:
        del now
        return (person, org) in self.admins

    def reviews(self, person: str, now: float) -> bool:
        del now
        return person not in self.retired

    def changed(self, org: str) -> float:
        return self.change.get(org, 0.0)

    def founded(self) -> float:
        return self.founding

    def proved(self, person: str, org: str, now: float) -> Proved:
        del person, org, now
        return self.known


def given(cases: Applications, tier: Tier, who: Subject = ADA, now: float = NOW) -> str:
    """Give somebody a tier, as it should be done; return the case."""
    case = cases.apply(who, Want(tier=tier), statement="I defend things", now=now).id
    needed = TIERS[tier]
    if needed.sponsor:
        cases.sponsor(SUE, case, reason="one of us", now=now)
    for reviewer in (RITA, ROB)[: needed.reviewers]:
        cases.review(reviewer, case, approve=True, reason="shown", now=now)
    return case


def sponsored(cases: Applications, now: float = NOW) -> None:
    """Let Sue be somebody who can answer for others."""
    given(cases, Tier.T2, SUE, now)
