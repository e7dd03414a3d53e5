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
"""Things remembered as told, by who took part; and as many by when they began."""
_CAST_KEPT: Final = 16
"""Of those a thing was told of: enough to know it by when more were hit."""
_GROWING: Final = "g "
_SEVERITIES: Final = tuple(Severity)


class Told(Struct, frozen=True, array_like=True):
    """What was said last about one thing."""

    severity: int
    last: int
    cast: tuple[str, ...] = ()
    """Digests of some it was done to, for a thing that may grow."""


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
        self._told: OrderedDict[str, Told] = OrderedDict()
        self._growing: OrderedDict[str, Told] = OrderedDict()
        for key, what in told:
            (self._growing if key.startswith(_GROWING) else self._told)[key] = what

    def new(self, signals: Iterable[Signal], names: dict[int, str]) -> Iterator[Alarm]:
        """Give an alarm for each signal that says something new; `names` are those of the sources."""
        for signal in signals:
            if not signal.places:
                continue
            key = key_of(signal)
            severity, last = _SEVERITIES.index(signal.severity), signal.last or 0
            known = self._told.get(key) or self._grown(signal)
            if known is not None and severity <= known.severity and last < known.last + _pause(signal):
                continue
            _put(self._told, key, Told(severity, last))
            if (growing := _growing_key(signal)) is not None:
                _put(self._growing, growing, Told(severity, last, _cast(signal)))
            yield Redactor().without(_alarm(signal, key, names, again=known is not None))

    def _grown(self, signal: Signal) -> Told | None:
        """Find what was told of the same doer's same deed, when it had hit fewer."""
        key = _growing_key(signal)
        known = self._growing.get(key) if key is not None else None
        if known is None:
            return None
        now = {_digest(f"{one.kind.value} {one.name}") for one in signal.targets}
        return known if 2 * len(now.intersection(known.cast)) >= len(known.cast) else None

    def told(self) -> tuple[tuple[str, Told], ...]:
        """Return what was told, for a restart."""
        return (*self._told.items(), *self._growing.items())


def _put(told: OrderedDict[str, Told], key: str, what: Told) -> None:
    told[key] = what
    told.move_to_end(key)
    while len(told) > MOST:
        told.popitem(last=False)


def _growing_key(signal: Signal) -> str | None:
    """Name a deed that goes on by who does it and when it began: whom it hits may become more."""
    if not signal.actors or signal.first is None or not signal.rule.startswith("pattern:"):
        return None
    doers = sorted(f"{one.kind.value} {one.name}" for one in signal.actors)
    return _GROWING + _digest("\n".join([signal.rule, str(signal.first), *doers, *_about(signal)]))


def _cast(signal: Signal) -> tuple[str, ...]:
    return tuple(sorted(_digest(f"{one.kind.value} {one.name}") for one in signal.targets)[:_CAST_KEPT])


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def key_of(signal: Signal) -> str:
    """Name the thing a signal is about: its rule, who took part, and what tells it from others of theirs."""
    parts = [signal.rule]
    parts += [f"a {one.kind.value} {one.name}" for one in sorted(signal.actors)]
    parts += [f"t {one.kind.value} {one.name}" for one in sorted(signal.targets)]
    text = "\n".join((*parts, *_about(signal)))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]


def _about(signal: Signal) -> tuple[str, ...]:
    return (f"about {signal.about}",) if signal.about else ()


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
