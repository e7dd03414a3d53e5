"""How much each audience is told: numbers only, so that they can be read at a glance."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from vedette.core.explanations import Audience


class Depth(Struct, frozen=True, kw_only=True):
    """For one audience."""

    beats: int
    """Moments of a story, or things something does."""
    groups: int
    """Groups of other findings that are named; 0: only counted."""
    reasons: int
    steps: int
    donts: int
    decisions: int = 0
    unknowns: int
    tells: bool = True
    """Whether it is said what would tell."""
    quotes: int = 0
    """Parts of an attack that are told in the words of the engine as well."""
    exact: bool = False
    """Whether technique ids, indicators and the words of engine and catalogues are given."""
    most: int
    """Words it must not have more of."""


DEPTHS: Final = {
    Audience.EXECUTIVE: Depth(
        beats=2, groups=0, reasons=1, steps=3, donts=0, decisions=2, unknowns=2, tells=False, most=350
    ),
    Audience.GENERALIST: Depth(beats=4, groups=2, reasons=2, steps=5, donts=2, unknowns=2, most=350),
    Audience.ANALYST: Depth(
        beats=10, groups=8, reasons=4, steps=6, donts=3, unknowns=6, quotes=3, exact=True, most=700
    ),
    Audience.DEVELOPER: Depth(
        beats=4, groups=4, reasons=2, steps=5, donts=1, unknowns=2, exact=True, most=400
    ),
}
