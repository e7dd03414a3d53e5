"""A6: every way of six steps, for every two people and for every single organisation: none leads up.

Breadth first over the real rules of cases, appointments and sponsors; a state that was seen is not gone into
again. Then the same with one rule switched off each: a check that cannot fail shows nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import combinations
from typing import Any, Final

import pytest
from msgspec.structs import replace

from tests.property import coalitions, seats
from tests.property.coalitions import SOCKS, World, raised, remembering, start, steps
from vedette.access.identity.members import Role, Seat
from vedette.access.nouns import Risk, Tier
from vedette.access.programme import appointments, cases, impartiality
from vedette.access.programme.criteria import RISKS, TIERS
from vedette.access.programme.records import Stage, State
from vedette.app import bonds

STEPS: Final = 6
PEOPLE: Final = tuple(start().people)
HOUSES: Final = (("ra", "ra2", "aa", "ma"), ("ad", "ap", "rx"))
"""Everybody of one organisation."""


class Hole(Exception):
    """Somebody got where nobody should."""


def explored(  # noqa: PLR0913 - where from, who, for whom, what to look at, how far
    world: World,
    coalition: tuple[str, ...],
    subject: str,
    look: Callable[[World], None],
    *,
    most: int = STEPS,
    taking: bool = False,
) -> int:
    """Look at every state that can be reached; return how many there are."""
    theirs = frozenset((*coalition, *(SOCKS if "op" in coalition else ())))
    seen, edge = {world.key()}, [world]
    look(world)
    with remembering():
        for _ in range(most):
            found = []
            for one in edge:
                for after in steps(one, theirs, subject, taking=taking):
                    if (key := after.key()) not in seen:
                        seen.add(key)
                        look(after)
                        found.append(after)
            edge = found
    return len(seen)


def high(world: World) -> Iterator[tuple[str, State]]:
    """Everybody's cases that are about T3, as they are worth now."""
    for at in world.cases:
        if at[1] >= Tier.T3:
            yield at[0], world.state(at)


def nobody_is_up(world: World) -> None:
    """Nobody is of T3, or will be; nobody's own voice counts; nobody came into office."""
    for name, known in high(world):
        if known.stage in {Stage.GRANTED, Stage.COOLING}:
            raise Hole(f"{name} is of T3")
    voices_are_others(world)
    office = {name for name, one in world.people.items() if one.office == Role.REVIEWER}
    if office - {"ra", "ra2", "rb", "rc", "rx"}:
        raise Hole(f"{office} review")


def voices_are_others(world: World) -> None:
    """No voice that counts is the applicant's own, or the sponsor's."""
    for name, known in high(world):
        voices = {one.person for one in (*known.approvals, *known.confirms)}
        sponsor = known.sponsor.person if known.sponsor is not None else ""
        if {name, sponsor} & voices or sponsor == name:
            raise Hole(f"{name} has a voice in their own case")


def who_is_up_has_a_live_sponsor(world: World) -> None:
    """A grant in force is answered for by somebody else who is here, speaks for the house, and is vetted."""
    voices_are_others(world)
    for name, known in high(world):
        if known.stage is not Stage.GRANTED:
            continue
        org = world.cases[name, Tier.T3][0].applicant.org
        sponsor = world.people[known.sponsor.person] if known.sponsor is not None else None
        standing = world.cases.get((known.sponsor.person if known.sponsor else "", Tier.T2))
        lives = (
            sponsor is not None
            and not sponsor.suspended
            and not sponsor.resting
            and dict(sponsor.orgs).get(org) is True
            and standing is not None
            and world.now < standing[1].expires
            and standing[1].stage is Stage.GRANTED
        )
        here = org in dict(world.people[name].orgs) and not world.people[name].suspended
        if not lives or not here or world.orgs[org].suspended:
            raise Hole(f"{name} is of T3, and nobody answers for it")


def subjects(coalition: tuple[str, ...]) -> list[str]:
    """Whom it could be about: anybody here, and anybody an operator brings in."""
    return [*PEOPLE, *(SOCKS[:1] if "op" in coalition else ())]


PAIRS: Final = [*combinations(PEOPLE, 2)]
MIRRORED: Final = frozenset(("ra2", "rc"))
"""Like `ra` and `rb` in all that matters."""


@pytest.mark.parametrize(
    "pair",
    [
        pytest.param(one, marks=() if MIRRORED.isdisjoint(one) else pytest.mark.slow)
        for one in PAIRS
        if "op" not in one
    ],
    ids="+".join,
)
def test_no_two_people_lift_anybody(pair: tuple[str, str]) -> None:
    states = sum(explored(start(), pair, subject, nobody_is_up) for subject in subjects(pair))
    assert states > len(PEOPLE), "nothing was tried"


@pytest.mark.parametrize(
    "pair", [one for one in PAIRS if "op" in one and MIRRORED.isdisjoint(one)], ids="+".join
)
def test_no_operator_and_another_do_in_three_steps(pair: tuple[str, str]) -> None:
    """The steps after these are gone in the long test."""
    for subject in subjects(pair):
        explored(start(), pair, subject, nobody_is_up, most=STEPS - 3)


@pytest.mark.slow
def test_no_operator_and_another_do_either() -> None:
    pairs = [one for one in PAIRS if "op" in one]
    states = sum(explored(start(), one, subject, nobody_is_up) for one in pairs for subject in subjects(one))
    assert states > 300_000


@pytest.mark.parametrize("house", [pytest.param(HOUSES[0], marks=pytest.mark.slow), HOUSES[1]], ids="+".join)
def test_no_organisation_lifts_anybody_alone(house: tuple[str, ...]) -> None:
    for subject in PEOPLE:
        explored(start(), house, subject, nobody_is_up)


def test_three_honest_people_of_three_houses_do() -> None:
    with pytest.raises(Hole, match="ap is of T3"):
        explored(start(), ("ad", "rb", "rc"), "ap", nobody_is_up, most=4)


AROUND: Final = [*combinations(("op", "ad", "ap", "ra", "rb", "rx"), 2)]
"""Whoever could do something about a grant in the clinic."""


@pytest.mark.parametrize("pair", AROUND, ids="+".join)
def test_whatever_two_people_do_nobody_is_up_whom_nobody_answers_for(pair: tuple[str, str]) -> None:
    most = STEPS - 4 if "op" in pair else STEPS - 2  # the steps after these are gone in the long test
    states = explored(raised(), pair, "ap", who_is_up_has_a_live_sponsor, most=most, taking=True)
    assert states > 1, "nothing was tried"


@pytest.mark.slow
@pytest.mark.parametrize("pair", AROUND, ids="+".join)
def test_the_same_in_all_six_steps(pair: tuple[str, str]) -> None:
    explored(raised(), pair, "ap", who_is_up_has_a_live_sponsor, taking=True)


def test_all_that_is_dangerous_takes_the_same_people() -> None:
    """What is tried for T3 holds for the rest."""
    high_up = [TIERS[Tier.T3], TIERS[Tier.T4], RISKS[Risk.C3], RISKS[Risk.C4]]
    assert {(one.reviewers, one.orgs, one.sponsor) for one in high_up} == {(2, 2, True)}


# --- with a rule switched off, the hole it closes is found


def without(monkeypatch: pytest.MonkeyPatch, *bars: impartiality.Bar) -> None:
    monkeypatch.setattr(impartiality, "BARS", [one for one in impartiality.BARS if one not in bars])
    for one in bars:
        monkeypatch.setattr(impartiality, one.__name__, lambda *_: "")


def softened(monkeypatch: pytest.MonkeyPatch, **to: Any) -> None:  # noqa: ANN401 - fields of a rule
    monkeypatch.setitem(TIERS, Tier.T3, replace(TIERS[Tier.T3], **to))


def test_without_the_sponsor_two_reviewers_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    softened(monkeypatch, sponsor=False)
    with pytest.raises(Hole, match="ap is of T3"):
        explored(start(), ("ra", "rb"), "ap", nobody_is_up)


def test_without_disjoint_houses_one_organisation_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    softened(monkeypatch, orgs=1)
    explored(start(), HOUSES[0], "ma", nobody_is_up)
    without(monkeypatch, impartiality.kin)
    with pytest.raises(Hole, match="ma is of T3"):
        explored(start(), HOUSES[0], "ma", nobody_is_up)


def test_without_the_rule_about_oneself_people_speak_for_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, impartiality.requester, impartiality.kin)
    with pytest.raises(Hole, match="ra has a voice in their own case"):
        explored(start(), ("ra", "rb"), "ra", nobody_is_up)
    with pytest.raises(Hole, match="ad"):
        explored(start(), ("rb", "rc"), "ad", nobody_is_up)


def test_without_looking_whether_the_sponsor_is_there_grants_outlive_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cases, "_rests", lambda *_: "")
    with pytest.raises(Hole, match="nobody answers for it"):
        explored(raised(), ("op", "ra"), "ap", who_is_up_has_a_live_sponsor, taking=True)


def test_without_looking_at_measures_grants_outlive_a_suspended_sponsor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    blind = partial(bonds.speaks, resting=False)
    monkeypatch.setattr(coalitions, "speaks", lambda person, org, **_: blind(person, org))
    with pytest.raises(Hole, match="nobody answers for it"):
        explored(raised(), ("op", "ra"), "ap", who_is_up_has_a_live_sponsor, taking=True, most=1)


def test_without_two_who_agree_an_operator_and_a_reviewer_make_reviewers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(appointments, "AGREE", 1)
    monkeypatch.setattr(appointments, "HOUSES", 1)
    with pytest.raises(Hole, match="review"):
        explored(start(), ("op", "ra"), "ap", nobody_is_up)


# --- sessions


def sessions_explored(most: int) -> tuple[int, int]:
    """Look at every state of the harbour; return how many there are, and how many sessions lived."""
    first = seats.Harbour()
    seen, edge, alive = {first.key()}, [first], 0
    for _ in range(most):
        found = []
        for one in edge:
            for after in seats.steps(one):
                if (key := after.key()) in seen:
                    continue
                seen.add(key)
                found.append(after)
                for claims in after.claims:
                    if after.alive(claims):
                        alive += 1
                        if not after.stands(claims):
                            raise Hole(f"a session of {claims.sub} outlives what it stood on")
        edge = found
    return len(seen), alive


def test_no_session_outlives_what_it_stood_on() -> None:
    states, alive = sessions_explored(4)
    assert alive > 10 < states, "nothing was tried"


@pytest.mark.slow
def test_no_session_does_in_six_steps() -> None:
    sessions_explored(STEPS)


def test_without_an_end_a_seats_session_would(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Seat, "live", lambda *_: True)
    with pytest.raises(Hole, match="outlives"):
        sessions_explored(4)
