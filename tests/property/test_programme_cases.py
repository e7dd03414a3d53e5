"""A case alone: whoever does whatever to it in whatever order, nobody has a say about themselves."""

import itertools
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from msgspec.structs import replace

from tests.property.coalitions import PROVED
from vedette.access.nouns import Risk, Tier
from vedette.access.programme.actors import Actor
from vedette.access.programme.cases import after
from vedette.access.programme.criteria import Want
from vedette.access.programme.records import Act, Case, Event, Stage, State
from vedette.core.errors import Refused

NOW = 1_770_000_000.0
STEPS = 5
WANTS = [Want(tier=Tier.T3), Want(tier=Tier.T4), Want(capability="fuzz", risk=Risk.C4)]
ORGS = ("", "acme", "umbrella")


class Way(NamedTuple):
    """A state of a case, and what led to it."""

    state: State
    events: tuple[Event, ...]


def case(want: Want, applicant: str = "ada", org: str = "acme") -> Case:
    return Case(id="c", applicant=Actor(person=applicant, org=org), want=want, statement="why", at=NOW)


def ways(start: Case, people: tuple[Actor, ...]) -> Iterator[Way]:
    """Ways these people can take a case, up to so many steps; to each state one way."""
    edge, seen = [Way(State(), ())], {State()}
    for _ in range(STEPS):
        found = []
        for way in edge:
            for made in _next(start, way, people):
                if made.state not in seen:
                    seen.add(made.state)
                    found.append(made)
        yield from found
        edge = found


def _next(start: Case, way: Way, people: tuple[Actor, ...]) -> Iterator[Way]:
    for actor, act in itertools.product(people, Act):
        event = Event(id="d", act=act, actor=actor, at=NOW, reason="because", proved=PROVED)
        try:
            yield Way(after(start, way.state, event), (*way.events, event))
        except Refused:
            continue


def everything(name: str, org: str) -> Actor:
    """Somebody with every office there is."""
    return Actor(person=name, org=org, reviewer=True, admin=bool(org))


@pytest.mark.parametrize("want", WANTS, ids=str)
def test_no_second_account_or_organisation_makes_a_second_person(want: Want) -> None:
    pat = tuple(everything("pat", org) for org in ORGS)
    sam = tuple(everything("sam", org) for org in ORGS)
    for applicant in ("ada", "sam", "pat"):
        for way in ways(case(want, applicant), (*pat, *sam)):
            assert way.state.stage is not Stage.GRANTED


@pytest.mark.parametrize("tier", [Tier.T1, Tier.T2])
def test_nobody_gives_themselves_even_a_lower_tier(tier: Tier) -> None:
    alone = tuple(everything("pat", org) for org in ORGS)
    assert {way.state.stage for way in ways(case(Want(tier=tier), "pat"), alone)} == {Stage.WITHDRAWN}


def test_three_people_do_and_only_as_it_has_to_be(  # the other way round, so that the rest shows something
) -> None:
    sue = Actor(person="sue", org="acme", admin=True)
    rita = Actor(person="rita", org="hooli", reviewer=True)
    rob = Actor(person="rob", org="umbrella", reviewer=True)
    granted = [way for way in ways(case(WANTS[0]), (sue, rita, rob)) if way.state.stage is Stage.GRANTED]
    assert granted
    for way in granted:
        assert {event.actor.person for event in way.events} == {"sue", "rita", "rob"}
    for one in (replace(rob, org="hooli"), replace(rob, orgs=("acme",)), replace(rob, orgs=("hooli",))):
        stages = {way.state.stage for way in ways(case(WANTS[0]), (sue, rita, one))}
        assert Stage.GRANTED not in stages


def test_an_appeal_is_never_answered_by_who_decided_before() -> None:
    people = tuple(Actor(person=name, org=name, reviewer=True) for name in ("pat", "sam", "ada"))
    answered = 0
    for want in (Want(tier=Tier.T1), Want(tier=Tier.T3)):
        for way in ways(case(want), people):
            for number, event in enumerate(way.events):
                if event.act in (Act.UPHOLD, Act.OVERTURN):
                    answered += 1
                    decided = {one.actor.person for one in way.events[:number] if one.act is not Act.APPEAL}
                    assert event.actor.person not in decided
    assert answered
