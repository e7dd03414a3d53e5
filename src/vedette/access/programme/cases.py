"""The course of one application, from asking to the end. Pure: events in, state out.

A case is its events; what it has come to is worked out from them each time: no field can say otherwise. What
it is worth now also depends on the living world (`Ties`), which is asked last and changes no event.

    pending ──sponsor, and enough approvals──> granted ──(cooling)──> in effect ──> expired
       │                                        │   ^  ^                  │
       │                                        │   │  └──confirmed───────┤ by as many, near its end
       │                                        │   └─────what it stands on is back──┐
       │                                        │                                 resting
       ├──one refusal──> refused ──┐         revoked ──┐          (sponsor gone, organisation changed
       └──withdrawn                └──> appealed <─────┘           hands, second look overdue)
                                          upheld: as before; overturned: one approval
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Final

from msgspec.structs import replace

from vedette.access.programme import impartiality
from vedette.access.programme.actors import Actor, apart
from vedette.access.programme.criteria import DAY, FOUNDING, LOT_DAYS, REMIND, Rule, Want, rule
from vedette.access.programme.impartiality import About
from vedette.access.programme.records import Act, Case, Event, Evidence, Stage, State
from vedette.access.programme.ties import UNTIED, Proved, Ties
from vedette.core.errors import Refused

__all__ = ["DAY", "Act", "Case", "Event", "Evidence", "Rule", "Stage", "State", "Want", "rule", "state"]


def reached(case: Case) -> State:
    """Return what the events of a case make of it, whatever the time and whoever is still here."""
    return reduce(lambda known, event: after(case, known, event), case.events, State())


def state(case: Case, now: float, ties: Ties = UNTIED) -> State:
    """Return what a case has come to, and is worth now."""
    return worth(case, reached(case), now, ties)


def worth(case: Case, known: State, now: float, ties: Ties) -> State:
    """Return what a case that has come to something is worth now: a grant may be over, or rest."""
    if known.stage is not Stage.GRANTED:
        return known
    high = rule(case.want).sponsor
    if high and known.given < ties.founded():
        known = replace(known, expires=min(known.expires, ties.founded() + FOUNDING))
    if known.expires <= now:
        return replace(known, stage=Stage.EXPIRED)
    why = _rests(case, known, now, ties) if high else ""
    if why:
        return replace(known, stage=Stage.RESTING, why=why)
    return replace(known, stage=Stage.COOLING) if now < known.since else known


def after(case: Case, known: State, event: Event) -> State:
    """Return what becomes of a case by one more event.

    Raises:
        Refused: that person may not do that, or not now.

    """
    return _COURSE[event.act](case, _heard_of(known, event.gone), event)


def taken(case: Case, event: Event, ties: Ties) -> State:
    """Return what becomes of a case by one more event that happens now, in the world as it is.

    Raises:
        Refused: that person may not do that, or not now.

    """
    known = reached(case)
    now = worth(case, known, event.at, ties)
    if event.act in _OF_A_GRANT:
        _only(now.stage in _HELD, "there is no grant to revoke, confirm or look at again")
    if event.act is Act.CONFIRM:
        _only(confirmable(case, now, event.at, ties), "a grant is confirmed in its last days")
    if event.act is Act.SPONSOR:
        speaks = ties.speaks(event.actor.person, event.actor.org, event.at)
        _only(speaks, "whoever answers for others is of T2 or above, and speaks for the organisation")
    if event.act in _YES:
        missing = lacking(rule(case.want), event.proved, event.at)
        _only(not missing, f"not on record yet: {', '.join(missing)}")
    return after(case, known, event)


def confirmable(case: Case, known: State, now: float, ties: Ties) -> bool:
    """Tell whether a grant, as it is worth now, waits to be confirmed: it ends soon, or its house changed."""
    changed = rule(case.want).sponsor and ties.changed(case.applicant.org) > known.given
    return known.stage in _HELD and (changed or known.expires - now <= REMIND)


def _heard_of(known: State, gone: tuple[str, ...]) -> State:
    """Return a state without the voices of people who left office before it was granted, or confirmed."""
    if not gone:
        return known
    confirms = tuple(one for one in known.confirms if one.person not in gone)
    if known.stage is not Stage.PENDING:
        return replace(known, confirms=confirms)
    return replace(
        known, confirms=confirms, approvals=tuple(one for one in known.approvals if one.person not in gone)
    )


def about(case: Case, known: State) -> About:
    """Return whom a decision in a case is about."""
    return About(case.applicant, known.sponsor, rule(case.want).sponsor)


def _rests(case: Case, known: State, now: float, ties: Ties) -> str:
    """Say what a grant stood on and stands on no longer; nothing where all of it is there."""
    org = case.applicant.org
    if known.sponsor is None or not ties.speaks(known.sponsor.person, org, now):
        return "its sponsor is gone or suspended: somebody else who speaks for the organisation has to answer"
    if not ties.belongs(case.applicant.person, org, now):
        return "who has it no longer belongs to the organisation it was given in, or one of them is suspended"
    if ties.changed(org) > known.given:
        return "the organisation changed hands since: it has to be confirmed"
    if known.drawn and now >= known.drawn + LOT_DAYS:
        return "the second look it was drawn for is overdue"
    return ""


def _sponsored(case: Case, known: State, event: Event) -> State:
    """Take down who answers for the applicant; for a grant, in the place of who did before."""
    actor, needed = event.actor, rule(case.want)
    _only(needed.sponsor, "this takes no sponsor")
    _only(known.stage in (Stage.PENDING, Stage.GRANTED), "this case is not open")
    _only(bool(actor.org) and actor.org == case.applicant.org, "only the applicant's own organisation may")
    _only(actor.admin, "only somebody who speaks for the organisation may answer for its people")
    _only(not impartiality.requester(actor, about(case, known)), "nobody answers for themselves")
    voiced = {one.person for one in (*known.approvals, *known.confirms)}
    _only(actor.person not in voiced, "whoever approved this has used their voice")
    known = replace(known, sponsor=actor)
    if known.stage is Stage.GRANTED:
        _only(_enough(case, known, known.approvals, event), "those who approved it are of your organisations")
        return known
    return _settled(case, known, event)


def _approved(case: Case, known: State, event: Event) -> State:
    _only(known.stage is Stage.PENDING, "this case is not waiting for a review")
    _impartial(case, known, event)
    return _counted(case, _decided(known, event), event)


def _refused(case: Case, known: State, event: Event) -> State:
    _only(known.stage is Stage.PENDING, "this case is not waiting for a review")
    _impartial(case, known, event)
    return replace(_decided(known, event), stage=Stage.REFUSED, approvals=())


def _withdrawn(case: Case, known: State, event: Event) -> State:
    _only(event.actor.person == case.applicant.person, "only who applied may withdraw")
    _only(known.stage in (Stage.PENDING, Stage.APPEALED), "this case is not open")
    return replace(known, stage=Stage.WITHDRAWN)


def _revoked(case: Case, known: State, event: Event) -> State:
    """Take a grant away: an operator, a reviewer, who answers for it, or who has it."""
    actor = event.actor
    sponsor = known.sponsor is not None and actor.person == known.sponsor.person
    own = sponsor or actor.person == case.applicant.person
    _only(own or actor.reviewer or actor.operator, "only an operator or a reviewer may do this")
    _only(known.stage is Stage.GRANTED, "there is no grant to revoke")
    ended = _decided(known, event)
    return replace(ended, stage=Stage.REVOKED, approvals=(), confirms=(), expires=0.0, ticket="")


def _appealed(case: Case, known: State, event: Event) -> State:
    _only(event.actor.person == case.applicant.person, "only who applied may appeal")
    _only(known.stage in (Stage.REFUSED, Stage.REVOKED), "there is no decision to appeal against")
    return replace(known, stage=Stage.APPEALED, before=known.stage)


def _answered(case: Case, known: State, event: Event) -> State:
    """Answer an appeal. One person can lift a refusal, but grants no more alone than anybody does."""
    _only(known.stage is Stage.APPEALED, "there is no appeal to answer")
    _impartial(case, known, event, heard=known.heard, against=known.against)
    before = known.before
    known = _decided(known, event)
    if event.act is Act.UPHOLD:
        return replace(known, stage=before)
    return _counted(case, replace(known, stage=Stage.PENDING), event)


def _confirmed(case: Case, known: State, event: Event) -> State:
    """Add a voice for going on; with enough of them it is good for as long again, with no cooling."""
    _only(known.stage is Stage.GRANTED and event.at < known.expires, "there is no grant to confirm")
    _impartial(case, known, event)
    known = _decided(known, event)
    confirms = known.confirms
    if not any(one.person == event.actor.person for one in confirms):
        confirms = (*confirms, event.actor)
    if not _enough(case, known, confirms, event):
        return replace(known, confirms=confirms)
    return replace(
        known,
        approvals=confirms,
        confirms=(),
        given=event.at,
        expires=_end(event.at, case, event.proved),
        ticket=event.id,
    )


def _drawn(case: Case, known: State, event: Event) -> State:
    """Take down how the lot fell; nobody draws it but the programme itself."""
    _only(not event.actor.person, "nobody draws the lot")
    _only(known.stage is Stage.GRANTED and bool(known.ticket), "there is nothing to draw about")
    _only(rule(case.want).sponsor, "the lot is drawn about T3 and above only")
    fell = event.act is Act.DRAW and not known.drawn
    return replace(known, ticket="", drawn=event.at if fell else known.drawn)


def _audited(case: Case, known: State, event: Event) -> State:
    _only(known.stage is Stage.GRANTED and known.drawn > 0, "this case was not drawn")
    _impartial(case, known, event, heard=known.heard)
    return replace(known, drawn=0.0, heard=known.heard | {event.actor.person})


def _counted(case: Case, known: State, event: Event) -> State:
    """Add an approval; a second one of the same person is no second voice."""
    if not any(actor.person == event.actor.person for actor in known.approvals):
        known = replace(known, approvals=(*known.approvals, event.actor))
    return _settled(case, known, event)


def _settled(case: Case, known: State, event: Event) -> State:
    """Grant it, if with this event everything is there."""
    if not _enough(case, known, known.approvals, event):
        return known
    since = event.at + rule(case.want).cooling
    return replace(
        known,
        stage=Stage.GRANTED,
        confirms=(),
        given=event.at,
        since=since,
        expires=_end(since, case, event.proved),
        ticket=event.id,
    )


def _enough(case: Case, known: State, voices: tuple[Actor, ...], event: Event) -> bool:
    """Tell whether all of a rule is met: all of its parts, each by other people."""
    needed = rule(case.want)
    whom = about(case, known)
    counted = [one for one in voices if not impartiality.barred(one, whom)]
    return (
        len({one.person for one in counted}) >= needed.reviewers
        and apart(counted, needed.orgs)
        and (known.sponsor is not None or not needed.sponsor)
        and not lacking(needed, event.proved, event.at)
    )


def lacking(needed: Rule, proved: Proved, at: float) -> tuple[str, ...]:
    """Return which proofs are not on record that have to be there before anybody may agree."""
    records = frozenset(proved.records)
    missing = [str(one) for one in needed.records if one not in records]
    if needed.proof and (proved.level < needed.proof or proved.until <= at):
        missing.append(f"identity to level {needed.proof}")
    return (*missing, "a meeting by video or in a room") if needed.met and not proved.met else tuple(missing)


def _end(since: float, case: Case, proved: Proved) -> float:
    """Return when a grant ends: never after the proof of identity it stands on."""
    needed = rule(case.want)
    end = since + needed.days * DAY
    return min(end, proved.until) if needed.proof else end


def _decided(known: State, event: Event) -> State:
    heard = known.heard | {event.actor.person}
    return replace(known, decision=event.id, heard=heard, against=event.actor.houses)


def _impartial(
    case: Case,
    known: State,
    event: Event,
    *,
    heard: frozenset[str] = frozenset(),
    against: frozenset[str] = frozenset(),
) -> None:
    why = impartiality.barred(event.actor, about(case, known)._replace(heard=heard, against=against))
    _only(not why, why)


def _only(allowed: bool, why_not: str) -> None:  # noqa: FBT001  reads as a sentence: only this, or else that
    if not allowed:
        raise Refused(why_not, hint="look at the case: it says who may do what next")


_HELD: Final = frozenset((Stage.GRANTED, Stage.COOLING, Stage.RESTING))
_OF_A_GRANT: Final = frozenset((Act.CONFIRM, Act.REVOKE, Act.AUDIT))
_YES: Final = frozenset((Act.APPROVE, Act.OVERTURN, Act.CONFIRM))
_COURSE: Final[Mapping[Act, Callable[[Case, State, Event], State]]] = {
    Act.SPONSOR: _sponsored,
    Act.APPROVE: _approved,
    Act.REFUSE: _refused,
    Act.WITHDRAW: _withdrawn,
    Act.REVOKE: _revoked,
    Act.APPEAL: _appealed,
    Act.UPHOLD: _answered,
    Act.OVERTURN: _answered,
    Act.CONFIRM: _confirmed,
    Act.DRAW: _drawn,
    Act.SPARE: _drawn,
    Act.AUDIT: _audited,
}
