import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vedette.hunt.network.sorting import in_order, kinds, small_in_order


@given(st.lists(st.integers(0, 1 << 40) | st.integers(0, 3)))
def test_small_numbers_are_sorted_as_argsort_does_it(numbers: list[int]) -> None:
    column = np.array(numbers, dtype=np.int64)
    order, new = small_in_order(column)
    assert order.tolist() == np.argsort(column, kind="stable").tolist()
    assert new.tolist() == [
        place == 0 or column[order[place]] != column[order[place - 1]] for place in range(order.size)
    ]


@given(st.lists(st.sampled_from([0, 1 << 20, 5 << 40, (1 << 64) - (1 << 20)]), max_size=40))
def test_hashes_are_sorted_with_equal_ones_in_order(numbers: list[int]) -> None:
    column = np.array(numbers, dtype=np.uint64)
    order, new = in_order(column)
    assert order.tolist() == np.argsort(column, kind="stable").tolist()
    first, which = kinds(order, new)
    assert (column[first][which] == column).all()
    assert first[which].tolist() == [numbers.index(one) for one in numbers]


def test_hashes_that_differ_only_in_what_says_the_place_are_taken_for_one() -> None:
    order, new = in_order(np.array([3, 2, 1 << 40, 1], dtype=np.uint64))
    assert order.tolist() == [0, 1, 3, 2]
    assert new.tolist() == [True, False, False, True]
