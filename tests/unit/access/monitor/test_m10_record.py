"""M10: the ledger is late, its witnesses are gone, or something is missing in it."""

import pytest

from tests.unit.access.monitor.traces import LIMITS, NOON, replay, steps
from vedette.access.monitor.m10_record import Health, State, step

ALARMS = {
    "a checkpoint is late": Health(at=NOON, late=61),
    "witnesses are gone": Health(at=NOON, unwitnessed=90_001),
    "something is missing": Health(at=NOON, gap="entry 17 is missing"),
}
HONEST = {
    "all is well": Health(at=NOON),
    "a checkpoint on time": Health(at=NOON, late=60),
    "a witness that slept a while": Health(at=NOON, unwitnessed=90_000),
}


@pytest.mark.parametrize("name", ALARMS)
def test_trouble_is_shown(name: str) -> None:
    ((_, wish),) = replay(step, State(), [ALARMS[name]], LIMITS.m10)
    assert (wish.person, wish.org) == ("", "")
    assert steps([(1, wish)]) == [(1, "notice")]


@pytest.mark.parametrize("name", HONEST)
def test_what_is_well_is_not(name: str) -> None:
    assert replay(step, State(), [HONEST[name]], LIMITS.m10) == []


def test_it_is_over_when_it_is_mended() -> None:
    trace = [ALARMS["a checkpoint is late"], HONEST["all is well"], HONEST["all is well"]]
    assert steps(replay(step, State(), trace, LIMITS.m10)) == [(1, "notice"), (2, "relief")]


def test_all_that_is_wrong_is_said() -> None:
    trace = [Health(at=NOON, late=90, unwitnessed=99_000, gap="entry 17 is missing")]
    ((_, wish),) = replay(step, State(), trace, LIMITS.m10)
    for words in ("no signed checkpoint for 90 s", "no witness signed for 99000 s", "entry 17"):
        assert words in wish.reason  # type: ignore[union-attr]
