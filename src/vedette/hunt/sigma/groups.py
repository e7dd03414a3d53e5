"""Hits become signals: what one rule says of one host and user within an hour is one signal.

Bounded: so many groups are kept and no more, and of each a few places.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from vedette.core.attacks import Entity
from vedette.hunt.event import Event
from vedette.hunt.instants import HOUR
from vedette.hunt.sigma.parties import actors_of, targets_of
from vedette.hunt.sigma.proofs import DULL, Proof
from vedette.hunt.sigma.rules import About
from vedette.hunt.signal import PLACES_KEPT, Place, Signal
from vedette.knowledge.techniques import tactics_of

GROUPS_MAX: Final = 20_000
RULE_MAX: Final = 1_000
"""Groups of one rule: one that is noisy takes no room from the others."""
FIRST_PLACES: Final = PLACES_KEPT // 2
FIRST_QUOTE: Final = 2_000
QUOTE: Final = 300
_SHOWN: Final = 160
_OFTEN: Final = 64
Key: TypeAlias = tuple[int, str | None, str | None, str | None]


@dataclass(slots=True)
class Group:
    """Hits of one rule that belong together."""

    first: int | None
    last: int | None
    actors: tuple[Entity, ...]
    targets: tuple[Entity, ...]
    count: int = 0
    head: list[Place] = field(default_factory=list)
    tail: list[Place] = field(default_factory=list)

    def near(self, time: int | None) -> bool:
        """Tell whether a hit at this time belongs to it."""
        if time is None or self.first is None or self.last is None:
            return time is None and self.first is None
        return self.first - HOUR <= time <= self.last + HOUR

    def wants_proof(self) -> bool:
        """Tell whether the next hit is worth showing: the first few, then now and then one."""
        return len(self.head) < FIRST_PLACES or self.count < _OFTEN or self.count % _OFTEN == 0

    def add(self, event: Event, told: tuple[Proof, ...]) -> None:
        """Take a hit in."""
        self.count += 1
        if (time := event.time) is not None:
            self.first = time if self.first is None else min(self.first, time)
            self.last = time if self.last is None else max(self.last, time)
        for name, text in told:
            quote = text[: QUOTE if self.head else FIRST_QUOTE]
            place = Place(source=event.source, record=event.record, field=name, quote=quote)
            if len(self.head) < FIRST_PLACES:
                self.head.append(place)
            else:
                self.tail.append(place)
                del self.tail[: -(PLACES_KEPT - FIRST_PLACES)]

    def join(self, other: Group) -> None:
        """Take another group in that turned out to be the same."""
        self.count += other.count
        if self.last is not None and other.last is not None:
            self.last = max(self.last, other.last)
        self.tail = (self.tail + other.head + other.tail)[-(PLACES_KEPT - FIRST_PLACES) :]


class Groups:
    """All groups of a hunt."""

    def __init__(self) -> None:
        self._groups: dict[Key, list[Group]] = {}
        self._total = 0
        self._of_rule: Counter[int] = Counter()
        self._left_out: Counter[int] = Counter()

    def group(self, rule: int, event: Event) -> Group | None:
        """Find or make the group of a hit; None where there are too many."""
        user = event.user
        key = (rule, event.host, user, event.source_ip if user is None else None)
        known = self._groups.get(key)
        for one in reversed(known or ()):
            if one.near(event.time):
                return one
        if self._total >= GROUPS_MAX or self._of_rule[rule] >= RULE_MAX:
            self._left_out[rule] += 1
            return None
        self._total += 1
        self._of_rule[rule] += 1
        made = Group(event.time, event.time, actors_of(event), targets_of(event))
        self._groups.setdefault(key, []).append(made)
        return made

    def all(self) -> Iterator[tuple[int, Group]]:
        """Give all groups with their rule; those that grew together are one."""
        for (rule, *_), groups in self._groups.items():
            groups.sort(key=lambda one: (one.first is not None, one.first or 0))
            kept = groups[:1]
            for one in groups[1:]:
                if kept[-1].near(one.first):
                    kept[-1].join(one)
                else:
                    kept.append(one)
            self._total -= len(groups) - len(kept)
            self._of_rule[rule] -= len(groups) - len(kept)
            groups[:] = kept
            yield from ((rule, one) for one in kept)

    def bounds(self) -> Iterator[str]:
        """Say what was left out."""
        if self._left_out:
            hits, rules = sum(self._left_out.values()), len(self._left_out)
            yield (
                f"Sigma: {self._total:,} groups of hits were kept; {hits:,} more hits of {rules:,} rules"
                " were counted and not kept"
            )


def signal_of(about: About, group: Group) -> Signal:
    """Make the signal of a group."""
    return Signal(
        rule=f"sigma:{about.id}",
        title=about.title,
        message=_message(about, group),
        severity=about.severity,
        confidence=about.confidence,
        reason=about.reason,
        techniques=about.techniques,
        tactics=tactics_left(about),
        first=group.first,
        last=group.last,
        count=group.count,
        actors=group.actors,
        targets=group.targets,
        places=(*group.head, *group.tail),
        numbers={"hits": group.count},
        benign=about.benign,
        remedy=about.remedy,
    )


def tactics_left(about: About) -> tuple[str, ...]:
    """Give the tactics a rule names that none of its techniques implies."""
    implied = {tactic for one in about.techniques for tactic in tactics_of(one)}
    return tuple(tactic for tactic in about.tactics if tactic not in implied)


_LINES_END: Final = re.compile(r"[ \t]*[\r\n][\s]*")


def printable(text: str) -> str:
    """Show what a log holds without letting it move the cursor, change colours or turn the line around.

    Where lines end is shown as that, and tabs as spaces: what Windows lists so stays readable.
    """
    if text.isprintable():
        return text
    text = _LINES_END.sub(" ⏎ ", text).replace("\t", " ")
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


def _message(about: About, group: Group) -> str:
    first = next((place for place in group.head if place.quote and place.field not in DULL), None)
    parts = [about.title.rstrip(".")]
    if first is not None:
        shown = printable(first.quote[:_SHOWN]) + ("…" if len(first.quote) > _SHOWN else "")
        parts.append(f": {first.field or 'it'} is “{shown}”")
    parts += [f" on {printable(one.name)}" for one in group.targets[:1] if one.kind.value == "host"]
    parts += [f" by {printable(one.name)}" for one in group.actors[:1] if one.kind.value == "user"]
    if group.count > 1:
        parts.append(f"; {group.count:,} events")
    return "".join(parts) + "."
