"""From a moment to the end of a time limit: hours, days, months and business days.

Hours run through nights and weekends. Days and months keep the time of day. A limit is never moved to a later
working day here, though some laws do so: too early does no harm.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from vedette.core.errors import BadInput

_DURATION: Final = re.compile(
    r"P(?:(?P<months>\d{1,3})M)?(?:(?P<days>\d{1,4})D)?(?:(?P<business>\d{1,2})B)?(?:T(?P<hours>\d{1,4})H)?"
)
_SATURDAY: Final = 5
_THURSDAY: Final = 3
_MONDAY: Final = 0
_DECEMBER: Final = 12
_LAST_DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def moment(text: str) -> datetime:
    """Read a time.

    Raises:
        BadInput: it is none, or has no zone.

    """
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise _no_time(text) from error
    if found.tzinfo is None:
        raise _no_time(text)
    return found.astimezone(UTC)


def stamp(when: datetime) -> str:
    """Write a time as the nouns hold it."""
    return when.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def ends(since: datetime, after: str, zone: str = "", holidays: str = "") -> datetime:
    """Return when a limit ends that began at `since`; `zone` and `holidays` matter for business days only.

    Raises:
        BadInput: `after` is no duration.

    """
    match = _DURATION.fullmatch(after)
    if match is None or not any(match.groupdict().values()):
        raise BadInput(f"{after[:40]!r} is no duration", hint="like PT72H, P1M, P30D or P4B")
    parts = {name: int(value or 0) for name, value in match.groupdict().items()}
    if parts["business"]:
        return _business_days(since, parts["business"], zone, holidays)
    later = _months(since, parts["months"])
    return later + timedelta(days=parts["days"], hours=parts["hours"])


def _months(since: datetime, months: int) -> datetime:
    """Add months; the 31st becomes the last day of a shorter one."""
    years, month = divmod(since.month - 1 + months, _DECEMBER)
    year = since.year + years
    leap = month == 1 and (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
    return since.replace(year=year, month=month + 1, day=min(since.day, _LAST_DAYS[month] + leap))


def _business_days(since: datetime, days: int, zone: str, holidays: str) -> datetime:
    """Return the end of the n-th business day after the day it began on, where the authority is."""
    try:
        place = ZoneInfo(zone) if zone else UTC
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise BadInput(
            f"this machine knows no zone {zone!r}", hint="install the zone data (tzdata)"
        ) from error
    day = since.astimezone(place).date()
    left = days
    while left:
        day += timedelta(days=1)
        left -= is_business_day(day, holidays)
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=place).astimezone(UTC)


def is_business_day(day: date, holidays: str = "") -> bool:
    """Say whether offices are open: no weekend, and no holiday (`us`: federal holidays)."""
    if day.weekday() >= _SATURDAY:
        return False
    return holidays != "us" or day not in _us_holidays(day.year)


def _us_holidays(year: int) -> frozenset[date]:
    """Return the federal holidays of a year on the days they are kept (5 U.S.C. 6103)."""
    fixed = [date(year, 1, 1), date(year, 6, 19), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)]
    fixed.append(date(year + 1, 1, 1))  # kept on 31 December when it falls on a Saturday
    moving = [
        _nth(year, 1, _MONDAY, 3),
        _nth(year, 2, _MONDAY, 3),
        _nth(year, 9, _MONDAY, 1),
        _nth(year, 10, _MONDAY, 2),
        _nth(year, 11, _THURSDAY, 4),
        _last_monday_of_may(year),
    ]
    return frozenset((*moving, *(_kept(day) for day in fixed)))


def _kept(day: date) -> date:
    """Move a Saturday to Friday and a Sunday to Monday."""
    return day + timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0))


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))


def _last_monday_of_may(year: int) -> date:
    last = date(year, 5, 31)
    return last - timedelta(days=(last.weekday() - _MONDAY) % 7)


def _no_time(text: str) -> BadInput:
    return BadInput(
        f"{text[:60]!r} is no time with a zone", hint="like 2026-11-29T14:30Z or 2026-11-29T14:30+01:00"
    )
