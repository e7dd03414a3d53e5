"""Who talked to whom, and when: what is remembered of a source and one destination, within bounds."""

from __future__ import annotations

from array import array
from typing import Final

from msgspec import Struct, field

from vedette.hunt.actions import FAILURE
from vedette.hunt.event import Event
from vedette.hunt.instants import HOUR, SECOND
from vedette.hunt.patterns.places import Spot

MOMENTS: Final = 8_192
"""Kept of one pair. Beyond, whole hours are left out, chosen by a hash, so that what is left is unbroken."""
SPOTS: Final = 4
ADDRESSES: Final = 4
_MIX: Final = 0x9E3779B97F4A7C15
_LEVELS: Final = 12


def _numbers() -> array[int]:
    return array("q")


class Pair(Struct, kw_only=True):
    """Every conversation of one source with one destination."""

    times: array = field(default_factory=_numbers)  # type: ignore[type-arg]  # msgspec asks for the bare type
    """Microseconds, in the order they came."""
    sizes: array = field(default_factory=_numbers)  # type: ignore[type-arg]
    """Bytes sent, beside each time."""
    count: int = 0
    """How many were left out of the two."""
    received: int = 0
    failed: int = 0
    port: int = 0
    """Destination port of the first."""
    source_port: int = -1
    changes: int = 0
    """How often the source port was another than just before."""
    protocol: str = ""
    agent: str = ""
    addresses: list[str] = field(default_factory=list)
    """Some of those a name stood for."""
    spots: list[Spot] = field(default_factory=list)
    level: int = 0

    @property
    def seen(self) -> int:
        """Return how many conversations there were."""
        return len(self.times) + self.count

    def add(self, time: int, event: Event) -> None:
        """Take one in, if its time and size are numbers that can be."""
        try:
            self.sizes.append(event.bytes_out or 0)
            self.times.append(time)
        except OverflowError:
            del self.sizes[len(self.times) :]
            return
        if received := event.bytes_in:
            self.received += received
        if event.outcome == FAILURE:
            self.failed += 1
        if event.source_port != self.source_port:
            self.source_port = event.source_port or 0
            self.changes += 1
        if len(self.times) > MOMENTS:
            self.thin()

    def moved(self, event: Event) -> bool:
        """Whether a name is found at an address it was not at before, and there is room to note it."""
        address = event.destination_ip
        return address is not None and address not in self.addresses and len(self.addresses) < ADDRESSES

    def thin(self) -> None:
        """Leave out hours until at most half is left; where one hour alone is too full, what came last."""
        before = len(self.times)
        self._filter()
        while len(self.times) > MOMENTS // 2 and self.level < _LEVELS:
            self.level += 1
            self._filter()
        if len(self.times) > MOMENTS // 2:
            del self.times[MOMENTS // 2 :], self.sizes[MOMENTS // 2 :]
        self.count += before - len(self.times)

    def _filter(self) -> None:
        if self.level:
            kept = [at for at, time in enumerate(self.times) if in_kept_hour(time, self.level)]
            if len(kept) >= MOMENTS // 64:
                self.times = array("q", [self.times[at] for at in kept])
                self.sizes = array("q", [self.sizes[at] for at in kept])

    def moments(self) -> tuple[list[float], list[float]]:
        """Return sorted times in seconds, and where whole hours are missing between them."""
        times = sorted(self.times)
        if not self.level:
            return [time / SECOND for time in times], []
        hours = sorted({time // HOUR for time in times})
        ends = [hour * HOUR / SECOND for hour in hours] + [(hour + 1) * HOUR / SECOND for hour in hours]
        return [time / SECOND for time in times], sorted(ends)

    @property
    def in_pieces(self) -> bool:
        """Whether it looks like few long conversations that were logged in pieces: the source port stays."""
        return self.source_port > 0 and self.changes < self.seen * 0.2


def in_kept_hour(time: int, level: int) -> bool:
    """Whether an hour is among the one in 2^level that are kept."""
    return ((time // HOUR * _MIX) >> 40) & ((1 << level) - 1) == 0
