"""What members are told about themselves, and admins about their organisation: one struct each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from msgspec import Struct

from vedette.app.asking import Told


class GrantTold(Struct, frozen=True, kw_only=True):
    """One thing that was asked for, and what it is worth now. Moments are seconds since 1970; 0: none."""

    wants: str
    """The tier or the capability."""
    case: str
    state: str
    decision: str
    """Id of the decision it rests on: an appeal names it."""
    decided_by: tuple[str, ...]
    """Who agreed, by organisation and office: names of reviewers are nobody's business."""
    sponsor: str
    """Whose admin answers for it; empty where nobody has to."""
    given: float
    since: float
    until: float
    confirm_from: float
    """From when on it can be confirmed, before it ends."""
    goes_on: str
    """What it takes to go on after its end."""
    ends_earlier: tuple[str, ...]
    """What would end it before."""
    why: str = ""
    """Why it rests, where it does."""
    receipt: int = -1
    """Index of the ledger's entry of that decision; -1 where it is not there."""


class MeasureTold(Struct, frozen=True, kw_only=True):
    """Something that is in force about the caller."""

    id: str
    """An appeal names it."""
    step: str
    risk: str
    """The lowest class it holds for."""
    reason: str
    remedy: str
    until: float
    agent: str = ""
    """The one program of the caller's it is about; empty: whatever they ask through."""


class GrantsTold(Told, frozen=True, kw_only=True):
    """What the caller may do here, and why."""

    person: str
    name: str
    org: str
    """Name of the organisation acted for."""
    tier: str
    grants: tuple[GrantTold, ...]
    measures: tuple[MeasureTold, ...] = ()

    def counts(self) -> Mapping[str, int | str]:
        """Count them."""
        return {"grants": len(self.grants), "measures": len(self.measures)}


class UseTold(Struct, frozen=True, kw_only=True):
    """One use in somebody's name."""

    index: int
    """Of the ledger's entry: /v1/ledger/receipts/{index} proves it."""
    at: float
    capability: str
    risk: str
    verdict: str
    reasons: tuple[str, ...]
    decision: str
    outcome: str
    """done, failed, stopped; empty while it runs, or where it was refused."""
    seconds: float = 0.0
    org: str = ""
    """Name of the organisation it was done for."""
    agent: str = ""
    """Name of the agent that did it."""
    session: str = ""
    purpose: str = ""
    key: str = ""
    """Thumbprint; these three are known as long as the session is remembered."""


class UsesListed(Told, frozen=True, kw_only=True):
    """Uses in the caller's name, the newest first."""

    uses: tuple[UseTold, ...]
    rest: int = 0
    """What to ask on with (`before`); 0 when there is nothing left to look through."""

    def counts(self) -> Mapping[str, int | str]:
        """Count them."""
        return {"uses": len(self.uses)}


class AlertTold(Struct, frozen=True, kw_only=True):
    """One thing to hear of."""

    id: str
    what: str
    at: float
    says: str
    """In plain words, with what to do if it was somebody else."""
    known: bool
    """Whether the caller said that they know."""
    times: int = 1
    session: str = ""
    key: str = ""
    purpose: str = ""
    network: str = ""
    agent: str = ""
    """Name of the agent."""
    until: float = 0.0
    """Of a measure: when it ends."""


class AlertsListed(Told, frozen=True, kw_only=True):
    """What the caller should hear of, the newest first."""

    alerts: tuple[AlertTold, ...]

    def counts(self) -> Mapping[str, int | str]:
        """Count them."""
        return {"alerts": len(self.alerts)}


class FeedUse(Struct, frozen=True, kw_only=True):
    """One use on behalf of an organisation."""

    index: int
    at: float
    who: str
    """Name of the person or service; of somebody no longer here, nothing is known."""
    agent: bool
    """Whether a program of theirs did it."""
    capability: str
    risk: str
    verdict: str
    reasons: tuple[str, ...]
    decision: str
    outcome: str


class FeedAlert(Struct, frozen=True, kw_only=True):
    """A first use on behalf of an organisation."""

    at: float
    who: str
    what: str


class FeedTold(Told, frozen=True, kw_only=True):
    """What was done on behalf of an organisation: class C2 and above, and all that was refused."""

    org: str
    uses: tuple[FeedUse, ...]
    alerts: tuple[FeedAlert, ...]
    rest: int = 0

    def counts(self) -> Mapping[str, int | str]:
        """Count them."""
        return {"uses": len(self.uses), "alerts": len(self.alerts)}


@dataclass(frozen=True, slots=True)
class Exported:
    """Everything held about somebody, as JSON."""

    data: bytes
    things: int
    uses: int

    def counts(self) -> Mapping[str, int | str]:
        """Count what is in it."""
        return {"things": self.things, "uses": self.uses}


class Erased(Told, frozen=True, kw_only=True):
    """What became of an account."""

    deleted: int
    link_until: float
    """When the link between the person and the ledger goes, in seconds since the epoch; 0: it is gone."""
    open: tuple[str, ...]
    """Why it is not gone yet."""
    stays: tuple[str, ...]
    """What stays, in words."""

    def counts(self) -> Mapping[str, int | str]:
        """Count what was deleted."""
        return {"deleted": self.deleted}
