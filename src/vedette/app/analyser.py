"""The code engine as use cases see it: rules loaded, files in, findings out. Tests put a toy in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol, TypeAlias

import msgspec

from vedette.app.results import CaseRun
from vedette.app.stamps import Bytes
from vedette.core.nouns import Artefact, Coverage, Finding
from vedette.core.rulehelp import RuleHelp
from vedette.core.sources import SourceFile

Texts: TypeAlias = Sequence[tuple[str, str]]
"""Files of rules and tables: name and content."""
Progress: TypeAlias = Callable[[int, int], None]


class Analysis(msgspec.Struct, frozen=True, kw_only=True):
    """What the engine says of some files."""

    findings: tuple[Finding, ...]
    artefacts: tuple[Artefact, ...]
    coverage: Coverage
    stages: Mapping[str, float] = msgspec.field(default_factory=dict)
    """Counts by stage."""


class Analyser(Protocol):
    """An engine that knows its rules."""

    @property
    def digest(self) -> str:
        """Digest over all rules and tables."""
        ...

    def scan(self, files: Sequence[SourceFile], cache: Bytes | None, progress: Progress) -> Analysis:
        """Find weaknesses in files."""
        ...

    def helps(self) -> tuple[RuleHelp, ...]:
        """Return the rules, in words."""
        ...

    def cases(self, only: str | None) -> Iterator[CaseRun]:
        """Run the examples of the rules and tables, or of the one named."""
        ...


Load: TypeAlias = Callable[[Texts, Bytes | None], Analyser]
"""Makes an engine from the rules that ship and the user's own."""
