"""Moments keep their order on the page, silences are cut out and marked, ticks do not touch."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import FEW
from vedette.export.figures.scale import scale

HOUR = 3_600.0


@given(st.lists(st.integers(0, 4_000_000_000), min_size=1, max_size=40))
@settings(max_examples=FEW)
def test_later_is_never_further_left_and_nothing_is_outside(moments: list[int]) -> None:
    ordered = sorted(map(float, moments))
    made = scale(ordered, 100, 700)
    places = [made.at(one) for one in ordered]
    assert all(left <= right + 1e-6 for left, right in pairwise(places))
    assert min(places) >= 100 - 1e-6
    assert max(places) <= 700 + 1e-6
    ticks = [x for _, x in made.ticks()]
    assert all(100 - 1e-6 <= x <= 700 + 1e-6 for x in ticks)
    assert len(ticks) < 60


def test_a_long_silence_is_cut_out() -> None:
    made = scale([0, HOUR, 100 * HOUR, 101 * HOUR], 0, 600)
    (gap,) = made.gaps
    assert gap.seconds == 99 * HOUR
    assert made.at(HOUR) - made.at(0) > 200, "an hour before it has room"


def test_an_even_story_has_no_gap() -> None:
    assert not scale([at * HOUR for at in range(20)], 0, 600).gaps


def test_one_moment_stands_in_the_middle() -> None:
    assert scale([5.0], 0, 600).at(5.0) == 300
