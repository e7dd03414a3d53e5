"""Long connections: hours of talk with a place outside that nobody else has such talks with.

Formula: the longest conversation of a pair, and the sum of those of a minute or more (a flow exporter cuts
one into pieces, which add up). Steps as in RITA v5: 4, 8 and 12 hours. A session held open for orders carries
little, so more than 20 kB a second on average is a transfer or a call, left to the volume detectors.

Controls: only to outside; a destination with which more than two and a tenth of at least ten hosts hold long
conversations is a service; ports made for being held open (mail that is pushed, chat, notifications, virtual
private networks) count only with a hundred hosts to compare and nobody else there; with fewer than ten hosts
to compare it takes 8 hours and is at most possible. Bounds: 50,000 pairs.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter
from typing import Final

from msgspec import Struct, field

from vedette.core.attacks import Entity, EntityKind
from vedette.core.levels import Confidence, Severity
from vedette.hunt.actions import CONNECTION
from vedette.hunt.event import Event
from vedette.hunt.instants import HOUR, MINUTE, SECOND
from vedette.hunt.patterns.addresses import OUTSIDE, side
from vedette.hunt.patterns.bounded import Shelf, reread, sensible, written
from vedette.hunt.patterns.crowds import Crowd
from vedette.hunt.patterns.pairs import port
from vedette.hunt.patterns.places import Fields, Spot, places
from vedette.hunt.signal import Signal

PAIRS: Final = 50_000
_SPOTS: Final = 4
_LONG: Final = 4 * HOUR
_LONGER: Final = 8 * HOUR
_LONGEST: Final = 12 * HOUR
_TRANSFER: Final = 20_000
"""Bytes a second, both ways."""
_HELD_OPEN: Final = frozenset({143, 500, 993, 1194, 1701, 1723, 1883, 4500, 5222, 5223, 5228, 8883, 51820})
_MANY: Final = 100


class _Talk(Struct):
    longest: int = 0
    whole: int = 0
    count: int = 0
    sent: int = 0
    received: int = 0
    packets: int = 0
    port: int = 0
    first: int = 0
    last: int = 0
    spots: list[Spot] = field(default_factory=list)


class _State(Struct):
    talks: dict[tuple[str, str], _Talk]


class LongConnections:
    """Sees flows of a minute or more."""

    name = "long-connections"
    actions = frozenset({CONNECTION})

    def __init__(self) -> None:
        self._talks: Shelf[tuple[str, str], _Talk] = Shelf(PAIRS, attrgetter("whole"))
        self._fields = Fields()

    def see(self, event: Event) -> None:
        """Take one in."""
        duration = sensible(event.duration)
        if duration < MINUTE:
            return
        source, where = event.source_ip, event.destination_ip
        time = sensible(event.time)
        if source is None or where is None or not time or side(where) != OUTSIDE:
            return
        talk = self._talks.get((source, where))
        if talk is None:
            talk = self._talks.put((source, where), _Talk(first=time, port=port(event.destination_port)))
        self._add(talk, duration, event)

    def _add(self, talk: _Talk, duration: int, event: Event) -> None:
        time = sensible(event.time)
        talk.longest = max(talk.longest, duration)
        talk.whole += duration
        talk.count += 1
        talk.sent += sensible(event.bytes_out)
        talk.received += sensible(event.bytes_in)
        talk.packets += sensible(event.packets)
        talk.first, talk.last = min(talk.first, time), max(talk.last, time + duration)
        if len(talk.spots) < _SPOTS:
            talk.spots.append(self._fields.spot(event, event.destination_ip or "", "destination_ip"))

    def signals(self) -> Iterator[Signal]:
        """Say who holds long conversations with whom."""
        crowd = Crowd(self._talks, str)
        for (source, where), talk in sorted(self._talks.items(), key=lambda item: item[0]):
            length = max(talk.longest, min(talk.whole, talk.last - talk.first))
            if length < _LONG or talk.sent + talk.received > _TRANSFER * length / SECOND:
                continue
            if not crowd.shared(where) and _telling(talk, length, crowd, where):
                yield _signal(source, where, talk, length, crowd)

    def bounds(self) -> Iterator[str]:
        """Say what was forgotten."""
        if self._talks.dropped:
            yield f"{self._talks.dropped:,} of the shortest conversations were forgotten"

    def save(self) -> bytes:
        """Write down what was seen."""
        return written(_State(self._talks))

    def restore(self, saved: bytes) -> None:
        """Take up what `save` wrote.

        Raises:
            BadInput: it is not that.

        """
        self._talks.update(list(reread(_State, saved, self.name).talks.items())[:PAIRS])


def _telling(talk: _Talk, length: int, crowd: Crowd, where: str) -> bool:
    if talk.port in _HELD_OPEN:
        return crowd.hosts >= _MANY and crowd.rare(where)
    return crowd.rare(where) or length >= _LONGER


def _signal(source: str, where: str, talk: _Talk, length: int, crowd: Crowd) -> Signal:
    rare = crowd.rare(where)
    hours = length / HOUR
    alone = f"; of {crowd.hosts} hosts with long conversations {crowd.users(where) - 1} others talk to it"
    sure = rare and length >= _LONGER
    return Signal(
        rule="pattern:long-connection",
        title="A conversation with a place outside is held open for hours",
        message=f"{source} talked to {where} port {talk.port} for {hours:.1f} hours,"
        f" {(talk.sent + talk.received) / max(1, length) * SECOND:.0f} bytes a second.",
        severity=Severity.MEDIUM if length >= _LONGEST and rare else Severity.LOW,
        confidence=Confidence.LIKELY if sure else Confidence.POSSIBLE,
        reason=f"it is long and carries little{alone if rare else ''}.",
        techniques=("T1071",),
        first=talk.first,
        last=talk.last,
        count=talk.count,
        actors=(Entity(EntityKind.ADDRESS, source),),
        targets=(Entity(EntityKind.ADDRESS, where),),
        places=places(talk.spots),
        numbers={
            "hours": round(hours, 2),
            "longest_h": round(talk.longest / HOUR, 2),
            "connections": talk.count,
            "bytes_out": talk.sent,
            "bytes_in": talk.received,
            "packets": talk.packets,
            "port": talk.port,
            "others": crowd.users(where) - 1,
            "hosts": crowd.hosts,
        },
        benign="remote work on a server, a private network, notifications, a chat that stays open.",
        remedy="Find the program that holds the connection, and whether somebody needs it.",
    )
