"""Where the events a detector counted stand, so that a few of them can be shown.

A detector over millions of events cannot keep them. It keeps source and record of a few, and the name of the
field that holds the value it speaks of; the name is looked for once per source and action.
"""

from __future__ import annotations

from typing import TypeAlias

from vedette.hunt.event import Event
from vedette.hunt.patterns.bounded import sensible
from vedette.hunt.signal import PLACES_KEPT, Place

Spot: TypeAlias = tuple[int, int, int, str, str]
"""Time, source, record, field, quote: sorts by time."""

QUOTE_KEPT = 1_000
_NAMES_KEPT = 4_096


class Fields:
    """Knows in which field of its record an event's value stands."""

    __slots__ = ("_names",)

    def __init__(self) -> None:
        self._names: dict[tuple[int, str | None, str], str] = {}

    def spot(self, event: Event, value: str, column: str) -> Spot:
        """Say where `value` stands in the record; `column` is the event's column it is from.

        The field is empty where no field holds exactly that: the record as a whole then proves it.
        """
        key = (event.source, event.action, column)
        name = self._names.get(key)
        fields = event.fields
        if not name or not _holds(fields.get(name), value):
            name = next((one for one, held in fields.items() if _holds(held, value)), "")
            if len(self._names) < _NAMES_KEPT:
                self._names[key] = name
        quote = str(fields[name]) if name else value
        return (sensible(event.time), event.source, event.record, name, quote[:QUOTE_KEPT])


def _holds(held: object, value: str) -> bool:
    """Whether a field says this, spelt its own way."""
    if isinstance(held, str):
        return held == value or held.lower().rstrip(".") == value
    return isinstance(held, int | float) and not isinstance(held, bool) and str(held) == value


def kept(spots: list[Spot], spot: Spot, limit: int = PLACES_KEPT) -> None:
    """Keep the first and the last of those offered, in whatever order they come."""
    if spot in spots:
        return
    spots.append(spot)
    if len(spots) > limit:
        spots.sort()
        del spots[limit // 2]


def places(spots: list[Spot]) -> tuple[Place, ...]:
    """Make evidence of them, in order of time."""
    return tuple(
        Place(source=source, record=record, field=name, quote=quote)
        for _, source, record, name, quote in sorted(spots)[:PLACES_KEPT]
    )
