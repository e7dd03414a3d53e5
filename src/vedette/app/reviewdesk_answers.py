"""What a reviewer's desk answers."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from vedette.app.asking import Told


class LineTold(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that waits."""

    kind: str
    id: str
    person: str
    """Whom it is about."""
    says: str
    since: float
    due: float
    late: bool = False
    may: bool = True
    """Whether the caller may decide it."""
    notes: tuple[str, ...] = ()
    """Why not, or what to mind."""


class QueueShown(Told, frozen=True, kw_only=True):
    """What waits, in the order to work on it."""

    lines: tuple[LineTold, ...]
    late: int
    """Lines whose promised time is over."""

    def counts(self) -> Mapping[str, int | str]:
        """Count what waits."""
        return {"waiting": len(self.lines), "late": self.late}


class NeedTold(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing a case takes, and what there is of it."""

    needs: str
    met: bool
    by: str = ""
    """What meets it, or what is missing."""


class VoiceTold(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody did something in a case."""

    act: str
    person: str
    org: str
    at: float
    reason: str
    decision: str


class CaseLooked(Told, frozen=True, kw_only=True):
    """A case at a glance."""

    id: str
    person: str
    name: str
    org: str
    wants: str
    state: str
    why: str
    """Why it rests, where it does."""
    statement: str
    since: float
    due: float
    may: bool
    why_not: str
    """What bars the caller from deciding it; empty where nothing does."""
    mind: tuple[str, ...]
    """What is no bar and yet worth knowing."""
    needs: tuple[NeedTold, ...]
    evidence: tuple[str, ...]
    """Kinds and digests of what was shown."""
    course: tuple[VoiceTold, ...]
    earlier: tuple[str, ...]
    """The applicant's other cases, and measures about them."""


class AppealTold(Told, frozen=True, kw_only=True, omit_defaults=True):
    """An appeal, and its answer once there is one."""

    id: str
    decision: str
    against: str
    person: str
    statement: str
    at: float
    due: float
    state: str
    """open, upheld or overturned."""
    answer: str = ""
    answered: float = 0.0
    effect: str = ""
    """What the answer changed, in words."""
    changed: bool = False
    """Whether this is about something that just happened, and not only listed."""

    def counts(self) -> Mapping[str, int | str]:
        """Say what became of it: the report of the month counts these."""
        if not self.changed:
            return {}
        waited = round(self.answered - self.at) if self.answered else 0
        return {"appeal": self.id, "against": self.against, "state": self.state, "waited": waited}


class AppealsListed(Told, frozen=True, kw_only=True):
    """Appeals, the oldest first."""

    appeals: tuple[AppealTold, ...]


class ReviewerTold(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One reviewer's work."""

    person: str
    name: str
    decisions: int
    approved: int
    refused: int
    looked_again: int
    overturned: int
    median_days: float
    partner: str = ""
    together: int = 0
    partner_share: float = 0.0


class ReviewersCounted(Told, frozen=True, kw_only=True):
    """What each reviewer did, who decided most first."""

    days: int
    reviewers: tuple[ReviewerTold, ...]
    promised_kept: str
    """Of what was decided in that time, the share that was within the promised time."""
