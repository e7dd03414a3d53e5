import random
from collections.abc import Callable
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.hunt.patterns import wires
from tests.unit.hunt.patterns.wires import THERE, ask, beats, flow
from vedette.core.levels import Confidence
from vedette.hunt.patterns.rhythms import rhythm, tail


@pytest.mark.parametrize(
    ("period", "number", "jitter", "missed"),
    [(60, 30, 0.0, 0.0), (60, 60, 0.2, 0.1), (300, 60, 0.3, 0.0), (60, 120, 0.5, 0.0), (3600, 20, 0.1, 0.1)],
)
def test_a_beacon_has_a_rhythm_whatever_its_jitter(
    period: float, number: int, jitter: float, missed: float
) -> None:
    heard = rhythm(beats(period, number, jitter, missed))
    assert heard is not None
    assert heard.period == pytest.approx(period, rel=0.2)
    assert heard.chance < -4


def test_a_check_in_of_several_connections_is_one_beat() -> None:
    times = sorted(at + extra for at in beats(60, 30) for extra in (0, 0.4, 1.1))
    heard = rhythm(times)
    assert heard is not None
    assert heard.beats == 30


def test_two_intervals_in_turn_are_a_rhythm() -> None:
    at, times = 0.0, []
    for number in range(60):
        at += (60, 300)[number % 2]
        times.append(at)
    heard = rhythm(times)
    assert heard is not None
    assert heard.intervals == pytest.approx((60, 300))


@pytest.mark.parametrize("seed", range(30))
def test_arrivals_by_chance_or_in_bursts_have_none(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    at, times = 0.0, []
    for _ in range(100):
        at += chance.expovariate(1 / 60) if seed % 2 else chance.lognormvariate(3, 1.3)
        times.append(at)
    heard = rhythm(times)
    assert heard is None or heard.chance > -4


def test_pauses_drawn_between_bounds_are_told_from_a_clock() -> None:
    drawn, steady = rhythm(beats(60, 80, 0.3)), rhythm(beats(60, 80, 0.02))
    assert drawn is not None
    assert drawn.drawn
    assert steady is not None
    assert not steady.drawn


def test_pauses_of_whole_seconds_are_told_from_others() -> None:
    chance = random.Random(5)  # noqa: S311  not a secret

    def after(pause: Callable[[], float], number: int = 60) -> list[float]:
        return list(accumulate(pause() for _ in range(number)))

    drawn = rhythm(after(lambda: chance.randint(30, 60) + chance.uniform(0, 0.15)))
    assert drawn is not None
    assert drawn.whole
    by_the_hour = rhythm(after(lambda: 3_600 + chance.randint(0, 1_800) + chance.uniform(0, 0.1)))
    assert by_the_hour is not None
    assert not by_the_hour.whole, "timers of systems put jobs off by whole seconds, too"
    split = rhythm(after(lambda: chance.uniform(30, 60)))
    assert split is not None
    assert not split.whole
    rounded = rhythm([float(round(at)) for at in after(lambda: chance.uniform(30, 60))])
    assert rounded is not None
    assert not rounded.whole, "the record knows no more than seconds"
    retries = rhythm(after(lambda: chance.choice((21, 31, 51)) + chance.uniform(0, 0.1)))
    assert retries is None or not retries.whole, "few lengths are a program's own, not drawn"
    clock = rhythm(after(lambda: 60 + chance.uniform(0, 0.1)))
    assert clock is not None
    assert not clock.whole


def test_few_or_simultaneous_moments_have_none() -> None:
    assert rhythm([]) is None
    assert rhythm([float(at) for at in range(5)]) is None
    assert rhythm([1.0] * 50) is None
    assert rhythm([at * 0.5 for at in range(100)]) is None, "twice a second is no beat"


def test_intervals_over_a_cut_do_not_count() -> None:
    first, second = beats(60, 12), [at + 100_000 for at in beats(60, 12)]
    heard = rhythm([*first, *second], cuts=[50_000.0])
    assert heard is not None
    assert heard.share == 1


@given(st.lists(st.floats(min_value=0, max_value=1e9), max_size=60))
def test_any_moments_are_judged_without_failing(times: list[float]) -> None:
    heard = rhythm(sorted(times))
    assert heard is None or 0 < heard.share <= 1


def test_the_tail_is_what_chernoff_says() -> None:
    assert tail(10, 1.0, 0.1) == pytest.approx(-10)
    assert tail(10, 0.1, 0.5) == 0


def test_bursts_are_one_beat_each_where_something_is_odd() -> None:
    bursts = sorted(300 * at + extra for at in range(8) for extra in (0, 0.4, 3, 8, 8.5, 11, 11.4))
    heard = rhythm(bursts, several=True)
    assert heard is not None
    assert heard.period == pytest.approx(300, rel=0.01)
    assert heard.beats == 8
    assert rhythm(bursts) is None


def test_what_settles_into_a_clock_is_heard_from_then_on() -> None:
    times = [0.0, 118, 220, *(600 + 200 * at for at in range(7))]
    heard = rhythm(times, several=True)
    assert heard is not None
    assert heard.since == 600
    assert heard.chance < -4
    assert heard.beats == 7


@pytest.mark.parametrize(
    "seed", [pytest.param(one, marks=[pytest.mark.slow] if one % 4 else []) for one in range(20)]
)
def test_what_comes_by_chance_neither_settles_nor_bursts(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  not a secret
    at, times = 0.0, []
    for _ in range(12 + 4 * seed):
        at += chance.expovariate(1 / 60)
        times.append(at)
    heard = rhythm(times, several=True)
    assert heard is None or heard.chance > -4 or heard.tolerance > 0.1


def test_a_clock_among_a_programs_other_calls_is_heard_where_something_is_odd() -> None:
    """It asks for orders by the clock, carries them out, and says so when it has."""
    chance = random.Random(4)  # noqa: S311  not a secret
    clock = [120 * beat + chance.uniform(0, 0.5) for beat in range(120)]
    orders = [chance.choice(clock[:-1]) + chance.uniform(13, 110) for _ in range(150)]
    calls = [flow(at, bytes_out=chance.randint(200, 9_000)) for at in sorted([*clock, *orders])]
    nameless = [ask("other.example", answers=("198.51.100.1",)), *calls]
    [signal] = wires.heard(nameless)
    assert signal.confidence == Confidence.LIKELY
    assert signal.numbers["period_s"] == pytest.approx(120, rel=0.02)
    assert "by other clocks" in signal.message
    assert wires.heard([ask("page.example", answers=(THERE,)), *calls]) == [], (
        "nothing is odd: somebody's visits"
    )
    assert wires.heard([*nameless[:1], *(flow(at) for at in sorted(orders))]) == [], "there is no clock"


def at_work(period: float, number: int, jitter: float, seed: int = 3) -> list[float]:
    """Give the calls of a program that sleeps, and now and then has work to do first, of several calls."""
    chance, at, times = random.Random(seed), 0.0, []  # noqa: S311  not a secret
    for _ in range(number):
        at += period * chance.uniform(1 - jitter, 1 + jitter)
        times.append(at)
        for _ in range(chance.choice((0, 0, 1, 4))):
            at += period * chance.uniform(0.01, 0.25)
            times.append(at)
    return times


@pytest.mark.parametrize("jitter", [0.0, 0.2, 0.4])
def test_a_program_sleeps_when_its_work_is_done(jitter: float) -> None:
    times = at_work(5, 120, jitter)
    assert rhythm(times) is None
    heard = rhythm(times, several=True)
    assert heard is not None
    assert heard.period == pytest.approx(5, rel=0.1)
    assert heard.chance < -4


@pytest.mark.parametrize("seed", range(10))
def test_people_rest_by_no_clock(seed: int) -> None:
    chance, at = random.Random(seed), 0.0  # noqa: S311  not a secret
    times: list[float] = []
    while len(times) < 200:
        at += chance.lognormvariate(5, 1.2)
        for _ in range(chance.randrange(1, 8)):
            times.append(at)
            at += chance.lognormvariate(1.5, 1.2)
    heard = rhythm(times, several=True)
    assert heard is None or heard.chance > -4
