"""Moments as RFC 3339 in UTC, and as seconds since 1970 where they have to be compared or shifted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LAST: Final = float("inf")


def seconds_of(text: str) -> float | None:
    """Return the seconds since 1970, or None where it is no moment with a zone."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except (ValueError, OverflowError):
        return None
    return None if moment.tzinfo is None else (moment - _EPOCH).total_seconds()


def written(seconds: float) -> str:
    """Write a moment in UTC, such as 2026-03-01T08:00:00Z; nothing for one no calendar has."""
    try:
        at = _EPOCH + timedelta(seconds=round(seconds, 3))
    except (OverflowError, ValueError):
        return ""
    text = at.isoformat(timespec="milliseconds" if at.microsecond else "seconds")
    return text.removesuffix("+00:00") + "Z"


def place(text: str) -> tuple[float, str]:
    """Return what moments are put in order by; what is none comes last."""
    seconds = seconds_of(text)
    return (_LAST if seconds is None else seconds, text)


def shifted(text: str, seconds: float) -> str:
    """Return a moment that many seconds later; what is no moment stays as it is."""
    found = seconds_of(text)
    return text if found is None or not seconds else written(found + seconds)


def earliest(*texts: str) -> str:
    """Return the first of some moments; empty where there is none."""
    return min((one for one in texts if seconds_of(one) is not None), key=place, default="")
