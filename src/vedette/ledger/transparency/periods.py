"""A calendar month, in UTC."""

from __future__ import annotations

import re
from datetime import MAXYEAR, UTC, datetime
from typing import Final

from msgspec import Struct

from vedette.core.errors import BadInput

_MONTH: Final = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


class Month(Struct, frozen=True, kw_only=True):
    """One month: from its first second to the first of the next."""

    name: str
    """Like 2026-10."""
    start: float
    end: float

    def holds(self, at: float) -> bool:
        """Tell whether a time (seconds since the epoch) falls in it."""
        return self.start <= at < self.end


def month(name: str) -> Month:
    """Return the month of that name.

    Raises:
        BadInput: it is none.

    """
    found = _MONTH.fullmatch(name)
    if found is None:
        raise BadInput(f"{name[:20]!r} is no month", hint="write it as 2026-10")
    year, number = int(found[1]), int(found[2])
    if not 1 <= year < MAXYEAR:
        raise BadInput(f"{name!r}: there was no such year", hint="write it as 2026-10")
    return Month(name=name, start=_first(year, number), end=_first(year + number // 12, number % 12 + 1))


def month_before(now: float) -> Month:
    """Return the last month that is over."""
    today = datetime.fromtimestamp(now, UTC)
    year, number = (today.year - 1, 12) if today.month == 1 else (today.year, today.month - 1)
    return month(f"{year:04}-{number:02}")


def _first(year: int, number: int) -> float:
    return datetime(year, number, 1, tzinfo=UTC).timestamp()
