"""What a rule or a detector says when it fires: one noun for both, small enough to keep many."""

from __future__ import annotations

from msgspec import Struct

from vedette.core.attacks import Entity
from vedette.core.nouns import Confidence, Severity

PLACES_KEPT = 10
"""Of one signal: the first few and the last few prove as much as a thousand."""


class Place(Struct, frozen=True, gc=False):
    """Where in which source it stands; becomes evidence when a report is made."""

    source: int
    record: int
    field: str
    """One of the event's fields; empty: the record as a whole."""
    quote: str
    """The value of that field as text, to the letter; may be cut at its end."""


class Signal(Struct, frozen=True, kw_only=True, gc=False):
    """Something that may be part of an attack."""

    rule: str
    """Id of the rule or detector: `sigma:<uuid>`, `pattern:beacon`."""
    title: str
    message: str
    """What happened, in one sentence with the names and numbers of this case."""
    severity: Severity
    confidence: Confidence
    reason: str
    """Why we are this sure: which controls against false alarms it passed."""
    techniques: tuple[str, ...] = ()
    """ATT&CK ids."""
    tactics: tuple[str, ...] = ()
    """ATT&CK tactic names as in Navigator, `lateral-movement`, where no technique says it."""
    first: int | None
    """Time of the first event, microseconds since 1970."""
    last: int | None
    count: int = 1
    """How many events it rests on."""
    actors: tuple[Entity, ...] = ()
    """Who or what did it, the most telling first."""
    targets: tuple[Entity, ...] = ()
    """Who or what it was done to."""
    places: tuple[Place, ...]
    numbers: dict[str, float | int | str] = {}
    """What made it fire, by name: shown, and documented beside the formula."""
    benign: str = ""
    """What harmless thing looks like this."""
    remedy: str = ""
    about: str = ""
    """What tells it from others of its rule, people and moment, if they do not: the mark of a weakness."""
