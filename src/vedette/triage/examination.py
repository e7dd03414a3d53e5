"""What one examination answers: the parts of a report that are about one thing handed in."""

from __future__ import annotations

from msgspec import Struct

from vedette.core.executables import Executable
from vedette.core.indicators import Indicator
from vedette.core.layers import Layer
from vedette.core.nouns import Artefact, Finding, Skipped
from vedette.core.verdicts import Judgement


class Examination(Struct, frozen=True, kw_only=True):
    """One thing, looked at."""

    artefact: Artefact
    """The thing itself."""
    inside: tuple[Artefact, ...] = ()
    """What lay in it and some evidence, layer or executable points into."""
    judgement: Judgement
    findings: tuple[Finding, ...] = ()
    layers: tuple[Layer, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    executables: tuple[Executable, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()
    files: int = 1
    """How many things were looked at: itself and all in it."""
