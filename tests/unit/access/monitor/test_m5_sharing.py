"""M5: two keys active together."""

import pytest

from tests.unit.access.monitor.traces import LIMITS, replay, seen, steps
from vedette.access.monitor.m5_sharing import State, step
from vedette.access.monitor.nouns import Seen
from vedette.access.nouns import Risk


def used(minute: float, key: str, **how: object) -> Seen:
    return seen(minute, **({"risk": Risk.C3, "strong": True, "key": key} | how))


def turns(keys: str, minutes: float, **how: object) -> list[Seen]:
    """Strong requests, one letter for each key, so many minutes apart."""
    return [used(n * minutes, key, **how) for n, key in enumerate(keys)]


ALARMS = {
    "a colleague borrows the account": ("ABA", 1.0, 3),
    "two at work at once": ("AAABBBA", 0.5, 7),
    "three at once": ("ABCA", 1.0, 4),
    "one is always refused": ("ABA", 0.1, 3),
}
HONEST = {
    "laptop, then phone": ("AAAAABBBBB", 0.1),
    "laptop, phone, and home again by evening": ("ABA", 200.0),
    "back after five minutes": ("ABA", 2.6),
    "a browser that makes a new key each time": ("ABCDEFGH", 0.1),
    "one key": ("AAAAAAAAAA", 0.01),
}


@pytest.mark.parametrize("name", ALARMS)
def test_a_key_that_comes_back_ends_all_sessions(name: str) -> None:
    keys, minutes, place = ALARMS[name]
    found = replay(step, State(), turns(keys, minutes, allowed=name != "one is always refused"), LIMITS.m5)
    assert steps(found) == [(place, "end_sessions")]


@pytest.mark.parametrize("name", HONEST)
def test_devices_one_after_the_other_do_not(name: str) -> None:
    assert replay(step, State(), turns(*HONEST[name]), LIMITS.m5) == []


def test_a_program_beside_its_person_does_not() -> None:
    trace = [used(n / 10, "AB"[n % 2], kind=("person", "agent")[n % 2]) for n in range(20)]
    assert replay(step, State(), trace, LIMITS.m5) == []


def test_nor_does_what_is_below_class_c3() -> None:
    assert replay(step, State(), turns("ABABAB", 0.1, risk=Risk.C2, strong=False), LIMITS.m5) == []


def test_a_night_s_batch_by_one_key_is_no_alarm_and_bounded() -> None:
    state = State()
    for n in range(5000):
        state, wishes = step(state, used(n / 1000, "A"), LIMITS.m5)
        assert not wishes
    assert len(state.used) <= 64


def test_the_reason_has_the_numbers() -> None:
    ((_, wish),) = replay(step, State(), turns("ABA", 1.0), LIMITS.m5)
    assert wish.reason.startswith("2 keys of one account took turns 3 times within 5 min")  # type: ignore[union-attr]
