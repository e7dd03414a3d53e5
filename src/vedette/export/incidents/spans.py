"""Moments and the time between them in words; what is no moment is shown as it stands."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from vedette.export.incidents.labels import Say

_MINUTE: Final = 60
_HOUR: Final = 3600
_DAY: Final = 86_400
_LONGEST: Final = 40
"""No moment is longer."""


def moment(text: str) -> datetime | None:
    """Read RFC 3339; nothing for what is not."""
    if not text or len(text) > _LONGEST:
        return None
    try:
        read = datetime.fromisoformat(text)
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def when(text: str, say: Say) -> str:
    """Return such as `2026-03-01 22:14:03`."""
    read = moment(text)
    if read is not None:
        return read.strftime("%Y-%m-%d %H:%M:%S")
    return text[:_LONGEST] or say("say.no_time")


def between(first: str, last: str) -> float | None:
    """Return the seconds from one to the other, if both are moments."""
    begin, end = moment(first), moment(last)
    return (end - begin).total_seconds() if begin is not None and end is not None else None


def span(seconds: float, say: Say) -> str:
    """Return such as `3 d 4 h`; two units are enough."""
    whole = int(abs(seconds))
    if whole >= _DAY:
        return say("say.days", days=f"{whole // _DAY:,}", hours=whole % _DAY // _HOUR)
    if whole >= _HOUR:
        return say("say.hours", hours=whole // _HOUR, minutes=whole % _HOUR // _MINUTE)
    if whole >= _MINUTE:
        return say("say.minutes", minutes=whole // _MINUTE)
    return say("say.seconds", seconds=whole)


def left(due: str, now: str, say: Say) -> str:
    """Return how much time is left, or by how much it is late; nothing where nothing is due."""
    seconds = between(now, due)
    if seconds is None:
        return ""
    return say("say.left" if seconds >= 0 else "say.late", span=span(seconds, say))


def is_late(due: str, now: str) -> bool:
    """Say whether a moment has passed."""
    seconds = between(now, due)
    return seconds is not None and seconds < 0
