"""What a report keeps of all that was found: how sure and how grave, and what evidence points into."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from vedette.core.levels import Confidence, Severity
from vedette.core.nouns import Artefact, Finding

SEVERITIES: Final = tuple(Severity)
CONFIDENCES: Final = tuple(Confidence)


def pointed_at(artefacts: Iterable[Artefact], findings: Iterable[Finding]) -> tuple[Artefact, ...]:
    """Keep the artefacts some evidence points into."""
    used = {(one.artefact, one.name) for finding in findings for one in finding.evidence}
    return tuple(one for one in artefacts if (one.digest, one.name) in used)
