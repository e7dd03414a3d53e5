"""Microseconds as moments people write."""

import pytest

from vedette.hunt.instants import rfc3339


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (None, ""),
        (0, "1970-01-01T00:00:00Z"),
        (1_772_352_000_250_999, "2026-03-01T08:00:00.250Z"),
        (-1_000_000, "1969-12-31T23:59:59Z"),
        (10**30, ""),
    ],
)
def test_a_moment(moment: int | None, written: str) -> None:
    assert rfc3339(moment) == written
