"""Beacons: a host that calls the same place again and again in a rhythm.

Kept for each source and destination address, source and name (TLS, HTTP), source and name asked for (DNS):
times, bytes, ports. The rhythm is that of `rhythms.py`, a significance test tolerant of jitter up to 50 %,
missed beats and several intervals; `beats.py` holds the controls against false alarms, `hops.py` puts
together what is called in one manner, server after server. RITA's score is a column.
Bounds: 100,000 pairs of each kind, the least active go first; 8,192 times of each pair.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from msgspec import Struct

from vedette.hunt.actions import CONNECTION, DNS, FAILURE, HTTP, TLS
from vedette.hunt.event import Event
from vedette.hunt.patterns.addresses import INSIDE, NOWHERE, OUTSIDE, side
from vedette.hunt.patterns.beats import Judge
from vedette.hunt.patterns.bounded import reread, sensible, written
from vedette.hunt.patterns.manners import vouched
from vedette.hunt.patterns.names import is_local
from vedette.hunt.patterns.pairs import ADDRESSES, SPOTS, Kind, Moment, Pair, SavedKind, port
from vedette.hunt.patterns.places import Fields
from vedette.hunt.patterns.services import Services, known
from vedette.hunt.signal import Signal

HOUSEKEEPING: Final = frozenset({53, 67, 68, 123, 137, 138, 546, 547, 1900, 3702, 5353, 5355})
"""Ports of what every machine does by the clock: names, leases, time, finding neighbours."""
_ANSWERS: Final = 32
SERVERS: Final = 50_000
"""Whose certificates are remembered."""


class _State(Struct):
    addresses: SavedKind
    names: SavedKind
    asked: SavedKind
    vouched: dict[str, bool] = {}


class Beacons:
    """Sees conversations, names and requests."""

    name = "beacons"
    actions = frozenset({CONNECTION, DNS, HTTP, TLS})

    def __init__(self, services: Services | None = None) -> None:
        self._services = services or known()
        self._addresses = Kind()
        self._names = Kind()
        self._asked = Kind()
        self._fields = Fields()
        self._vouched: dict[str, bool] = {}
        """Of servers that show a certificate, whether somebody else signed one of theirs."""

    def see(self, event: Event) -> None:
        """Take one in."""
        time, source = sensible(event.time), event.source_ip
        if not time or source is None:
            return
        if event.action == CONNECTION and _keeps_house(event):
            return
        kind, where = self._shelf(event)
        if where is None:
            return
        key = (source, where)
        if kind is not self._addresses and event.domain and not _is_address(event.domain):
            kind.stands(event.domain, _found(event))
        failed = event.outcome == FAILURE and not event.bytes_in
        moment = (time, _sent(event), event.bytes_in, failed, event.source_port)
        pair = kind.pairs.get(key)
        if pair is None:
            pair = self._again(kind, key, moment, event)
        if pair is not None:
            pair.add(moment)
            pair.hears(event)
            if len(pair.spots) < SPOTS or (kind is self._names and pair.moved(event)):
                self._note(pair, where, event)

    def _shelf(self, event: Event) -> tuple[Kind, str | None]:
        """Say which kind an event is of, and whom it calls."""
        action = event.action
        if action == CONNECTION:
            return self._addresses, event.destination_ip
        if action == DNS:
            return self._asked, event.domain
        if action == TLS:
            self._look_at_certificate(event)
            return self._names, event.domain or _unnamed(event)
        answer_alone = event.method is None and event.status is not None
        return self._names, event.domain or (None if answer_alone else event.destination_ip)

    def _look_at_certificate(self, event: Event) -> None:
        where, signed = event.destination_ip, vouched(event.fields)
        if signed is None or where is None:
            return
        if where in self._vouched or len(self._vouched) < SERVERS:
            self._vouched[where] = signed or self._vouched.get(where, False)

    def _again(self, kind: Kind, key: tuple[str, str], moment: Moment, event: Event) -> Pair | None:
        """Make a pair of what was seen once before; otherwise only remember the one time."""
        agent = event.user_agent or event.ja4 or ""
        before = kind.once.pop(key, None)
        if before is None:
            if self._counts(kind, key, event):
                kind.remember(key, (moment, agent))
            return None
        pair = Pair(port=port(event.destination_port), protocol=event.protocol or "", agent=agent)
        pair.datagrams = event.transport == "udp"
        pair.hostless = kind is self._names and event.domain is None and event.action == HTTP
        pair.unnamed = kind is self._names and event.domain is None and event.action == TLS
        pair.add(before[0])
        return kind.pairs.put(key, pair)

    def _counts(self, kind: Kind, key: tuple[str, str], event: Event) -> bool:
        """Whether a pair is one a beacon could be of."""
        source, where = key
        if kind is self._addresses:
            there = side(where)
            return there != NOWHERE and not (there == INSIDE and side(source) == OUTSIDE)
        return not is_local(where) and (event.destination_ip is not None or side(source) == INSIDE)

    def _note(self, pair: Pair, where: str, event: Event) -> None:
        if len(pair.spots) < SPOTS:
            column = "destination_ip" if event.action == CONNECTION else "domain"
            pair.spots.append(self._fields.spot(event, where, column))
        for address in _found(event):
            if address and address not in pair.addresses and len(pair.addresses) < ADDRESSES:
                pair.addresses.append(address)

    def signals(self) -> Iterator[Signal]:
        """Say which pairs are beacons."""
        yield from Judge(self._addresses, self._names, self._asked, self._services, self._vouched).signals()

    def bounds(self) -> Iterator[str]:
        """Say what was forgotten."""
        for kind, what in (
            (self._addresses, "addresses"),
            (self._names, "names"),
            (self._asked, "questions"),
        ):
            if dropped := kind.pairs.dropped + kind.forgotten:
                yield f"{dropped:,} of the least active pairs of hosts and {what} were forgotten"

    def save(self) -> bytes:
        """Write down what was seen."""
        return written(
            _State(self._addresses.saved(), self._names.saved(), self._asked.saved(), self._vouched)
        )

    def restore(self, saved: bytes) -> None:
        """Take up what `save` wrote.

        Raises:
            BadInput: it is not that.

        """
        state = reread(_State, saved, self.name)
        self._addresses, self._names = Kind.of(state.addresses), Kind.of(state.names)
        self._asked = Kind.of(state.asked)
        self._vouched = dict(islice(state.vouched.items(), SERVERS))


def _keeps_house(event: Event) -> bool:
    """Whether a conversation is what machines do by the clock: pings as well, which `icmp-channel` sees."""
    return event.destination_port in HOUSEKEEPING or (event.transport or "").startswith("icmp")


def _unnamed(event: Event) -> str | None:
    """Return the address TLS of somebody inside goes to without naming a server: its hello was read."""
    return event.destination_ip if event.ja4 and side(event.source_ip or "") == INSIDE else None


def _found(event: Event) -> Sequence[str | None]:
    """Return the addresses a name is at: an answer tells other names before them."""
    if event.action != DNS:
        return (event.destination_ip,)
    return [one for one in (event.answers or ())[:_ANSWERS] if _is_address(one)]


def _is_address(text: str) -> bool:
    return text[-1:].isdigit() or ":" in text


def _sent(event: Event) -> int | None:
    """Return the bytes sent; of a request that does not tell, its length, below zero."""
    if event.bytes_out or event.action != HTTP:
        return event.bytes_out
    return -len(event.url or "")
