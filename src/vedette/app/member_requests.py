"""What members can ask about themselves, and admins about their organisation: one frozen class each."""

from __future__ import annotations

from dataclasses import dataclass

from vedette.app import member_answers as answers
from vedette.app.asking import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowGrants(Request[answers.GrantsTold]):
    """Show the caller's tier and grants, and what each rests on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListUses(Request[answers.UsesListed]):
    """List what was done in the caller's name, the newest first."""

    before: int = 0
    """Go on below this index of the ledger; 0: begin with the newest."""
    count: int = 100
    since: float = 0.0
    """Seconds since the epoch."""
    until: float = 0.0
    """0: until now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAlerts(Request[answers.AlertsListed]):
    """List what the caller should hear of."""

    all: bool = False
    """Those too that the caller said they know of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowAlert(Request[answers.AlertsListed]):
    """Say that the caller knows of an alert."""

    alert: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowFeed(Request[answers.FeedTold]):
    """Show what was done on behalf of the organisation the caller speaks for."""

    before: int = 0
    count: int = 100
    since: float = 0.0
    until: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportMe(Request[answers.Exported]):
    """Hand over everything held about the caller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseMe(Request[answers.Erased]):
    """Delete the caller's account for good."""

    person: str
    """The caller's own id, so that nobody does it by mistake."""
