"""What a language model had to do with a report: who, for what, what it said, and what became of that.

An overlay: with all of it taken away, what the engines found stands as it did.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from vedette.core.claims import Count, Tally
from vedette.core.dialogue import ModelRole


class Lean(StrEnum):
    """What came of what a model thinks of a finding."""

    RAISED = "raised"
    """It is to be looked at sooner."""
    AGREES = "agrees"
    DISAGREES = "disagrees"
    """The model thinks less of it, and nothing of ours agrees: the finding stands as it is."""
    LOWERED = "lowered"
    """The model thinks less of it, and so does a check of ours, which is named."""
    INCONCLUSIVE = "inconclusive"
    """Refused, late, not in the form asked for, or not asked: never taken for "clean"."""


class Opinion(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a model thinks of one finding."""

    fingerprint: str
    lean: Lean
    rank: Annotated[int, Meta(ge=0, le=5)] = 0
    """How soon to look at it: 1 last, 5 first; 0 where nothing usable was said."""
    why: str = ""
    """In the model's words, which nobody checked; or why there are none."""
    checked: str = ""
    """Of one that was lowered: what of ours agrees."""


class Assistance(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The part a language model had in a report."""

    profile: str
    """The named model that was chosen."""
    model: str
    """What answered, as the back-end calls it."""
    roles: tuple[ModelRole, ...] = ()
    """What it was used for."""
    tally: Tally = Tally()
    """What became of all it claimed."""
    proposed: tuple[str, ...] = ()
    """Fingerprints of findings that are here because it proposed them, or are surer because of that."""
    opinions: tuple[Opinion, ...] = ()
    offers: Count = 0
    """Tables offered, with which the engine finds the same without a model."""
    unexamined: tuple[str, ...] = ()
    """Units of code of interest that it did not look at."""
    requests: Count = 0
    tokens: Count = 0
    """Of prompts and answers together."""
    money: Count = 0
    """In billionths of the currency of the back-end's prices."""
    notes: tuple[str, ...] = ()
    """Other bounds of it, such as a budget that was used up."""
