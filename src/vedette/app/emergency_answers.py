"""What is answered in an emergency."""

from __future__ import annotations

from collections.abc import Mapping

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
    state: str = ""
    """What it came to with this: opened, closed, justified, not_justified; empty where it is only listed."""

    def counts(self) -> Mapping[str, int | str]:
        """Say what became of it: the report of the month counts these."""
        return {"glass": self.use, "state": self.state} if self.state else {}


class GlassesListed(Told, frozen=True, kw_only=True):
    """Uses, the first first."""

    uses: tuple[GlassTold, ...]
    suspended: str = ""
    """Why the caller may not break the glass now, or empty."""
