"""Moments as people say them; what is no moment is none."""

import pytest

from vedette.explain.words.moments import span, time_words, when
from vedette.explain.words.texts import load

TIME = "2026-03-03T21:02:07.5Z"


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "on 3 March 2026 at 21:02 UTC"),
        ("de", "am 3. März 2026 um 21:02 Uhr UTC"),
        ("es", "el 3 de marzo de 2026 a las 21:02 UTC"),
    ],
)
def test_a_moment_has_its_day_where_nobody_named_it(language: str, shown: str) -> None:
    assert next(when(load(language), TIME, "")) == shown


def test_a_clock_is_enough_on_the_day_of_the_story_and_only_then() -> None:
    assert next(when(load("en"), TIME, "2026-03-03")) == "at 21:02 UTC"
    assert next(when(load("en"), TIME, "2026-03-04")).startswith("on 3 March")


def test_a_span_names_a_day_once() -> None:
    english = load("en")
    assert list(span(english, TIME, "2026-03-03T23:00:00Z")) == [
        "on 3 March 2026, between 21:02 and 23:00 UTC"
    ]
    assert list(span(english, TIME, TIME)) == ["on 3 March 2026 at 21:02 UTC"]
    assert list(span(english, TIME, "2026-04-01T00:00:00Z")) == [
        "between 3 March 2026, 21:02 UTC and 1 April 2026, 00:00 UTC"
    ]


@pytest.mark.parametrize("time", ["", "yesterday", "2026-03", "{h}", "٢٠٢٦-03-03T21:02"])
def test_what_is_no_moment_is_called_unknown(time: str) -> None:
    english = load("en")
    assert list(time_words(english, time)) == []
    assert list(span(english, time, TIME)) == []
    assert next(when(english, time, "")) == "at an unknown time"


def test_a_month_nobody_has_is_written_as_it_came() -> None:
    assert list(time_words(load("en"), "2026-13-40T25:61:00Z")) == ["40 13 2026, 25:61 UTC"]
