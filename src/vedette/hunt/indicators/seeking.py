"""A watcher over all events that knows what was seen elsewhere: in malware, a mail, somebody's list.

Names, addresses and hashes are compared where a record has a column for them; URLs, paths, mutexes and the
like are looked for in command lines, messages and names of files, all at once (Aho-Corasick). Bounds: 100,000
indicators; of each, twenty hosts and ten places are kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import ahocorasick  # type: ignore[import-not-found]

from vedette.core.attacks import Entity, EntityKind
from vedette.core.indicators import Indicator, IndicatorKind
from vedette.core.nouns import Confidence, Severity
from vedette.hunt.event import Event
from vedette.hunt.indicators.values import exact, parents, texts
from vedette.hunt.patterns.places import Fields, Spot, kept, places
from vedette.hunt.signal import Signal

MOST: Final = 100_000
_HOSTS: Final = 20
_SHORTEST: Final = 6
"""Shorter words stand in texts by chance."""
_ALONE: Final = frozenset((IndicatorKind.DOMAIN, IndicatorKind.ADDRESS, IndicatorKind.HASH))
_ENTITIES: Final = {
    IndicatorKind.DOMAIN: EntityKind.DOMAIN,
    IndicatorKind.ADDRESS: EntityKind.ADDRESS,
    IndicatorKind.URL: EntityKind.URL,
    IndicatorKind.HASH: EntityKind.HASH,
    IndicatorKind.PATH: EntityKind.FILE,
}
_TECHNIQUES: Final = {
    IndicatorKind.DOMAIN: ("T1071",),
    IndicatorKind.ADDRESS: ("T1071",),
    IndicatorKind.URL: ("T1071.001",),
}


@dataclass(slots=True)
class _Seen:
    indicator: Indicator
    count: int = 0
    first: int | None = None
    last: int | None = None
    hosts: Counter[str] = field(default_factory=Counter)
    spots: list[Spot] = field(default_factory=list)
    columns: set[str] = field(default_factory=set)


class Seeking:
    """Sees every event."""

    actions: frozenset[str] = frozenset()

    def __init__(self, indicators: Iterable[Indicator]) -> None:
        """Seek these; possible ones are left out, for they would be found everywhere."""
        self._known: dict[tuple[IndicatorKind, str], _Seen] = {}
        self._words: Any = ahocorasick.Automaton()
        self._fields = Fields()
        self.left_out = 0
        for one in indicators:
            self._add(one)
        if len(self._words):
            self._words.make_automaton()

    def __len__(self) -> int:
        return len(self._known)

    def see(self, event: Event) -> None:
        """Take an event in."""
        for kind, value, column in dict.fromkeys(exact(event)):
            candidates = parents(value) if kind is IndicatorKind.DOMAIN else (value,)
            for one in candidates:
                if (seen := self._known.get((kind, one))) is not None:
                    self._hit(seen, event, value, column)
        if not len(self._words):
            return
        for column, text in texts(event):
            for _, seen in self._words.iter(text.lower()):
                self._hit(seen, event, text, column)

    def signals(self) -> Iterator[Signal]:
        """Give a signal for each indicator that was seen."""
        return (_signal(one) for one in self._known.values() if one.count)

    def _add(self, one: Indicator) -> None:
        if one.confidence is Confidence.POSSIBLE or len(self._known) >= MOST:
            self.left_out += 1
            return
        value = one.value.lower()
        seen = self._known.setdefault((one.kind, value), _Seen(one))
        if one.kind not in _ALONE and len(value) >= _SHORTEST:
            self._words.add_word(_word(one.kind, value), seen)

    def _hit(self, seen: _Seen, event: Event, value: str, column: str) -> None:
        seen.count += 1
        seen.columns.add(column)
        if (time := event.time) is not None:
            seen.first = time if seen.first is None else min(seen.first, time)
            seen.last = time if seen.last is None else max(seen.last, time)
        host = event.host or event.source_ip or ""
        if host and (host in seen.hosts or len(seen.hosts) < _HOSTS):
            seen.hosts[host] += 1
        kept(seen.spots, self._fields.spot(event, value, column))


def _word(kind: IndicatorKind, value: str) -> str:
    """Return what is looked for in texts: a URL without its scheme, for proxies write it without."""
    return value.partition("://")[2] or value if kind is IndicatorKind.URL else value


def _signal(seen: _Seen) -> Signal:
    one = seen.indicator
    hosts = [name for name, _ in seen.hosts.most_common()]
    who = f" on {', '.join(hosts[:3])}{' and others' if len(hosts) > 3 else ''}" if hosts else ""  # noqa: PLR2004
    about = f" There: {one.context}." if one.context else ""
    target = _ENTITIES.get(one.kind)
    times = "once" if seen.count == 1 else f"{seen.count:,} times"
    return Signal(
        rule=f"indicator:{one.kind}",
        title=f"A known {one.kind} was seen",
        message=f"The {one.kind} {one.value}, known from {one.name}, was seen {times}{who}." + about,
        severity=Severity.HIGH,
        confidence=Confidence.STRONG if one.kind is IndicatorKind.HASH else Confidence.LIKELY,
        reason=f"it stands in the record to the letter ({', '.join(sorted(seen.columns))})",
        techniques=_TECHNIQUES.get(one.kind, ()),
        first=seen.first,
        last=seen.last,
        count=seen.count,
        actors=tuple(_entity(name) for name in hosts),
        targets=(Entity(target, one.value.lower()),) if target is not None else (),
        places=places(seen.spots),
        numbers={"events": seen.count, "hosts": len(seen.hosts)},
        benign="somebody looking into it, or a list that is too broad",
        remedy="Look at these hosts first: what started it, and what happened there before and after.",
    )


def _entity(name: str) -> Entity:
    return Entity(
        EntityKind.ADDRESS if name.replace(".", "").isdigit() or ":" in name else EntityKind.HOST, name
    )
