"""Two reviewers see who somebody is, by video or in one room. Pure: events in, state out.

    open ──two seats, a phrase said, two yes within a day, one document──> passed
      ├──one no, or two documents twice──> refused ──appealed──> upheld: refused; overturned: open again
      ├──withdrawn
      └──expired

Who applies asks. Two reviewers of different organisations, neither of them the applicant's, take a seat each.
At the time of the call the applicant, alone, is shown words nobody knew before, says them, and holds them up
beside the document; each reviewer writes down what they heard, and computes on their own machine a digest of
the document's number. That they looked at one document is seen from the digests, which are gone then.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from enum import StrEnum
from functools import reduce
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from vedette.access.identity.phrases import same
from vedette.access.identity.proofing import DAY, LIFE, Method, Proof, Says
from vedette.core.errors import BadInput, Refused
from vedette.core.guessable import DIGEST

REVIEWERS: Final = 2
PHRASE_LASTS: Final = 1800.0
TOGETHER: Final = DAY
"""Seconds between the two yes."""
SEAT_LASTS: Final = 3 * DAY
"""Seconds a seat is kept for whoever took it and does not look."""
OPEN_FOR: Final = 14 * DAY
APPEAL_WITHIN: Final = 30 * DAY
MISREAD_MAX: Final = 2
"""How often two reviewers may read two different numbers before it is a no."""
EVENTS_MAX: Final = 60
DIGEST_LENGTH: Final = 64
_REASON: Final = 2000


class Party(Struct, frozen=True, kw_only=True):
    """Somebody who takes part, as they are now."""

    person: str
    orgs: tuple[str, ...]
    """All organisations they belong to, not only the one they act for."""
    reviewer: bool = False


class Act(StrEnum):
    """What somebody did."""

    SEAT = "seat"
    PHRASE = "phrase"
    ATTEST = "attest"
    WITHDRAW = "withdraw"
    APPEAL = "appeal"
    UPHOLD = "uphold"
    OVERTURN = "overturn"


class Event(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody did something."""

    id: str
    """Of the decision that allowed it; an appeal names the one it is against."""
    act: Act
    actor: Party
    applicant: Party
    """The applicant as they were then: who works for whom changes."""
    at: float
    reason: str = ""
    yes: bool = False
    secret: str = ""
    """The phrase, or the document's digest and mark; gone once it is decided."""


class Case(Struct, frozen=True, kw_only=True):
    """One wish to be seen, and all that happened to it."""

    id: str
    applicant: Party
    in_person: bool
    at: float
    salt: str
    """For the document's digest: of this case only; gone once it is decided."""
    events: tuple[Event, ...] = ()


class Stage(StrEnum):
    """What it has come to."""

    OPEN = "open"
    PASSED = "passed"
    REFUSED = "refused"
    APPEALED = "appealed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Seat(Struct, frozen=True, kw_only=True):
    """A reviewer who will look."""

    party: Party
    at: float


class Yes(Struct, frozen=True, kw_only=True):
    """A reviewer looked, and all was well."""

    party: Party
    at: float
    secret: str
    event: str


class State(Struct, frozen=True, kw_only=True):
    """A case after some of its events."""

    stage: Stage = Stage.OPEN
    opened: float = 0.0
    seats: tuple[Seat, ...] = ()
    said: tuple[Yes, ...] = ()
    phrase: str = ""
    drawn: float = -PHRASE_LASTS
    misread: int = 0
    decision: str = ""
    decided: float = 0.0
    reason: str = ""
    barred: frozenset[str] = frozenset()
    """Who decided something here: they neither sit again nor hear an appeal."""
    barred_orgs: frozenset[str] = frozenset()


class Checklist(Struct, frozen=True, kw_only=True):
    """What a reviewer says of what they saw."""

    yes: bool
    reason: str
    in_hand: bool = False
    """The document was held in the hand, and moved as a document does."""
    face: bool = False
    """The face is that of the document."""
    held_up: bool = False
    """The phrase was held up, in writing, beside the document."""
    in_person: bool = False
    """All were in one room."""
    heard: str = ""
    """The phrase, as it was said."""
    document: str = ""
    """Digest of the document's number with the case's salt."""
    mark: str = ""
    """The document's mark (`marks`): whether it was shown for another account."""


def asked(applicant: Party, ident: str, now: float, *, in_person: bool = False) -> Case:
    """Return a new case."""
    return Case(id=ident, applicant=applicant, in_person=in_person, at=now, salt=secrets.token_hex(16))


def state(case: Case, now: float) -> State:
    """Return what a case has come to."""
    begun = State(opened=case.at)
    found = reduce(lambda known, event: after(case, known, event), case.events, begun)
    if found.stage is Stage.OPEN and found.opened + OPEN_FOR <= now:
        return replace(found, stage=Stage.EXPIRED, decided=found.opened + OPEN_FOR)
    return found


def happened(case: Case, event: Event) -> Case:
    """Return a case with one more event; once it is decided, without its salt, phrases and digests.

    Raises:
        Refused: that person may not do that, or not now.

    """
    if len(case.events) >= EVENTS_MAX:
        raise Refused("too much has happened to this case", hint="withdraw it, and ask anew")
    made = after(case, state(case, event.at), event)
    kept = replace(case, events=(*case.events, event))
    if made.stage is not Stage.OPEN:
        return scrubbed(kept)
    return kept if kept.salt else replace(kept, salt=secrets.token_hex(16))


def scrubbed(case: Case) -> Case:
    """Return a case without what could be traced to a document: salt, phrases, digests.

    Of digests a number is left, the same where they were the same: what became of the case stays readable.
    """
    found = dict.fromkeys(one.secret for one in case.events if one.act is Act.ATTEST and one.yes)
    number = {secret: str(place) for place, secret in enumerate(found)}
    bare = (replace(one, secret=number[one.secret] if one.yes else "") for one in case.events)
    return replace(case, salt="", events=tuple(bare))


def attest(case: Case, event: Event, said: Checklist) -> Event:
    """Return the event of a reviewer's word, with what it has to hold; `event` says who, and when.

    Raises:
        BadInput: a yes without everything that makes it one, or a word without a reason.
        Refused: the phrase is not what was shown to the applicant, or that was too long ago.

    """
    reason = said.reason.strip()
    if not 0 < len(reason) <= _REASON:
        raise BadInput("a word without a reason", hint=f"say what you saw, in 1 to {_REASON} characters")
    if not said.yes:
        return replace(event, act=Act.ATTEST, yes=False, reason=reason)
    if not (said.in_hand and said.face and said.held_up):
        raise BadInput("not everything was seen", hint="a yes needs document, face and phrase; else say no")
    if said.in_person is not case.in_person:
        asked_for = "in one room" if case.in_person else "by video"
        raise BadInput(
            f"this was asked for {asked_for}", hint="meet as it was asked for, or have it asked anew"
        )
    if DIGEST.fullmatch(said.document) is None or DIGEST.fullmatch(said.mark) is None:
        raise BadInput("the document's digest is missing", hint="vedette access video attest computes it")
    known = state(case, event.at)
    if event.at - known.drawn > PHRASE_LASTS or not same(known.phrase, said.heard):
        raise Refused(
            "that is not the phrase the applicant was shown within the last 30 minutes",
            hint="let the applicant draw a new one while you look on, and write down what you hear",
        )
    return replace(event, act=Act.ATTEST, yes=True, reason=reason, secret=said.document + said.mark)


def after(case: Case, known: State, event: Event) -> State:
    """Return what becomes of a case by one more event.

    Raises:
        Refused: that person may not do that, or not now.

    """
    return _DOES[event.act](case, known, event)


def proof(case: Case, now: float, provider: str) -> Proof:
    """Return the proof a passed case is; `provider` names this service.

    Raises:
        Refused: it did not pass.

    """
    known = state(case, now)
    _only(known.stage is Stage.PASSED, "this case did not pass")
    level = 3 if case.in_person else 2
    record = [case.id, case.in_person, *([one.event, one.party.person, one.at] for one in known.said)]
    return Proof(
        level=level,
        method=Method.IN_PERSON if case.in_person else Method.VIDEO,
        provider=provider,
        digest=hashlib.sha256(json.dumps(record).encode()).hexdigest(),
        verified_at=known.decided,
        expires_at=known.decided + LIFE[level],
        reviewers=tuple(one.party.person for one in known.said),
        says=(Says.IDENTITY,),
    )


def marked(case: Case, now: float) -> tuple[str, ...]:
    """Return the marks of the documents reviewers saw in a case that is not decided."""
    length = DIGEST_LENGTH
    return tuple(dict.fromkeys(one.secret[length:] for one in state(case, now).said if one.secret[length:]))


def conflict(actor: Party, applicant: Party, others: tuple[Party, ...]) -> str:
    """Say why somebody may not look at an applicant beside others; empty if they may."""
    taken = {org for one in others for org in one.orgs}
    why_not = (
        (not actor.reviewer, "only a reviewer may do this"),
        (actor.person == applicant.person, "nobody looks at themselves"),
        (not actor.orgs, "a reviewer of no organisation cannot be one of two organisations"),
        (bool(set(actor.orgs) & set(applicant.orgs)), "you and the applicant belong to one organisation"),
        (actor.person in {one.person for one in others}, "the other reviewer is you"),
        (bool(set(actor.orgs) & taken), "the other reviewer belongs to an organisation of yours"),
    )
    return next((words for holds, words in why_not if holds), "")


def _seated(case: Case, known: State, event: Event) -> State:
    del case
    _only(known.stage is Stage.OPEN, "this case is not waiting for anybody")
    live = _live(known, event.at)
    _only(event.actor.person not in {one.party.person for one in live}, "you have a seat")
    _only(len(live) < REVIEWERS, "both seats are taken")
    _free(known, event, tuple(one.party for one in live))
    return replace(known, seats=(*live, Seat(party=event.actor, at=event.at)))


def _drawn(case: Case, known: State, event: Event) -> State:
    _only(event.actor.person == case.applicant.person, "only who asked is shown the phrase")
    _only(known.stage is Stage.OPEN, "this case is not open")
    _only(bool(_live(known, event.at)), "no reviewer has taken a seat yet")
    return replace(known, phrase=event.secret, drawn=event.at)


def _attested(case: Case, known: State, event: Event) -> State:
    del case
    _only(known.stage is Stage.OPEN, "this case is not waiting for anybody")
    seats = {one.party.person: one for one in _live(known, event.at)}
    mine = seats.pop(event.actor.person, None)
    if mine is None:
        raise Refused("you have no seat in this case", hint="take one: vedette access video seat")
    _free(known, event, tuple(one.party for one in seats.values()))
    if not event.yes:
        return _decided(known, event, Stage.REFUSED, (event.actor,))
    said = tuple(one for one in known.said if event.at - one.at <= TOGETHER)
    _only(event.actor.person not in {one.party.person for one in said}, "you have said so already")
    _only(known.drawn >= mine.at, "the phrase was drawn before you took your seat: let a new one be drawn")
    yes = Yes(party=event.actor, at=event.at, secret=event.secret, event=event.id)
    return _counted(replace(known, said=(*said, yes)), event)


def _counted(known: State, event: Event) -> State:
    """Count the yes: two of one document pass; two of two documents do not, and twice is a no."""
    if len(known.said) < REVIEWERS:
        return known
    first, last = known.said
    parties = (first.party, last.party)
    if hmac.compare_digest(first.secret, last.secret):
        return _decided(known, event, Stage.PASSED, parties)
    if known.misread + 1 >= MISREAD_MAX:
        made = _decided(known, event, Stage.REFUSED, parties)
        return replace(made, reason="the reviewers read two different numbers, twice")
    return replace(known, said=(), misread=known.misread + 1)


def _withdrawn(case: Case, known: State, event: Event) -> State:
    _only(event.actor.person == case.applicant.person, "only who asked may withdraw")
    _only(known.stage in (Stage.OPEN, Stage.APPEALED), "this case is not open")
    return _decided(known, event, Stage.WITHDRAWN, ())


def _appealed(case: Case, known: State, event: Event) -> State:
    _only(event.actor.person == case.applicant.person, "only who asked may appeal")
    _only(known.stage is Stage.REFUSED, "there is no decision to appeal against")
    _only(event.at <= known.decided + APPEAL_WITHIN, "an appeal is made within 30 days")
    return replace(known, stage=Stage.APPEALED)


def _heard(case: Case, known: State, event: Event) -> State:
    """Answer an appeal: somebody of another organisation than who decided, who had no part in it."""
    del case
    _only(known.stage is Stage.APPEALED, "there is no appeal to answer")
    _free(known, event, ())
    _only(not known.barred_orgs & set(event.actor.orgs), "somebody of your organisation decided in this case")
    if event.act is Act.UPHOLD:
        return replace(_decided(known, event, Stage.REFUSED, (event.actor,)), reason=event.reason)
    made = _decided(known, event, Stage.OPEN, (event.actor,))
    return replace(made, opened=event.at, seats=(), said=(), misread=0, phrase="", drawn=-PHRASE_LASTS)


def _decided(known: State, event: Event, stage: Stage, by: tuple[Party, ...]) -> State:
    return replace(
        known,
        stage=stage,
        decision=event.id,
        decided=event.at,
        reason=event.reason,
        phrase="",
        barred=known.barred | {one.person for one in by},
        barred_orgs=known.barred_orgs | {org for one in by for org in one.orgs},
    )


def _live(known: State, now: float) -> tuple[Seat, ...]:
    """Return the seats that count: one is kept for three days, or while its yes counts."""
    said = {one.party.person for one in known.said if now - one.at <= TOGETHER}
    return tuple(one for one in known.seats if now - one.at < SEAT_LASTS or one.party.person in said)


def _free(known: State, event: Event, others: tuple[Party, ...]) -> None:
    why = conflict(event.actor, event.applicant, others)
    _only(not why, why)
    _only(event.actor.person not in known.barred, "you decided in this case before")


def _only(allowed: bool, why_not: str) -> None:  # noqa: FBT001 - reads as a sentence: only this, or else that
    if not allowed:
        raise Refused(why_not, hint="look at the case: it says what it waits for")


_DOES: Final[dict[Act, Callable[[Case, State, Event], State]]] = {
    Act.SEAT: _seated,
    Act.PHRASE: _drawn,
    Act.ATTEST: _attested,
    Act.WITHDRAW: _withdrawn,
    Act.APPEAL: _appealed,
    Act.UPHOLD: _heard,
    Act.OVERTURN: _heard,
}
