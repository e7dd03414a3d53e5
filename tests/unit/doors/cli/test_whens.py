"""Moments and spans as people type them; what nobody could place is refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from vedette.core.errors import BadInput
from vedette.doors.cli.whens import away, moment, seconds, skew, span

NOW = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("now", "2026-03-04T08:00:00Z"),
        ("+2h", "2026-03-04T10:00:00Z"),
        ("-20m", "2026-03-04T07:40:00Z"),
        ("+1d", "2026-03-05T08:00:00Z"),
        ("2026-03-01T09:00+01:00", "2026-03-01T08:00:00Z"),
        (" 2026-03-01 08:00:00Z ", "2026-03-01T08:00:00Z"),
    ],
)
def test_moments(text: str, meant: str) -> None:
    assert moment(text, NOW) == meant


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "2026-03-01T08:00:00", "+", "+9999999d", "-soon", "2026-13-01Z"]
)
def test_what_is_no_moment_or_has_no_zone_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        moment(text, NOW)


@pytest.mark.parametrize(
    ("text", "meant"), [("37", 37.0), ("+37s", 37.0), ("-1.5m", -90.0), ("2h", 7_200.0), ("1d", 86_400.0)]
)
def test_spans(text: str, meant: float) -> None:
    assert seconds(text) == meant


@pytest.mark.parametrize("text", ["", "s", "1w", "1e9", "--1s", "1h30m"])
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="no span"):
        seconds(text)


def test_whose_clock_and_by_how_much() -> None:
    assert skew("C:\\logs=old\\auth.log=+37s") == ("C:\\logs=old\\auth.log", 37.0)
    for bad in ("auth.log", "=+37s", "auth.log=soon"):
        with pytest.raises(BadInput):
            skew(bad)


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-03-04T11:00:00Z", "in 3 h"),
        ("2026-03-02T08:00:00Z", "2 d ago"),
        ("2026-03-04T08:01:30Z", "in 2 min"),
        ("2026-03-04T07:59:58Z", "2 s ago"),
        ("", ""),
        ("2026-03-04T08:00:00", ""),
    ],
)
def test_how_far_away_something_is(at: str, said: str) -> None:
    assert away(at, "2026-03-04T08:00:00Z") == said


def test_spans_are_said_in_one_unit() -> None:
    assert [span(one) for one in (0, 59, 60, 3_600, 7_200, 172_800)] == [
        "0 s",
        "59 s",
        "1 min",
        "60 min",
        "2 h",
        "2 d",
    ]
