"""M9: the glass was broken."""

from tests.unit.access.monitor.traces import HOUR, LIMITS, NOON, replay, steps
from vedette.access.monitor.ladder import measure
from vedette.access.monitor.m9_glass import Broken, State, step
from vedette.access.monitor.wishes import Wish


def look(minute: float, use: str, *, reviewed: bool = False) -> Broken:
    return Broken(at=NOON + minute * 60, use=use, person="ana", org="clinic", opened=NOON, reviewed=reviewed)


def test_a_use_starts_a_clock_of_three_days() -> None:
    ((_, wish),) = replay(step, State(), [look(4, "u1")], LIMITS.m9)
    assert isinstance(wish, Wish)
    made = measure(wish, NOON + 240)
    assert (made.step, made.ends, made.about) == ("notice", NOON + 72 * HOUR, ("u1",))


def test_it_is_told_once_and_over_when_somebody_has_looked() -> None:
    trace = [look(0, "u1"), look(5, "u1"), look(10, "u1"), look(15, "u1", reviewed=True)]
    assert steps(replay(step, State(), trace, LIMITS.m9)) == [(1, "notice"), (4, "relief")]


def test_each_use_has_its_clock() -> None:
    trace = [look(0, "u1"), look(5, "u2"), look(10, "u1", reviewed=True), look(11, "u2", reviewed=True)]
    assert steps(replay(step, State(), trace, LIMITS.m9)) == [(1, "notice"), (2, "notice"), (4, "relief")]


def test_where_nobody_breaks_it_nothing_is_told() -> None:
    assert replay(step, State(), [look(0, "u1", reviewed=True)], LIMITS.m9) == []
