from hypothesis import given
from hypothesis import strategies as st

from vedette.hunt.patterns.calls import alike, fixed


def test_sizes_near_the_median_are_alike() -> None:
    assert alike([100, 101, 99, 100, 500]) == 0.8
    assert alike([0, 0, 0]) == 0.0


def test_sizes_of_three_kinds_are_fixed() -> None:
    assert fixed([100, 200, 300] * 10) == 1.0
    assert fixed([100, 200, 300, 400] * 10) == 0.75
    assert fixed([100] * 9) == 0.0, "too few to say"


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=60))
def test_shares_are_shares(sizes: list[int]) -> None:
    assert 0 <= alike(sizes) <= 1
    assert 0 <= fixed(sizes) <= 1
