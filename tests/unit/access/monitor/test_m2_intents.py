"""M2: a text speaks of harm, on a strong capability."""

import pytest

from tests.unit.access.monitor.traces import LIMITS, replay, seen, steps
from vedette.access.monitor.m2_intents import State, step
from vedette.access.nouns import Risk


def score(intent: int, *, strong: bool = True, allowed: bool = False) -> list[tuple[int, str]]:
    risk = Risk.C3 if strong else Risk.C2
    trace = [seen(0, risk=risk, strong=strong, intent=intent, allowed=allowed)]
    return steps(replay(step, State(), trace, LIMITS.m2))


@pytest.mark.parametrize(
    ("intent", "found"),
    [(79, []), (80, [(1, "notice")]), (94, [(1, "notice")]), (95, [(1, "review")]), (100, [(1, "review")])],
)
def test_from_80_on_one_agrees_and_from_95_on_somebody_looks_first(intent: int, found: list[object]) -> None:
    assert score(intent) == found


def test_below_class_c3_no_number_matters() -> None:
    assert score(100, strong=False) == []


def test_what_was_agreed_to_is_not_told_again() -> None:
    assert score(90, allowed=True) == []


def test_nothing_adds_up_over_requests() -> None:
    trace = [seen(n, risk=Risk.C3, strong=True, intent=79, allowed=False) for n in range(100)]
    assert replay(step, State(), trace, LIMITS.m2) == []


def test_each_text_is_answered_by_itself() -> None:
    trace = [seen(n, risk=Risk.C3, strong=True, intent=97, allowed=False) for n in range(2)]
    assert [wish.topic for _, wish in replay(step, State(), trace, LIMITS.m2)] == ["d0", "d1"]  # type: ignore[union-attr]
