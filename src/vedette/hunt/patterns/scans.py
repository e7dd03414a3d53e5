"""Scans: one source that tries one port on many hosts, or many ports on one host, at whatever pace.

Formula: the sequential test of Jung, Paxson and others ("Fast portscan detection using sequential hypothesis
testing", 2004) over first contacts. A host that means well is answered 4 times of 5, one that guesses 1 time
of 5; after f failures and s answers the logarithm of the likelihood ratio is (f - s) ln 4. It fires when that
exceeds ln 10^7, one false alarm in ten million of (source, port) or (source, host): twelve more failures than
answers. As a product over first contacts it knows neither order nor time, so a slow scan is a scan.

Controls: only first contacts count, so retrying one dead server is one failure; the failures must share a
port (across) or a host (down), so dead peers of file sharing, each on its own port, are none; UDP without
an answer counts only where nobody on that port answered though others were answered (a sensor may see one
direction only; where it saw the other one alone, what came back is an answer), and pings only where
anybody's was answered (answers may be encrypted); a record of one direction is a failure only when small and
when nothing more came back in another record; datagrams from a service's port to a high one are its answers,
seen by themselves; multicast, broadcast and traced routes are not looked at; an answer redeems the failure
of the same host and port; a host that is cut off is none (`sweeps.py`). Twelve hosts of one /24 pinged within
ten minutes, each once, are a scan whether they answer or not.
Bounds: 20,000 sources, the least active go first, with 20,000 contacts each and 400,000 in all: when they
are reached each source keeps its earliest half.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from vedette.hunt.actions import CONNECTION, SUCCESS
from vedette.hunt.event import Event
from vedette.hunt.patterns.addresses import NOWHERE, side
from vedette.hunt.patterns.bounded import Shelf, reread, sensible, written
from vedette.hunt.patterns.places import Fields
from vedette.hunt.patterns.sweeps import ICMP, Contacts, Sweeps, contact
from vedette.hunt.signal import Signal

SOURCES: Final = 20_000
CONTACTS: Final = 20_000
CONTACTS_IN_ALL: Final = 400_000
HOSTS: Final = 400_000
_FEWEST_KEPT: Final = 64
_FEW_PACKETS: Final = 3
_FEW_BYTES: Final = 200
_STATES: Final = frozenset({"S0", "REJ", "RSTOS0", "SH", "RSTRH", "SHR"})
"""Zeek's words for a connection that was never made: of records whose reader did not say it."""
_SPOTS: Final = 6
_ECHO: Final = frozenset({"8", "128"})
"""Types of an echo request, as Zeek and captures have it for a port."""
_SERVICES: Final = 1_023
_ANSWERING: Final = frozenset({*range(1, _SERVICES + 1), 1900, 3478, 5353, 5355})
_TRACEROUTE: Final = range(33_434, 33_535)


class _State(Struct):
    sources: dict[str, Contacts]
    hosts: dict[str, int]


class Scans:
    """Sees flows."""

    name = "scans"
    actions = frozenset({CONNECTION})

    def __init__(self) -> None:
        self._sources: Shelf[str, Contacts] = Shelf(SOURCES, _weight)
        self._hosts: dict[str, int] = {}
        self._fields = Fields()
        self._contacts = 0
        self._each = CONTACTS
        self._full = 0

    def see(self, event: Event) -> None:
        """Take one in."""
        source, where = event.source_ip, event.destination_ip
        if source is None or where is None:
            return
        host = self._hosts.get(where)
        if host is None:
            host = self._number(where)
        if host < 0:
            return
        contacts = self._sources.get(source) or self._sources.put(source, Contacts())
        key = contact(host, event.destination_port or 0, event.transport)
        if event.transport in ICMP and not self._pinged(contacts, host, event):
            return
        if answered(event):
            if key not in contacts.answered and self._room(contacts):
                contacts.answered.add(key)
        elif key not in contacts.failed and self._room(contacts):
            self._fail(contacts, key, event)

    def _number(self, where: str) -> int:
        """Give a host its number; -1 to what is nobody, or one too many."""
        number = len(self._hosts)
        if number >= HOSTS:
            self._full += 1
            return -1
        self._hosts[where] = -1 if side(where) == NOWHERE else number
        return self._hosts[where]

    def _room(self, contacts: Contacts) -> bool:
        if _weight(contacts) >= self._each:
            self._full += 1
            return False
        self._contacts += 1
        if self._contacts >= CONTACTS_IN_ALL and self._each > _FEWEST_KEPT:
            self._each = max(_FEWEST_KEPT, self._each // 2)
            for one in self._sources.values():
                self._full += one.shrink(self._each)
            self._contacts = sum(_weight(one) for one in self._sources.values())
        return True

    def _pinged(self, contacts: Contacts, host: int, event: Event) -> bool:
        """Note whom it pinged, and whether again; says whether it is a ping at all."""
        kind = event.fields.get("id.orig_p", event.fields.get("icmp_type"))
        if kind is not None and str(kind) not in _ECHO:
            return False
        if host in contacts.pinged:
            contacts.again.add(host)
        elif self._room(contacts):
            contacts.pinged[host] = sensible(event.time)
            if len(contacts.spots) < _SPOTS:
                contacts.spots.append(self._fields.spot(event, event.destination_ip or "", "destination_ip"))
        return True

    def _fail(self, contacts: Contacts, key: int, event: Event) -> None:
        if event.transport == "udp" and _answers(event.source_port or 0, event.destination_port or 0):
            return
        contacts.failed[key] = sensible(event.time)
        if event.bytes_in is None and event.outcome is None:
            contacts.one_way = True
        if len(contacts.spots) < _SPOTS:
            contacts.spots.append(self._fields.spot(event, event.destination_ip or "", "destination_ip"))

    def signals(self) -> Iterator[Signal]:
        """Say who scans what."""
        yield from Sweeps(self._sources, self._hosts).signals()

    def bounds(self) -> Iterator[str]:
        """Say what was forgotten."""
        if self._sources.dropped:
            yield f"{self._sources.dropped:,} of the least active sources were forgotten"
        if self._full:
            yield f"{self._full:,} contacts beyond the limits were not counted"

    def save(self) -> bytes:
        """Write down what was seen."""
        return written(_State(self._sources, self._hosts))

    def restore(self, saved: bytes) -> None:
        """Take up what `save` wrote.

        Raises:
            BadInput: it is not that.

        """
        state = reread(_State, saved, self.name)
        self._sources.update(list(state.sources.items())[:SOURCES])
        self._hosts = dict(list(state.hosts.items())[:HOSTS])
        self._contacts = sum(_weight(one) for one in self._sources.values())


def answered(event: Event) -> bool:
    """Whether the other side took the connection up, as far as the record says.

    A datagram that came back is an answer, though the sensor did not see the question.
    """
    came_back = event.transport == "udp" and bool(event.bytes_in)
    if came_back or event.outcome is not None:
        return came_back or event.outcome == SUCCESS
    if (state := event.fields.get("conn_state")) is not None:
        return state not in _STATES
    if event.bytes_in is not None:
        return event.bytes_in > 0
    packets, sent = event.packets, event.bytes_out
    if packets is None and sent is None:
        return True
    return (packets or 0) > _FEW_PACKETS or (sent or 0) > _FEW_BYTES


def _answers(source: int, destination: int) -> bool:
    """Whether a datagram looks like an answer of a service, or like a trace of a route."""
    return destination in _TRACEROUTE or (destination > _SERVICES and source in _ANSWERING)


def _weight(contacts: Contacts) -> int:
    return len(contacts.failed) + len(contacts.answered) + len(contacts.pinged)
