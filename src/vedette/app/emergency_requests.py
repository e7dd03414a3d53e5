"""What can be asked in an emergency: acting first, and being reviewed after."""

from __future__ import annotations

from dataclasses import dataclass

from vedette.app import emergency_answers as answers
from vedette.app.asking import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakGlass(Request[answers.GlassTold]):
    """Break the glass: class C4 without approvals, on one's own proved assets, for an hour at most."""

    incident: str
    """Number of the incident, as the organisation counts them."""
    targets: tuple[str, ...]
    """Proved assets that have to be acted on, as they were proved."""
    reason: str
    minutes: int = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseGlass(Request[answers.GlassTold]):
    """End a use before its time."""

    use: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListGlasses(Request[answers.GlassesListed]):
    """List the caller's uses; for reviewers, also those nobody has looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewGlass(Request[answers.GlassTold]):
    """Say afterwards whether a use was right."""

    use: str
    justified: bool
    reasons: str
