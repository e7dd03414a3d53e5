"""M3: targets of others, one after the other."""

from collections.abc import Iterable
from itertools import chain, count, cycle, islice, repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.access.monitor.traces import DAY, LIMITS, NOON, replay, seen, steps
from vedette.access.monitor.ladder import measure
from vedette.access.monitor.m3_foreign import State, step
from vedette.access.monitor.nouns import Seen
from vedette.access.monitor.wishes import Wish


def refused(minute: float, target: str, scope: str = "missing", agent: str = "") -> Seen:
    return seen(minute, target=target, scope=scope, allowed=False, agent=agent)


def launder(askers: Iterable[str]) -> tuple[list[tuple[int, str]], int]:
    """Ask for one new target of others a minute, through each in turn who is not stopped yet.

    Returns whose stop came after how many targets (the person's is the last), and how many there were.
    """
    state, found, asked = State(), list[tuple[int, str]](), 0
    for agent in islice(askers, 200):
        if any(agent == stopped for _, stopped in found):
            continue
        asked += 1
        state, wishes = step(state, refused(asked, f"host{asked}", agent=agent), LIMITS.m3)
        found += [(asked, one.agent) for one in wishes]
        if found and not found[-1][1]:
            break
    return found, asked


ALARMS = {
    "a scan of six": [refused(n, f"host{n}") for n in range(6)],
    "slowly, within the hour": [refused(11 * n, f"host{n}") for n in range(6)],
    "others' proved assets, and excluded ones": [
        refused(n, f"host{n}", ("foreign", "excluded")[n % 2]) for n in range(6)
    ],
    "again and again, and one more": [refused(n, f"host{n % 5}") for n in range(20)] + [refused(20, "host6")],
    "patiently, one in three hours": [refused(180 * n, f"host{n}") for n in range(9)],
    "patiently, one in three days": [refused(3 * 24 * 60 * n, f"host{n}") for n in range(9)],
    "claimed first, which anybody can": [refused(n, f"host{n}", "claimed") for n in range(9)],
    "some claimed and some not": [
        refused(60 * n, f"host{n}", "claimed" if n % 2 else "missing") for n in range(9)
    ],
    "at night, as by day": [refused(n + 13 * 60, f"host{n}") for n in range(6)],
}
HONEST = {
    "a wrong letter, three times": [refused(n, f"clinc{n}") for n in range(3)],
    "the same name again and again": [refused(n, "clinic") for n in range(200)],
    "five, and not one more": [refused(n, f"host{n}") for n in range(5)],
    "six in a day": [refused(120 * n, f"host{n}") for n in range(6)],
    "a wrong letter now and then, all year": [refused(5 * 24 * 60 * n, f"clinc{n}") for n in range(60)],
    "onboarding a subsidiary: some of its names too early": [
        refused(n, f"host{n}", "claimed") for n in range(8)
    ],
    "onboarding, and a few wrong letters": [
        refused(n, f"host{n}", "claimed" if n % 4 else "missing") for n in range(8)
    ],
    "onboarding, and the proofs came meanwhile": [
        seen(n, target=f"host{n}", scope="claimed" if n < 5 else "proved", allowed=n >= 5) for n in range(60)
    ],
    "a proof that ran out": [refused(n, f"host{n}", "expired") for n in range(100)],
    "a night's batch on what is proved": [
        seen(n / 10, target=f"host{n}", scope="proved") for n in range(1000)
    ],
    "nothing was named": [refused(n, "") for n in range(100)],
}


@pytest.mark.parametrize("name", ALARMS)
def test_more_than_five_in_an_hour_or_eight_in_a_month_are_paused(name: str) -> None:
    trace = ALARMS[name]
    assert steps(replay(step, State(), trace, LIMITS.m3)) == [(len(trace), "pause")]


@pytest.mark.parametrize("name", HONEST)
def test_honest_mistakes_are_not(name: str) -> None:
    assert replay(step, State(), HONEST[name], LIMITS.m3) == []


def test_the_pause_is_of_class_c2_for_a_day_and_says_how_many() -> None:
    ((_, wish),) = replay(step, State(), ALARMS["a scan of six"], LIMITS.m3)
    assert isinstance(wish, Wish)
    made = measure(wish, NOON)
    assert (made.person, made.org, made.risk, made.ends) == ("ana", "clinic", "C2", NOON + DAY)
    assert made.reason.startswith("6 different targets that are not yours within 60 min; 5 are the most")
    assert made.about == tuple(f"d{n}" for n in range(6))


def test_a_program_that_turned_is_stopped_and_its_person_works_on() -> None:
    trace = [refused(n / 1000, f"host{n}", agent="bot") for n in range(40)]
    ((place, wish),) = replay(step, State(), trace, LIMITS.m3)
    assert isinstance(wish, Wish)
    assert (place, wish.agent, wish.step, wish.risk) == (6, "bot", "pause", "C0")
    assert wish.reason.startswith(
        "a program of yours asked for 6 different targets that are not yours within 60"
    )


def test_what_a_program_asked_for_before_it_was_stopped_is_not_its_persons_doing() -> None:
    """Three slips of one's own, a program that turns, and more of it under way at the same moment."""
    mine = [refused(n, f"clinc{n}") for n in range(3)]
    trace = mine + [refused(5 + n / 1000, f"host{n}", agent="bot") for n in range(40)]
    ((place, wish),) = replay(step, State(), trace, LIMITS.m3)
    assert isinstance(wish, Wish)
    assert (place, wish.agent) == (8, "bot")
    assert "3 of these were asked for by yourself or by other programs" in wish.reason


def test_the_same_program_after_its_stop_is_stopped_again_and_never_its_person() -> None:
    trace = [refused(n * 25 * 60, f"host{n}", agent="bot") for n in range(30)]
    found = replay(step, State(), trace, LIMITS.m3)
    assert found
    assert all(isinstance(one, Wish) and one.agent == "bot" for _, one in found)


def test_what_is_refused_while_a_program_rests_counts_for_nothing() -> None:
    late = seen(60, target="other", scope="missing", allowed=False, agent="bot", reasons=("measure-paused",))
    state = State()
    for one in (*(refused(n, f"host{n}", agent="bot") for n in range(6)), late):
        state, _ = step(state, one, LIMITS.m3)
    assert len(state.refused) == 6


@pytest.mark.parametrize(
    ("askers", "person"),
    [
        (chain(repeat("a", 6), repeat("")), 9),
        (chain(repeat("a", 6), repeat("b")), None),
        (chain(repeat("a", 6), repeat("b", 2), repeat("c")), 9),
        (chain(repeat("", 5), repeat("a")), None),
        (chain(repeat("", 5), repeat("a", 3), repeat("b")), 9),
        ((f"bot{n}" for n in count()), 9),
        (cycle(("", "a", "b")), 9),
    ],
    ids=[
        "by hand",
        "a second one, stopped too",
        "a third",
        "hands first",
        "hands, then two",
        "thirty",
        "in turns",
    ],
)
def test_whoever_goes_on_by_hand_or_through_another_program_rests_as_if_by_hand(
    askers: Iterable[str], person: int | None
) -> None:
    found, _ = launder(askers)
    assert [place for place, agent in found if not agent] == ([] if person is None else [person])


@given(st.lists(st.sampled_from(["", "", "a", "b", "c", "d"]), min_size=9, max_size=60))
def test_no_order_of_hands_and_programs_gets_further_than_nine(order: list[str]) -> None:
    """Who is stopped asks no more: then whoever has a ninth target has rested with it."""
    found, asked = launder(order)
    assert asked <= 9
    assert asked < 9 or found[-1] == (9, "")


def test_after_a_pause_it_begins_anew() -> None:
    trace = [refused(n, f"host{n}") for n in range(17)]
    assert steps(replay(step, State(), trace, LIMITS.m3)) == [(6, "pause"), (12, "pause")]


def test_what_is_remembered_is_bounded() -> None:
    state = State()
    for n in range(5000):
        state, _ = step(state, refused(n / 100, f"host{n}", "claimed"), LIMITS.m3)
        assert len(state.refused) <= LIMITS.m3.targets + LIMITS.m3.patient
