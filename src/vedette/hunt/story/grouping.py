"""Signals in, groups of them out: tied by shared entities within reach, each group one attack's worth.

Strong signals form groups (single linkage, per entity, along time). Weak ones join the group whose host they
are on, or whose account they are about where no host is named (clouds), and whose time they are near; they
never join two groups into one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise
from typing import Final

from vedette.core.attacks import Entity, EntityKind
from vedette.core.nouns import Confidence, Severity
from vedette.hunt.instants import HOUR
from vedette.hunt.signal import Signal
from vedette.hunt.story.identities import is_inside
from vedette.hunt.story.ties import REACH, SEVERITIES, Resolved, is_strong, people, ties
from vedette.knowledge.techniques import tactics_of

NEAR: Final = HOUR
"""How near in time a weak signal has to be to a strong one on the same host to belong to it."""
ORDERS: Final = frozenset(("command-and-control", "exfiltration"))
"""Tactics in which the other end gives orders or takes data."""
_TWO: Final = 2
_HIGH: Final = SEVERITIES.index(Severity.HIGH)


def groups(signals: Sequence[Resolved]) -> list[list[Resolved]]:
    """Sort signals into attacks, each in order of time; what is no attack is in none."""
    strong = [one for one in signals if is_strong(one.signal)]
    weak = [one for one in signals if not is_strong(one.signal)]
    made = [group for group in _linked(strong) if is_attack([one.signal for one in group])]
    _join(made, weak)
    return [sorted(group, key=_when) for group in sorted(made, key=lambda group: min(map(_when, group)))]


def is_attack(signals: Sequence[Signal]) -> bool:
    """Whether strong signals amount to an attack.

    One that is critical does, or high and itself strong. Otherwise it takes two different rules: one of them
    high, or both of different tactics. A lone sign of anything else stays a finding.
    """
    if any(_stands_alone(one) for one in signals):
        return True
    if len({one.rule for one in signals}) < _TWO:
        return False
    return (
        any(SEVERITIES.index(one.severity) >= _HIGH for one in signals)
        or len({tactic for one in signals for tactic in tactics(one)[:1]}) >= _TWO
    )


def _stands_alone(signal: Signal) -> bool:
    sure = signal.confidence in {Confidence.STRONG, Confidence.PROVEN}
    return signal.severity is Severity.CRITICAL or (signal.severity is Severity.HIGH and sure)


def tactics(signal: Signal) -> tuple[str, ...]:
    """Return the tactics a signal speaks of, those it names first."""
    known = (tactic for ident in signal.techniques for tactic in tactics_of(ident))
    return tuple(dict.fromkeys((*signal.tactics, *known)))


def _linked(strong: Sequence[Resolved]) -> list[list[Resolved]]:
    parent = list(range(len(strong)))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    for entity, numbers in _by_entity(strong).items():
        numbers.sort(key=lambda number: _when(strong[number]))
        for before, after in pairwise(numbers):
            if _within(strong[before].signal, strong[after].signal, REACH[entity.kind]):
                parent[root(before)] = root(after)
    found = defaultdict(list)
    for number, one in enumerate(strong):
        found[root(number)].append(one)
    return list(found.values())


def _by_entity(strong: Sequence[Resolved]) -> dict[Entity, list[int]]:
    by_entity = defaultdict(list)
    strangers = {
        entity
        for one in strong
        for entity in one.actors
        if entity.kind is EntityKind.ADDRESS and not is_inside(entity.name)
    }
    for number, one in enumerate(strong):
        for entity in {*ties(one), *_called(one, strangers)}:
            by_entity[entity].append(number)
    return by_entity


def _called(one: Resolved, strangers: AbstractSet[Entity]) -> AbstractSet[Entity]:
    """Return the strangers a machine keeps calling or sends data to, who act themselves in another signal."""
    steered = not ORDERS.isdisjoint(tactics(one.signal)) and strangers.isdisjoint(one.actors)
    return strangers & frozenset(one.targets) if steered else frozenset()


def _within(one: Signal, other: Signal, reach: int) -> bool:
    """Whether two signals are near enough; a signal without a time is near everything."""
    if one.last is None or other.first is None:
        return True
    return other.first - one.last <= reach


def _when(one: Resolved) -> int:
    return one.signal.first if one.signal.first is not None else 0


def _join(made: list[list[Resolved]], weak: Iterable[Resolved]) -> None:
    by_entity: dict[Entity, list[tuple[int, int, list[Resolved]]]] = defaultdict(list)
    for group in made:
        for one in group:
            span = (one.signal.first or 0, one.signal.last or 0, group)
            for entity in {*_hosts(one), *people(one)}:
                by_entity[entity].append(span)
    for one in weak:
        near = (_near(by_entity[entity], one.signal) for entity in _hosts(one) or people(one))
        for group in (found for found in near if found is not None):
            group.append(one)
            break


def _near(spans: Iterable[tuple[int, int, list[Resolved]]], signal: Signal) -> list[Resolved] | None:
    """Return the group with a strong signal nearest in time, if it is near at all."""
    if signal.first is None or signal.last is None:
        return None
    best: tuple[int, list[Resolved] | None] = (NEAR + 1, None)
    for first, last, group in spans:
        apart = max(first - signal.last, signal.first - last, 0)
        if apart < best[0]:
            best = (apart, group)
    return best[1]


def _hosts(one: Resolved) -> list[Entity]:
    """Return the hosts a signal is about: that act, or that something happened on."""
    acting = [entity for entity in one.actors if entity.kind is EntityKind.HOST]
    return acting or [entity for entity in one.targets if entity.kind is EntityKind.HOST]
