"""Who took part in an attack, and as what: nobody is called a victim whom no strong signal is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from vedette.core.attacks import Entity, EntityKind, Involved, Part
from vedette.hunt.story.grouping import ORDERS, tactics
from vedette.hunt.story.identities import is_inside
from vedette.hunt.story.ties import Resolved, has_reached, is_built_in, is_strong

MOST: Final = 60
"""Entities of one attack; hosts, accounts and addresses come before files and programs."""
_TRIED: Final = 3
"""Accounts in one signal: of more than these, most were only tried."""
_ORDER: Final = tuple(EntityKind)


def cast(group: Sequence[Resolved], aliases: Mapping[str, tuple[str, ...]]) -> tuple[Involved, ...]:
    """Say who took part."""
    parts: dict[Entity, Part] = {}
    for one in group:
        for entity, part in _parts(one):
            if _rank(part) > _rank(parts.get(entity)):
                parts[entity] = part
    ordered = sorted(parts, key=lambda one: (-_rank(parts[one]), _ORDER.index(one.kind), one.name))
    return tuple(
        Involved(
            entity=one,
            part=parts[one],
            aliases=aliases.get(one.name, ()) if one.kind is EntityKind.HOST else (),
        )
        for one in ordered[:MOST]
    )


def _rank(part: Part | None) -> int:
    return 0 if part is None else (Part.INVOLVED, Part.VICTIM, Part.ATTACKER).index(part) + 1


def _parts(one: Resolved) -> Iterator[tuple[Entity, Part]]:
    strong = is_strong(one.signal)
    for entity in one.actors:
        if not strong or (entity.kind is EntityKind.USER and is_built_in(entity.name)):
            continue
        yield entity, _acting(entity)
    tried = _only_tried(one)
    for entity in one.targets:
        if strong and not (entity.kind is EntityKind.USER and is_built_in(entity.name)):
            yield entity, Part.INVOLVED if entity in tried else _hit(entity, one)


def _only_tried(one: Resolved) -> frozenset[Entity]:
    """Tell the accounts among many that let nobody in: who guesses passwords names those that did first."""
    users = [entity for entity in one.targets if entity.kind is EntityKind.USER]
    let_in = one.signal.numbers.get("got_in", 0)
    return (
        frozenset(users[let_in if isinstance(let_in, int) else 0 :]) if len(users) > _TRIED else frozenset()
    )


def _acting(entity: Entity) -> Part:
    """Tell who acts: a machine or account of the house is somebody's victim, what is outside is not."""
    match entity.kind:
        case EntityKind.ADDRESS:
            return Part.VICTIM if is_inside(entity.name) else Part.ATTACKER
        case EntityKind.DOMAIN | EntityKind.URL:
            return Part.ATTACKER
        case EntityKind.HOST | EntityKind.USER | EntityKind.ACCOUNT:
            return Part.VICTIM
        case EntityKind.PROCESS | EntityKind.FILE | EntityKind.HASH:
            return Part.INVOLVED


def _steers(one: Resolved) -> bool:
    """Whether the other end gave orders or took data: it is nobody's victim, even inside."""
    return not ORDERS.isdisjoint(tactics(one.signal))


def _hit(entity: Entity, one: Resolved) -> Part:
    """Tell who was hit: a victim where somebody came in, else involved. A target outside is no victim."""
    match entity.kind:
        case EntityKind.HOST | EntityKind.USER | EntityKind.ACCOUNT:
            return Part.VICTIM if has_reached(one.signal) else Part.INVOLVED
        case EntityKind.ADDRESS:
            if not is_inside(entity.name):
                return Part.ATTACKER
            return Part.VICTIM if has_reached(one.signal) and not _steers(one) else Part.INVOLVED
        case EntityKind.DOMAIN | EntityKind.URL:
            return Part.ATTACKER
        case EntityKind.PROCESS | EntityKind.FILE | EntityKind.HASH:
            return Part.INVOLVED
