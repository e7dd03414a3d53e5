"""What a patch is tried on: the target as it is, the finding to remove, and the bounds to keep."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from msgspec import Meta, Struct

from vedette.core.nouns import Finding, Report

MOST_LINES = 60
MOST_FILES = 4


class Ground(Struct, frozen=True, kw_only=True):
    """One target, and one finding in it."""

    report: Report
    """What the engine said of the target as it is, no suppression honoured."""
    finding: Finding
    declared: frozenset[str] = frozenset()
    """Files a patch may touch beside those the finding's evidence stands in."""
    imported: frozenset[str] = frozenset()
    """Top-level names of what the project imports whenever it runs, and of its own modules."""
    most_lines: Annotated[int, Meta(gt=0)] = MOST_LINES
    """Lines a patch may take away and add, together."""
    tree: str = ""
    """The folder of the target by its path on this machine; empty where it is no folder."""
    files: Mapping[str, bytes] = {}
    """What is laid over `tree`, or stands in its place."""
    own: frozenset[str] = frozenset()
    """Paths of the target's own source files."""
    python: str = "python3"
    """The interpreter the harness and the tests are run with."""
    readable: tuple[str, ...] = ()
    """Folders it needs to see: itself, and its packages."""
    tests: tuple[str, ...] = ()
    """The project's own test command; none: nothing to run."""
    test_seconds: float = 300.0
    second_opinion: bool = True
    """Whether a model that may judge is asked what it thinks."""

    @property
    def touchable(self) -> frozenset[str]:
        """The files a patch may touch."""
        return self.declared | {one.name for one in self.finding.evidence}


class Change(Struct, frozen=True, kw_only=True):
    """One file, before and after."""

    path: str
    before: str
    after: str


Changes = tuple[Change, ...]
"""A patch, applied to the text of its files."""
