"""Exfiltration: a host sends far more outside in an hour than it ever does, to a place that is no service.

Formula: bytes sent outside per host and hour, on a logarithmic scale, against the median and the median
absolute deviation of the host's other hours (at least twelve in which it talked), or of all hosts' hours
where it has fewer. With a floor of 0.25 for the spread (a factor of 1.8) a robust z of 6 means thirty times
the usual hour at least; six standard deviations are what no year of hours reaches by chance. Source: Iglewicz
and Hoaglin's modified z score (1993).

Controls: at least 20 MB in the hour; one destination has most of it, twice as much out as in, and is no
service (more than two and a tenth of at least ten hosts use it); without anything to compare with it takes
200 MB and ten times as much out as in, and is at most possible; a host that sends much every day has it in
its median; what comes at the same hour on several days, alike in size, is at most possible. ICMP: 100 kB to
one place outside in echoes larger than ping makes them, at least 100 of them. DNS is looked at by
`dnstunnels`. Bounds: 20,000 hosts with 2,000 hours each, 100,000 transfers.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter
from typing import Final

from msgspec import Struct

from vedette.hunt.actions import CONNECTION
from vedette.hunt.event import Event
from vedette.hunt.instants import HOUR
from vedette.hunt.patterns.addresses import INSIDE, OUTSIDE, side
from vedette.hunt.patterns.bounded import Shelf, reread, sensible, written
from vedette.hunt.patterns.places import Fields
from vedette.hunt.patterns.volumes import Echoes, Hours, Transfer, Volumes
from vedette.hunt.signal import Signal

HOSTS: Final = 20_000
HOURS: Final = 2_000
TRANSFERS: Final = 100_000
_SPOTS: Final = 4
_TINY: Final = 16_384
"""Less in one conversation does not make a volume: it would take 1,200 of them in an hour."""
_WORTH_SHOWING: Final = 1_000_000
_ICMP: Final = frozenset({"icmp", "ipv6-icmp", "icmp6"})


class _State(Struct):
    hosts: dict[str, Hours]
    transfers: dict[tuple[str, str, int], Transfer]
    echoes: dict[tuple[str, str], Echoes]


class Exfiltration:
    """Sees flows that leave the network."""

    name = "exfiltration"
    actions = frozenset({CONNECTION})

    def __init__(self) -> None:
        self._hosts: Shelf[str, Hours] = Shelf(HOSTS, attrgetter("sent"))
        self._transfers: Shelf[tuple[str, str, int], Transfer] = Shelf(TRANSFERS, attrgetter("sent"))
        self._echoes: Shelf[tuple[str, str], Echoes] = Shelf(HOSTS, attrgetter("sent"))
        self._fields = Fields()

    def see(self, event: Event) -> None:
        """Take one in."""
        sent, time = sensible(event.bytes_out), sensible(event.time)
        source, where = event.source_ip, event.destination_ip
        if not sent or not time or source is None or where is None:
            return
        if side(where) != OUTSIDE or side(source) != INSIDE:
            return
        if event.transport in _ICMP:
            self._echo(source, where, sent, event)
            return
        hours = self._hosts.get(source) or self._hosts.put(source, Hours())
        hour = time // HOUR
        pair = hours.of.get(hour)
        if pair is None:
            if len(hours.of) >= HOURS:
                return
            pair = hours.of[hour] = [0, 0]
        hours.sent += sent
        pair[0] += sent
        pair[1] += sensible(event.bytes_in)
        if sent >= _TINY:
            self._transfer((source, where, hour), sent, time, event)

    def _transfer(self, key: tuple[str, str, int], sent: int, time: int, event: Event) -> None:
        one = self._transfers.get(key)
        if one is None:
            one = self._transfers.put(key, Transfer())
        one.sent += sent
        one.received += sensible(event.bytes_in)
        one.count += 1
        one.at(time)
        if one.sent >= _WORTH_SHOWING and len(one.spots) < _SPOTS:
            one.spots.append(self._fields.spot(event, key[1], "destination_ip"))

    def _echo(self, source: str, where: str, sent: int, event: Event) -> None:
        one = self._echoes.get((source, where))
        if one is None:
            one = self._echoes.put((source, where), Echoes())
        one.sent += sent
        one.received += sensible(event.bytes_in)
        one.packets += sensible(event.packets) or 1
        one.count += 1
        if len(one.spots) < _SPOTS:
            one.spots.append(self._fields.spot(event, where, "destination_ip"))

    def signals(self) -> Iterator[Signal]:
        """Say who sent what out."""
        yield from Volumes(self._hosts, self._transfers, self._echoes).signals()

    def bounds(self) -> Iterator[str]:
        """Say what was forgotten."""
        if self._hosts.dropped:
            yield f"{self._hosts.dropped:,} of the quietest hosts were forgotten"
        if self._transfers.dropped:
            yield f"{self._transfers.dropped:,} of the smallest transfers were forgotten"

    def save(self) -> bytes:
        """Write down what was seen."""
        return written(_State(self._hosts, self._transfers, self._echoes))

    def restore(self, saved: bytes) -> None:
        """Take up what `save` wrote.

        Raises:
            BadInput: it is not that.

        """
        state = reread(_State, saved, self.name)
        self._hosts.update(list(state.hosts.items())[:HOSTS])
        self._transfers.update(list(state.transfers.items())[:TRANSFERS])
        self._echoes.update(list(state.echoes.items())[:HOSTS])
