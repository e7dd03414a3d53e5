"""Moments and spans as people type them: RFC 3339, now, +2h; 37s. A time without a zone is refused."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from vedette.core.errors import BadInput

_SPAN: Final = re.compile(r"([+-]?)(\d{1,9}(?:\.\d{1,3})?)(s|m|min|h|d)?")
_UNITS: Final = {"s": 1.0, "m": 60.0, "min": 60.0, "h": 3_600.0, "d": 86_400.0, None: 1.0}
_MINUTE: Final = 60
_HOUR: Final = 60 * _MINUTE
_DAY: Final = 24 * _HOUR
_TWO: Final = 2


def seconds(text: str) -> float:
    """Return the seconds of such as +37s, -2h or 1.5.

    Raises:
        BadInput: it is no span.

    """
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise BadInput(f"{text[:40]!r} is no span of time", hint="like +37s, -2m, 1h or 3d")
    amount = float(found[2]) * _UNITS[found[3]]
    return -amount if found[1] == "-" else amount


def moment(text: str, now: datetime | None = None) -> str:
    """Return a moment as RFC 3339 in UTC.

    Raises:
        BadInput: it is none, or has no zone.

    """
    words = text.strip()
    base = now or datetime.now(UTC)
    try:
        if words == "now":
            return _written(base)
        if words[:1] in {"+", "-"}:
            return _written(base + timedelta(seconds=seconds(words)))
        at = datetime.fromisoformat(words)
    except (ValueError, OverflowError) as error:
        raise BadInput(
            f"{words[:40]!r} is no moment",
            hint="like 2026-03-01T08:00:00Z, 2026-03-01T09:00+01:00, now or +2h",
        ) from error
    if at.tzinfo is None:
        raise BadInput(
            f"{words[:40]} has no zone: nobody can tell when that was", hint=f"like {words[:40]}Z or +01:00"
        )
    return _written(at)


def skew(text: str) -> tuple[str, float]:
    """Return the source and the seconds of SOURCE=+37s.

    Raises:
        BadInput: it is not written like that.

    """
    source, mark, span = text.rpartition("=")
    if not mark or not source:
        raise BadInput(f"{text[:60]!r} does not say whose clock", hint="like --skew auth.log=+37s")
    return source, seconds(span)


def away(at: str, now: str) -> str:
    """Say how far a moment is from another, such as `in 3 h` or `2 d ago`; nothing for what is none."""
    try:
        apart = (datetime.fromisoformat(at) - datetime.fromisoformat(now)).total_seconds()
    except (ValueError, TypeError):
        return ""
    words = span(abs(apart))
    return f"in {words}" if apart >= 0 else f"{words} ago"


def span(apart: float) -> str:
    """Say how long seconds are, to one unit."""
    for unit, name in ((_DAY, "d"), (_HOUR, "h"), (_MINUTE, "min")):
        if apart >= _TWO * unit or (unit == _MINUTE and apart >= unit):
            return f"{apart / unit:.0f} {name}"
    return f"{apart:.0f} s"


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
