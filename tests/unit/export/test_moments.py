"""Moments as people read them."""

import pytest

from vedette.export.moments import span, written


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("", "", "no time"),
        ("2026-03-01T08:00:00Z", "2026-03-01T08:00:00.250Z", "2026-03-01 08:00:00 UTC"),
        ("2026-03-01T08:00:00Z", "2026-03-01T09:30:00Z", "2026-03-01 08:00:00 to 09:30:00 UTC"),
        (
            "2026-03-01T08:00:00Z",
            "2026-03-02T09:30:00Z",
            "2026-03-01 08:00:00 UTC to 2026-03-02 09:30:00 UTC",
        ),
        ("2026-03-01T08:00:00Z", "", "2026-03-01 08:00:00 UTC"),
    ],
)
def test_from_when_to_when(first: str, last: str, words: str) -> None:
    assert span(first, last) == words


def test_one_moment() -> None:
    assert written("2026-03-01T08:00:00.125Z") == "2026-03-01 08:00:00 UTC"
