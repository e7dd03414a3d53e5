"""The course of one application, from asking to the end. Pure: events in, state out.

A case is its events; what it has come to is worked out from them each time: no field can say otherwise.

    pending ──enough approvals──> granted ──revoked──> revoked ─┐
       ├──one refusal──> refused ─────────────────────appealed──┴─> appealed
       └──withdrawn                        upheld: as before; overturned: one approval
"""

from __future__ import annotations

from enum import StrEnum
from functools import reduce
from typing import Final, assert_never

from msgspec import Struct
from msgspec.structs import replace

from vedette.access.nouns import Risk, Tier
from vedette.access.programme.actors import Actor, orgs
from vedette.core.errors import BadInput, Refused

DAY: Final = 86_400.0


class Want(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is asked for: a tier, or one capability of some risk."""

    tier: Tier = Tier.T0
    capability: str = ""
    risk: Risk = Risk.C0


class Rule(Struct, frozen=True, kw_only=True):
    """What it takes to be given something, and for how long it is."""

    reviewers: int
    """So many people must agree, none of them who asked …"""
    orgs: int
    """… and they must come from so many organisations."""
    days: int


TIERS: Final = {
    Tier.T1: Rule(reviewers=1, orgs=1, days=365),
    Tier.T2: Rule(reviewers=1, orgs=1, days=182),
    Tier.T3: Rule(reviewers=2, orgs=2, days=90),
    Tier.T4: Rule(reviewers=2, orgs=2, days=30),
}
RISKS: Final = {
    Risk.C0: Rule(reviewers=1, orgs=1, days=365),
    Risk.C1: Rule(reviewers=1, orgs=1, days=365),
    Risk.C2: Rule(reviewers=1, orgs=1, days=182),
    Risk.C3: Rule(reviewers=2, orgs=2, days=90),
    Risk.C4: Rule(reviewers=2, orgs=2, days=30),
}


class Act(StrEnum):
    """What somebody did."""

    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    REVOKE = "revoke"
    APPEAL = "appeal"
    UPHOLD = "uphold"
    """The appeal changes nothing."""
    OVERTURN = "overturn"
    """The appeal lifts the decision."""


class Event(Struct, frozen=True, kw_only=True):
    """Somebody did something to a case."""

    id: str
    """Of this decision; an appeal names the one it is against."""
    act: Act
    actor: Actor
    at: float
    reason: str


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
    GRANTED = "granted"
    REFUSED = "refused"
    REVOKED = "revoked"
    APPEALED = "appealed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class State(Struct, frozen=True, kw_only=True):
    """A case after some of its events."""

    stage: Stage = Stage.PENDING
    approvals: tuple[Actor, ...] = ()
    """Of different people, since the last decision against it."""
    decision: str = ""
    """Id of the last event that decided something."""
    expires: float = 0.0
    before: Stage = Stage.PENDING
    """What an appeal is against."""
    heard: frozenset[str] = frozenset()
    """Who decided something in this case: none of them may decide an appeal."""


def rule(want: Want) -> Rule:
    """Return what it takes.

    Raises:
        BadInput: it is neither a tier nor a capability, or both.
        Refused: nobody gets it.

    """
    if want.capability and not want.tier:
        if want.risk is Risk.CX:
            raise Refused(f"{want.capability}: nobody is given this", hint="there is nothing to apply for")
        return RISKS[want.risk]
    if want.capability or not want.tier:
        raise BadInput("an application is for a tier or for a capability", hint="name one of the two")
    return TIERS[want.tier]


def state(case: Case, now: float) -> State:
    """Return what a case has come to."""
    found = reduce(lambda known, event: after(case, known, event), case.events, State())
    if found.stage is Stage.GRANTED and found.expires <= now:
        return replace(found, stage=Stage.EXPIRED)
    return found


def after(case: Case, known: State, event: Event) -> State:
    """Return what becomes of a case by one more event.

    Raises:
        Refused: that person may not do that, or not now.

    """
    match event.act:
        case Act.APPROVE | Act.REFUSE:
            _only(known.stage is Stage.PENDING, "this case is not waiting for a review")
            return _reviewed(case, known, event)
        case Act.WITHDRAW:
            _only(event.actor.person == case.applicant.person, "only who applied may withdraw")
            _only(known.stage in (Stage.PENDING, Stage.APPEALED), "this case is not open")
            return replace(known, stage=Stage.WITHDRAWN)
        case Act.REVOKE:
            return _revoked(case, known, event)
        case Act.APPEAL:
            _only(event.actor.person == case.applicant.person, "only who applied may appeal")
            _only(known.stage in (Stage.REFUSED, Stage.REVOKED), "there is no decision to appeal against")
            return replace(known, stage=Stage.APPEALED, before=known.stage)
        case Act.UPHOLD | Act.OVERTURN:
            return _answered(case, known, event)
        case _:
            assert_never(event.act)


def _reviewed(case: Case, known: State, event: Event) -> State:
    _reviews(case, event)
    known = _decided(known, event)
    if event.act is Act.REFUSE:
        return replace(known, stage=Stage.REFUSED, approvals=())
    return _approved(case, known, event)


def _approved(case: Case, known: State, event: Event) -> State:
    """Add an approval; a second one of the same person changes nothing."""
    if any(actor.person == event.actor.person for actor in known.approvals):
        return known
    approvals = (*known.approvals, event.actor)
    needed = rule(case.want)
    enough = len(approvals) >= needed.reviewers and orgs(approvals) >= needed.orgs
    return replace(
        known,
        approvals=approvals,
        stage=Stage.GRANTED if enough else Stage.PENDING,
        expires=event.at + needed.days * DAY if enough else 0.0,
    )


def _revoked(case: Case, known: State, event: Event) -> State:
    """Take a grant away: an operator, a reviewer, or who has it."""
    actor = event.actor
    own = actor.person == case.applicant.person
    _only(own or actor.reviewer or actor.operator, "only an operator or a reviewer may do this")
    _only(known.stage is Stage.GRANTED, "there is no grant to revoke")
    return replace(_decided(known, event), stage=Stage.REVOKED, approvals=(), expires=0.0)


def _answered(case: Case, known: State, event: Event) -> State:
    """Answer an appeal. One person can lift a refusal, but grants no more alone than anybody does."""
    _only(known.stage is Stage.APPEALED, "there is no appeal to answer")
    _reviews(case, event)
    _only(
        event.actor.person not in known.heard, "an appeal goes to somebody who has not decided in this case"
    )
    before = known.before
    known = _decided(known, event)
    if event.act is Act.UPHOLD:
        return replace(known, stage=before)
    return _approved(case, known, event)


def _decided(known: State, event: Event) -> State:
    return replace(known, decision=event.id, heard=known.heard | {event.actor.person})


def _reviews(case: Case, event: Event) -> None:
    _only(event.actor.reviewer, "only a reviewer may do this")
    _only(event.actor.person != case.applicant.person, "nobody reviews what they asked for themselves")


def _only(allowed: bool, why_not: str) -> None:  # noqa: FBT001  reads as a sentence: only this, or else that
    if not allowed:
        raise Refused(why_not, hint="look at the case: it says who may do what next")
