"""M7: a program proposed a change after it read something from outside."""

import pytest

from tests.unit.access.monitor.traces import DAY, LIMITS, MINUTE, replay, seen, steps
from vedette.access.monitor.m7_taint import State, step
from vedette.access.monitor.nouns import Seen

REFUSED = {"allowed": False, "tainted": True, "reasons": ("tainted-call",), "kind": "agent"}
HONEST: dict[str, dict[str, object]] = {
    "a program that read nothing from outside": {"allowed": False, "reasons": ("agent-outside-its-tools",)},
    "it only reads on": {"allowed": True, "tainted": True},
    "refused for something else": {"allowed": False, "tainted": True, "reasons": ("budget-spent",)},
    "a person asks for it themselves": {"allowed": True, "tainted": False},
}


def call(minute: float, **how: object) -> Seen:
    return seen(minute, **(REFUSED | how))


def test_a_refused_call_is_told() -> None:
    assert steps(replay(step, State(), [call(0)], LIMITS.m7)) == [(1, "notice")]


@pytest.mark.parametrize("name", HONEST)
def test_honest_calls_are_not(name: str) -> None:
    assert replay(step, State(), [seen(n, **HONEST[name]) for n in range(20)], LIMITS.m7) == []


def test_what_speaks_to_models_is_said_so() -> None:
    (_, quiet), (_, loud) = replay(step, State(), [call(0), call(1, injection=88)], LIMITS.m7)
    assert "speaks to models" not in quiet.reason  # type: ignore[union-attr]
    assert loud.reason.endswith("2 such calls within 24 h; what it read speaks to models (88 of 100)")  # type: ignore[union-attr]


def test_it_says_with_what_the_program_had_read() -> None:
    ((_, wish),) = replay(step, State(), [call(0, read="jobs.report")], LIMITS.m7)
    assert "something from outside with jobs.report; it was refused" in wish.reason  # type: ignore[union-attr]


def test_calls_are_forgotten_after_a_day() -> None:
    *_, (_, last) = replay(step, State(), [call(0), call(DAY / MINUTE + 1)], LIMITS.m7)
    assert "1 such calls" in last.reason  # type: ignore[union-attr]
