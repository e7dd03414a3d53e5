"""What a grant stands on: a sponsor, reviewers of other houses, proofs, time, and a second look by lot."""

import pytest
from msgspec.structs import replace

from tests.unit.access.programme.people import (
    ADA,
    ALL_PROVED,
    DAY,
    NOW,
    RITA,
    ROB,
    RUTH,
    SUE,
    Town,
    given,
    someone,
    sponsored,
)
from vedette.access.documents import Memory
from vedette.access.nouns import Subject, Tier
from vedette.access.programme.applications import Applications, Said
from vedette.access.programme.cases import state
from vedette.access.programme.criteria import FOUNDING, LOT_DAYS, REMIND, Want
from vedette.access.programme.records import Act, Stage
from vedette.access.programme.ties import Proved
from vedette.core.errors import Refused

T3 = Want(tier=Tier.T3)


class World:
    """Ada of T2, Sue who can answer for her, and three reviewers of other houses."""

    def __init__(self) -> None:
        self.town = Town()
        self.cases = Applications(Memory(), self.town)
        sponsored(self.cases)
        given(self.cases, Tier.T2)

    def ask(self, want: Want = T3) -> str:
        return self.cases.apply(ADA, want, statement="I defend things", now=NOW).id

    def does(self, who: Subject, case: str, act: Act, now: float = NOW) -> Stage:
        self.cases.act(who, case, act, Said(reason="because", now=now))
        return self.stage(case, now)

    def stage(self, case: str, now: float = NOW) -> Stage:
        return self.cases.state(self.cases.get(case), now).stage

    def why(self, case: str, now: float = NOW) -> str:
        return self.cases.state(self.cases.get(case), now).why


@pytest.fixture
def world() -> World:
    return World()


def test_it_takes_a_sponsor_and_two_reviewers_in_whatever_order(world: World) -> None:
    for order in ((SUE, RITA, ROB), (RITA, SUE, ROB), (ROB, RITA, SUE)):
        case = world.ask()
        stages = [world.does(who, case, Act.SPONSOR if who is SUE else Act.APPROVE) for who in order]
        assert stages == [Stage.PENDING, Stage.PENDING, Stage.GRANTED]
        world.does(ADA, case, Act.REVOKE)


@pytest.mark.parametrize(
    ("who", "why"),
    [
        (someone("sam", "acme", "member"), "T2 or above, and speaks"),
        (someone("sue", "umbrella", "org_admin"), "T2 or above, and speaks"),
        (someone("ada", "acme", "org_admin"), "nobody answers for themselves"),
        (someone("new", "acme", "org_admin"), "T2 or above, and speaks"),
    ],
)
def test_only_somebody_vetted_who_speaks_for_the_very_organisation_answers(
    world: World, who: Subject, why: str
) -> None:
    world.town.admins |= {("ada", "acme"), ("new", "acme")}
    with pytest.raises(Refused, match=why):
        world.does(who, world.ask(), Act.SPONSOR)


def test_what_takes_no_sponsor_gets_none(world: World) -> None:
    case = world.ask(Want(tier=Tier.T1))
    with pytest.raises(Refused, match="takes no sponsor"):
        world.does(SUE, case, Act.SPONSOR)


def test_nobody_has_two_voices(world: World) -> None:
    both = someone("sue", "acme", "org_admin", "reviewer")
    case = world.ask()
    world.does(both, case, Act.SPONSOR)
    with pytest.raises(Refused, match="one voice"):
        world.does(someone("sue", "umbrella", "reviewer"), case, Act.APPROVE)


def test_reviewers_of_the_own_house_do_not_count_by_whatever_membership(world: World) -> None:
    case = world.ask()
    with pytest.raises(Refused, match="their own organisation"):
        world.does(someone("rolf", "acme", "reviewer"), case, Act.APPROVE)
    world.town.members |= {("rita", "acme")}
    with pytest.raises(Refused, match="their own organisation"):
        world.does(RITA, case, Act.APPROVE)
    world.town.members |= {("sue", "umbrella")}
    world.does(ROB, case, Act.APPROVE)
    world.does(RUTH, case, Act.APPROVE)
    assert world.does(SUE, case, Act.SPONSOR) is Stage.PENDING, "Rob turned out to be of her other house"
    with pytest.raises(Refused, match="their own organisation"):
        world.does(ROB, case, Act.APPROVE)
    assert world.does(someone("rex", "hooli", "reviewer"), case, Act.APPROVE) is Stage.GRANTED


def test_two_houses_that_share_somebody_are_one(world: World) -> None:
    world.town.members |= {("rita", "umbrella")}
    case = world.ask()
    world.does(SUE, case, Act.SPONSOR)
    world.does(RITA, case, Act.APPROVE)
    assert world.does(ROB, case, Act.APPROVE) is Stage.PENDING
    assert world.does(RUTH, case, Act.APPROVE) is Stage.GRANTED


def test_nobody_reviews_whom_they_invited(world: World) -> None:
    world.town.invited["ada"] = "rita"
    with pytest.raises(Refused, match="whom they invited"):
        world.does(RITA, world.ask(Want(tier=Tier.T1)), Act.APPROVE)


@pytest.mark.parametrize(
    ("known", "why"),
    [
        (replace(ALL_PROVED, level=1), "identity to level 2"),
        (replace(ALL_PROVED, until=NOW), "identity to level 2"),
        (replace(ALL_PROVED, records=("identity",)), "reached"),
    ],
)
def test_no_reviewer_waives_a_proof(world: World, known: Proved, why: str) -> None:
    """A14: an organisation nobody called back on a number found elsewhere is given nothing."""
    case = world.ask()
    world.town.known = known
    with pytest.raises(Refused, match=why):
        world.does(RITA, case, Act.APPROVE)


def test_t4_takes_a_meeting_a_sector_and_a_week(world: World) -> None:
    """A14: nobody is a critical defender at once, and not without somebody who oversees it saying so."""
    given(world.cases, Tier.T3)
    case = world.ask(Want(tier=Tier.T4))
    world.does(SUE, case, Act.SPONSOR)
    for lacking in (replace(ALL_PROVED, met=False), replace(ALL_PROVED, records=("identity", "reached"))):
        world.town.known = lacking
        with pytest.raises(Refused, match=r"meeting|sector"):
            world.does(RITA, case, Act.APPROVE)
    world.town.known = ALL_PROVED
    world.does(RITA, case, Act.APPROVE)
    assert world.does(ROB, case, Act.APPROVE) is Stage.COOLING
    assert world.stage(case, NOW + 7 * DAY - 1) is Stage.COOLING
    assert world.stage(case, NOW + 7 * DAY) is Stage.GRANTED
    assert world.stage(case, NOW + 37 * DAY) is Stage.EXPIRED


def test_a_grant_does_not_outlast_the_proof_it_stands_on(world: World) -> None:
    world.town.known = replace(ALL_PROVED, until=NOW + 40 * DAY)
    case = given(world.cases, Tier.T3)
    assert world.stage(case, NOW + 40 * DAY - 1) is Stage.GRANTED
    assert world.stage(case, NOW + 40 * DAY) is Stage.EXPIRED


def test_a_grant_without_its_sponsor_is_worth_nothing_from_that_moment(world: World) -> None:
    case = given(world.cases, Tier.T3)
    world.town.admins = set()
    assert world.stage(case) is Stage.RESTING
    assert "sponsor is gone" in world.why(case)
    assert next(world.cases.granted("ada", NOW))[0].want.tier is Tier.T2
    world.town.admins = {("tom", "acme")}
    world.town.members |= {("tom", "acme")}
    tom = someone("tom", "acme", "org_admin")
    given(world.cases, Tier.T2, tom)
    assert world.does(tom, case, Act.SPONSOR) is Stage.GRANTED


def test_a_sponsor_whose_own_grant_is_gone_is_none(world: World) -> None:
    case = given(world.cases, Tier.T3)
    own = world.cases.of("sue")[0].id
    world.does(RITA, own, Act.REVOKE)
    assert world.stage(case) is Stage.RESTING


def test_a_new_sponsor_of_the_reviewers_house_does_not_do(world: World) -> None:
    case = given(world.cases, Tier.T3)
    tom = someone("tom", "acme", "org_admin")
    given(world.cases, Tier.T2, tom)
    world.town.admins |= {("tom", "acme")}
    world.town.members |= {("tom", "umbrella")}
    with pytest.raises(Refused, match="of your organisations"):
        world.does(tom, case, Act.SPONSOR)


def test_who_sponsored_may_take_it_back(world: World) -> None:
    case = given(world.cases, Tier.T3)
    assert world.does(SUE, case, Act.REVOKE) is Stage.REVOKED


def test_who_left_the_organisation_has_nothing_of_it(world: World) -> None:
    case = given(world.cases, Tier.T3)
    world.town.members -= {("ada", "acme")}
    assert world.stage(case) is Stage.RESTING
    assert "no longer belongs" in world.why(case)


def test_an_organisation_that_changed_hands_is_confirmed_or_rests(world: World) -> None:
    case = given(world.cases, Tier.T3)
    world.town.change["acme"] = NOW + 5
    assert world.stage(case, NOW + 5) is Stage.RESTING
    assert world.does(RITA, case, Act.CONFIRM, NOW + 6) is Stage.RESTING
    assert world.does(RUTH, case, Act.CONFIRM, NOW + 6) is Stage.GRANTED


def test_it_goes_on_by_as_many_voices_shortly_before_its_end(world: World) -> None:
    case = given(world.cases, Tier.T3)
    end = NOW + 90 * DAY
    with pytest.raises(Refused, match="last days"):
        world.does(RITA, case, Act.CONFIRM, end - REMIND - 1)
    soon = end - REMIND
    given(world.cases, Tier.T2, SUE, soon)
    for who in (RITA, RITA, someone("rolf", "hooli", "reviewer")):
        world.does(who, case, Act.CONFIRM, soon)
    assert world.stage(case, end) is Stage.EXPIRED, "all of one house"
    world.does(ROB, case, Act.CONFIRM, soon)
    assert world.stage(case, end) is Stage.GRANTED
    assert world.stage(case, soon + 90 * DAY - 1) is Stage.GRANTED
    assert world.stage(case, soon + 90 * DAY) is Stage.EXPIRED
    with pytest.raises(Refused, match="no grant to revoke, confirm"):
        world.does(RITA, case, Act.CONFIRM, soon + 90 * DAY)


def test_nobody_confirms_their_own(world: World) -> None:
    case = given(world.cases, Tier.T3)
    with pytest.raises(Refused, match="asked for themselves"):
        world.does(someone("ada", "umbrella", "reviewer"), case, Act.CONFIRM, NOW + 80 * DAY)


def test_what_was_given_while_founding_ends_soon_after_unless_confirmed(world: World) -> None:
    world.town.founding = NOW + 10 * DAY
    case = given(world.cases, Tier.T3)
    end = world.town.founding + FOUNDING
    assert world.stage(case, end - 1) is Stage.GRANTED
    assert world.stage(case, end) is Stage.EXPIRED
    for who in (ROB, RUTH):
        world.does(who, case, Act.CONFIRM, end - DAY)
    assert world.stage(case, end) is Stage.GRANTED
    assert world.cases.tier("ada", end) is Tier.T3


def test_the_lot_calls_a_third_reviewer_who_is_late_or_not(world: World) -> None:
    case = given(world.cases, Tier.T3)
    world.cases.lot(case, Said(reason="drawn", now=NOW), fell=True)
    assert world.stage(case, NOW + LOT_DAYS - 1) is Stage.GRANTED
    assert world.stage(case, NOW + LOT_DAYS) is Stage.RESTING
    for had_a_part in (RITA, ROB):
        with pytest.raises(Refused, match="has not decided"):
            world.does(had_a_part, case, Act.AUDIT)
    assert world.does(RUTH, case, Act.AUDIT, NOW + LOT_DAYS + 5) is Stage.GRANTED
    with pytest.raises(Refused, match="not drawn"):
        world.does(RUTH, case, Act.AUDIT)


def test_no_detour_shakes_off_a_second_look(world: World) -> None:
    case = given(world.cases, Tier.T3)
    world.cases.lot(case, Said(reason="drawn", now=NOW), fell=True)
    world.does(ADA, case, Act.REVOKE)
    world.cases.appeal(ADA, world.cases.get(case).events[-1].id, reason="again", now=NOW)
    world.does(RUTH, case, Act.OVERTURN)
    world.does(RITA, case, Act.APPROVE)
    assert world.stage(case) is Stage.GRANTED
    assert world.stage(case, NOW + LOT_DAYS) is Stage.RESTING
    world.cases.lot(case, Said(reason="spared", now=NOW), fell=False)
    assert world.stage(case, NOW + LOT_DAYS) is Stage.RESTING


def test_the_lot_is_drawn_once_and_about_what_is_high_only(world: World) -> None:
    case = given(world.cases, Tier.T3)
    world.cases.lot(case, Said(reason="spared", now=NOW), fell=False)
    assert world.stage(case, NOW + LOT_DAYS) is Stage.GRANTED
    with pytest.raises(Refused, match="nothing to draw"):
        world.cases.lot(case, Said(reason="again", now=NOW), fell=True)
    low = world.cases.of("ada")
    with pytest.raises(Refused, match="T3 and above"):
        world.cases.lot(
            next(one.id for one in low if one.want.tier is Tier.T2), Said(reason="x", now=NOW), fell=True
        )


def test_an_appeal_high_up_goes_to_another_house_than_the_one_that_decided(world: World) -> None:
    case = world.ask()
    world.does(SUE, case, Act.SPONSOR)
    world.does(RITA, case, Act.REFUSE)
    world.cases.appeal(ADA, world.cases.get(case).events[-1].id, reason="look again", now=NOW)
    with pytest.raises(Refused, match="another organisation than the one"):
        world.does(someone("rolf", "hooli", "reviewer"), case, Act.UPHOLD)
    assert world.does(ROB, case, Act.UPHOLD) is Stage.REFUSED


def test_a_case_alone_says_nothing_of_the_world(world: World) -> None:
    case = world.cases.get(given(world.cases, Tier.T3))
    assert state(case, NOW, world.town).stage is Stage.GRANTED
    assert state(case, NOW).stage is Stage.RESTING


def test_what_waits_to_be_confirmed_is_what_ends_soon_or_whose_house_changed(world: World) -> None:
    case = given(world.cases, Tier.T3)
    low = next(one.id for one in world.cases.of("ada") if one.want.tier is Tier.T2)
    assert world.cases.ending(NOW) == []
    assert [one.id for one in world.cases.ending(NOW + 90 * DAY - REMIND)] == [case]
    assert world.cases.ending(NOW + 90 * DAY) == [], "it is over"
    assert low in [one.id for one in world.cases.ending(NOW + 182 * DAY - REMIND)]
    world.town.change["acme"] = NOW + 1
    assert [one.id for one in world.cases.ending(NOW + 2)] == [case]
    world.town.change.clear()
    world.town.founding = NOW + 5
    assert [one.id for one in world.cases.ending(NOW + 6)] == [case], "given while founding"


def test_why_something_counts_for_nothing_is_said(world: World) -> None:
    assert world.cases.rests("ada", NOW) == ""
    given(world.cases, Tier.T3)
    assert world.cases.rests("ada", NOW) == ""
    given(world.cases, Tier.T4)
    assert world.cases.rests("ada", NOW) == "your T4 is granted, and takes effect on 2026-02-09 02:40 UTC"
    world.town.admins = set()
    assert "rests: its sponsor is gone" in world.cases.rests("ada", NOW)
