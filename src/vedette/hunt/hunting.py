"""One hunt: events go in one at a time, to the rules and to the detectors that want them; signals are left.

Knows no files and no clock. Memory is that of the rules' and detectors' own bounds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from vedette.hunt.detector import Detector
from vedette.hunt.event import Event
from vedette.hunt.signal import Signal

See: TypeAlias = Callable[[Event], object]


class Rules(Protocol):
    """Rules that look at each event once."""

    def see(self, event: Event) -> object:
        """Match one event, and remember what matched."""
        ...

    def signals(self) -> Iterator[Signal]:
        """Say what matched, grouped."""
        ...

    def bounds(self) -> Iterator[str]:
        """Say what was dropped because a limit was reached."""
        ...

    def forget(self) -> None:
        """Drop the hits that signals were made of; chains of rules go on."""
        ...

    def save(self) -> bytes:
        """Write down what chains of rules wait for."""
        ...

    def restore(self, saved: bytes) -> None:
        """Take up what `save` wrote."""
        ...


class Watcher(Protocol):
    """Sees events for a purpose of its own: who has which address, what is to be kept."""

    actions: frozenset[str]
    """Only events of these actions are shown to it; empty: all."""

    def see(self, event: Event) -> object:
        """Take one event in."""
        ...


@dataclass(slots=True)
class Seen:
    """How much went through."""

    events: int = 0
    first: int | None = None
    last: int | None = None
    by_source: dict[int, int] = field(default_factory=lambda: defaultdict(int))


@dataclass(slots=True)
class Hunt:
    """Rules and detectors over one stream of events."""

    rules: Rules | None
    detectors: tuple[Detector, ...]
    watchers: tuple[Watcher, ...] = ()
    seen: Seen = field(default_factory=Seen)
    _by_action: dict[str | None, tuple[See, ...]] = field(default_factory=dict)

    def feed(self, events: Iterable[Event]) -> Iterator[int]:
        """Take events in; says now and then how many there were, so that somebody can stop it."""
        match = self.rules.see if self.rules is not None else None
        known, before = self._by_action, self.seen.events
        number = 0
        first, last = self.seen.first, self.seen.last
        source = -1
        for number, event in enumerate(events, 1):
            if match is not None:
                match(event)
            action = event.action
            for see in known.get(action) or self._learn(action):
                see(event)
            if (time := event.time) is not None:
                first = time if first is None or time < first else first
                last = time if last is None or time > last else last
            source = event.source
            if not number & 0x3FFF:
                self._count(before + number, first, last)
                yield number
        self._count(before + number, first, last)
        if number:
            self.seen.by_source[source] += number

    def signals(self) -> Iterator[Signal]:
        """Say what everything seen so far adds up to."""
        if self.rules is not None:
            yield from self.rules.signals()
        for one in self.detectors:
            yield from one.signals()

    def kinds(self) -> frozenset[str]:
        """Return the actions that occurred."""
        return frozenset(action for action in self._by_action if action is not None)

    def bounds(self) -> tuple[str, ...]:
        """Say what was dropped because a limit was reached."""
        of_rules = tuple(self.rules.bounds()) if self.rules is not None else ()
        return of_rules + tuple(f"{one.name}: {words}" for one in self.detectors for words in one.bounds())

    def _count(self, events: int, first: int | None, last: int | None) -> None:
        self.seen.events, self.seen.first, self.seen.last = events, first, last

    def _learn(self, action: str | None) -> tuple[See, ...]:
        """Find out who wants events of an action; nobody is an answer too."""
        everybody: tuple[Watcher, ...] = (*self.detectors, *self.watchers)
        wanted = tuple(one.see for one in everybody if not one.actions or action in one.actions)
        self._by_action[action] = wanted or (_nobody,)
        return self._by_action[action]


def _nobody(_: Event) -> None:
    return None


def restored(detectors: Iterable[Detector], saved: Mapping[str, bytes]) -> tuple[Detector, ...]:
    """Give detectors back what they had seen, by name.

    Raises:
        BadInput: it is not what a detector wrote.

    """
    made = tuple(detectors)
    for one in made:
        if one.name in saved:
            one.restore(saved[one.name])
    return made
