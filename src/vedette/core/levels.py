"""How bad, and how sure: the two scales everything is ranked by."""

from __future__ import annotations

from enum import StrEnum


class Severity(StrEnum):
    """How bad it is if it is real."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Confidence(StrEnum):
    """How sure we are that it is real. Only a run in the sandbox makes anything `proven`."""

    POSSIBLE = "possible"
    LIKELY = "likely"
    STRONG = "strong"
    PROVEN = "proven"
