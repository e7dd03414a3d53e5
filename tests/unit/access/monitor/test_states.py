"""What rules remember: in memory at once, written down soon, put together where several wrote."""

import random

from tests.unit.access.monitor.traces import DAY, LIMITS, NOON, seen
from vedette.access.documents import Memory
from vedette.access.monitor import m3_foreign, states
from vedette.access.monitor.nouns import Rule, Seen
from vedette.access.monitor.states import FRESH, KIND, States
from vedette.access.monitor.thresholds import Foreign


def made(kept: Memory) -> States[m3_foreign.State, Seen, Foreign]:
    return States(kept, Rule.M3, m3_foreign.step, m3_foreign.State())


def refused(n: int) -> Seen:
    return seen(n / 60, target=f"host{n}", scope="missing", allowed=False)


def test_nothing_is_written_before_it_is_asked_for_and_then_all() -> None:
    kept = Memory()
    here = made(kept)
    for n in range(4):
        assert here.see("ana", refused(n), LIMITS.m3, NOON) == ()
    assert kept.all(KIND) == []
    assert here.write(LIMITS.m3, NOON) == ()
    assert len(made(kept).peek("ana", NOON).refused) == 4
    version = kept.all(KIND)[0].version
    here.write(LIMITS.m3, NOON)
    assert kept.all(KIND)[0].version == version, "nothing was seen since"


def test_two_processes_that_each_see_half_find_it_together() -> None:
    kept = Memory()
    here, there = made(kept), made(kept)
    found: list[object] = []
    for n in range(6):
        found += (here, there)[n % 2].see("ana", refused(n), LIMITS.m3, NOON)
    assert found == []
    found += here.write(LIMITS.m3, NOON)
    found += there.write(LIMITS.m3, NOON)
    assert len(found) == 1


def test_what_another_process_wrote_is_known_within_a_second() -> None:
    kept = Memory()
    here, there = made(kept), made(kept)
    assert there.peek("ana", NOON).refused == ()
    here.see("ana", refused(1), LIMITS.m3, NOON)
    here.write(LIMITS.m3, NOON)
    assert len(there.peek("ana", NOON + FRESH).refused) == 1


def test_nothing_gets_lost_however_processes_take_turns() -> None:
    chance = random.Random(7)  # noqa: S311 - it plays turns
    for _ in range(50):
        kept = Memory()
        both = [made(kept), made(kept)]
        many = chance.sample(range(100), 5)
        for n in many:
            one = chance.choice(both)
            one.see("ana", refused(n), LIMITS.m3, NOON)
            if chance.random() < 0.5:
                chance.choice(both).write(LIMITS.m3, NOON)
        for one in both:
            one.write(LIMITS.m3, NOON)
        assert {one.decision for one in made(kept).peek("ana", NOON).refused} == {
            refused(n).decision for n in many
        }


def test_subjects_do_not_mix() -> None:
    here = made(Memory())
    for n in range(60):
        assert here.see(f"person{n % 20}", refused(n), LIMITS.m3, NOON) == ()


def test_after_a_month_it_is_forgotten() -> None:
    kept = Memory()
    here = made(kept)
    here.see("ana", refused(1), LIMITS.m3, NOON)
    here.write(LIMITS.m3, NOON)
    assert states.sweep(kept, NOON + 29 * DAY) == 0
    assert states.sweep(kept, NOON + 31 * DAY) == 1
    here.see("ana", refused(2), LIMITS.m3, NOON + 31 * DAY)
    here.write(LIMITS.m3, NOON + 31 * DAY)
    assert len(made(kept).peek("ana", NOON + 31 * DAY).refused) == 1


def test_a_state_of_another_make_counts_as_none() -> None:
    kept = Memory()
    kept.put(KIND, "M3:ana", b'{"at": 1.0, "state": {"refused": "many"}}')
    assert made(kept).peek("ana", NOON) == m3_foreign.State()
