"""How long things took, for one incident and over time; and whether duties were met in time.

Median and 90th percentile, never a mean: one incident that lay open for a year says nothing of the others.
False alarms and duplicates are counted, and not measured.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from math import ceil
from typing import Final

from msgspec import Struct

from vedette.core.clocks import DutyState
from vedette.core.incidents import Milestones, Resolution
from vedette.core.levels import Severity
from vedette.respond.cards import Card
from vedette.respond.instants import seconds_of

SPANS: Final = {
    "detect": ("began", "detected"),
    "acknowledge": ("detected", "acknowledged"),
    "contain": ("detected", "contained"),
    "recover": ("detected", "recovered"),
    "close": ("detected", "closed"),
}
"""What is measured: from which milestone to which."""
_NOT_REAL: Final = frozenset({Resolution.FALSE_ALARM, Resolution.DUPLICATE})
_P90: Final = 0.9
_MONTH: Final = 7


class Spread(Struct, frozen=True, kw_only=True):
    """Seconds something took, over some incidents."""

    of: int
    """How many incidents it is known of."""
    median: float | None = None
    p90: float | None = None


class Row(Struct, frozen=True, kw_only=True):
    """Incidents that have something in common, and how long theirs took."""

    what: str
    """A month, a severity, or all."""
    incidents: int
    false_alarms: int
    spans: dict[str, Spread]


class Timing(Struct, frozen=True, kw_only=True):
    """How long one incident's steps took, in seconds; None: not yet, or nobody knows."""

    id: str
    title: str
    severity: Severity
    spans: dict[str, float | None]


class Measures(Struct, frozen=True, kw_only=True):
    """All of it."""

    all: Row
    months: tuple[Row, ...]
    severities: tuple[Row, ...]
    duties: int
    """Duties with a time that were told, or should have been by now."""
    duties_met: int
    """Those of them that were told in time."""
    incidents: tuple[Timing, ...]


def spans_of(milestones: Milestones) -> dict[str, float | None]:
    """Return the seconds between milestones; None where one is missing, or the later one is earlier."""
    return {name: _between(milestones, *ends) for name, ends in SPANS.items()}


def measured(cards: Sequence[Card], now: str) -> Measures:
    """Measure some incidents."""
    ordered = sorted(cards, key=lambda one: (one.opened, one.id))
    duties = [_met(one.due, one.ended, one.state, now) for card in ordered for one in card.duties]
    counted = [one for one in duties if one is not None]
    return Measures(
        all=_row("all", ordered),
        months=_rows(ordered, lambda one: one.opened[:_MONTH]),
        severities=tuple(
            sorted(
                _rows(ordered, lambda one: one.severity),
                key=lambda row: -list(Severity).index(Severity(row.what)),
            )
        ),
        duties=len(counted),
        duties_met=sum(counted),
        incidents=tuple(
            Timing(id=one.id, title=one.title, severity=one.severity, spans=spans_of(one.milestones))
            for one in ordered
            if one.resolution not in _NOT_REAL
        ),
    )


def _rows(cards: Iterable[Card], group: Callable[[Card], str]) -> tuple[Row, ...]:
    groups: dict[str, list[Card]] = defaultdict(list)
    for one in cards:
        groups[group(one)].append(one)
    return tuple(_row(name, groups[name]) for name in sorted(groups))


def _row(what: str, cards: Sequence[Card]) -> Row:
    real = [one for one in cards if one.resolution not in _NOT_REAL]
    taken = [spans_of(one.milestones) for one in real]
    return Row(
        what=what,
        incidents=len(real),
        false_alarms=len(cards) - len(real),
        spans={name: _spread([found for one in taken if (found := one[name]) is not None]) for name in SPANS},
    )


def _spread(seconds: Sequence[float]) -> Spread:
    if not seconds:
        return Spread(of=0)
    ordered = sorted(seconds)
    nearest = ordered[ceil(_P90 * len(ordered)) - 1]
    return Spread(of=len(ordered), median=_middle(ordered), p90=nearest)


def _middle(ordered: Sequence[float]) -> float:
    """Return the median; by hand, for the library that has it takes a while to load."""
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _between(milestones: Milestones, first: str, last: str) -> float | None:
    begin, end = seconds_of(getattr(milestones, first)), seconds_of(getattr(milestones, last))
    return None if begin is None or end is None or end < begin else end - begin


def _met(due: str, ended: str, state: DutyState, now: str) -> bool | None:
    """Tell whether a duty was met in time; None where it does not count, or not yet."""
    limit, at, today = seconds_of(due), seconds_of(ended), seconds_of(now)
    if limit is None or state is DutyState.NOT_APPLICABLE:
        return None
    if state is DutyState.TOLD and at is not None:
        return at <= limit
    return False if today is not None and today > limit else None
