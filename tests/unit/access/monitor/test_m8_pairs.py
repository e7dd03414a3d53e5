"""M8: the same two approve too much of what one organisation gets."""

from itertools import combinations, cycle, islice

import pytest

from tests.unit.access.monitor.traces import DAY, LIMITS, NOON, replay, steps
from vedette.access.monitor.m8_pairs import Granted, State, step


def grants(*approvers: str, reviewers: int, every: float = 1.0) -> list[Granted]:
    """Grants of one organisation, a day apart: one letter for each who approved."""
    return [
        Granted(
            at=NOON + n * every * DAY, case=f"c{n}", org="clinic", approvers=tuple(by), reviewers=reviewers
        )
        for n, by in enumerate(approvers)
    ]


def in_turn(names: str, times: int) -> list[str]:
    return list(islice(cycle("".join(pair) for pair in combinations(names, 2)), times))


ALARMS = {
    "two friends approve all": (["AB"] * 10, 6, 10),
    "two friends approve a half of it": (in_turn("CDEF", 6) + ["AB"] * 5, 6, 10),
}
HONEST = {
    "six who take turns": (in_turn("ABCDEF", 60), 6),
    "three reviewers are all there are": (in_turn("ABC", 60), 3),
    "two are all there are": (["AB"] * 30, 2),
    "nine grants say nothing yet": (["AB"] * 9, 6),
    "one approves, as T1 needs": (["A"] * 50, 6),
}


@pytest.mark.parametrize("name", ALARMS)
def test_a_pair_that_approves_too_much_is_looked_at(name: str) -> None:
    by, reviewers, place = ALARMS[name]
    found = replay(step, State(), grants(*by, reviewers=reviewers), LIMITS.m8)
    assert steps(found)[0] == (place, "review")
    assert found[0][1].org == "clinic"
    assert not found[0][1].person


@pytest.mark.parametrize("name", HONEST)
def test_reviewers_who_take_turns_are_not(name: str) -> None:
    by, reviewers = HONEST[name]
    assert replay(step, State(), grants(*by, reviewers=reviewers), LIMITS.m8) == []


def test_a_case_counts_once() -> None:
    trace = grants(*["AB"] * 9, reviewers=6) * 3
    assert replay(step, State(), trace, LIMITS.m8) == []


def test_old_grants_are_forgotten() -> None:
    trace = grants(*["AB"] * 30, reviewers=6, every=30.0)
    assert replay(step, State(), trace, LIMITS.m8) == []
