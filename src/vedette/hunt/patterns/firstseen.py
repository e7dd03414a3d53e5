"""First seen: what a saved baseline never saw, of things that hardly ever change.

Without a baseline it only learns. With one it says which user agent or TLS fingerprint nobody had before, and
which host with few and steady destinations talks to a new one. Source: the "new terms" idea common to log
products; the figures are ours.

Controls: numbers in a user agent count as equal, for programs are updated; JA3 only where there is no JA4;
a host that shows more than three new fingerprints of one kind mixes them on purpose (browsers do), so it is
silent; a destination is its /24 (of IPv6 /48), and new only for a host that had at least 200
conversations with at most 20 destinations; what three hosts begin together is a change somebody made.
Bounds: 200,000 things known, 2,000 new ones kept.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from vedette.core.attacks import Entity, EntityKind
from vedette.core.levels import Confidence, Severity
from vedette.hunt.actions import CONNECTION, HTTP, TLS
from vedette.hunt.event import Event
from vedette.hunt.patterns.addresses import NOWHERE, neighbourhood, side
from vedette.hunt.patterns.bounded import reread, sensible, written
from vedette.hunt.patterns.places import Fields, Spot, places
from vedette.hunt.signal import Signal

KNOWN: Final = 200_000
FRESH: Final = 2_000
_STEADY: Final = 200
_FEW: Final = 20
_MIXES: Final = 3
_TOGETHER: Final = 3
_DIGITS: Final = re.compile(r"\d+")
_TITLES: Final = {
    "agent": "A user agent nobody had before",
    "ja4": "A TLS fingerprint nobody had before",
    "ja3": "A TLS fingerprint nobody had before",
    "destination": "A host with few destinations talks to a new one",
}
_Thing = tuple[str, str, str]
"""Kind, host (empty: anybody) and value."""


class _Fresh(Struct):
    first: int
    last: int
    count: int
    spot: Spot


class _State(Struct):
    known: set[_Thing]
    reach: dict[str, int]
    fresh: dict[tuple[str, str, str], _Fresh]


class FirstSeen:
    """Sees conversations and what identifies programs in them."""

    name = "first-seen"
    actions = frozenset({CONNECTION, HTTP, TLS})

    def __init__(self) -> None:
        self._known: set[_Thing] = set()
        self._reach: Counter[str] = Counter()
        """Conversations of each host in the baseline."""
        self._fresh: dict[tuple[str, str, str], _Fresh] = {}
        """By kind, host and value."""
        self._learns = True
        self._seen: set[_Thing] = set()
        """Known as it was written, to be quick."""
        self._full = 0
        self._fields = Fields()

    def see(self, event: Event) -> None:
        """Take one in."""
        source = event.source_ip
        if source is None:
            return
        if event.action == CONNECTION:
            self._see_destination(source, event)
        elif event.user_agent is not None:
            self._see(("agent", "", event.user_agent), source, event, "user_agent")
        elif event.ja4 is not None:
            self._see(("ja4", "", event.ja4), source, event, "ja4")
        elif event.ja3 is not None:
            self._see(("ja3", "", event.ja3), source, event, "ja3")

    def _see_destination(self, source: str, event: Event) -> None:
        where = event.destination_ip
        if where is None:
            return
        if self._learns:
            self._reach[source] += 1
        elif source not in self._reach:
            return
        self._see(("destination", source, where), source, event, "destination_ip")

    def _see(self, thing: _Thing, source: str, event: Event, column: str) -> None:
        if thing in self._seen:
            return
        kind, host, value = thing
        broad = (kind, host, _broadened(kind, value))
        if broad not in self._known and not self._learns:
            self._keep((kind, source, broad[2]), value, event, column)
            return
        if len(self._seen) >= KNOWN:
            self._seen.clear()
        self._seen.add(thing)
        if len(self._known) < KNOWN and len(self._reach) < KNOWN:
            self._known.add(broad)
        else:
            self._full += 1

    def _keep(self, key: tuple[str, str, str], value: str, event: Event, column: str) -> None:
        if key[0] == "destination" and side(value) == NOWHERE:
            return
        time = sensible(event.time)
        fresh = self._fresh.get(key)
        if fresh is not None:
            fresh.count += 1
            fresh.first, fresh.last = min(fresh.first, time), max(fresh.last, time)
        elif len(self._fresh) < FRESH:
            self._fresh[key] = _Fresh(time, time, 1, self._fields.spot(event, value, column))
        else:
            self._full += 1

    def signals(self) -> Iterator[Signal]:
        """Say what is new."""
        mixes = Counter((kind, host) for kind, host, _ in self._fresh)
        hosts = Counter((kind, value) for kind, _, value in self._fresh)
        places_of: dict[str, int] = defaultdict(int)
        for kind, host, _ in self._known:
            if kind == "destination":
                places_of[host] += 1
        for (kind, host, value), fresh in sorted(self._fresh.items()):
            if mixes[kind, host] > _MIXES or hosts[kind, value] >= _TOGETHER:
                continue
            steady = self._reach[host] >= _STEADY and places_of[host] <= _FEW
            if kind != "destination" or steady:
                yield _signal(kind, host, fresh, (self._reach[host], places_of[host]))

    def bounds(self) -> Iterator[str]:
        """Say what was not remembered."""
        if self._full:
            yield f"{self._full:,} things beyond the limits were not remembered"

    def save(self) -> bytes:
        """Write down what was seen."""
        return written(_State(self._known, dict(self._reach), self._fresh))

    def restore(self, saved: bytes) -> None:
        """Take a baseline: from now on what is not in it is new.

        Raises:
            BadInput: it is not one.

        """
        state = reread(_State, saved, self.name)
        self._known, self._fresh = state.known, state.fresh
        self._reach = Counter(state.reach)
        self._learns = not self._known
        self._seen.clear()


def _broadened(kind: str, value: str) -> str:
    if kind == "agent":
        return _DIGITS.sub("0", value)
    if kind == "destination":
        return neighbourhood(value)
    return value


def _signal(kind: str, host: str, fresh: _Fresh, steady: tuple[int, int]) -> Signal:
    shown = fresh.spot[4]
    destination = kind == "destination"
    numbers: dict[str, float | int | str] = {"times": fresh.count}
    if destination:
        numbers |= {"conversations_in_baseline": steady[0], "destinations_in_baseline": steady[1]}
    return Signal(
        rule=f"pattern:first-seen-{kind}",
        title=_TITLES[kind],
        message=f"{host} {'talked to' if destination else 'showed'} {shown!r}, which is not in the baseline,"
        f" {fresh.count:,} times.",
        severity=Severity.LOW if destination else Severity.INFO,
        confidence=Confidence.POSSIBLE,
        reason="In the baseline "
        + (
            f"it had {steady[1]} destinations in {steady[0]:,} conversations."
            if destination
            else "no host had it."
        ),
        techniques=("T1071",),
        first=fresh.first or None,
        last=fresh.last or None,
        count=fresh.count,
        actors=(Entity(EntityKind.ADDRESS, host),),
        targets=(Entity(EntityKind.ADDRESS, shown),) if destination else (),
        places=places([fresh.spot]),
        numbers=numbers,
        benign="new or updated software, or a service that moved.",
        remedy="Find the program; if it is meant to be there, take a new baseline.",
    )
