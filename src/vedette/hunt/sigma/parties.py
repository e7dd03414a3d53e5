"""Who and what an event speaks of: who did it, and whom it was done to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vedette.core.attacks import Entity, EntityKind
from vedette.hunt.event import Event

_NOBODY: Final = frozenset({"", "-", "127.0.0.1", "::1", "0.0.0.0", "::", "localhost", "n/a", "(null)"})  # noqa: S104
_ACTORS: Final = (
    ("user", EntityKind.USER),
    ("source_ip", EntityKind.ADDRESS),
    ("process", EntityKind.PROCESS),
)
_TARGETS: Final = (
    ("host", EntityKind.HOST),
    ("target_host", EntityKind.HOST),
    ("target_user", EntityKind.USER),
    ("destination_ip", EntityKind.ADDRESS),
    ("domain", EntityKind.DOMAIN),
    ("file", EntityKind.FILE),
    ("hash", EntityKind.HASH),
)
_NAME_CHARS: Final = 300


def actors_of(event: Event) -> tuple[Entity, ...]:
    """Name who did it, the most telling first."""
    return tuple(_entities(event, _ACTORS))


def targets_of(event: Event) -> tuple[Entity, ...]:
    """Name whom and what it was done to."""
    return tuple(_entities(event, _TARGETS))


def _entities(event: Event, columns: tuple[tuple[str, EntityKind], ...]) -> Iterator[Entity]:
    for column, kind in columns:
        name = getattr(event, column)
        if name is not None and (lower := name.lower()[:_NAME_CHARS]) not in _NOBODY:
            yield Entity(kind, lower)
