"""The words by which entries tell what happened in the programme: `counts` of what ended well.

Whoever answers in the programme writes them, and the report reads nothing else of an answer. Each fact
names its noun by an id that says nothing, so that what became of it can be followed without knowing whose
it is.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

from vedette.ledger.entries import Entry, Kind


class Noun(StrEnum):
    """What facts are about. The name of each is the key its id stands under."""

    CASE = "case"
    """An application: `wants`, `act`, `state`, `waited`, `until`, `sector`."""
    APPEAL = "appeal"
    """`against`, `state` (open, upheld, overturned), `waited`."""
    GLASS = "glass"
    """An emergency: `state` (opened, closed, justified, not_justified), `due`."""
    PROOF = "scope_proof"
    """A target proved: `kind`."""
    SEAT = "seat"
    """A seat: `act` (ask, agree), `state` (waits, stands), `founding` (1: by fewer words)."""
    DISCLOSURE = "disclosure"
    """A weakness in what is others': `state` (found, validated, reported, fixed), `waited`."""
    STATEMENT = "statement"
    """What only the operator can know: numbers by name."""


class Fact(NamedTuple):
    """One thing that happened."""

    noun: Noun
    id: str
    at: float
    told: dict[str, str]
    """Everything else, as text."""

    def number(self, name: str) -> float:
        """Return a number that was told, 0 where it was not."""
        try:
            return float(self.told.get(name, "") or 0)
        except ValueError:
            return 0.0


_NOUNS: Final = tuple(Noun)


def fact_of(entry: Entry) -> Fact | None:
    """Return what an entry tells, if it tells of something that was done."""
    if entry.kind is not Kind.ENDED or entry.outcome != "done":
        return None
    for noun in _NOUNS:
        if noun in entry.counts:
            told = {name: str(value) for name, value in entry.counts.items() if name != noun}
            return Fact(noun, str(entry.counts[noun]), entry.time, told)
    return None
