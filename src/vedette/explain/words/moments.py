"""Moments as people say them, in a language: only a clock where the day is known, else day and clock."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vedette.explain.words.texts import Texts

_RFC: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})", re.ASCII)
_MONTHS: Final = 12


class _Moment:
    __slots__ = ("clock", "day", "h", "m")

    def __init__(self, texts: Texts, parts: tuple[str, str, str, str, str]) -> None:
        year, month, day, self.h, self.m = parts
        forms = texts.forms
        name = forms["months"][int(month) - 1] if 1 <= int(month) <= _MONTHS else month
        self.day = forms["day"].format(d=int(day), month=name, y=year)
        self.clock = forms["clock"].format(h=self.h, m=self.m)


def _read(texts: Texts, time: str) -> _Moment | None:
    found = _RFC.match(time[:40])
    return _Moment(texts, (found[1], found[2], found[3], found[4], found[5])) if found else None


def time_words(texts: Texts, time: str) -> Iterator[str]:
    """Say a moment with its day: `3 March 2026, 21:02 UTC`."""
    if moment := _read(texts, time):
        yield texts.forms["time"].format(day=moment.day, clock=moment.clock)


def when(texts: Texts, time: str, day: str) -> Iterator[str]:
    """Say when, as a sentence begins: only the clock where the day is known."""
    moment = _read(texts, time)
    if moment is None:
        yield texts.forms["at_none"]
        return
    if day and time.startswith(day):
        yield texts.forms["at_clock"].format(clock=moment.clock)
    yield texts.forms["at_day"].format(day=moment.day, clock=moment.clock)


def span(texts: Texts, first: str, last: str) -> Iterator[str]:
    """Say from when to when, as a sentence begins."""
    start, end = _read(texts, first), _read(texts, last or first)
    if start is None or end is None:
        return
    if start.day == end.day and start.clock == end.clock:
        yield texts.forms["at_day"].format(day=start.day, clock=start.clock)
    elif start.day == end.day:
        yield texts.forms["span_day"].format(day=start.day, h=start.h, m=start.m, clock=end.clock)
    else:
        pair = (next(time_words(texts, one)) for one in (first, last))
        yield texts.forms["span"].format(first=next(pair), last=next(pair))
