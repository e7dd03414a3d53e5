import random

from hypothesis import given
from hypothesis import strategies as st

from vedette.hunt.patterns.records.streams import RUNS_KEPT, SLOTS_KEPT, Stream


@given(st.lists(st.integers(1, 40), min_size=1, max_size=60))
def test_runs_are_the_numbers_seen_in_any_order(numbers: list[int]) -> None:
    stream = Stream()
    for number in numbers:
        stream.number(number)
    held = [number for first, last in stream.runs for number in range(first, last + 1)]
    assert held == sorted(set(numbers))
    assert all(one[1] + 1 < other[0] for one, other in zip(stream.runs, stream.runs[1:], strict=False))


def test_a_log_with_too_many_holes_is_given_up() -> None:
    stream = Stream()
    for number in range(0, 2_000, 3):
        stream.number(number)
    assert stream.torn
    assert len(stream.runs) <= RUNS_KEPT + 1


def test_slots_grow_when_there_are_too_many() -> None:
    stream, chance = Stream(), random.Random(1)  # noqa: S311  not a secret
    for _ in range(30_000):
        stream.speak(chance.randrange(10**16))
    assert len(stream.slots) <= SLOTS_KEPT
    assert sum(stream.slots.values()) == 30_000
