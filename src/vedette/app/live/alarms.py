"""Signals in, alarms out: each thing is told once, and again when it got worse or went on for long."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct

from vedette.app.redaction import Redactor
from vedette.core.nouns import Severity
from vedette.hunt.instants import DAY, HOUR, rfc3339
from vedette.hunt.signal import Signal

MOST: Final = 100_000
"""Things remembered as told."""
_SEVERITIES: Final = tuple(Severity)


class Told(Struct, frozen=True, array_like=True):
    """What was said last about one thing."""

    severity: int
    last: int


class Alarm(Struct, frozen=True, kw_only=True):
    """What is sent: flat, so that any receiver can use it."""

    id: str
    """The same alarm has the same id: a receiver that gets one twice can tell."""
    rule: str
    title: str
    message: str
    severity: Severity
    confidence: str
    reason: str
    techniques: tuple[str, ...]
    first: str
    last: str
    count: int
    actors: tuple[str, ...]
    targets: tuple[str, ...]
    places: tuple[str, ...]
    """Source, record, field and quote of what shows it."""
    numbers: dict[str, float | int | str] = {}
    again: bool = False
    """Whether it was told before, and got worse or went on."""


class Alarms:
    """Knows what was told. Bounded: the least lately told is forgotten first, and would be told again."""

    def __init__(self, told: Iterable[tuple[str, Told]] = ()) -> None:
        self._told: OrderedDict[str, Told] = OrderedDict(told)

    def new(self, signals: Iterable[Signal], names: dict[int, str]) -> Iterator[Alarm]:
        """Give an alarm for each signal that says something new; `names` are those of the sources."""
        for signal in signals:
            if not signal.places:
                continue
            key = key_of(signal)
            severity, last = _SEVERITIES.index(signal.severity), signal.last or 0
            known = self._told.get(key)
            if known is not None and severity <= known.severity and last < known.last + _pause(signal):
                continue
            self._told[key] = Told(severity, last)
            self._told.move_to_end(key)
            while len(self._told) > MOST:
                self._told.popitem(last=False)
            yield Redactor().without(_alarm(signal, key, names, again=known is not None))

    def told(self) -> tuple[tuple[str, Told], ...]:
        """Return what was told, for a restart."""
        return tuple(self._told.items())


def key_of(signal: Signal) -> str:
    """Name the thing a signal is about: its rule, and who took part."""
    parts = [signal.rule]
    parts += [f"a {one.kind.value} {one.name}" for one in sorted(signal.actors)]
    parts += [f"t {one.kind.value} {one.name}" for one in sorted(signal.targets)]
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def _pause(signal: Signal) -> int:
    """Say how long the same thing is not told again: what many records add up to goes on for longer."""
    return DAY if signal.rule.startswith("pattern:") else HOUR


def _alarm(signal: Signal, key: str, names: dict[int, str], *, again: bool) -> Alarm:
    return Alarm(
        id=f"{key}-{signal.last or 0}-{_SEVERITIES.index(signal.severity)}",
        rule=signal.rule,
        title=signal.title,
        message=signal.message,
        severity=signal.severity,
        confidence=signal.confidence.value,
        reason=signal.reason,
        techniques=signal.techniques,
        first=rfc3339(signal.first),
        last=rfc3339(signal.last),
        count=signal.count,
        actors=tuple(f"{one.kind} {one.name}" for one in signal.actors),
        targets=tuple(f"{one.kind} {one.name}" for one in signal.targets),
        places=tuple(
            f"{names.get(one.source, 'earlier')} #{one.record} {one.field}: {one.quote}"
            for one in signal.places
        ),
        numbers=signal.numbers,
        again=again,
    )
