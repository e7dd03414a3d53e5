"""What a scan gives."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from vedette.core.nouns import Artefact, Coverage, Finding

Progress = Callable[[int, int], None]
"""Called with units of work done and units in all."""

FAULT = "a fault of the engine"
"""How a skipped part begins when it is our mistake: examples and tests look for it."""


class ScanResult(msgspec.Struct, frozen=True):
    """What one scan found, and what it looked at."""

    findings: tuple[Finding, ...]
    artefacts: tuple[Artefact, ...]
    coverage: Coverage
    stages: dict[str, int]
    """Counts: files in all, files run anew, functions run, summaries made."""
