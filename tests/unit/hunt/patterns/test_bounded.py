from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from vedette.core.errors import BadInput
from vedette.hunt.patterns.bounded import (
    Running,
    Sample,
    Shelf,
    mad,
    median,
    quantile,
    reread,
    robust_z,
    sensible,
    written,
)


class State(Struct):
    numbers: array  # type: ignore[type-arg]


def test_a_full_shelf_forgets_the_lightest_quarter() -> None:
    shelf: Shelf[str, int] = Shelf(8, lambda value: value)
    for number in (5, 1, 9, 2, 8, 3, 7, 4):
        shelf.put(f"k{number}", number)
    shelf.put("new", 6)
    assert sorted(shelf.values()) == [3, 4, 5, 6, 7, 8, 9]
    assert shelf.dropped == 2


def test_equals_go_in_the_order_they_came() -> None:
    shelf: Shelf[int, int] = Shelf(4, lambda _: 1)
    for number in range(5):
        shelf.put(number, number)
    assert sorted(shelf) == [1, 2, 3, 4]


@given(st.lists(st.text(max_size=3)))
def test_a_sample_is_the_same_in_any_order(texts: list[str]) -> None:
    first, second = Sample(5), Sample(5)
    for text in texts:
        first.add(text)
    for text in sorted(texts):
        second.add(text)
    assert first.texts == second.texts
    assert len(first) == len(second)
    if len(set(texts)) < 5:
        assert len(first) == len(set(texts))


def test_a_sample_tells_how_many_there_were() -> None:
    sample = Sample(64)
    for number in range(10_000):
        sample.add(f"name{number}")
        sample.add(f"name{number // 2}")
    assert len(sample.texts) == 64
    assert len(sample) == pytest.approx(10_000, rel=0.4)


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=40), st.integers(0, 40))
def test_running_figures_add_up_however_they_are_split(values: list[float], at: int) -> None:
    whole, left, right = Running(), Running(), Running()
    for number, value in enumerate(values):
        whole.add(value)
        (left if number < at else right).add(value)
    left.merge(right)
    assert left.count == whole.count
    assert left.mean == pytest.approx(whole.mean, abs=1e-3)
    assert left.deviation == pytest.approx(whole.deviation, rel=1e-6, abs=1e-3)
    Running().merge(Running())


def test_middles_and_spreads() -> None:
    assert median([3, 1, 2]) == 2
    assert median([4, 1, 2, 3]) == 2.5
    assert median([]) == 0
    assert quantile([1, 2, 3, 4, 5], 0.25) == 2
    assert mad([1, 2, 3, 100], 2.5) == 1
    assert robust_z(10, 5, 0, 0.5) == 10


def test_what_is_written_comes_back() -> None:
    state = State(array("q", [1, -5, 2**60]))
    assert reread(State, written(state), "x").numbers == state.numbers


@given(st.binary(max_size=60))
def test_what_is_not_is_refused(saved: bytes) -> None:
    try:
        state = reread(State, saved, "x")
    except BadInput:
        return
    assert isinstance(state, State)


def test_numbers_that_cannot_be_count_as_none() -> None:
    assert [sensible(number) for number in (None, -5, 0, 7, 10**40)] == [0, 0, 0, 7, 0]
