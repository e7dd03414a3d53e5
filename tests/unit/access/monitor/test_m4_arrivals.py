"""M4: a key or a network never seen before, on a strong capability."""

import pytest

from tests.unit.access.monitor.traces import DAY, LIMITS, MINUTE, replay, seen, steps
from vedette.access.monitor.m4_arrivals import State, learned, step, unknown
from vedette.access.monitor.nouns import Seen
from vedette.access.nouns import Risk

CLINIC, HOME, NEW = "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24"
MONTH = 30 * DAY / MINUTE


def used(minute: float, key: str, network: str, touch: int = -1, **how: object) -> Seen:
    """A strong request; with a touch it is allowed, without one it is refused."""
    given = {"allowed": touch >= 0} | how
    return seen(minute, risk=Risk.C3, strong=True, key=key, network=network, touch_age=touch, **given)


ALARMS = {
    "a new key": ([used(0, "laptop", CLINIC, 60), used(1, "strange", CLINIC)], [(2, "step_up")]),
    "a new network": ([used(0, "laptop", CLINIC, 60), used(1, "laptop", NEW)], [(2, "step_up")]),
    "a touch too old for it": (
        [used(0, "laptop", CLINIC, 60), used(1, "strange", CLINIC, 1200)],
        [(2, "step_up")],
    ),
    "asked, touched, known": (
        [
            used(0, "laptop", CLINIC, 60),
            used(1, "phone", HOME),
            used(2, "phone", HOME, 5),
            used(3, "phone", HOME),
        ],
        [(2, "step_up"), (3, "relief"), (3, "notice")],
    ),
    "not seen for a month": (
        [
            used(0, "laptop", CLINIC, 60),
            used(1, "phone", CLINIC, 5),
            used(MONTH, "laptop", CLINIC, 5),
            used(MONTH + 2, "phone", CLINIC),
        ],
        [(2, "relief"), (2, "notice"), (3, "relief"), (3, "notice"), (4, "step_up")],
    ),
}
HONEST = {
    "the first strong use of all": [used(0, "laptop", CLINIC, 60)],
    "the first one, refused for something else": [used(0, "laptop", CLINIC), used(1, "laptop", CLINIC, 5)],
    "the same key and network for weeks": [used(60 * n, "laptop", CLINIC, 60) for n in range(500)],
    "below class C3, from anywhere": [seen(n, key=f"key{n}", network=f"198.51.{n}.0/24") for n in range(50)],
    "many members behind one address": [used(n, "laptop", CLINIC, 60, person="ana") for n in range(50)],
    "a clinic moves, and others were there first": [
        used(0, "laptop", CLINIC, 60),
        used(1, "laptop", NEW, known_place=True),
    ],
    "a program has a key of its own": [
        used(0, "laptop", CLINIC, 60),
        used(1, "program", CLINIC, kind="agent"),
    ],
    "where nobody says where it came from": [used(0, "laptop", CLINIC, 60), used(1, "laptop", "")],
}


@pytest.mark.parametrize("name", ALARMS)
def test_what_is_new_is_asked_for_one_touch(name: str) -> None:
    trace, found = ALARMS[name]
    assert steps(replay(step, State(), trace, LIMITS.m4)) == found


@pytest.mark.parametrize("name", HONEST)
def test_what_is_known_is_not(name: str) -> None:
    assert replay(step, State(), HONEST[name], LIMITS.m4) == []


def test_what_is_new_can_be_told_before_it_is_decided() -> None:
    known = learned(State(), used(0, "laptop", CLINIC), LIMITS.m4)
    assert unknown(known, used(1, "laptop", CLINIC), LIMITS.m4) == ""
    assert unknown(known, used(1, "other", CLINIC), LIMITS.m4) == "key"
    assert unknown(known, used(1, "laptop", NEW), LIMITS.m4) == "network"


def test_a_refused_request_of_whoever_stole_a_token_teaches_nothing() -> None:
    trace = [used(0, "laptop", CLINIC, 60), *(used(n, "stolen", NEW) for n in range(1, 9))]
    assert steps(replay(step, State(), trace, LIMITS.m4)) == [(n, "step_up") for n in range(2, 10)]


def test_what_is_remembered_is_bounded() -> None:
    state = State()
    for n in range(200):
        state = learned(state, used(n, f"key{n}", f"198.51.{n}.0/24"), LIMITS.m4)
    assert len(state.keys) == len(state.networks) == LIMITS.m4.known
