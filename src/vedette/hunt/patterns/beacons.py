"""Beacons: a host that calls the same place again and again in a rhythm.

Kept for each source and destination address, source and name (TLS, HTTP), source and name asked for (DNS):
times, bytes, ports. The rhythm is that of `rhythms.py`, a significance test tolerant of jitter up to 50 %,
missed beats and several intervals; `beats.py` holds the controls against false alarms. RITA's score is a
column. Bounds: 100,000 pairs of each kind, the least active go first; 8,192 times of each pair.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from vedette.hunt.actions import CONNECTION, DNS, HTTP, TLS
from vedette.hunt.event import Event
from vedette.hunt.patterns.addresses import INSIDE, NOWHERE, OUTSIDE, side
from vedette.hunt.patterns.beats import Judge
from vedette.hunt.patterns.bounded import Shelf, reread, written
from vedette.hunt.patterns.names import is_local
from vedette.hunt.patterns.pairs import ADDRESSES, SPOTS, Pair
from vedette.hunt.patterns.places import Fields
from vedette.hunt.patterns.services import Services, known
from vedette.hunt.signal import Signal

PAIRS: Final = 100_000
HOUSEKEEPING: Final = frozenset({53, 67, 68, 123, 137, 138, 546, 547, 1900, 3702, 5353, 5355})
"""Ports of what every machine does by the clock: names, leases, time, finding neighbours."""


class _State(Struct):
    addresses: dict[tuple[str, str], Pair]
    names: dict[tuple[str, str], Pair]
    asked: dict[tuple[str, str], Pair]


class Beacons:
    """Sees conversations, names and requests."""

    name = "beacons"
    actions = frozenset({CONNECTION, DNS, HTTP, TLS})

    def __init__(self, services: Services | None = None) -> None:
        self._services = services or known()
        self._addresses: Shelf[tuple[str, str], Pair] = Shelf(PAIRS, _weight)
        self._names: Shelf[tuple[str, str], Pair] = Shelf(PAIRS, _weight)
        self._asked: Shelf[tuple[str, str], Pair] = Shelf(PAIRS, _weight)
        self._fields = Fields()

    def see(self, event: Event) -> None:
        """Take one in."""
        time, source = event.time, event.source_ip
        if time is None or source is None:
            return
        if event.action == CONNECTION:
            if event.destination_port in HOUSEKEEPING:
                return
            shelf, where = self._addresses, event.destination_ip
        else:
            shelf = self._asked if event.action == DNS else self._names
            where = event.domain or (event.destination_ip if event.action == HTTP else None)
        if where is None:
            return
        pair = shelf.get((source, where)) or self._new(shelf, source, where, event)
        if pair is not None:
            pair.add(time, event)
            if len(pair.spots) < SPOTS or (shelf is self._names and pair.moved(event)):
                self._note(pair, where, event)

    def _new(self, shelf: Shelf[tuple[str, str], Pair], source: str, where: str, event: Event) -> Pair | None:
        if shelf is self._addresses:
            there = side(where)
            if there == NOWHERE or (there == INSIDE and side(source) == OUTSIDE):
                return None
        elif is_local(where) or (event.destination_ip is None and side(source) != INSIDE):
            return None
        pair = Pair(
            port=event.destination_port or 0,
            protocol=event.protocol or "",
            agent=event.user_agent or event.ja4 or "",
        )
        return shelf.put((source, where), pair)

    def _note(self, pair: Pair, where: str, event: Event) -> None:
        if len(pair.spots) < SPOTS:
            column = "destination_ip" if event.action == CONNECTION else "domain"
            pair.spots.append(self._fields.spot(event, where, column))
        found = event.answers or () if event.action == DNS else (event.destination_ip,)
        for address in found[:ADDRESSES]:
            if address and address not in pair.addresses and len(pair.addresses) < ADDRESSES:
                pair.addresses.append(address)

    def signals(self) -> Iterator[Signal]:
        """Say which pairs are beacons."""
        yield from Judge(self._addresses, self._names, self._asked, self._services).signals()

    def bounds(self) -> Iterator[str]:
        """Say what was forgotten."""
        for shelf, what in (
            (self._addresses, "addresses"),
            (self._names, "names"),
            (self._asked, "questions"),
        ):
            if shelf.dropped:
                yield f"{shelf.dropped:,} of the least active pairs of hosts and {what} were forgotten"

    def save(self) -> bytes:
        """Write down what was seen."""
        return written(_State(self._addresses, self._names, self._asked))

    def restore(self, saved: bytes) -> None:
        """Take up what `save` wrote.

        Raises:
            BadInput: it is not that.

        """
        state = reread(_State, saved, self.name)
        for shelf, pairs in (
            (self._addresses, state.addresses),
            (self._names, state.names),
            (self._asked, state.asked),
        ):
            shelf.update(list(pairs.items())[:PAIRS])


def _weight(pair: Pair) -> float:
    return pair.seen
