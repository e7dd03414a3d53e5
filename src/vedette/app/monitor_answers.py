"""What the watch answers."""

from __future__ import annotations

from collections.abc import Mapping

from vedette.app.asking import Told


class MeasureTold(Told, frozen=True, kw_only=True):
    """One measure. Times are seconds since the epoch."""

    id: str
    """An appeal names it."""
    rule: str
    """M1 to M12, or `person` where a person decided."""
    step: str
    risk: str
    capability: str = ""
    reason: str
    remedy: str
    made: float
    ends: float
    open: bool
    person: str = ""
    org: str = ""
    agent: str = ""
    """The one program of the person's it is about; empty: whatever they ask through."""
    about: tuple[str, ...] = ()
    """Ids of the decisions that led to it."""
    by: str = ""
    """Who decided; told to operators and reviewers only."""
    lifted: float = 0.0
    why_lifted: str = ""


class ProposalTold(Told, frozen=True, kw_only=True):
    """A suspension of an organisation that waits for somebody else to agree."""

    id: str
    org: str
    reason: str
    hours: float
    by: str
    made: float
    expires: float


class MeasuresListed(Told, frozen=True, kw_only=True):
    """Measures, the newest first; and what waits for a second person."""

    measures: tuple[MeasureTold, ...]
    proposals: tuple[ProposalTold, ...] = ()

    def counts(self) -> Mapping[str, int | str]:
        """Count them."""
        return {"measures": len(self.measures), "proposals": len(self.proposals)}


class MeasureDecided(Told, frozen=True, kw_only=True):
    """What came of a decision: a measure, or a proposal that waits."""

    measure: MeasureTold | None = None
    proposal: ProposalTold | None = None

    def counts(self) -> Mapping[str, int | str]:
        """Say which, by its id."""
        if self.measure is not None:
            return {"measure": self.measure.id, "step": self.measure.step}
        return {"proposal": self.proposal.id if self.proposal is not None else ""}


class DisclosureTold(Told, frozen=True, kw_only=True):
    """Something found in one asset, and what became of it. Times are seconds since the epoch; 0: not yet."""

    id: str
    asset: str
    finding: str = ""
    found: float
    told: float = 0.0
    whom: str = ""
    fixed: float = 0.0
    own: bool = False
    open: bool
    tell_by: float = 0.0
    """When the first reminder comes; 0 where nobody is to be told."""

    def counts(self) -> Mapping[str, int | str]:
        """Say which, by its id."""
        return {"disclosure": self.id}


class DisclosuresListed(Told, frozen=True, kw_only=True):
    """Disclosures, the oldest first."""

    disclosures: tuple[DisclosureTold, ...]

    def counts(self) -> Mapping[str, int | str]:
        """Count them."""
        return {"disclosures": len(self.disclosures)}
