"""Moments of logs that say the same second many times: remembered by their text."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from vedette.hunt.sources.times import from_any, from_clf, from_iso, from_syslog

_KEPT: Final = 4096
_FRACTION: Final = slice(20, 26)

of_clf: Final = lru_cache(_KEPT)(from_clf)
of_syslog: Final = lru_cache(_KEPT)(from_syslog)
of_iso: Final = lru_cache(_KEPT)(from_iso)


def of_stamp(value: object) -> int | None:
    """Read a moment as 2021-06-06T15:59:46.457984+0200, whose fraction never comes again; or any other."""
    if type(value) is not str or value[19:20] != "." or value[-1] == "Z":
        return from_any(value)
    fraction = value[_FRACTION]
    if len(fraction) < 6 or not (fraction.isascii() and fraction.isdigit()):  # noqa: PLR2004
        return from_any(value)
    second = of_iso(value[:19] + value[26:])
    return None if second is None else second + int(fraction)


def began(ended: int | None, duration: int) -> int | None:
    """Tell when something began that had ended at a moment; never before there were such moments."""
    return None if ended is None else max(ended - duration, 1)
