"""Moments are put in order and shifted; what is none stays as it is."""

from __future__ import annotations

import pytest

from vedette.respond.instants import earliest, place, seconds_of, shifted, written


@pytest.mark.parametrize("text", ["", "noon", "2026-03-01T08:00:00", "2026-13-01T00:00:00Z", "9" * 5000])
def test_what_is_no_moment_with_a_zone_is_none(text: str) -> None:
    assert seconds_of(text) is None
    assert shifted(text, 5.0) == text


def test_moments_are_ordered_by_time_and_not_by_spelling() -> None:
    texts = ["", "2026-03-01T08:00:00.5Z", "2026-03-01T08:00:00Z", "2026-03-01T07:00:00-03:00"]
    assert sorted(texts, key=place) == [texts[2], texts[1], texts[3], ""]
    assert earliest(*texts) == texts[2]
    assert not earliest("", "noon")


def test_a_shift_is_to_the_millisecond() -> None:
    assert shifted("2026-03-01T08:00:37Z", -37.0) == "2026-03-01T08:00:00Z"
    assert shifted("2026-03-01T08:00:00Z", 0.25) == "2026-03-01T08:00:00.250Z"
    assert not written(float("1e300"))
    assert not written(float("nan"))
