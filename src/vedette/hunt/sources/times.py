"""Moments as logs write them, as microseconds since 1970, UTC; None for what is no moment.

A time without a zone is taken as UTC. What lies before 1970 or after 2199 is a clock that was never set, or a
number that means something else: no moment.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND: Final = 1_000_000
_DAY: Final = 86_400 * _SECOND
LATEST: Final = 7_258_118_400 * _SECOND
"""The year 2200: no log is from then."""
_FILETIME_EPOCH: Final = 11_644_473_600 * _SECOND
_DATES_KEPT: Final = 4_096
_MICROS: Final = 6
"""Digits of microseconds."""
_MONTHS: Final = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_SYSLOG: Final = re.compile(r"([A-Za-z]{3})  ?(\d{1,2}) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?")
_CLF: Final = re.compile(r"(\d{1,2})/([A-Za-z]{3})/(\d{4}):(\d\d):(\d\d):(\d\d) ?([+-]\d{4})?")
_AMERICAN: Final = re.compile(
    r"(\d{1,2})/(\d{1,2})/(\d{4}),? (\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)? ?([AaPp][Mm])?"
)
_SLASHED: Final = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2}) (\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?")
_DOTTED: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}),? (\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?")
_DOTNET: Final = re.compile(r"/Date\((-?\d{1,17})(?:[+-]\d{4})?\)/")
_NUMBER: Final = re.compile(r"\d{1,20}(?:\.\d{1,12})?")
_UTC_ENDS: Final = (" UTC", " GMT", " Z")

_SECONDS: Final = {f"{number:02}": number * _SECOND for number in range(60)}
_MINUTES: Final = {text: number * 60 for text, number in _SECONDS.items()}
_HOURS: Final = {f"{number:02}": number * 3600 * _SECOND for number in range(24)}
"""Microseconds by two digits."""

_dates: dict[str, int] = {}
"""Midnights by date as written: a log has few days and many records."""
_iso_minutes: dict[str, int] = {}
"""Where minutes in UTC begin, by date, hour and minute as written: most records are of the last one's."""
_minutes: dict[tuple[str, object], int] = {}
"""Where minutes begin, by how they are written and what else the moment depends on."""


def from_iso(text: str) -> int | None:
    """Read RFC 3339, and what is close to it: a space for the T, no zone, any number of decimals."""
    minute = _iso_minutes.get(text[:17])
    if minute is not None and text[-1] == "Z":
        return _of_minute(text, minute)
    midnight = _dates.get(text[:10])
    if midnight is not None and text[-1] == "Z" and text[13:14] == ":" and text[16:17] == ":":
        return _of_day(text, midnight)
    return _by_calendar(text)


def _of_day(text: str, midnight: int) -> int | None:
    """Read a time of a day that was seen before, in UTC."""
    try:
        minute = midnight + _HOURS[text[11:13]] + _MINUTES[text[14:16]]
    except KeyError:
        return _by_calendar(text)
    if len(_iso_minutes) >= _DATES_KEPT:
        _iso_minutes.clear()
    _iso_minutes[text[:17]] = minute
    return _of_minute(text, minute)


def _of_minute(text: str, minute: int) -> int | None:
    """Read a time of a minute that was seen before, in UTC: nearly all of them."""
    second = _SECONDS.get(text[17:19])
    fraction = text[20:-1]
    if second is None or (fraction and (text[19] not in ".," or not fraction.isdecimal())):
        return _by_calendar(text)
    if len(fraction) != _MICROS:
        fraction = (fraction + "000000")[:_MICROS]
    return minute + second + int(fraction)


def _by_calendar(text: str) -> int | None:
    for end in _UTC_ENDS:
        text = text.removesuffix(end)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    found = from_datetime(moment)
    if found is not None and text[4:5] == "-" and text[7:8] == "-":
        if len(_dates) >= _DATES_KEPT:
            _dates.clear()
        day = datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
        _dates[text[:10]] = (day - _EPOCH).days * _DAY
    return found


def from_datetime(moment: datetime) -> int | None:
    """Read a moment of the library's own."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    passed = moment - _EPOCH
    return _sane((passed.days * 86_400 + passed.seconds) * _SECOND + passed.microseconds)


def from_epoch(number: float) -> int | None:
    """Read a count since 1970, of seconds, milli-, micro- or nanoseconds: its size says which."""
    if not 0 < number < 1e19:  # noqa: PLR2004  also refuses what is not a number
        return None
    if number < 1e11:  # noqa: PLR2004
        return _sane(round(number * _SECOND))
    if number < 1e14:  # noqa: PLR2004
        return _sane(round(number * 1000))
    return _sane(int(number) if number < 1e17 else int(number) // 1000)  # noqa: PLR2004


def from_seconds(text: str) -> int | None:
    """Read seconds since 1970 with decimals, as Zeek and many others write them."""
    whole, _, fraction = text.partition(".")
    try:
        return _sane(int(whole) * _SECOND + int((fraction + "000000")[:6]))
    except ValueError:
        return None


def from_filetime(ticks: int) -> int | None:
    """Read Windows' own count: tenths of microseconds since 1601."""
    return _sane(ticks // 10 - _FILETIME_EPOCH)


def from_syslog(text: str, modified: int) -> int | None:
    """Read `Mar  1 08:00:00`: of the year that puts it closest before the log was last changed.

    Clocks differ and zones are not written: up to two days after that is still this year. None where that
    is not known.
    """
    minute = _minutes.get((text[:12], modified))
    if minute is not None and text[12:13] == ":" and text[15:16] != "." and text[13:15] in _SECONDS:
        return minute + _SECONDS[text[13:15]]
    found = _SYSLOG.match(text)
    month = _MONTHS.get(found[1].lower()) if found else None
    if found is None or month is None or modified <= 0:
        return None
    moment = _closest(found, month, modified)
    if moment is not None and text[12:13] == ":" and text[13:15] in _SECONDS:
        minute, latest = moment - moment % (60 * _SECOND), modified + 2 * _DAY
        if minute + 60 * _SECOND <= latest < minute + 365 * _DAY:  # no second of it is of another year
            _remember((text[:12], modified), minute)
    return moment


def _closest(found: re.Match[str], month: int, modified: int) -> int | None:
    year = (_EPOCH + timedelta(microseconds=min(max(modified, 0), LATEST))).year
    for tried in range(year + 1, year - 8, -1):
        moment = _made(tried, month, int(found[2]), found.group(3, 4, 5), found[6])
        if moment is not None and moment <= modified + 2 * _DAY:
            return moment
    return None


def from_clf(text: str) -> int | None:
    """Read `10/Oct/2000:13:55:36 -0700`, of web servers."""
    key = (text[:17], text[20:26])
    minute = _minutes.get(key)
    if minute is not None and text[17:18] == ":" and text[18:20] in _SECONDS:
        return minute + _SECONDS[text[18:20]]
    found = _CLF.match(text)
    month = _MONTHS.get(found[2].lower()) if found else None
    if found is None or month is None:
        return None
    moment = _made(int(found[3]), month, int(found[1]), found.group(4, 5, 6), None)
    moment = None if moment is None else _sane(moment - _offset(found[7]))
    if moment is not None and found[7] and text[17:18] == ":" and text[18:20] in _SECONDS:
        _remember(key, moment - moment % (60 * _SECOND))
    return moment


def _remember(key: tuple[str, object], minute: int) -> None:
    """Keep where a minute begins as it is written: the next line is mostly of the same one."""
    if minute > 0:
        if len(_minutes) >= _DATES_KEPT:
            _minutes.clear()
        _minutes[key] = minute


def from_any(value: object, modified: int = 0) -> int | None:
    """Read a moment whose writing is not known."""
    if isinstance(value, str):
        return _from_text(value.strip(), modified) if value else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return from_epoch(value)


def _from_text(text: str, modified: int) -> int | None:
    minute = _iso_minutes.get(text[:17])
    if minute is not None and text[-1] == "Z":
        return _of_minute(text, minute)
    midnight = _dates.get(text[:10])
    if midnight is not None and text[-1] == "Z" and text[13:14] == ":" and text[16:17] == ":":
        return _of_day(text, midnight)
    if _NUMBER.fullmatch(text):
        return from_epoch(float(text)) if "." in text else _from_digits(text)
    found = from_iso(text) if text else None
    if found is None and (dotnet := _DOTNET.fullmatch(text)):
        found = _sane(int(dotnet[1]) * 1000)
    return (
        found
        or from_clf(text)
        or _from_american(text)
        or _from_elsewhere(text)
        or from_syslog(text, modified)
    )


def _from_digits(text: str) -> int | None:
    """Read a number in text: 14 digits may be a date, 18 of 1601's ticks."""
    number = int(text)
    if len(text) == 18 and (found := from_filetime(number)):  # noqa: PLR2004
        return found
    if len(text) == 14 and text[:2] in {"19", "20"}:  # noqa: PLR2004
        return _by_calendar(f"{text[:8]}T{text[8:]}")
    return from_epoch(number)


def _from_american(text: str) -> int | None:
    found = _AMERICAN.fullmatch(text)
    if found is None:
        return None
    hour = int(found[4])
    if half := (found[8] or "").lower():
        hour = hour % 12 + (12 if half == "pm" else 0)
    clock = (str(hour), found[5], found[6] or "0")
    return _made(int(found[3]), int(found[1]), int(found[2]), clock, found[7])


def _from_elsewhere(text: str) -> int | None:
    """Read `2020/3/1 8:00:00`, of East Asia, and `01.03.2020 08:00:00`, of much of Europe."""
    if found := _SLASHED.fullmatch(text):
        return _made(int(found[1]), int(found[2]), int(found[3]), found.group(4, 5, 6), found[7])
    if found := _DOTTED.fullmatch(text):
        return _made(int(found[3]), int(found[2]), int(found[1]), found.group(4, 5, 6), found[7])
    return None


def _made(year: int, month: int, day: int, clock: tuple[str | None, ...], fraction: str | None) -> int | None:
    hour, minute, second = (int(part or 0) for part in clock)
    micros = int((fraction + "00000")[:6]) if fraction else 0
    try:
        moment = datetime(year, month, day, hour, minute, min(second, 59), micros, timezone.utc)  # noqa: UP017
    except ValueError:
        return None
    return from_datetime(moment)


def _offset(zone: str | None) -> int:
    if zone is None:
        return 0
    minutes = int(zone[1:3]) * 60 + int(zone[3:5])
    return (-minutes if zone[0] == "-" else minutes) * 60 * _SECOND


def _sane(moment: int) -> int | None:
    return moment if 0 < moment < LATEST else None
