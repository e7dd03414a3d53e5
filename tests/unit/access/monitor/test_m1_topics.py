"""M1: what is asked for is weaker than what the text talks about."""

import pytest

from tests.unit.access.monitor.traces import DAY, LIMITS, MINUTE, replay, seen, steps
from vedette.access.monitor.m1_topics import State, step
from vedette.access.nouns import Risk

WEEK = 7 * DAY / MINUTE


def texts(*said: tuple[float, str, int]) -> list[tuple[int, str]]:
    """Texts sent to the open model (class C1): minute, topic they talk about, how surely (of 100)."""
    trace = [
        seen(minute, capability="model.open", risk=Risk.C1, topic=topic, topic_sure=sure)
        for minute, topic, sure in said
    ]
    return steps(replay(step, State(), trace, LIMITS.m1))


ALARMS: dict[str, list[tuple[float, str, int]]] = {
    "two in a row": [(0, "C4", 90), (1, "C4", 90)],
    "two in ten": [(0, "C3", 80), *((n, "C1", 90) for n in range(1, 9)), (9, "C4", 70)],
}
HONEST: dict[str, list[tuple[float, str, int]]] = {
    "one text, read wrongly": [(0, "C4", 95), *((n, "C1", 90) for n in range(1, 30))],
    "two in eleven": [(0, "C3", 80), *((n, "C1", 90) for n in range(1, 10)), (10, "C4", 70)],
    "a topic nobody is sure of": [(n, "C4", 40) for n in range(10)],
    "talk of what is weaker": [(n, "C0", 99) for n in range(10)],
    "what is asked for": [(n, "C1", 99) for n in range(10)],
    "no topic at all": [(n, "", 0) for n in range(10)],
    "a week in between": [(0, "C4", 90), (WEEK + 1, "C4", 90)],
    "a topic we do not know": [(n, "C9", 90) for n in range(10)],
}


@pytest.mark.parametrize("name", ALARMS)
def test_a_stronger_topic_twice_is_asked_about(name: str) -> None:
    assert texts(*ALARMS[name]) == [(len(ALARMS[name]), "notice")]


@pytest.mark.parametrize("name", HONEST)
def test_honest_texts_are_not(name: str) -> None:
    assert texts(*HONEST[name]) == []


def test_once_asked_it_begins_anew() -> None:
    assert texts(*[(n, "C4", 90) for n in range(4)]) == [(2, "notice"), (4, "notice")]


def test_the_reason_has_the_numbers_and_the_decisions() -> None:
    trace = [seen(n, capability="model.open", risk=Risk.C1, topic="C4", topic_sure=90) for n in (1, 2)]
    ((_, wish),) = replay(step, State(), trace, LIMITS.m1)
    assert "2 of your last 2 texts talk about C4" in wish.reason  # type: ignore[union-attr]
    assert wish.about == ("d1", "d2")  # type: ignore[union-attr]
