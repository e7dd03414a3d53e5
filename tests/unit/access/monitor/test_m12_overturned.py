"""M12: too many refusals turn out to be wrong."""

import pytest

from tests.unit.access.monitor.traces import DAY, LIMITS, NOON, replay, steps
from vedette.access.monitor.m12_overturned import Answered, State, step


def answers(said: str, reason: str = "text-held", every: float = 0.1) -> list[Answered]:
    """Refusals looked at again, a few a day: `.` it was right, `x` it was wrong."""
    return [
        Answered(
            at=NOON + n * every * DAY, decision=f"d{n}", overturned=one == "x", reason=reason, version="v7"
        )
        for n, one in enumerate(said)
    ]


ALARMS = {
    "two of twenty": ("." * 18 + "xx", 20),
    "all of them": ("x" * 20, 20),
}
HONEST = {
    "one of twenty": "." * 19 + "x",
    "two of three say nothing yet": "xx.",
    "never wrong": "." * 200,
}


@pytest.mark.parametrize("name", ALARMS)
def test_operators_hear_of_a_safeguard_that_is_too_often_wrong(name: str) -> None:
    said, place = ALARMS[name]
    ((found, wish),) = replay(step, State(), answers(said), LIMITS.m12)
    assert (found, steps([(found, wish)])[0][1]) == (place, "notice")
    assert "text-held in version v7" in wish.reason  # type: ignore[union-attr]
    assert wish.remedy.startswith("Operators: roll back the last change of text-held")  # type: ignore[union-attr]


@pytest.mark.parametrize("name", HONEST)
def test_a_few_mistakes_are_none(name: str) -> None:
    assert replay(step, State(), answers(HONEST[name]), LIMITS.m12) == []


def test_what_is_older_than_a_week_does_not_count() -> None:
    trace = [
        *answers("x" * 19, every=0.01),
        Answered(at=NOON + 8 * DAY, decision="late", overturned=True, reason="text-held", version="v7"),
    ]
    assert replay(step, State(), trace, LIMITS.m12) == []


def test_it_names_what_was_wrong_most_often() -> None:
    trace = answers("x" * 5, "text-approval", 0.01) + [
        Answered(at=NOON + DAY + n, decision=f"e{n}", overturned=True, reason="text-held", version="v8")
        for n in range(15)
    ]
    *_, (_, wish) = replay(step, State(), trace, LIMITS.m12)
    assert "15 of them by text-held in version v8" in wish.reason  # type: ignore[union-attr]
