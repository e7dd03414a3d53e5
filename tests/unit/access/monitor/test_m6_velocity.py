"""M6: newly proved assets, far faster than an organisation ever proved any."""

import pytest

from tests.unit.access.monitor.traces import DAY, LIMITS, NOON, replay, steps
from vedette.access.monitor.m6_velocity import Proved, State, step


def days(*counts: int, every: float = 1.0) -> list[Proved]:
    """How many assets were newly proved, a number a day."""
    return [
        Proved(at=NOON + n * every * DAY, org="clinic", assets=count)
        for n, count in enumerate(counts)
        if count
    ]


ALARMS = {
    "one a day, and then sixty": [*[1] * 20, 60],
    "five now and then, and then two hundred": [5, 0, 0, 5, 0, 0, 5, 0, 0, 5, 0, 200],
    "a first week beyond all reason": [501],
}
HONEST = {
    "a first week of a large house": [200, 150, 100],
    "onboarding of a subsidiary with forty assets": [*[1] * 20, 40],
    "a large house that always proves many": [*[80] * 20, 300],
    "one a day": [1] * 60,
    "nothing for weeks, and then a few": [3, *[0] * 30, 10],
}


@pytest.mark.parametrize("name", ALARMS)
def test_a_leap_is_looked_at(name: str) -> None:
    trace = days(*ALARMS[name])
    assert steps(replay(step, State(), trace, LIMITS.m6)) == [(len(trace), "review")]


@pytest.mark.parametrize("name", HONEST)
def test_growth_is_not(name: str) -> None:
    assert replay(step, State(), days(*HONEST[name]), LIMITS.m6) == []


def test_what_comes_in_pieces_counts_together() -> None:
    trace = [*days(*[1] * 20), *(Proved(at=NOON + 20 * DAY + n, org="clinic", assets=10) for n in range(6))]
    assert steps(replay(step, State(), trace, LIMITS.m6)) == [(26, "review")]


def test_what_is_remembered_is_bounded() -> None:
    state = State()
    for one in days(*[1] * 400):
        state, _ = step(state, one, LIMITS.m6)
    assert len(state.days) <= LIMITS.m6.history / DAY
