"""What can be asked of the watch: measures, and disclosures."""

from __future__ import annotations

from dataclasses import dataclass

from vedette.app import monitor_answers as answers
from vedette.app.asking import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class ListMeasures(Request[answers.MeasuresListed]):
    """List the caller's measures; for operators and reviewers, all that are in force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decide(Request[answers.MeasureDecided]):
    """Put a measure on a person or an organisation; for an organisation's suspension, two people have to."""

    reason: str
    person: str = ""
    org: str = ""
    step: str = "suspend"
    """notice, step_up, pause or suspend."""
    hours: float = 72.0
    risk: str = "C2"
    """The lowest class a pause or a step-up holds for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agree(Request[answers.MeasureDecided]):
    """Agree to what somebody else proposed."""

    proposal: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lift(Request[answers.MeasureDecided]):
    """End a measure before its time."""

    measure: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDisclosure(Request[answers.DisclosureTold]):
    """Write down that somebody was told of what was found, that it is fixed, or that it is one's own."""

    asset: str
    finding: str = ""
    """SHA-256 of the finding's id, in hex; empty: all that was found in the asset."""
    whom: str = ""
    fixed: bool = False
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDisclosures(Request[answers.DisclosuresListed]):
    """List the caller's disclosures."""
