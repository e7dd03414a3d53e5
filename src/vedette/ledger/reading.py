"""Reading a ledger back: what was written about somebody, or under one decision, found without an index.

An entry is JSON, and a pseudonym is a long word that stands in it letter for letter: so pages of entries are
searched as bytes, and only those that hold the word are decoded. Entries lie nearly in the order of their
times, which gives the part of the ledger a window of time can be in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from msgspec import Struct

from vedette.core.errors import BadInput
from vedette.ledger.entries import Entry, Kind, entry_of
from vedette.ledger.log import Ledger

SLACK_S: Final = 3600.0
"""Seconds by which an entry may be older than one written before it: several clocks, long waits."""
LOOKED_MAX: Final = 250_000
"""Entries looked at in one call, unless more are asked for: about half a second."""
COUNT_MAX: Final = 1000
_PAGE: Final = 1024


class Found(Struct, frozen=True, kw_only=True):
    """An entry, and where it stands: with the index its receipt can be had."""

    index: int
    entry: Entry


class Window(Struct, frozen=True, kw_only=True):
    """Which part of a ledger is read, from its end."""

    since: float = 0.0
    """Seconds since the epoch; entries of this time count."""
    until: float = float("inf")
    before: int | None = None
    """Only entries below this index: the `rest` of the page before; None: from the end."""
    count: int = 200
    """Entries found, at most."""
    looked: int = LOOKED_MAX
    """Entries looked at, at most."""
    slack: float = SLACK_S
    """Seconds by which entries may be out of order."""


class Page(NamedTuple):
    """What was found, the newest first."""

    found: tuple[Found, ...]
    rest: int
    """What to go on below; 0 when there is nothing left."""


def of(
    ledger: Ledger,
    names: Iterable[str],
    window: Window,
    wanted: Callable[[Entry], bool] = lambda _: True,
) -> Page:
    """Return the entries that bear one of these pseudonyms, as subject, agent or organisation.

    Raises:
        BadInput: more are asked for at once than one gets.
        Unavailable: the ledger is damaged.

    """
    if not 0 < window.count <= COUNT_MAX:
        raise BadInput(f"{window.count} entries at once", hint=f"ask for 1 to {COUNT_MAX}, and go on")
    borne = frozenset(filter(None, names))

    def bears(entry: Entry) -> bool:
        return (
            not borne.isdisjoint((entry.subject, entry.agent, entry.org))
            and window.since <= entry.time <= window.until
            and wanted(entry)
        )

    size = ledger.size()
    end = size if window.before is None else min(size, window.before)
    end = min(end, _first(ledger, end, lambda time: time > window.until + window.slack))
    start = _first(ledger, end, lambda time: time >= window.since - window.slack)
    if not borne or start >= end:
        return Page((), 0)
    search = _Search(ledger, _needles(borne), bears, window.count)
    page = search.backwards(max(start, end - window.looked), end)
    return page if page.rest > start else page._replace(rest=0)


def decision(ledger: Ledger, ident: str, window: Window | None = None) -> tuple[Found, ...]:
    """Return what was written under one decision, the oldest first: that it was made, how it ended.

    Raises:
        Unavailable: the ledger is damaged.

    """
    asked = window or Window(looked=ledger.size())
    end = ledger.size() if asked.before is None else asked.before
    end = min(end, _first(ledger, end, lambda time: time > asked.until + asked.slack))
    if not ident.isascii() or not ident.isalnum():
        return ()
    start = max(0, end - asked.looked, _first(ledger, end, lambda time: time >= asked.since - asked.slack))
    search = _Search(ledger, _needles((ident,)), lambda entry: entry.id == ident, COUNT_MAX)
    return search.backwards(start, end).found[::-1]


def ends(ledger: Ledger, idents: Iterable[str], start: int, looked: int = LOOKED_MAX) -> dict[str, Entry]:
    """Return how decisions ended, by id, as far as that is written in `looked` entries from `start` on.

    A job ends twice: when it was let in, and when it was done. The later one counts.
    """
    asked = frozenset(one for one in idents if one)
    known: dict[str, Entry] = {}
    needles = _needles(asked)
    stop = min(ledger.size(), start + looked)
    for at in range(start, stop, _PAGE):
        page = list(ledger.entries(at, min(stop, at + _PAGE)))
        for place in _matching(page, needles):
            entry = _read(page[place])
            if entry is not None and entry.kind is Kind.ENDED and entry.id in asked:
                known[entry.id] = entry
    return known


@dataclass(frozen=True, slots=True)
class _Search:
    """What is looked for."""

    ledger: Ledger
    needles: Sequence[bytes]
    wanted: Callable[[Entry], bool]
    most: int

    def backwards(self, start: int, end: int) -> Page:
        """Look through a part of the ledger from its end."""
        found: list[Found] = []
        at = end
        while at > start:
            begin = max(start, at - _PAGE)
            page = list(self.ledger.entries(begin, at))
            for place in reversed(_matching(page, self.needles)):
                entry = _read(page[place])
                if entry is not None and self.wanted(entry):
                    found.append(Found(index=begin + place, entry=entry))
                if len(found) == self.most:
                    return Page(tuple(found), begin + place)
            at = begin
        return Page(tuple(found), at)


def _matching(page: Sequence[bytes], needles: Sequence[bytes]) -> list[int]:
    """Return which leaves of a page hold one of the needles; leaves are JSON, and hold no line feed."""
    whole = b"\n".join(page)
    there = [needle for needle in needles if needle in whole]
    return sorted({place for needle in there for place, leaf in enumerate(page) if needle in leaf})


def _needles(words: Iterable[str]) -> list[bytes]:
    return [f'"{word}"'.encode() for word in sorted(words)]


def _read(leaf: bytes) -> Entry | None:
    try:
        return entry_of(leaf)
    except BadInput:  # no entry of ours: nobody's use
        return None


def _first(ledger: Ledger, end: int, holds: Callable[[float], bool]) -> int:
    """Return an index below which no entry holds (or from which on every one does), by halving.

    Right for entries at most as much out of order as whoever asks leaves room for.
    """
    low, high = 0, end
    while low < high:
        middle = (low + high) // 2
        if holds(_time(ledger, middle)):
            high = middle
        else:
            low = middle + 1
    return low


def _time(ledger: Ledger, at: int) -> float:
    """Return the time of an entry, or of the last readable one before it."""
    while at >= 0:
        (leaf,) = ledger.entries(at, at + 1)
        entry = _read(leaf)
        if entry is not None:
            return entry.time
        at -= 1
    return 0.0
