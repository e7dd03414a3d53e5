"""Measures and disclosures as people ask about them; what a person decides, with a reason and an end."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from vedette.access.documents import Documents
from vedette.access.identity.people import People
from vedette.access.monitor import ladder
from vedette.access.monitor.disclosures import Disclosure, Disclosures, Said
from vedette.access.monitor.nouns import Measure, Rule, Step
from vedette.access.monitor.wishes import Wish
from vedette.access.nouns import Risk, Subject
from vedette.access.programme import actors
from vedette.access.programme.kept import Nouns
from vedette.app import monitor_answers as answers
from vedette.app import monitor_requests as asked
from vedette.app.clock import Clock
from vedette.app.gate import Handler, Work
from vedette.app.watching import Watched
from vedette.core.errors import BadInput, Refused

PROPOSAL: Final = "measure-proposal"
WAITS: Final = 72 * 3600.0
"""Seconds a suspension of an organisation waits for a second person."""
_HOUR: Final = 3600.0
_REMEDY: Final = "Appeal by the id of this measure: a reviewer who had no part in it looks again."
_OFFICES: Final = frozenset({"operator", "reviewer"})


class Proposal(Struct, frozen=True, kw_only=True):
    """A suspension of an organisation, said by one person."""

    id: str
    wish: Wish
    by: str
    made: float
    done: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Measuring:
    """Everything people ask of the watch."""

    watched: Watched
    disclosures: Disclosures
    people: People
    documents: Documents
    clock: Clock

    def handlers(self) -> dict[str, Handler]:
        """Say who does the work of each capability."""
        return {
            "monitor.list": self.listed,
            "monitor.decide": self.decide,
            "monitor.agree": self.agree,
            "monitor.lift": self.lift,
            "monitor.review_decide": self.decide,
            "monitor.review_agree": self.agree,
            "monitor.review_lift": self.lift,
            "disclosure.record": self.record,
            "disclosure.list": self.disclosed,
        }

    def listed(self, request: asked.ListMeasures, work: Work) -> answers.MeasuresListed:
        """List measures."""
        del request
        now, subject, measures = self._now(), work.caller.subject, self.watched.measures
        mine = measures.of_person(subject.id)
        if subject.org:
            mine += [one for one in measures.of_org(subject.org) if not one.person]
        office = _office(subject)
        found = {one.id: one for one in (*mine, *(measures.open(now) if office else ()))}
        newest = sorted(found.values(), key=lambda one: -one.made)
        waiting = (
            [one for one in self._proposals().tagged("open") if one.made + WAITS > now] if office else []
        )
        return answers.MeasuresListed(
            measures=tuple(_told(one, now, office=office) for one in newest),
            proposals=tuple(map(_proposed, waiting)),
        )

    def decide(self, request: asked.Decide, work: Work) -> answers.MeasureDecided:
        """Put a measure on somebody; an organisation is suspended once a second person agrees.

        Raises:
            BadInput: there is no such person or organisation, no reason, or no such step or time.
            Refused: it is about the caller.

        """
        now, by = self._now(), work.caller.subject
        wish = self._wish(request)
        made = ladder.decided(wish, by.id, now)
        self._apart(by, made)
        if made.org and made.step is Step.SUSPEND:
            proposal = Proposal(id=secrets.token_hex(8), wish=wish, by=by.id, made=now)
            self._proposals().change(proposal.id, lambda _: proposal)
            return answers.MeasureDecided(proposal=_proposed(proposal))
        return self._begun(made, now)

    def agree(self, request: asked.Agree, work: Work) -> answers.MeasureDecided:
        """Suspend an organisation, as somebody else proposed.

        Raises:
            BadInput: nothing like that waits.
            Refused: the caller proposed it, or is of that organisation.

        """
        now, by = self._now(), work.caller.subject
        actors.reason(request.reason)
        found = self._proposals().get(request.proposal)
        if found is None or found.done or found.made + WAITS <= now:
            raise BadInput(
                f"nothing waits as {request.proposal[:40]!a}", hint="list them: vedette monitor list"
            )
        if found.by == by.id:
            raise Refused("you proposed it", hint="somebody else has to agree")
        made = ladder.decided(found.wish, f"{found.by} {by.id}", now)
        self._apart(by, made)
        self._proposals().change(found.id, lambda known: replace(known or found, done=True))
        return self._begun(made, now)

    def lift(self, request: asked.Lift, work: Work) -> answers.MeasureDecided:
        """End a measure before its time.

        Raises:
            BadInput: there is none of that id, or no reason.
            Refused: it is about the caller, or a colleague of theirs, and not by themselves.

        """
        now, by = self._now(), work.caller.subject
        why = actors.reason(request.reason)
        found = self.watched.measures.get(request.measure)
        self._apart(by, found)
        if by.id not in found.by.split() and self._houses(by.id, by.org) & self._houses(
            found.person, found.org
        ):
            raise Refused(
                "nobody lifts what is about their colleagues", hint="ask somebody of another organisation"
            )
        made = self.watched.measures.lift(request.measure, by.id, now, why=why)
        return answers.MeasureDecided(measure=_told(made, now, office=True))

    def record(self, request: asked.RecordDisclosure, work: Work) -> answers.DisclosureTold:
        """Write down what a finder says."""
        subject = work.caller.subject
        said = Said(
            asset=request.asset,
            finding=request.finding,
            whom=request.whom,
            fixed=request.fixed,
            own=request.own,
        )
        return self._disclosed(self.disclosures.record(subject.id, subject.org, said, self._now()))

    def disclosed(self, request: asked.ListDisclosures, work: Work) -> answers.DisclosuresListed:
        """List the caller's disclosures."""
        del request
        mine = self.disclosures.of_person(work.caller.subject.id)
        return answers.DisclosuresListed(disclosures=tuple(map(self._disclosed, mine)))

    def sweep(self, now: float) -> int:
        """Forget proposals nobody can agree to any more; return how many."""
        old = [one for one in self._proposals().all() if one.made + WAITS <= now]
        return sum(self.documents.delete(PROPOSAL, one.id) for one in old)

    def _wish(self, request: asked.Decide) -> Wish:
        if request.person:
            self.people.get(request.person)
        if request.org:
            self.people.organisation(request.org)
        try:
            step, risk = Step(request.step), Risk(request.risk)
        except ValueError as error:
            raise BadInput(
                f"there is no step {request.step[:20]!r}, or no class {request.risk[:20]!r}",
                hint=f"{', '.join(sorted(ladder.BY_A_PERSON))}; C0 to C4",
            ) from error
        return Wish(
            rule=Rule.PERSON,
            step=step,
            person=request.person,
            org=request.org,
            risk=risk,
            reason=actors.reason(request.reason),
            remedy=_REMEDY,
            lasts=request.hours * _HOUR,
        )

    def _begun(self, made: Measure, now: float) -> answers.MeasureDecided:
        self.watched.measures.add(made, now)
        return answers.MeasureDecided(measure=_told(made, now, office=True))

    def _disclosed(self, one: Disclosure) -> answers.DisclosureTold:
        return answers.DisclosureTold(
            id=one.id,
            asset=one.asset,
            finding=one.finding,
            found=one.found,
            told=one.told,
            whom=one.whom,
            fixed=one.fixed,
            own=one.own,
            open=one.open,
            tell_by=one.found + self.watched.limits.m11.after if one.open else 0.0,
        )

    def _apart(self, by: Subject, made: Measure) -> None:
        """Refuse whoever decides about themselves, or about an organisation of theirs."""
        own = not made.person and made.org in self._houses(by.id, by.org)
        if made.person == by.id or own:
            raise Refused(
                "nobody decides about themselves, nor about their organisation", hint="ask another one"
            )

    def _houses(self, person: str, org: str) -> frozenset[str]:
        """Return every organisation somebody belongs to, and the one they act for."""
        found = self.people.find(person) if person else None
        others = () if found is None else tuple(one.org for one in found.memberships)
        return frozenset((org, *others)) - {""}

    def _proposals(self) -> Nouns[Proposal]:
        return Nouns(self.documents, PROPOSAL, Proposal, lambda one: () if one.done else ("open",))

    def _now(self) -> float:
        return self.clock.now().timestamp()


def _office(subject: Subject) -> bool:
    return not subject.agent and bool(_OFFICES & set(subject.roles))


def _proposed(one: Proposal) -> answers.ProposalTold:
    return answers.ProposalTold(
        id=one.id,
        org=one.wish.org,
        reason=one.wish.reason,
        hours=one.wish.lasts / _HOUR,
        by=one.by,
        made=one.made,
        expires=one.made + WAITS,
    )


def _told(one: Measure, now: float, *, office: bool) -> answers.MeasureTold:
    return answers.MeasureTold(
        id=one.id,
        rule=one.rule.value,
        step=one.step.value,
        risk=one.risk.value,
        capability=one.capability,
        reason=one.reason,
        remedy=one.remedy,
        made=one.made,
        ends=one.ends,
        open=one.holds(now),
        person=one.person,
        org=one.org,
        agent=one.agent,
        about=one.about,
        by=one.by if office else "",
        lifted=one.lifted,
        why_lifted=one.why_lifted,
    )
