"""A small world for trying out what a few people can do together: all of it goes through the real rules.

Whatever is proved about anybody counts as proved here: no coalition is held up by a missing proof.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Final, NamedTuple

import pytest
from msgspec.structs import replace

from vedette.access.identity.members import Membership, Organisation, Person, Role
from vedette.access.nouns import Tier
from vedette.access.programme import cases
from vedette.access.programme.actors import Actor
from vedette.access.programme.appointments import (
    Appointment,
    Stands,
    Voice,
    Word,
    heard,
    proposable,
    standing,
)
from vedette.access.programme.cases import reached, taken, worth
from vedette.access.programme.criteria import DAY, Want
from vedette.access.programme.records import Act, Case, Event, Stage, State
from vedette.access.programme.sponsors import Vetted, vetted
from vedette.access.programme.ties import Proved
from vedette.app.bonds import belongs, speaks
from vedette.core.errors import Refused

NOW: Final = 1_770_000_000.0
PROVED: Final = Proved(level=3, until=NOW + 9999 * DAY, met=True, records=("identity", "reached", "sector"))
ID: Final = "d"
"""Every decision's: a state is the same whatever its decisions are called."""
HIGH: Final = Want(tier=Tier.T3)
LOW: Final = Want(tier=Tier.T2)
SOCKS: Final = ("s1", "s2")
ACTS: Final = tuple(act for act in Act if act not in (Act.DRAW, Act.SPARE))


class Citizen(NamedTuple):
    """A person, as far as it matters here."""

    orgs: tuple[tuple[str, bool], ...]
    """Where they belong, and whether they speak for it."""
    office: str = ""
    suspended: bool = False
    inviter: str = ""
    resting: bool = False
    """Whether a measure suspends them for a while."""


class House(NamedTuple):
    """An organisation, as far as it matters here."""

    suspended: bool = False
    changed: float = 0.0


class World(NamedTuple):
    """Everything there is."""

    now: float
    people: dict[str, Citizen]
    orgs: dict[str, House]
    cases: dict[tuple[str, Tier], tuple[Case, State]]
    """Each with what its events make of it."""
    proposals: dict[str, Appointment]

    def key(self) -> tuple[object, ...]:
        """What tells two worlds apart: what cases have come to, not the way they went."""
        return (
            self.now,
            frozenset(self.people.items()),
            frozenset(self.orgs.items()),
            frozenset((at, known) for at, (_, known) in self.cases.items() if known is not ESTABLISHED),
            frozenset((name, standing(one, self.now)) for name, one in self.proposals.items()),
        )

    def ties(self) -> Vetted:
        """What the living world says."""
        return Vetted(_Ties(self), self.of)

    def of(self, person: str) -> list[Case]:
        """Somebody's cases."""
        return [case for at, (case, _) in self.cases.items() if at[0] == person]

    def state(self, at: tuple[str, Tier]) -> State:
        """What a case is worth now."""
        case, known = self.cases[at]
        return worth(case, known, self.now, self.ties())


class _Ties(NamedTuple):
    world: World

    def orgs(self, person: str) -> tuple[str, ...]:
        return tuple(org for org, _ in self.world.people[person].orgs)

    def inviter(self, person: str) -> str:
        return self.world.people[person].inviter

    def belongs(self, person: str, org: str, now: float) -> bool:
        del now
        if org not in self.world.orgs:
            return False
        one = self.world.people[person]
        return belongs(_person(person, one), _house(org, self.world.orgs[org]), resting=one.resting)

    def speaks(self, person: str, org: str, now: float) -> bool:
        del now
        if org not in self.world.orgs:
            return False
        one = self.world.people[person]
        return speaks(_person(person, one), _house(org, self.world.orgs[org]), resting=one.resting)

    def reviews(self, person: str, now: float) -> bool:
        del person, now
        return True

    def changed(self, org: str) -> float:
        return self.world.orgs[org].changed if org else 0.0

    def founded(self) -> float:
        return 0.0

    def proved(self, person: str, org: str, now: float) -> Proved:
        del person, org, now
        return PROVED


@lru_cache(maxsize=4096)
def _person(name: str, one: Citizen) -> Person:
    memberships = tuple(Membership(org=org, admin=admin) for org, admin in one.orgs)
    return Person(id=name, name=name, made=0, memberships=memberships, suspended=one.suspended)


@lru_cache(maxsize=1024)
def _house(name: str, one: House) -> Organisation:
    return Organisation(id=name, name=name, made=0, suspended=one.suspended, changed=one.changed)


_HONEST: Final = Actor(person="long ago", org="elsewhere", orgs=("elsewhere",), reviewer=True)
_GIVEN: Final = Event(id=ID, act=Act.APPROVE, actor=_HONEST, at=NOW - 1, reason="", proved=PROVED)
ESTABLISHED: Final = reached(
    Case(id="x", applicant=Actor(person="x"), want=LOW, statement="", at=NOW - 1, events=(_GIVEN,))
)
"""What the case of everybody who was here before has come to: T2."""


@contextmanager
def remembering() -> Iterator[None]:
    """Work out once what the events of each case make of it: while this lasts, nothing else decides that."""
    known: dict[int, tuple[Case, State]] = {}

    def remembered(case: Case) -> State:
        found = known.get(id(case))
        if found is None:
            found = known[id(case)] = (case, reached(case))
        return found[1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cases, "reached", remembered)
        yield


def start() -> World:
    """Reviewers of four organisations, a clinic with its admin and an applicant, an operator, a vendor."""
    reviewer = str(Role.REVIEWER)
    people = {
        "op": Citizen((("house", False),), str(Role.OPERATOR)),
        "ra": Citizen((("council", False),), reviewer),
        "ra2": Citizen((("council", False),), reviewer),
        "aa": Citizen((("council", True),)),
        "ma": Citizen((("council", False),)),
        "rb": Citizen((("county", False),), reviewer),
        "rc": Citizen((("court", False),), reviewer),
        "rx": Citizen((("clinic", False),), reviewer),
        "ad": Citizen((("clinic", True),)),
        "ap": Citizen((("clinic", False),)),
        "ve": Citizen((("vendor", True),)),
    }
    orgs = dict.fromkeys(("house", "council", "county", "court", "clinic", "vendor", "shell"), House())
    world = World(NOW, people, orgs, {}, {})
    for name in people:
        case = Case(
            id=name, applicant=actor(world, name), want=LOW, statement="", at=NOW - 1, events=(_GIVEN,)
        )
        world.cases[name, Tier.T2] = (case, ESTABLISHED)
    return world


def raised() -> World:
    """The same, where the clinic's applicant is of T3 as it should be."""
    world = start()
    made = next(_applies(world, "ap", HIGH))
    for who, act in (("ad", Act.SPONSOR), ("rb", Act.APPROVE), ("rc", Act.APPROVE)):
        made = next(does(made, actor(made, who), ("ap", Tier.T3), act))
    assert made.state(("ap", Tier.T3)).stage is Stage.GRANTED
    return made


def actor(world: World, name: str, org: str | None = None) -> Actor:
    """Somebody as they come to the door, on behalf of their first organisation or of one that is named."""
    one = world.people[name]
    houses = dict(one.orgs)
    acting = next(iter(houses), "") if org is None else org
    return Actor(
        person=name,
        org=acting,
        orgs=tuple(sorted(houses)),
        reviewer=one.office == Role.REVIEWER,
        operator=one.office == Role.OPERATOR,
        admin=houses.get(acting, False),
        inviter=one.inviter,
    )


def steps(world: World, coalition: frozenset[str], subject: str, *, taking: bool = False) -> Iterator[World]:
    """Everything that can happen next: what the coalition does, what the subject tries for itself, and time.

    What only takes something away (suspending, removing, ending) is done where there is something to take.
    """
    for name in [name for name in world.people if name in coalition and _may_act(world.people[name])]:
        for at in list(world.cases):
            yield from _tries(world, name, at, _useful(at, subject, taking=taking))
        yield from _agrees(world, name)
        yield from _admits(world, name, (subject, *coalition))
    if "op" in coalition:
        yield from _operates(world, subject, coalition)
        yield from _takes(world) if taking else ()
    if subject in world.people:
        yield from _applies(world, subject, HIGH)
        if subject not in coalition:
            yield from _tries(world, subject, (subject, Tier.T3), ACTS)
    if world.now == NOW or taking:
        yield from _waits(world)


def _may_act(one: Citizen) -> bool:
    return not one.suspended and not one.resting


def _useful(at: tuple[str, Tier], subject: str, *, taking: bool) -> tuple[Act, ...]:
    """What may lead anywhere: all that can be done to the subject's case, and T2 for socks."""
    if at == (subject, Tier.T3):
        return ACTS
    if at[0] in SOCKS and at[1] is Tier.T2:
        return (Act.APPROVE,)
    return (Act.REVOKE,) if taking and at in {("ad", Tier.T2), (subject, Tier.T2)} else ()


def _tries(world: World, name: str, at: tuple[str, Tier], acts: tuple[Act, ...]) -> Iterator[World]:
    if at not in world.cases or not acts:
        return
    for org in [org for org, _ in world.people[name].orgs] or [""]:
        who = actor(world, name, org)
        for act in acts:
            yield from does(world, who, at, act)


def does(world: World, who: Actor, at: tuple[str, Tier], act: Act) -> Iterator[World]:
    """Have somebody do something to a case; nothing where they may not."""
    case, _ = world.cases[at]
    event = Event(id=ID, act=act, actor=who, at=world.now, reason="", proved=PROVED)
    try:
        known = taken(case, event, world.ties())
    except Refused:
        return
    made = (replace(case, events=(*case.events, event)), known)
    yield world._replace(cases=world.cases | {at: made})


def _applies(world: World, name: str, want: Want) -> Iterator[World]:
    at = (name, want.tier)
    if at in world.cases and world.state(at).stage not in _OVER:
        return
    if want is HIGH and not vetted(world.of(name), world.now):
        return
    made = Case(id=name, applicant=actor(world, name), want=want, statement="", at=world.now)
    yield world._replace(cases=world.cases | {at: (made, State())})


_OVER: Final = frozenset((Stage.REFUSED, Stage.REVOKED, Stage.WITHDRAWN, Stage.EXPIRED))


def _agrees(world: World, name: str) -> Iterator[World]:
    """Agree to whoever is proposed."""
    for ident, proposal in world.proposals.items():
        word = Word(
            id=ID, voice=Voice.AGREE, actor=actor(world, name), at=world.now, reason="", proved=PROVED
        )
        try:
            heard(proposal, standing(proposal, world.now), word)
        except Refused:
            continue
        said = replace(proposal, words=(*proposal.words, word))
        yield _installed(world._replace(proposals=world.proposals | {ident: said}), said)


def _installed(world: World, proposal: Appointment) -> World:
    whom = proposal.nominee.person
    if standing(proposal, world.now).stands is Stands.IN_OFFICE:
        return _changed(world, whom, world.people[whom]._replace(office=proposal.office))
    return world


def _admits(world: World, name: str, friends: tuple[str, ...]) -> Iterator[World]:
    """Let a friend of one's own organisation speak for it."""
    for org, admin in world.people[name].orgs:
        for friend in {*friends} & world.people.keys() if admin else ():
            houses = dict(world.people[friend].orgs)
            if org in houses and not houses[org]:
                moved = tuple(sorted((houses | {org: True}).items()))
                yield _changed(world, friend, world.people[friend]._replace(orgs=moved))


def _operates(world: World, subject: str, coalition: frozenset[str]) -> Iterator[World]:
    """Invite socks, who apply at once; propose; as who runs the place can."""
    known = world.people.get(subject)
    home = known.orgs[0][0] if known is not None and known.orgs else "shell"
    new = next((one for one in SOCKS if one not in world.people), "")
    for admin in (False, True) if new else ():
        made = world._replace(people=world.people | {new: Citizen(((home, admin),), inviter="op")})
        if admin:
            made = made._replace(orgs=made.orgs | {home: made.orgs[home]._replace(changed=world.now)})
        yield from _applies(made, new, LOW)
    for name in sorted({*coalition, subject} & world.people.keys() - {"op"}):
        yield from _proposes(world, name)


def _takes(world: World) -> Iterator[World]:
    """Suspend people and organisations or let them in again, and let people leave."""
    clinic = world.orgs["clinic"]
    yield world._replace(orgs=world.orgs | {"clinic": clinic._replace(suspended=not clinic.suspended)})
    sponsor = world.people["ad"]
    if sponsor.orgs and not sponsor.suspended:  # to a grant it is all the same otherwise
        yield _changed(world, "ad", sponsor._replace(resting=not sponsor.resting))
    for name in ("ad", "ap"):
        one = world.people[name]
        yield _changed(world, name, one._replace(suspended=not one.suspended))
        if one.orgs:
            left = _changed(world, name, one._replace(orgs=()))
            admins = [who for who in left.people.values() if dict(who.orgs).get("clinic")]
            hands = clinic if admins else clinic._replace(changed=world.now)
            yield left._replace(orgs=left.orgs | {"clinic": hands})


def _proposes(world: World, name: str) -> Iterator[World]:
    by, nominee = actor(world, "op"), actor(world, name)
    if name in world.proposals and standing(world.proposals[name], world.now).stands is Stands.PROPOSED:
        return
    try:
        proposable(nominee, str(Role.REVIEWER), by)
    except Refused:
        return
    made = Appointment(id=name, nominee=nominee, office=str(Role.REVIEWER), by=by, reason="", at=world.now)
    yield world._replace(proposals=world.proposals | {name: made})


def _waits(world: World) -> Iterator[World]:
    """Let so much time go by that grants end soon; then so much that they are over."""
    if world.now < NOW + 80 * DAY:
        yield world._replace(now=NOW + 80 * DAY)
    elif world.now < NOW + 91 * DAY:
        yield world._replace(now=NOW + 91 * DAY)


def _changed(world: World, name: str, one: Citizen) -> World:
    return world._replace(people=world.people | {name: one})
