"""One log of one host: which record numbers it has, when it spoke, and how its clock went."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from msgspec import Struct

from vedette.hunt.instants import DAY, MINUTE, SECOND
from vedette.hunt.patterns.places import Spot

SLOT: Final = 10 * MINUTE
SLOTS_KEPT: Final = 4_608
"""Slots of ten minutes: 32 days. Beyond, slots become longer."""
RUNS_KEPT: Final = 64
RECORDS_MIN: Final = 200
HOLES_MAX: Final = 4
WHOLE: Final = 0.98
DAY_SLOTS: Final = 144
TALKATIVE: Final = 0.9
SILENT_MIN: Final = 6
TIMES_LONGER: Final = 4
BACK: Final = 5 * MINUTE
TOO_FAR: Final = DAY
"""Further back is another file put behind this one."""
JUMPS_MAX: Final = 3
_SAME_HOURS: Final = 0.5
_SUMMER: Final = 3_600 * SECOND


class Stream(Struct):
    """One log of one host."""

    count: int = 0
    slot: int = SLOT
    slots: dict[int, int] = {}
    """How many records in each."""
    runs: list[list[int]] = []
    """Record numbers without a gap: first and last of each, in order."""
    torn: bool = False
    """There were more runs than can be kept: the log is a selection."""
    spot: Spot | None = None

    def speak(self, time: int) -> None:
        """Take the moment of a record in."""
        slot = time // self.slot
        slots = self.slots
        if slot in slots:
            slots[slot] += 1
            return
        slots[slot] = 1
        if len(slots) > SLOTS_KEPT:
            self.slot *= 2
            halved: dict[int, int] = {}
            for one, count in slots.items():
                halved[one >> 1] = halved.get(one >> 1, 0) + count
            self.slots = halved

    def number(self, record: int) -> None:
        """Take the number of a record in."""
        runs = self.runs
        if runs:
            last = runs[-1]
            if record == last[1] + 1:
                last[1] = record
                return
        if not self.torn:
            self._insert(record)

    def _insert(self, record: int) -> None:
        runs = self.runs
        place = next((at for at, run in enumerate(runs) if record <= run[1] + 1), len(runs))
        if place == len(runs) or record < runs[place][0] - 1:
            runs.insert(place, [record, record])
            self.torn = len(runs) > RUNS_KEPT
            return
        run = runs[place]
        run[0], run[1] = min(run[0], record), max(run[1], record)
        if place + 1 < len(runs) and runs[place + 1][0] <= run[1] + 1:
            run[1] = max(run[1], runs.pop(place + 1)[1])


class Hole(NamedTuple):
    """Record numbers that are missing."""

    after: int
    before: int

    @property
    def missing(self) -> int:
        """Return how many."""
        return self.before - self.after - 1


class Silence(NamedTuple):
    """A time without records."""

    first: int
    last: int
    """Microseconds: its beginning and end."""
    usual: int
    """How long the longest other silence was."""
    share: float
    """Of slots in which the log else speaks."""


def holes(stream: Stream) -> list[Hole]:
    """Return missing record numbers of a log that is whole but for few: others are selections."""
    runs = stream.runs
    if stream.torn or not 1 < len(runs) <= HOLES_MAX + 1:
        return []
    have = sum(last - first + 1 for first, last in runs)
    if have < RECORDS_MIN or have < WHOLE * (runs[-1][1] - runs[0][0] + 1):
        return []
    return [Hole(one[1], other[0]) for one, other in pairwise(runs)]


def silence(stream: Stream) -> Silence | None:
    """Return the one long silence of a log that speaks all the time else."""
    slots = sorted(stream.slots)
    if not slots or (slots[-1] - slots[0]) * stream.slot < DAY_SLOTS * SLOT:
        return None
    gaps = sorted(_gaps(slots), reverse=True)
    if not gaps or gaps[0][0] * stream.slot < SILENT_MIN * SLOT:
        return None
    longest, start = gaps[0]
    second = gaps[1][0] if len(gaps) > 1 else 0
    share = len(slots) / (slots[-1] - slots[0] + 1 - longest)
    if (
        share < TALKATIVE
        or longest < TIMES_LONGER * max(1, second)
        or not _speaks_then(stream, start, longest)
    ):
        return None
    return Silence(
        (start + 1) * stream.slot, (start + longest + 1) * stream.slot, second * stream.slot, share
    )


def _speaks_then(stream: Stream, start: int, length: int) -> bool:
    """Whether on another day the log speaks at those hours: else it keeps office hours."""
    day = DAY // stream.slot
    slots = stream.slots
    for shift in (-day, day):
        told = sum(start + 1 + at + shift in slots for at in range(length))
        if told >= _SAME_HOURS * length:
            return True
    return False


def _gaps(slots: list[int]) -> Iterator[tuple[int, int]]:
    """Give the length of each silence and the slot before it."""
    for one, other in pairwise(slots):
        if other - one > 1:
            yield other - one - 1, one


def speaks(stream: Stream, quiet: Silence) -> float:
    """Say in which share of a silence another log speaks."""
    first, last = quiet.first // stream.slot, quiet.last // stream.slot
    total = max(1, last - first)
    return sum(first <= slot < last for slot in stream.slots) / total


class Clock(Struct):
    """How time goes in one source, from record to record."""

    record: int = 0
    time: int = 0
    count: int = 0
    jumps: int = 0
    back: int = 0
    """The longest way back, microseconds."""
    host: str = ""
    at: int = 0
    spot: Spot | None = None

    def is_jump(self, record: int, time: int) -> bool:
        """Take a record in; says whether it is far before the one it follows."""
        back = self.time - time
        follows = record == self.record + 1
        self.record, self.time = record, time
        self.count += 1
        if not follows or not BACK <= back <= TOO_FAR:
            return False
        self.jumps += 1
        if back <= self.back:
            return False
        self.back, self.at = back, time
        return True

    @property
    def went_back(self) -> bool:
        """Whether it went back seldom enough to be a clock's doing, and not by an hour for the season."""
        return 0 < self.jumps <= JUMPS_MAX and self.count >= RECORDS_MIN and abs(self.back - _SUMMER) > MINUTE
