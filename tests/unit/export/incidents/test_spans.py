"""Moments and spans read as people say them; what is none stays as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.export.incidents.labels import labels
from vedette.export.incidents.spans import between, is_late, left, moment, span, when

SAY = labels("en")
NOW = "2026-03-02T06:30:00Z"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(5, "5 s"), (61, "1 min"), (3_700, "1 h 1 min"), (-3_700, "1 h 1 min"), (400_000, "4 d 15 h")],
)
def test_two_units_are_enough(seconds: float, words: str) -> None:
    assert span(seconds, SAY) == words


def test_time_left_and_time_over_are_told_apart() -> None:
    assert left("2026-03-02T08:00:00Z", NOW, SAY) == "1 h 30 min left"
    assert left("2026-03-02T06:00:00+01:00", NOW, SAY) == "late by 1 h 30 min"
    assert left("", NOW, SAY) == ""
    assert is_late("2026-03-02T06:29:59Z", NOW)
    assert not is_late("soon", NOW)


def test_a_moment_is_shown_in_utc_and_what_is_none_as_it_stands() -> None:
    assert when("2026-03-02T08:00:00+02:00", SAY) == "2026-03-02 06:00:00"
    assert when("last night", SAY) == "last night"
    assert when("", SAY) == "no time known"
    assert len(when("x" * 10_000, SAY)) <= 40


@given(st.text(max_size=50))
def test_no_text_breaks_it(text: str) -> None:
    assert moment(text) is None or between(text, text) == 0
