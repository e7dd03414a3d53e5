"""M11: findings in what is others' too, and nobody was told."""

import pytest

from tests.unit.access.monitor.traces import DAY, LIMITS, NOON, replay, steps
from vedette.access.monitor.m11_untold import Open, State, step
from vedette.access.monitor.wishes import Wish


def open_on(day: float, *found: float) -> Open:
    """What is untold on a day; each found on the day given."""
    each = tuple((NOON + one * DAY, f"f{n}") for n, one in enumerate(found))
    return Open(at=NOON + day * DAY, person="ana", org="clinic", found=each)


def test_two_reminders_a_week_apart_and_only_then_discovery_rests() -> None:
    found = replay(step, State(), [open_on(day, 0) for day in range(35)], LIMITS.m11)
    assert [(place - 1, one) for place, one in steps(found)] == [
        (14, "notice"),
        (21, "notice"),
        (28, "pause"),
    ]
    rests = found[-1][1]
    assert isinstance(rests, Wish)
    assert (rests.capability, rests.lasts) == ("code.discover", 72 * 3600)


HONEST = {
    "told within two weeks": [*(open_on(day, 0) for day in range(14)), open_on(14), open_on(40)],
    "always something new, always told": [open_on(day, day - 13) for day in range(100)],
    "nothing found": [open_on(day) for day in range(100)],
}


@pytest.mark.parametrize("name", HONEST)
def test_whoever_tells_in_time_hears_nothing(name: str) -> None:
    assert replay(step, State(), HONEST[name], LIMITS.m11) == []


def test_telling_ends_it_and_it_begins_anew() -> None:
    trace = [open_on(14, 0), open_on(21, 0), open_on(28, 0), open_on(29), open_on(60, 40)]
    found = steps(replay(step, State(), trace, LIMITS.m11))
    assert found == [(1, "notice"), (2, "notice"), (3, "pause"), (4, "relief"), (5, "notice")]
