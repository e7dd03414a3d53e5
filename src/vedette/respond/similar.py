"""Past incidents that are like one, and why: what they share counts the more, the fewer incidents have it.

They are named, and may be linked by whoever looks at them; they are never merged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from msgspec import Struct

from vedette.respond.cards import Card

ENOUGH: Final = 1.0
"""Less is chance."""
_NAMED: Final = 3


class Like(Struct, frozen=True, kw_only=True):
    """A past incident, how much it is like this one, and why."""

    id: str
    title: str
    opened: str
    score: float
    reasons: tuple[str, ...]


class _Part(NamedTuple):
    """One thing incidents may share."""

    name: str
    each: float
    """What one shared thing counts that no third incident has."""
    most: float
    alike: bool = False
    """Whether it counts by how much of all is shared, not by how many."""


_PARTS: Final = {
    "indicators": _Part("the same indicators", 2.0, 6.0),
    "attackers": _Part("the same attackers", 2.0, 6.0),
    "hit": _Part("the same machines or accounts", 0.5, 2.0),
    "techniques": _Part("the same techniques", 1.5, 1.5, alike=True),
    "rules": _Part("the same findings", 1.0, 1.0, alike=True),
}


def similar(card: Card, others: Iterable[Card], most: int = 5) -> list[Like]:
    """Return the past incidents most like one, the most like first."""
    past = [one for one in others if one.id != card.id]
    rarity = {name: _counted([card, *past], name) for name in _PARTS}
    found = [_compared(card, one, rarity) for one in past]
    alike = [one for one in found if one.score >= ENOUGH]
    return sorted(alike, key=lambda one: (-one.score, one.opened, one.id))[:most]


def _counted(cards: Sequence[Card], name: str) -> Counter[str]:
    """Count how many incidents have each thing."""
    return Counter(thing for one in cards for thing in getattr(one, name))


def _compared(card: Card, other: Card, rarity: dict[str, Counter[str]]) -> Like:
    score, reasons = 0.0, []
    for name, part in _PARTS.items():
        ours, theirs = set(getattr(card, name)), set(getattr(other, name))
        shared = sorted(ours & theirs, key=lambda thing, of=rarity[name]: (of[thing], thing))  # type: ignore[misc]
        if shared:
            score += _worth(part, shared, ours | theirs, rarity[name])
            more = f" and {len(shared) - _NAMED} more" if len(shared) > _NAMED else ""
            reasons.append(f"{part.name}: {', '.join(shared[:_NAMED])}{more}")
    return Like(
        id=other.id, title=other.title, opened=other.opened, score=round(score, 2), reasons=tuple(reasons)
    )


def _worth(part: _Part, shared: Sequence[str], either: Iterable[str], count: Counter[str]) -> float:
    """Two incidents have each shared thing anyway: what more of them have says less."""
    rare = sum(2 / max(2, count[thing]) for thing in shared)
    if part.alike:
        return part.each * rare / sum(2 / max(2, count[thing]) for thing in either)
    return min(part.most, part.each * rare)
