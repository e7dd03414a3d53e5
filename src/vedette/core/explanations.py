"""An explanation: what happened in plain words, each sentence with what it rests on.

The same six parts for everyone; how deep and in which words depends on who reads. A sentence without
something it rests on is advice or a definition, and may then hold no name, number, time or path of its own.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from vedette.core.levels import Confidence, Severity
from vedette.core.nouns import Digest

EXPLANATION_SCHEMA = 1


class Audience(StrEnum):
    """Who reads it."""

    EXECUTIVE = "executive"
    """Decides; half a page, no terms."""
    GENERALIST = "generalist"
    """Looks after computers among other things; terms are explained once."""
    ANALYST = "analyst"
    DEVELOPER = "developer"


class Slot(StrEnum):
    """The parts, in order."""

    HAPPENED = "happened"
    MATTERS = "matters"
    SURE = "sure"
    """How sure we are, and why."""
    DO = "do"
    WAIT = "wait"
    """What happens if nobody acts."""
    UNKNOWN = "unknown"
    """What we do not know."""


class Cited(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing sentences rest on: an item of the report or incident that is explained."""

    id: str
    """As sentences name it: E1, E2 …"""
    kind: str
    """finding, attack, judgement, exposure, coverage; line, piece, entity, action, duty, catalogue."""
    ref: str
    """Which one: fingerprint, id or digest."""


class Sentence(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One sentence."""

    text: str
    key: str = ""
    """The row of the text layer it was made from; empty where somebody else wrote it."""
    rests_on: tuple[str, ...] = ()
    """Ids of `Cited`."""
    original: str = ""
    """Of a sentence that was re-worded, by a language model: the one its row gives."""


class Step(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing to do."""

    do: Sentence
    who: str
    """In words of the language: IT support, management."""
    within: str
    """In words of the language: within 1 hour."""
    check: Sentence
    """How to know that it worked."""
    undo: str = ""
    command: tuple[str, ...] = ()
    """What somebody can type, where that is known."""


class Section(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One part: sentences, or (of DO) steps in the order they should be taken."""

    slot: Slot
    title: str
    sentences: tuple[Sentence, ...] = ()
    steps: tuple[Step, ...] = ()


class Term(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A word that was used and is not everybody's, and what it means."""

    word: str
    meaning: str


class Explanation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of it."""

    schema: Annotated[int, Meta(ge=1)] = EXPLANATION_SCHEMA
    audience: Audience
    language: str
    title: Sentence
    subject: Digest
    """Digest of the report or incident it explains, in its one written form."""
    severity: Severity
    confidence: Confidence
    sections: tuple[Section, ...]
    terms: tuple[Term, ...] = ()
    cited: tuple[Cited, ...] = ()
    dropped: int = 0
    """Sentences that did not stand the check and were left out."""
