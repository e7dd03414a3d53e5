"""How much of a report to show, and what may help to show it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from vedette.core.nouns import Digest
from vedette.core.rulehelp import RuleHelp

Rules = Mapping[str, RuleHelp]
"""Rules by id; a finding whose rule is not among them is shown all the same."""

SourceLines = Callable[[Digest], Sequence[str] | None]
"""The lines of an artefact without their ends, or None when they are not at hand."""


class Revision(Struct, frozen=True, kw_only=True):
    """The commit the target was at."""

    repository: str
    """Its address."""
    commit: str
    branch: str = ""


class ShowOptions(Struct, frozen=True, kw_only=True):
    """What is listed before the rest is only counted; nothing is ever left out without a number."""

    possible: int = 20
    """Findings that are merely possible, one line each."""
    suppressed: int = 5
    skipped: int = 10
    """Things that were not looked at."""
    steps: int = 8
    """Steps of a trace; a longer one is shortened in the middle."""
    attacks: int = 10
    """Attacks told in full; the rest are a line each."""
    moments: int = 25
    """Lines of an attack's timeline: the first sight of each thing, then what is worst."""
    sightings: int = 10
    """Findings in logs shown in full, of those that are part of no attack."""
    judgements: int = 10
    """Things judged, told in full; the rest are a line each."""
    layers: int = 6
    """Decoded layers."""
    executables: int = 5
    context: int = 1
    """Lines around the quoted ones, where `lines` knows them."""
    full: bool = False
    """Show what is merely possible or suppressed in full as well: somebody asked for just this."""
    see_all: str = "--all lists them"
    """How the reader gets at what was only counted."""
    lines: SourceLines | None = None
    revision: Revision | None = None


SHOW = ShowOptions()
