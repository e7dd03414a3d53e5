import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import FEW, few
from tests.unit.hunt.patterns.wires import beats
from vedette.hunt.patterns.layers import FEWEST, FINE_SLACK, grid, hidden, lag
from vedette.hunt.patterns.rhythms import rhythm


def two_clocks(first: float = 300, second: float = 307, number: int = 30) -> list[float]:
    return sorted([*beats(first, number, 0.002), *(at + 20 for at in beats(second, number, 0.002, seed=2))])


def test_two_clocks_that_drift_past_each_other_are_heard() -> None:
    heard = rhythm(two_clocks(), several=True)
    assert heard is not None
    assert heard.chance < -4
    assert heard.several
    assert heard.period == pytest.approx(300, rel=0.05) or heard.period == pytest.approx(600, rel=0.05)


@pytest.mark.parametrize(
    "seed", few([pytest.param(one, marks=[pytest.mark.slow] if one >= 8 else []) for one in range(40)])
)
def test_visits_and_arrivals_by_chance_have_no_clock(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    at, times = 0.0, []
    for number in range(100):
        new_visit = number % 12 == 0 and seed % 2
        at += chance.uniform(600, 4000) if new_visit else chance.expovariate(1 / 25)
        times.append(at)
    heard = rhythm(times, several=True)
    assert heard is None or heard.chance > -4


def test_they_are_listened_for_only_when_that_is_asked() -> None:
    assert rhythm(two_clocks()) is None


def test_too_few_moments_have_no_lag() -> None:
    assert lag(beats(60, FEWEST - 1), 2) is None
    assert lag([1.0] * 50, 2) is None


@given(st.lists(st.floats(0, 1e6), max_size=200))
def test_any_moments_have_a_lag_within_bounds_or_none(times: list[float]) -> None:
    heard = lag(sorted(times), 2)
    assert heard is None or (0 <= heard.share <= 1 and 0 <= heard.expected <= 1 and heard.period > 0)


def test_a_clock_most_of_whose_beats_are_missed_is_heard() -> None:
    chance = random.Random(7)  # noqa: S311
    times = [at for at in beats(60, 160, 0.01) if chance.random() < 0.25]
    heard = grid(times)
    assert heard is not None
    assert heard.period == pytest.approx(60, rel=0.02)
    assert heard.chance < -4
    assert grid([float(at) for at in range(100)]) is None, "shorter than ten seconds"


@settings(max_examples=FEW)
@given(st.lists(st.floats(0, 1e6), max_size=200))
def test_any_moments_have_a_grid_or_none(times: list[float]) -> None:
    heard = grid(sorted(times))
    assert heard is None or (0 <= heard.near <= 1 and heard.period > 0)


def test_a_clock_among_many_calls_is_heard_within_half_a_percent() -> None:
    times = sorted({*(60.0 * at for at in range(60)), *(7.3 * at + 1 for at in range(120))})
    heard = lag(times, 2.0, FINE_SLACK)
    assert heard is not None
    assert heard.share - heard.expected > 0.5


@pytest.mark.parametrize("seed", range(8))
def test_sessions_on_some_days_are_no_clock(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    times = []
    for day in sorted(chance.sample(range(35), 15)):
        at = day * 86_400 + chance.uniform(0, 1_800)
        for _ in range(5):
            at += chance.expovariate(1 / 400)
            times.append(at)
    heard = rhythm(times, several=True)
    assert heard is None or heard.chance > -4 or len(heard.intervals) == 1
    assert heard is None or not heard.several


def among(others: int, period: float = 60, number: int = 60, seed: int = 1) -> list[float]:
    """Give a clock's moments among as many others as is said, which come by chance."""
    chance = random.Random(seed)  # noqa: S311  not a secret
    clock = [period * beat + chance.uniform(0, 0.4) for beat in range(number)]
    return sorted([*clock, *(chance.uniform(0, period * number) for _ in range(others))])


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("others", [60, 120, 180])
def test_a_clock_among_as_many_other_calls_and_more_is_heard(others: int, seed: int) -> None:
    heard = rhythm(among(others, seed=seed), several=True)
    assert heard is not None
    assert heard.chance < -4
    assert heard.several
    assert heard.period == pytest.approx(60, rel=0.02)
    assert 40 <= heard.beats <= 70, "those of the clock alone"
    assert rhythm(among(others, seed=seed)) is None, "listened for only when that is asked"


def test_a_clock_with_missed_beats_among_others_is_heard() -> None:
    chance = random.Random(2)  # noqa: S311
    moments = [at for at in among(80) if chance.random() < 0.85]
    heard = hidden(moments, 2)
    assert heard is not None
    assert heard.period == pytest.approx(60, rel=0.02)
    assert heard.share - heard.expected > 0.5


def reloads(visits: int, seed: int) -> list[float]:
    """Give what a page does that asks each half minute while somebody looks at it, and what they do."""
    chance = random.Random(seed)  # noqa: S311
    at, times = 0.0, []
    for _ in range(visits):
        at += chance.uniform(900, 9_000)
        for beat in range(chance.randint(4, 20)):
            times += [at + 30 * beat, *(at + 30 * beat + chance.uniform(0, 30) for _ in range(2))]
        at = times[-1]
    return sorted(times)


@pytest.mark.parametrize("seed", range(6))
def test_a_page_that_asks_by_the_clock_while_somebody_is_there_is_no_hidden_clock(seed: int) -> None:
    assert hidden(reloads(9, seed), 2) is None


@pytest.mark.parametrize("seed", range(12))
def test_arrivals_at_changing_pace_hide_no_clock(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    at, times = 0.0, []
    for number in range(240):
        pace = (10, 60, 25)[number // 40 % 3]
        at += chance.expovariate(1 / pace) if seed % 2 else chance.lognormvariate(3, 1.3)
        times.append(at)
    for slack in (0.02, FINE_SLACK):
        heard = hidden(times, 2, slack)
        assert heard is None or heard.share - heard.expected < 0.6 * (1 - heard.expected)


def test_too_few_or_simultaneous_moments_hide_none() -> None:
    assert hidden(beats(60, FEWEST - 1), 2) is None
    assert hidden([1.0] * 50, 2) is None


@settings(max_examples=FEW)
@given(st.lists(st.floats(0, 1e6), max_size=300))
def test_any_moments_hide_a_clock_within_bounds_or_none(times: list[float]) -> None:
    heard = hidden(sorted(times), 2)
    assert heard is None or (0 <= heard.expected <= 1 and 0 < heard.share <= 1 and heard.period >= 2)
