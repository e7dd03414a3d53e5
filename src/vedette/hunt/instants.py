"""Microseconds since 1970 as people and programs write moments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
SECOND: Final = 1_000_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR


def rfc3339(moment: int | None) -> str:
    """Write a moment in UTC, such as 2026-03-01T08:00:00Z, to the millisecond where it has any.

    Nothing for a record without a time, or with one no calendar has.
    """
    if moment is None:
        return ""
    try:
        at = _EPOCH + timedelta(microseconds=moment)
    except OverflowError:
        return ""
    written = at.isoformat(timespec="milliseconds" if at.microsecond else "seconds")
    return written.removesuffix("+00:00") + "Z"
