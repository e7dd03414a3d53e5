"""No two people lift anybody to T3 but by the rules: every way of six steps, over every pair of roles."""

import itertools
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from msgspec.structs import replace

from vedette.access.nouns import Risk, Tier
from vedette.access.programme.actors import Actor
from vedette.access.programme.cases import Act, Case, Event, Stage, State, Want, after
from vedette.core.errors import Refused

NOW = 1_770_000_000.0
STEPS = 6
WANTS = [Want(tier=Tier.T3), Want(tier=Tier.T4), Want(capability="fuzz", risk=Risk.C4)]
ORGS = ("", "acme", "umbrella")
YES = {Act.APPROVE, Act.OVERTURN}
LIFTED = {Act.REFUSE, Act.REVOKE, Act.UPHOLD}


class Way(NamedTuple):
    """A state of a case, and what led to it."""

    state: State
    events: tuple[Event, ...]


def case(want: Want, applicant: str = "ada", org: str = "acme") -> Case:
    return Case(id="c", applicant=Actor(person=applicant, org=org), want=want, statement="why", at=NOW)


def ways(start: Case, people: tuple[Actor, ...]) -> Iterator[Way]:
    """Every way these people can take a case, up to so many steps."""
    edge = [Way(State(), ())]
    for _ in range(STEPS):
        edge = [found for way in edge for found in _next(start, way, people)]
        yield from edge


def _next(start: Case, way: Way, people: tuple[Actor, ...]) -> Iterator[Way]:
    for actor, act in itertools.product(people, Act):
        event = Event(id="d", act=act, actor=actor, at=NOW, reason="because")
        try:
            yield Way(after(start, way.state, event), (*way.events, event))
        except Refused:
            continue


def by_the_rules(applicant: str, events: tuple[Event, ...]) -> bool:
    """Two reviewers of two organisations, neither of them who applied, said yes since anybody said no."""
    last_no = max((n for n, event in enumerate(events) if event.act in LIFTED | {Act.OVERTURN}), default=0)
    said = [event.actor for event in events[last_no:] if event.act in YES]
    people = {actor.person for actor in said if actor.reviewer and actor.person != applicant}
    return len(people) >= 2 and len({actor.org for actor in said if actor.org}) >= 2


def pairs() -> list[tuple[Actor, Actor]]:
    roles = [(org, reviewer) for org in ORGS for reviewer in (False, True)]
    return [
        (
            Actor(person="pat", org=one[0], reviewer=one[1]),
            Actor(person="sam", org=two[0], reviewer=two[1]),
        )
        for one, two in itertools.combinations_with_replacement(roles, 2)
    ]


@pytest.mark.parametrize("want", WANTS, ids=str)
def test_no_pair_gives_itself_anything_dangerous(want: Want) -> None:
    for pair in pairs():
        for applicant in ("pat", "sam"):
            stages = {way.state.stage for way in ways(case(want, applicant), pair)}
            assert Stage.GRANTED not in stages, pair


@pytest.mark.parametrize("want", WANTS, ids=str)
def test_a_pair_gives_somebody_else_something_dangerous_by_the_rules_only(want: Want) -> None:
    ada = Actor(person="ada", org="acme", reviewer=True)
    for pair in pairs():
        lawful = all(actor.reviewer and actor.org for actor in pair) and pair[0].org != pair[1].org
        # Ada may do everything too: it is her case, and she is not to gain by it.
        granted = [way for way in ways(case(want), (*pair, ada)) if way.state.stage is Stage.GRANTED]
        assert bool(granted) is lawful, pair
        assert all(by_the_rules("ada", way.events) for way in granted)


def test_no_second_account_or_organisation_makes_a_second_person() -> None:
    sam = Actor(person="sam", org="acme", reviewer=True)
    pat = [Actor(person="pat", org=org, reviewer=True) for org in ORGS]
    for way in ways(case(WANTS[0]), tuple(pat)):
        assert way.state.stage is not Stage.GRANTED
    for way in ways(case(WANTS[0], "sam"), (*pat, sam, replace(sam, org="umbrella"))):
        assert way.state.stage is not Stage.GRANTED


@pytest.mark.parametrize("tier", [Tier.T1, Tier.T2])
def test_nobody_gives_themselves_even_a_lower_tier(tier: Tier) -> None:
    alone = tuple(Actor(person="pat", org=org, reviewer=True) for org in ORGS)
    assert {way.state.stage for way in ways(case(Want(tier=tier), "pat"), alone)} == {Stage.WITHDRAWN}


def test_an_appeal_is_never_answered_by_who_decided_before() -> None:
    people = tuple(Actor(person=name, org="acme", reviewer=True) for name in ("pat", "sam", "ada"))
    answered = 0
    for want in (Want(tier=Tier.T1), Want(tier=Tier.T3)):
        for way in ways(case(want), people):
            for number, event in enumerate(way.events):
                if event.act in (Act.UPHOLD, Act.OVERTURN):
                    answered += 1
                    decided = {one.actor.person for one in way.events[:number] if one.act is not Act.APPEAL}
                    assert event.actor.person not in decided
    assert answered
