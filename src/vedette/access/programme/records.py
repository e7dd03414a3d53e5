"""A case as it is kept: who asked for what, and everything that happened since. Values only."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from vedette.access.programme.actors import Actor
from vedette.access.programme.criteria import Want
from vedette.access.programme.ties import Proved


class Act(StrEnum):
    """What somebody did."""

    SPONSOR = "sponsor"
    """Somebody who speaks for the applicant's own organisation answers for them."""
    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    REVOKE = "revoke"
    APPEAL = "appeal"
    UPHOLD = "uphold"
    """The appeal changes nothing."""
    OVERTURN = "overturn"
    """The appeal lifts the decision."""
    CONFIRM = "confirm"
    """It shall go on: as many voices as it took make it good for as long again."""
    DRAW = "draw"
    """The lot fell on it: a third reviewer looks."""
    SPARE = "spare"
    """The lot fell on others."""
    AUDIT = "audit"
    """A third reviewer looked, and it is in order; whoever finds it is not revokes it."""


class Event(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody did something to a case."""

    id: str
    """Of this decision; an appeal names the one it is against."""
    act: Act
    actor: Actor
    """Nobody, where the lot was drawn."""
    at: float
    reason: str
    proved: Proved = Proved()
    """What the applicant and their organisation had proved then."""
    gone: tuple[str, ...] = ()
    """People who agreed before, and were no longer reviewers then: their voices count no longer."""


class Evidence(Struct, frozen=True, kw_only=True):
    """Something shown; kept as its digest, which is what remains of it after the decision."""

    kind: str
    digest: str
    """SHA-256, in hex."""


class Case(Struct, frozen=True, kw_only=True):
    """One application and everything that happened to it."""

    id: str
    applicant: Actor
    want: Want
    statement: str
    evidence: tuple[Evidence, ...] = ()
    at: float
    events: tuple[Event, ...] = ()


class Stage(StrEnum):
    """What a case has come to."""

    PENDING = "pending"
    COOLING = "cooling"
    """Granted, and not in effect yet."""
    GRANTED = "granted"
    RESTING = "resting"
    """Granted, and worth nothing while something it stands on is gone."""
    REFUSED = "refused"
    REVOKED = "revoked"
    APPEALED = "appealed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class State(Struct, frozen=True, kw_only=True):
    """A case after some of its events."""

    stage: Stage = Stage.PENDING
    sponsor: Actor | None = None
    """Who answers for the applicant, the last to say so."""
    approvals: tuple[Actor, ...] = ()
    """Of different people, since the last decision against it."""
    confirms: tuple[Actor, ...] = ()
    """Of different people, since it was granted or confirmed last."""
    decision: str = ""
    """Id of the last event that decided something."""
    given: float = 0.0
    """When it was granted, or confirmed last."""
    since: float = 0.0
    """When it takes effect."""
    expires: float = 0.0
    ticket: str = ""
    """Id of the decision the lot is drawn about; empty once it was drawn."""
    drawn: float = 0.0
    """Since when a second look is due; 0 where none is."""
    before: Stage = Stage.PENDING
    """What an appeal is against."""
    against: frozenset[str] = frozenset()
    """Organisations of whoever made the last decision."""
    heard: frozenset[str] = frozenset()
    """Who decided something in this case: none of them may decide an appeal, or look a second time."""
    why: str = ""
    """Why it rests, in words."""
