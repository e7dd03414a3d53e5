"""Who talked to whom, and when: what is remembered of a source and one destination, within bounds."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from itertools import islice
from operator import attrgetter
from typing import Final, TypeAlias

from msgspec import Struct, field

from vedette.hunt.event import Event
from vedette.hunt.instants import HOUR, SECOND
from vedette.hunt.patterns.bounded import Shelf, sensible
from vedette.hunt.patterns.manners import Manner
from vedette.hunt.patterns.places import Spot
from vedette.hunt.patterns.repeats import Call, calls, mark

MOMENTS: Final = 8_192
"""Kept of one pair. Beyond, whole hours are left out, chosen by a hash, so that what is left is unbroken."""
SPOTS: Final = 4
ADDRESSES: Final = 4
_MIX: Final = 0x9E3779B97F4A7C15
_LEVELS: Final = 12
_DEAD: Final = 0.9
TRANSFER: Final = 1_000_000
"""Bytes; more is no question whether there are orders."""


def _numbers() -> array[int]:
    return array("q")


Moment: TypeAlias = tuple[int, int | None, int | None, bool, int | None]
"""Time, bytes out, bytes in, whether it failed, source port."""


def port(number: int | None) -> int:
    """Return a port as one can be."""
    return (number or 0) & 0xFFFF


class Pair(Struct, kw_only=True):
    """Every conversation of one source with one destination."""

    times: array = field(default_factory=_numbers)  # type: ignore[type-arg]  # msgspec asks for the bare type
    """Microseconds, in the order they came."""
    sizes: array = field(default_factory=_numbers)  # type: ignore[type-arg]
    """Bytes sent, beside each time; below 0: how long what a web request asks for is."""
    marks: array = field(default_factory=_numbers)  # type: ignore[type-arg]
    """Source port and whether it failed, beside each time; empty in what was written down without."""
    count: int = 0
    """How many were left out of the three."""
    received: int = 0
    heavy: int = 0
    """How many brought more than a question whether there is something to do: a megabyte."""
    failed: int = 0
    port: int = 0
    """Destination port of most, if there is such a one."""
    lead: int = 0
    """How many more are at that port than at others, since it was last another."""
    source_port: int = -1
    changes: int = 0
    """How often the source port was another than just before."""
    protocol: str = ""
    """What was recognised at that port in the first conversation in which anything was."""
    datagrams: bool = False
    agent: str = ""
    hostless: bool = False
    """Whether it is of web requests that name no host."""
    unnamed: bool = False
    """Whether it is of TLS whose client names no server."""
    manner: Manner | None = None
    """Of web requests: how they ask."""
    addresses: list[str] = field(default_factory=list)
    """Some of those a name stood for."""
    spots: list[Spot] = field(default_factory=list)
    level: int = 0

    @property
    def seen(self) -> int:
        """Return how many conversations there were."""
        return len(self.times) + self.count

    def add(self, moment: Moment) -> None:
        """Take one in, if its time and size are numbers that can be."""
        time, sent, received, failed, source_port = moment
        try:
            self.sizes.append(sent or 0)
            self.times.append(time)
        except OverflowError:
            del self.sizes[len(self.times) :]
            return
        self.marks.append(mark(port(source_port), failed=failed))
        if received:
            self.received += sensible(received)
            self.heavy += received > TRANSFER
        if failed:
            self.failed += 1
        if source_port != self.source_port:
            self.source_port = port(source_port)
            self.changes += 1
        if len(self.times) > MOMENTS:
            self.thin()

    def hears(self, event: Event) -> None:
        """Take in what is spoken, and how a web request asks."""
        at = port(event.destination_port)
        self._votes(at)
        if not self.protocol and event.protocol and at == self.port:
            self.protocol = event.protocol
        if event.method is not None:
            if self.manner is None:
                self.manner = Manner()
            self.manner.see(event)

    def _votes(self, at: int) -> None:
        """Keep the port most are at (majority vote): a server may give out files at another one first."""
        if at == self.port:
            self.lead += 1
        elif self.lead:
            self.lead -= 1
        else:
            self.port, self.lead, self.protocol = at, 1, ""

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
            del self.times[MOMENTS // 2 :], self.sizes[MOMENTS // 2 :], self.marks[MOMENTS // 2 :]
        self.count += before - len(self.times)

    def _filter(self) -> None:
        if self.level:
            kept = [at for at, time in enumerate(self.times) if in_kept_hour(time, self.level)]
            if len(kept) >= MOMENTS // 64:
                self.times = array("q", [self.times[at] for at in kept])
                self.sizes = array("q", [self.sizes[at] for at in kept])
                self.marks = array("q", [self.marks[at] for at in kept if at < len(self.marks)])

    def calls(self) -> list[Call]:
        """Return what was called, sorted: what the system repeats of a call nobody answers is none."""
        marks = self.marks if len(self.marks) == len(self.times) else [0] * len(self.times)
        return calls(zip(self.times, self.sizes, marks, strict=True))

    def tried(self) -> tuple[Sequence[int], Sequence[int]]:
        """Return when there were calls, and what was sent by each."""
        if not self.failed:
            return self.times, self.sizes
        found = self.calls()
        return [call.time for call in found], [call.size for call in found]

    def moments(self) -> tuple[list[float], list[float]]:
        """Return sorted times of calls in seconds, and where whole hours are missing between them."""
        times = sorted(self.tried()[0])
        if not self.level:
            return [time / SECOND for time in times], []
        hours = sorted({time // HOUR for time in times})
        ends = [hour * HOUR / SECOND for hour in hours] + [(hour + 1) * HOUR / SECOND for hour in hours]
        return [time / SECOND for time in times], sorted(ends)

    @property
    def in_pieces(self) -> bool:
        """Whether it looks like few long conversations that were logged in pieces: the source port stays.

        What is refused or not answered is no piece of one: old systems try each time from the same port.
        """
        answered = self.failed < self.seen * _DEAD
        return answered and self.source_port > 0 and self.changes < self.seen * 0.2


def in_kept_hour(time: int, level: int) -> bool:
    """Whether an hour is among the one in 2^level that are kept."""
    return ((time // HOUR * _MIX) >> 40) & ((1 << level) - 1) == 0


PAIRS: Final = 100_000
ONCE: Final = 150_000
Key: TypeAlias = tuple[str, str]


def shelf_of(pairs: dict[Key, Pair]) -> Shelf[Key, Pair]:
    """Put pairs on a shelf that forgets the least active first."""
    shelf: Shelf[Key, Pair] = Shelf(PAIRS, attrgetter("seen"))
    shelf.update(islice(pairs.items(), PAIRS))
    return shelf


class SavedKind(Struct):
    """A kind as it is written down."""

    once: dict[Key, tuple[Moment, str]]
    pairs: dict[Key, Pair]
    stood: dict[str, str] = {}


@dataclass(slots=True)
class Kind:
    """All pairs of one kind: those seen more than once, and of the others the one time and the program."""

    pairs: Shelf[Key, Pair] = dataclass_field(default_factory=lambda: shelf_of({}))
    once: dict[Key, tuple[Moment, str]] = dataclass_field(default_factory=dict)
    forgotten: int = 0
    stood: dict[str, str] = dataclass_field(default_factory=dict)
    """For addresses a name that was seen once for it, as a pair has no place for that yet."""

    @classmethod
    def of(cls, saved: SavedKind) -> Kind:
        """Take up what was written down."""
        stood = dict(islice(saved.stood.items(), ONCE))
        return cls(shelf_of(saved.pairs), dict(islice(saved.once.items(), ONCE)), stood=stood)

    def saved(self) -> SavedKind:
        """Return it as it is written down."""
        return SavedKind(self.once, self.pairs, self.stood)

    def remember(self, key: Key, seen: tuple[Moment, str]) -> None:
        """Remember what was seen for the first time; when there is no more room, forget the older half."""
        if len(self.once) >= ONCE:
            for old in [*islice(self.once, ONCE // 2)]:
                del self.once[old]
            self.forgotten += ONCE // 2
        (time, sent, received, failed, source_port), program = seen
        moment = (time, min(0, sent or 0) or sensible(sent), sensible(received), failed, port(source_port))
        self.once[key] = (moment, program)

    def stands(self, name: str, addresses: Iterable[str | None]) -> None:
        """Remember what addresses a name stands for, while there is room."""
        for address in addresses:
            if address and len(self.stood) < ONCE:
                self.stood.setdefault(address, name)

    def everybody(self) -> Iterator[Key]:
        """Give every pair that was seen, however often."""
        yield from self.once
        yield from self.pairs

    def programs(self) -> Iterator[Key]:
        """Give each source with each program it used."""
        yield from ((source, agent) for (source, _), (_, agent) in self.once.items())
        yield from ((source, pair.agent) for (source, _), pair in self.pairs.items())
