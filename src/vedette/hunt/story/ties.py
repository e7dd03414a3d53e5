"""What ties signals together: a host somebody acts on, an attacker's address, an account, a file's digest.

A tie has a reach in time. Some entities tie nothing: built-in accounts, names every machine has. A target
that was only knocked at ties nothing either, or all who knock at one server would be one attacker. A stranger
outside whom a machine keeps calling is tied (in `grouping.py`) to what the same stranger did.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from vedette.core.attacks import Entity, EntityKind
from vedette.core.nouns import Confidence, Severity
from vedette.hunt.instants import HOUR
from vedette.hunt.signal import Signal
from vedette.hunt.story.identities import Identities, is_address, short

SEVERITIES: Final = tuple(Severity)
CONFIDENCES: Final = tuple(Confidence)
_BUILT_IN: Final = frozenset(
    {"system", "local system", "localsystem", "local service", "network service", "nt authority", "iusr"}
    | {"anonymous logon", "anonymous", "dwm-1", "dwm-2", "umfd-0", "umfd-1", "nobody", "daemon"}
    | {"-", "n/a", "unknown", "none"}
)
_EVERYWHERE: Final = frozenset(
    ("administrator", "admin", "root", "guest", "user", "test", "ubuntu", "ec2-user", "postgres", "www-data")
)
"""Accounts with a name that many machines have: the same name need not be the same account."""

REACH: Final = {
    EntityKind.HOST: 12 * HOUR,
    EntityKind.ADDRESS: 24 * HOUR,
    EntityKind.ACCOUNT: 12 * HOUR,
    EntityKind.USER: 4 * HOUR,
    EntityKind.HASH: 72 * HOUR,
    EntityKind.DOMAIN: 24 * HOUR,
}
"""How far apart two signals may be that one entity ties. Entities of other kinds tie nothing: a path or a
process name is the same on every machine."""


class Resolved(NamedTuple):
    """A signal, with every entity under the one name it has in this story."""

    signal: Signal
    actors: tuple[Entity, ...]
    targets: tuple[Entity, ...]


def resolve(signal: Signal, who: Identities) -> Resolved:
    """Give addresses the names of the hosts that have them."""
    return Resolved(
        signal,
        tuple(dict.fromkeys(_named(one, who, signal.first) for one in signal.actors if one.name)),
        tuple(dict.fromkeys(_named(one, who, signal.first) for one in signal.targets if one.name)),
    )


def _named(entity: Entity, who: Identities, time: int | None) -> Entity:
    if entity.kind is EntityKind.ADDRESS and (host := who.host_of(entity.name, time)) is not None:
        return Entity(EntityKind.HOST, host)
    if entity.kind is EntityKind.HOST:
        if is_address(entity.name):
            return _named(Entity(EntityKind.ADDRESS, entity.name), who, time)
        return Entity(EntityKind.HOST, short(entity.name))
    return entity


def is_strong(signal: Signal) -> bool:
    """Whether a signal can carry an attack, not only decorate one."""
    return (
        SEVERITIES.index(signal.severity) >= SEVERITIES.index(Severity.MEDIUM)
        and signal.confidence is not Confidence.POSSIBLE
    )


def has_reached(signal: Signal) -> bool:
    """Whether whoever knocked came in, as far as this signal tells: such signals are high or worse."""
    return is_strong(signal) and SEVERITIES.index(signal.severity) >= SEVERITIES.index(Severity.HIGH)


def ties(one: Resolved) -> Iterator[Entity]:
    """Give the entities by which a signal may be tied to others."""
    hosts = [entity for entity in one.actors if entity.kind is EntityKind.HOST]
    yield from hosts
    if not hosts or has_reached(one.signal):
        knocked = any(entity.kind is EntityKind.ADDRESS for entity in one.actors)
        if not knocked or has_reached(one.signal):
            yield from (entity for entity in one.targets if entity.kind is EntityKind.HOST)
    for entity in (*one.actors, *one.targets):
        telling = entity.kind is EntityKind.USER and _is_telling(entity.name)
        if telling or entity.kind in {EntityKind.HASH, EntityKind.ACCOUNT}:
            yield entity
    yield from (entity for entity in one.actors if entity.kind is EntityKind.ADDRESS)
    yield from (entity for entity in one.targets if entity.kind is EntityKind.DOMAIN)


def people(one: Resolved) -> list[Entity]:
    """Return the accounts a signal is about whose name means somebody in particular."""
    return [
        entity
        for entity in (*one.actors, *one.targets)
        if entity.kind is EntityKind.ACCOUNT or (entity.kind is EntityKind.USER and _is_telling(entity.name))
    ]


def _is_telling(user: str) -> bool:
    """Whether an account's name is likely to mean the same account everywhere."""
    return not user.endswith("$") and user not in _BUILT_IN and user not in _EVERYWHERE


def is_built_in(user: str) -> bool:
    """Whether a user is nobody in particular."""
    return user in _BUILT_IN
