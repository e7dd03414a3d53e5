import pytest

from tests.unit.access.programme.people import ADA, DAY, NOW, RITA, ROB, Town, given, sponsored
from vedette.access.documents import Memory
from vedette.access.nouns import Risk, Tier
from vedette.access.programme.applications import Applications
from vedette.access.programme.criteria import Want
from vedette.access.programme.tiers import Tiers


class World:
    """Ada, what she was given, and what time it is."""

    def __init__(self) -> None:
        documents, self.town = Memory(), Town()
        self.cases, self.tiers = Applications(documents, self.town), Tiers(documents, self.town)
        self.now = NOW
        sponsored(self.cases)

    def give(self, tier: Tier) -> str:
        return given(self.cases, tier, now=self.now)

    def after(self, days: float, *, here_each: float = 0) -> Tier:
        """Let time go by; Ada may come back regularly."""
        end = self.now + days * DAY
        while here_each and self.now + here_each * DAY < end:
            self.now += here_each * DAY
            self.tiers.note("ada", self.now)
        self.now = end
        return self.tier()

    def tier(self) -> Tier:
        return self.tiers.tier_of("ada", self.now)


@pytest.fixture
def world() -> World:
    return World()


def test_who_was_given_nothing_is_anyone(world: World) -> None:
    assert world.tier() is Tier.T0


def test_a_tier_holds_from_the_moment_it_is_given_to_the_moment_it_is_taken(world: World) -> None:
    case = world.give(Tier.T1)
    assert world.tier() is Tier.T1
    world.cases.revoke(RITA, case, reason="left", now=world.now)
    assert world.tier() is Tier.T0


def test_the_highest_counts_and_each_has_its_own_end(world: World) -> None:
    for tier in (Tier.T2, Tier.T3, Tier.T4):
        world.give(tier)
    assert world.tier() is Tier.T3, "it takes a week until T4 is in effect"
    assert world.after(7, here_each=1) is Tier.T4
    assert world.after(29.9, here_each=1) is Tier.T4
    assert world.after(0.2) is Tier.T3
    assert world.after(53, here_each=1) is Tier.T2
    assert world.after(93, here_each=1) is Tier.T0


def test_since_when_a_tier_is_held_is_when_it_took_effect_and_confirming_it_makes_it_no_newer(
    world: World,
) -> None:
    assert world.tiers.since("ada", world.now) == 0.0
    world.give(Tier.T2)
    case = world.give(Tier.T3)
    begun = world.now
    assert world.tiers.since("ada", world.now) == begun
    world.after(80, here_each=1)
    for one in (RITA, ROB):
        world.cases.confirm(one, case, reason="still", now=world.now)
    world.after(20, here_each=1)
    assert world.tier() is Tier.T3
    assert world.tiers.since("ada", world.now) == begun
    world.give(Tier.T4)
    asked = world.now
    assert world.tiers.since("ada", world.now) == begun, "it is not in effect yet"
    world.after(8, here_each=1)
    assert world.tiers.since("ada", world.now) == asked + 7 * DAY


def test_a_capability_is_no_tier(world: World) -> None:
    case = world.cases.apply(ADA, Want(capability="scan", risk=Risk.C1), statement="why", now=world.now).id
    world.cases.review(RITA, case, approve=True, reason="shown", now=world.now)
    assert world.tier() is Tier.T0


def test_t2_that_nobody_uses_is_t1_until_it_is_given_anew(world: World) -> None:
    world.give(Tier.T2)
    assert world.after(89) is Tier.T2
    world.tiers.note("ada", world.now)
    assert world.after(89) is Tier.T2
    assert world.after(2) is Tier.T1
    world.tiers.note("ada", world.now)
    assert world.tier() is Tier.T1, "coming back is no proof of who comes back"
    world.give(Tier.T2)
    assert world.tier() is Tier.T2


def test_t1_goes_on_for_who_comes_back_each_year(world: World) -> None:
    world.give(Tier.T1)
    assert world.after(1200, here_each=300) is Tier.T1
    assert world.after(366) is Tier.T0
    world.tiers.note("ada", world.now)
    assert world.tier() is Tier.T0
    world.give(Tier.T1)
    assert world.tier() is Tier.T1


def test_a_year_away_is_not_forgotten_over_a_shorter_time_away(world: World) -> None:
    world.give(Tier.T1)
    world.after(200, here_each=199)
    world.after(400, here_each=380)
    assert world.after(200, here_each=100) is Tier.T0


def test_being_here_is_written_down_once_a_day() -> None:
    documents = Memory()
    tiers = Tiers(documents)
    for hours in (0, 1, 23, 24, 25):
        tiers.note("ada", NOW + hours * 3600)
    kept = documents.get("last_seen", "ada")
    assert kept is not None
    assert kept.version == 2


def test_what_takes_a_sponsor_counts_for_the_organisation_it_was_given_in(world: World) -> None:
    world.give(Tier.T2)
    world.give(Tier.T3)
    for orgs, tier in (
        (None, Tier.T3),
        (frozenset({"acme"}), Tier.T3),
        (frozenset({"umbrella", "acme"}), Tier.T3),
        (frozenset({"umbrella"}), Tier.T2),
        (frozenset({""}), Tier.T2),
    ):
        assert world.tiers.tier_of("ada", world.now, orgs) is tier


def test_it_is_worth_nothing_from_the_moment_nobody_answers_for_it(world: World) -> None:
    world.give(Tier.T2)
    world.give(Tier.T3)
    world.town.admins = set()
    assert world.tier() is Tier.T2
    world.town.admins = {("sue", "acme")}
    assert world.tier() is Tier.T3
