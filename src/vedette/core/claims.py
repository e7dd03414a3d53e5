"""What a model claimed and what became of it: counted in every run, shown in every report. Values only."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

Count = Annotated[int, Meta(ge=0)]


class ClaimKind(StrEnum):
    """What sort of thing was claimed, which says what gate it has to pass."""

    QUOTE = "quote"
    """That some text stands in some place."""
    TRACE = "trace"
    """That a value gets from one place to another."""
    ENTITY = "entity"
    """That a name, id, address, hash, version is there."""
    NUMBER = "number"
    STATE = "state"
    """That something was done: blocked, fixed, isolated."""
    SEVERITY = "severity"
    WEAKNESS = "weakness"
    """That there is a weakness the engine did not report."""
    VERDICT = "verdict"
    """That a finding is true or false, or matters more or less."""
    PATCH = "patch"
    QUERY = "query"
    """That a query gives some answer."""
    ACTION = "action"
    """That a tool should be used."""
    SENTENCE = "sentence"


class Dropped(Struct, frozen=True, kw_only=True):
    """A claim no gate confirmed."""

    kind: ClaimKind
    gate: str
    """The gate that stopped it, by name."""
    why: str


class Tally(Struct, frozen=True, kw_only=True):
    """What became of the claims of one run."""

    proposed: Count = 0
    confirmed: Count = 0
    dropped: tuple[Dropped, ...] = ()
    """The first of them; `dropped_count` counts all."""
    dropped_count: Count = 0
    inconclusive: Count = 0
    """Questions with no usable answer: refused, late, not in the form asked for. Never taken for "clean"."""
