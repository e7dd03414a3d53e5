"""Moments as people read them: reports hold RFC 3339, a reader wants a day and a clock."""

from __future__ import annotations

from vedette.core.nouns import Seen
from vedette.export.visible import one_line

_DAY = 10
_TO_SECONDS = 19


def day_of(time: str) -> str:
    """Return such as 2026-03-01, or nothing."""
    return time[:_DAY]


def clock_of(time: str) -> str:
    """Return such as 08:00:12, or nothing."""
    return time[_DAY + 1 : _TO_SECONDS]


def written(time: str) -> str:
    """Return such as `2026-03-01 08:00:12 UTC`."""
    return f"{day_of(time)} {clock_of(time)} UTC" if time else "no time"


def span(first: str, last: str) -> str:
    """Return from when to when, naming the day once where it is one."""
    if not first or first[:_TO_SECONDS] == last[:_TO_SECONDS] or not last:
        return written(first or last)
    if day_of(first) == day_of(last):
        return f"{day_of(first)} {clock_of(first)} to {clock_of(last)} UTC"
    return f"{written(first)} to {written(last)}"


def seen_words(seen: Seen) -> str:
    """Return how often and when, and the numbers that made it fire."""
    often = f"{seen.count:,} times, " if seen.count > 1 else ""
    numbers = "; ".join(f"{name} {_number(value)}" for name, value in seen.numbers.items())
    return f"{often}{span(seen.first, seen.last)}{f' ({one_line(numbers)})' if numbers else ''}"


def _number(value: float | str) -> str:
    return f"{value:,.3g}" if isinstance(value, float) else str(value)
