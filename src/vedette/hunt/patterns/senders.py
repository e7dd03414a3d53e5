"""Calls without a clock: what does nothing but send to a server without a name, again and again.

Malware that calls when it has something to say, or whose clock is hidden under that, has no rhythm. It is
told by its manner alone when two things that have nothing to do with each other are odd at once: who is
called has no name (requests name an address outside, or a name with an ending the world does not have), and
how: web requests that nearly all send (POST) to one page, or two, that no page led to (`manners.py`). Ten
beats in ten minutes, what comes within 15 seconds being one. Servers sent to in one manner are put together
as beacons are (`hops.py`). Never more than likely, and nothing where others of ten hosts and more send
there: programs that carry their servers' addresses with them (chat, protection, games of some makers) look
the same. Who sends from outside attacks a server rather than calls home.
"""

from __future__ import annotations

from typing import Final

from vedette.core.attacks import Entity, EntityKind
from vedette.core.levels import Confidence, Severity
from vedette.hunt.instants import SECOND
from vedette.hunt.patterns.addresses import INSIDE, NOWHERE, OUTSIDE, side
from vedette.hunt.patterns.calls import LEAST_BEATS, Calls
from vedette.hunt.patterns.crowds import ENOUGH
from vedette.hunt.patterns.names import is_elsewhere
from vedette.hunt.patterns.oddities import Oddity
from vedette.hunt.patterns.pairs import Pair
from vedette.hunt.patterns.places import places
from vedette.hunt.patterns.rhythms import BURST, Rhythm, beaten
from vedette.hunt.signal import Signal

_NAMED: Final = 6


def sending(source: str, servers: tuple[str, ...], pair: Pair, odd: list[Oddity]) -> Calls | None:
    """Return calls that do nothing but send to servers without names; their rhythm is none."""
    inside = side(source) == INSIDE
    if not (inside and pair.manner and pair.manner.only_sends and all(map(_nameless, servers))):
        return None
    times, _ = pair.moments()
    beats = beaten(times, BURST)
    if len(beats) < LEAST_BEATS:
        return None
    none = Rhythm(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, len(beats), ())
    received = pair.received / max(1, pair.seen)
    return Calls("name", source, servers[0], pair, none, times, [], received, odd=odd, servers=servers)


def _nameless(where: str) -> bool:
    there = side(where)
    return there == OUTSIDE or (there == NOWHERE and is_elsewhere(where))


def is_common(one: Calls) -> bool:
    """Whether others of ten hosts and more send there: it is a program's way then."""
    return one.hosts >= ENOUGH and not one.rare


def told(one: Calls) -> Signal:
    """Say who sends where."""
    where = one.where if len(one.servers) == 1 else f"one of {', '.join(one.servers[:_NAMED])}"
    hours = one.span / 3_600
    return Signal(
        rule="pattern:beacon",
        title="A host does nothing but send to a server without a name",
        message=f"{one.source} sends to {where}, {one.rhythm.beats} times in {hours:.1f} hours, by no clock.",
        severity=Severity.MEDIUM,
        confidence=Confidence.LIKELY,
        reason=f"{'; '.join(each.words for each in one.odd)}.",
        techniques=("T1071.001",),
        first=int(one.times[0] * SECOND),
        last=int(one.times[-1] * SECOND),
        count=one.pair.seen,
        actors=(Entity(EntityKind.ADDRESS, one.source),),
        targets=tuple(
            Entity(EntityKind.DOMAIN if side(server) == NOWHERE else EntityKind.ADDRESS, server)
            for server in one.servers
        ),
        places=places(one.pair.spots),
        numbers={
            "beats": one.rhythm.beats,
            "connections": one.pair.seen,
            "span_h": round(hours, 2),
            "bytes_in_mean": round(one.received),
            "others": one.others,
            "hosts": one.hosts,
        },
        benign="a program that carries its servers' addresses with it: chat, protection, games of some"
        " makers.",
        remedy="Find the program on that host that sends there, and look at what it sends.",
    )
