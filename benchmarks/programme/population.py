"""Who there is: organisations with their estate, members with their keys and networks, a panel of reviewers.

Everybody gets their tier by the real course of an application: proofs, a sponsor, reviewers.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from msgspec.structs import replace

from benchmarks.programme.world import DAY, World
from vedette.access.identity.members import Membership, Role
from vedette.access.identity.proofing import LIFE, Method, Proof, Proofs, Says
from vedette.access.nouns import Kind, Purpose, Subject, Tier
from vedette.access.programme.applications import Said
from vedette.access.programme.criteria import DAY as _DAY
from vedette.access.programme.criteria import OFFICE_DAYS, Want
from vedette.access.programme.records import Act
from vedette.access.scope.nouns import Asset, Challenge, ProofKind
from vedette.access.scope.nouns import Proof as Control

MEMBERS: Final = 5_000
A_HOUSE: Final = 12
"""Members of an organisation, on the average."""
SHARES: Final = ((Tier.T1, 0.45), (Tier.T2, 0.33), (Tier.T3, 0.19), (Tier.T4, 0.03))
HOSTS: Final = 24
"""Hosts an organisation has proved at the beginning; its main domain covers none of them here."""
PANEL: Final = 16
"""Reviewers, of as many organisations."""
YEARS: Final = 3 * 365 * DAY


@dataclass(slots=True)
class House:
    """An organisation, and what is its own."""

    id: str
    name: str
    hosts: list[str]
    unproved: list[str]
    """Theirs, said to be, and not proved yet."""
    admin: str = ""


@dataclass(slots=True)
class Member:
    """A person, and how they come in."""

    id: str
    house: House
    tier: Tier
    keys: tuple[str, ...]
    networks: tuple[str, ...]
    busy: float
    """Sessions a day, on the average."""
    honest: bool = True


@dataclass(slots=True)
class Panel:
    """The reviewers, and how much they did."""

    world: World
    people: list[Subject]
    chance: random.Random
    work: Counter[str] = field(default_factory=Counter)
    """What they did, by kind."""
    weeks: Counter[int] = field(default_factory=Counter)
    """How much, by week."""

    def did(self, what: str, times: int = 1) -> None:
        """Count work."""
        self.work[what] += times
        self.weeks[int(self.world.now // (7 * DAY))] += times

    def grant(self, member: Member, tier: Tier, statement: str = "I work for it") -> str:
        """Take an application through: a sponsor where it takes one, and as many voices as it takes."""
        cases = self.world.parts.applications
        subject = person(member.id, member.house.id)
        case = cases.apply(subject, Want(tier=tier), statement=statement, now=self.world.now)
        if tier >= Tier.T3:
            sponsor = person(member.house.admin, member.house.id, "org_admin")
            cases.act(sponsor, case.id, Act.SPONSOR, Said(reason="ours", now=self.world.now))
        self.voices(case.id, Act.APPROVE, 2 if tier >= Tier.T3 else 1)
        return case.id

    def voices(self, case: str, act: Act, needed: int) -> None:
        """Have so many reviewers say the same."""
        for one in self.chance.sample(self.people, needed):
            self.world.parts.applications.act(one, case, act, Said(reason="seen", now=self.world.now))
            self.did(act.value)


def person(ident: str, org: str, *roles: str) -> Subject:
    """Return a person as they stand before the programme."""
    return Subject(id=ident, kind=Kind.PERSON, org=org, roles=roles, tier=Tier.T0)


def prove(world: World, whom: str, method: Method, *says: Says, level: int = 0) -> None:
    """Put a proof on record; what reviewers do for it is counted apart."""
    proof = Proof(
        level=level,
        method=method,
        provider="vedette",
        digest=hashlib.sha256(f"{whom} {method} {world.now}".encode()).hexdigest(),
        verified_at=world.now,
        expires_at=world.now + LIFE[level],
        says=says,
    )
    Proofs(world.parts.documents).keep(whom, proof, world.now)


def panel(world: World, chance: random.Random) -> Panel:
    """Make the reviewers, each of their own organisation."""
    people = []
    for number in range(PANEL):
        org = world.parts.people.found(f"Council {number}", world.now)
        terms = {Role.REVIEWER: world.now + 2 * OFFICE_DAYS * _DAY}
        made = world.parts.people.add(f"Reviewer {number}", world.now, roles=terms)
        world.parts.people.join(made.id, Membership(org=org.id))
        people.append(person(made.id, org.id, "reviewer"))
    world.parts.founding.close(world.now)
    return Panel(world, people, chance)


def houses(world: World, count: int) -> list[House]:
    """Make the organisations; each has proved its hosts."""
    made = []
    for number in range(count):
        org = world.parts.people.found(f"House {number}", world.now)
        admin = world.parts.people.add(f"Admin {number}", world.now)
        world.parts.people.join(admin.id, Membership(org=org.id, admin=True))
        house = House(org.id, f"house{number}.example", [], [], admin.id)
        for host in range(HOSTS):
            own(world, house, f"h{host}.{house.name}")
        made.append(house)
    return made


def own(world: World, house: House, target: str, *, proved: bool = True) -> None:
    """Note that a target is an organisation's, and how it showed it."""
    asset = world.parts.assets.add(person(house.admin, house.id, "org_admin"), target, world.now)
    if not proved:
        house.unproved.append(target)
        return
    world.parts.assets.change(asset.id, lambda one: shown(one, world.now))
    house.hosts.append(target)


def shown(asset: Asset, now: float) -> Asset:
    """Return an asset whose control was shown by letter, and is confirmed all year."""
    challenge = Challenge(
        id=asset.id,
        org=asset.org,
        asset=asset.id,
        target=asset.target,
        kind=ProofKind.LETTER,
        nonce="0" * 64,
        requester=asset.added_by,
        made=now,
        expires=now + YEARS,
    )
    return replace(asset, proof=Control(challenge=challenge, made=now, checked=now), first=now)


def members(
    world: World, reviewers: Panel, into: list[House], count: int, chance: random.Random
) -> list[Member]:
    """Make the members, and take each up to their tier."""
    for house in into:
        prove(world, house.admin, Method.VIDEO, Says.IDENTITY, level=2)
        prove(world, house.id, Method.CALL_BACK, Says.REACHED)
        prove(world, house.id, Method.LETTER, Says.SECTOR)
        boss = Member(house.admin, house, Tier.T2, (), (), 0.0)
        reviewers.grant(boss, Tier.T2)
    return [member(world, reviewers, chance.choice(into), chance) for _ in range(count)]


def member(
    world: World, reviewers: Panel, house: House, chance: random.Random, tier: Tier | None = None
) -> Member:
    """Make one member."""
    wanted = tier or chance.choices([one for one, _ in SHARES], [share for _, share in SHARES])[0]
    made = world.parts.people.add("Member", world.now)
    world.parts.people.join(made.id, Membership(org=house.id))
    office = f"198.51.{int(house.id[-2:], 36) % 256}.0/24" if house.id[-2:].isalnum() else "198.51.0.0/24"
    keys = tuple(f"{made.id}.key{number}" for number in range(1 + (chance.random() < TWO_DEVICES)))
    new = Member(made.id, house, wanted, keys, (office, f"home of {made.id}"), chance.lognormvariate(*BUSY))
    if wanted >= Tier.T2:
        prove(world, made.id, Method.VIDEO, Says.IDENTITY, level=2)
        reviewers.did("sitting", 2)
    for step in range(Tier.T1, wanted + 1):
        reviewers.grant(new, Tier(step))
    return new


TWO_DEVICES: Final = 0.35
"""Share of members with a second device."""
BUSY: Final = (-2.8, 0.9)
"""Sessions a day, log-normal: 0.09 on the average, from one in two months to several a week."""
PURPOSE: Final = Purpose.AUTHORISED_TEST
