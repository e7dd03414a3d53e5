"""Moments with fractions that never come again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.hunt.sources.common.moments import began, of_stamp
from vedette.hunt.sources.times import from_any


@pytest.mark.parametrize(
    "text",
    [
        "2021-06-06T15:59:46.457984+0200", "2021-06-06T15:59:46.457984+02:00", "2021-06-06T13:59:46.457984Z",
        "2021-06-06T13:59:46.457984",
    ],
)  # fmt: skip
def test_the_same_moment_however_its_zone_is_written(text: str) -> None:
    assert of_stamp(text) == 1_622_987_986_457_984


@given(st.datetimes(timezones=st.timezones()))
def test_it_says_what_the_slow_way_says(moment: object) -> None:
    text = str(moment).replace(" ", "T")
    assert of_stamp(text) == from_any(text)


@given(st.none() | st.text() | st.integers() | st.floats() | st.booleans())
def test_what_is_no_moment_is_none_or_what_a_number_means(value: object) -> None:
    assert of_stamp(value) == from_any(value)


@pytest.mark.parametrize(
    "text", ["2021-06-06T15:59:46.45+0200", "2021-06-06T15:59:46.abcdef", "x" * 19 + ".123456"]
)
def test_an_odd_fraction_is_read_the_slow_way(text: str) -> None:
    assert of_stamp(text) == from_any(text)


@pytest.mark.parametrize(("ended", "duration", "wanted"), [(100, 40, 60), (100, 1 << 62, 1), (None, 5, None)])
def test_nothing_began_before_there_were_moments(
    ended: int | None, duration: int, wanted: int | None
) -> None:
    assert began(ended, duration) == wanted
