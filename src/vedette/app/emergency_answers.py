"""What is answered in an emergency."""

from __future__ import annotations

from vedette.app.asking import Told


class GlassTold(Told, frozen=True, kw_only=True):
    """One time the glass was broken."""

    use: str
    person: str
    incident: str
    targets: tuple[str, ...]
    reason: str
    opened: float
    ends: float
    open: bool
    review_by: float
    """When somebody has to have looked at it."""
    looks: tuple[str, ...] = ()
    """What reviewers said of it."""


class GlassesListed(Told, frozen=True, kw_only=True):
    """Uses, the first first."""

    uses: tuple[GlassTold, ...]
    suspended: str = ""
    """Why the caller may not break the glass now, or empty."""
