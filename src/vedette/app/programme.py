"""The programme's use cases: what people ask of their own access, and what reviewers and operators do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from vedette.access.documents import Documents
from vedette.access.identity.agents import Agents
from vedette.access.identity.enrolment import INVITED, Enrolment
from vedette.access.identity.members import Membership, Role
from vedette.access.identity.passkeys import Passkeys
from vedette.access.identity.people import People
from vedette.access.identity.seats import Seats
from vedette.access.nouns import Tier
from vedette.access.programme.applications import Applications
from vedette.access.programme.approvals import Approvals, Pending, Said
from vedette.access.programme.cases import Case, Evidence, Stage, Want, state
from vedette.access.tokens.access import AccessTokens
from vedette.access.tokens.claims import Human, require_human
from vedette.access.tokens.dpop import thumbprint
from vedette.access.tokens.exchange import Ask, exchange
from vedette.access.tokens.revocations import Revocations
from vedette.access.tokens.sessions import Sessions
from vedette.access.tokens.stepup import StepUp
from vedette.app import programme_answers as answers
from vedette.app import programme_requests as asked
from vedette.app.callers import Caller
from vedette.app.ceremonies import Ceremonies
from vedette.app.clock import Clock
from vedette.app.evidences import Evidences
from vedette.app.gate import Handler, Work
from vedette.app.inservice import InService
from vedette.core.errors import BadInput, Refused

_KIND: Final = 200
_WAITING = {Stage.PENDING: "open", Stage.APPEALED: "open"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """Everything the programme is made of."""

    documents: Documents
    people: People
    agents: Agents
    seats: Seats
    passkeys: Passkeys
    enrolment: Enrolment
    applications: Applications
    approvals: Approvals
    sessions: Sessions
    revocations: Revocations
    tokens: AccessTokens
    stepup: StepUp
    evidences: Evidences
    around: InService
    ceremonies: Ceremonies
    clock: Clock
    page: str
    """Where people sign in."""
    stop_jobs: Callable[[str, str], int]
    """Stops what a person has running, and says why."""

    def handlers(self) -> dict[str, Handler]:
        """Say who does the work of each capability."""
        return {
            "access.apply": self.apply,
            "access.appeal": self.appeal,
            "access.list": self.listed,
            "access.review": self.review,
            "access.approve": self.approve,
            "access.revoke": self.revoke,
            "identity.me": self.me,
            "identity.invite": self.invite,
            "identity.leave": self.leave,
            "identity.challenge": self.challenge,
            "identity.touch": self.touch,
            "identity.connect": self.connect,
            "agents.exchange": self.exchange,
        }

    # --- tiers

    def apply(self, request: asked.Apply, work: Work) -> answers.Application:
        """Take an application, with what the applicant has shown of other providers."""
        shown = self.evidences.of(work.caller.subject.id, self._now())
        evidence = tuple(Evidence(kind="document", digest=one) for one in request.evidence)
        evidence += tuple(Evidence(kind=f"oidc {one.provider}"[:_KIND], digest=one.digest) for one in shown)
        case = self.applications.apply(
            work.caller.subject,
            Want(tier=_tier(request.tier)),
            statement=request.statement,
            evidence=evidence,
            now=self._now(),
        )
        return self._shown(case)

    def appeal(self, request: asked.Appeal, work: Work) -> answers.Application:
        """Take an appeal."""
        case = self.applications.appeal(
            work.caller.subject, request.decision, reason=request.statement, now=self._now()
        )
        return self._shown(case)

    def review(self, request: asked.Review, work: Work) -> answers.Application:
        """Decide an application, or an appeal where that is what waits."""
        subject, now = work.caller.subject, self._now()
        case = self.applications.get(request.application)
        if state(case, now).stage is Stage.APPEALED:
            return self._shown(
                self.applications.answer(
                    subject, case.id, overturn=request.approve, reason=request.reasons, now=now
                )
            )
        return self._shown(
            self.applications.review(
                subject, case.id, approve=request.approve, reason=request.reasons, now=now
            )
        )

    def listed(self, request: asked.ListAccess, work: Work) -> answers.AccessListed:
        """List a person's own cases; for reviewers, also what waits for them."""
        del request
        subject, now = work.caller.subject, self._now()
        cases = {one.id: one for one in self.applications.of(subject.id)}
        waits: Iterable[Pending] = ()
        if "reviewer" in subject.roles:
            cases |= {one.id: one for one in self.applications.waiting(now)}
            waits = [one for one in self.approvals.waiting(now) if one.requester.person != subject.id]
        return answers.AccessListed(
            applications=tuple(self._shown(one) for one in cases.values()),
            pending=tuple(_pending(one) for one in waits),
            grants=tuple(one.id for one, _ in self.applications.granted(subject.id, now)),
        )

    def approve(self, request: asked.Approve, work: Work) -> answers.Pending:
        """Say yes to what somebody else wants to do."""
        now = self._now()
        waiting = next((one for one in self.approvals.waiting(now) if one.id == request.pending), None)
        if waiting is None:
            raise BadInput("no such request waits", hint="list them: vedette access list")
        yes = Said(digest=waiting.digest, approve=True, reason="approved")
        said = self.approvals.say(work.caller.subject, waiting.id, yes, now=now)
        return _pending(said)

    def revoke(self, request: asked.Revoke, work: Work) -> answers.Revoked:
        """Take back one thing: a grant, a session, a seat, or all of a person's access."""
        things = (request.grant, request.session, request.seat, request.person)
        if sum(bool(one) for one in things) != 1:
            raise BadInput("exactly one thing is revoked at a time", hint="a grant, session, seat or person")
        now = self._now()
        if request.grant:
            self.applications.revoke(work.caller.subject, request.grant, reason=request.reason, now=now)
            return answers.Revoked(ended=0)
        if request.session:
            self.sessions.end(request.session, now)
            return answers.Revoked(ended=1)
        if request.seat:
            seat = self.seats.remove(request.seat, now)
            self.stop_jobs(seat.person or seat.id, f"the seat was taken away: {request.reason}")
            return answers.Revoked(ended=0)
        live = len(self.sessions.of(request.person, now))
        self.people.suspend(request.person, now)
        self.stop_jobs(request.person, f"access was revoked: {request.reason}")
        return answers.Revoked(ended=live)

    # --- oneself

    def me(self, request: asked.Me, work: Work) -> answers.MeTold:
        """Say who the caller is."""
        del request
        subject = work.caller.subject
        person = self.people.find(subject.id)
        return answers.MeTold(
            person=subject.id,
            name=person.name if person is not None else subject.kind,
            org=subject.org,
            tier=subject.tier.name,
            roles=subject.roles,
            agent=subject.agent,
            keys=len(self.passkeys.of(subject.id)),
            limited=self._limited(subject.id),
        )

    def _limited(self, person: str) -> str:
        if not self.passkeys.asks_makers or self.passkeys.attested(person):
            return ""
        return "T3 and T4 count as T2 until all your passkeys are of a maker this service trusts"

    def leave(self, request: asked.Leave, work: Work) -> answers.Revoked:
        """End the caller's sessions: this one, another of theirs, or all of them."""
        now, subject = self._now(), work.caller.subject
        own = [one.id for one in self.sessions.of(subject.id, now)]
        if request.session and request.session not in own:
            raise BadInput("you have no such session", hint="list them: vedette access sessions")
        ended = own if request.everywhere else [request.session or subject.session]
        for one in ended:
            self.sessions.end(one, now)
        return answers.Revoked(ended=len(ended))

    def invite(self, request: asked.Invite, work: Work) -> answers.Invited:
        """Make a person, and a link that enrols them."""
        del work
        now = self._now()
        org = next((one for one in self.people.organisations() if request.org in (one.id, one.name)), None)
        org = org or self.people.found(request.org, now)
        person = self.people.add(request.name, now, roles=_roles(request.roles))
        self.people.join(person.id, Membership(org=org.id, team=request.team))
        secret = self.enrolment.invite(person.id, now)
        return answers.Invited(link=f"{self.page}/#enrol={secret}", expires=now + INVITED)

    def challenge(self, request: asked.ShowTouch, work: Work) -> answers.TouchWanted:
        """Say what a challenge is about, and give the browser what its authenticator needs."""
        wish = self._wish(work.caller, request.challenge)
        options = self.passkeys.ask_to_touch(work.caller.subject.id, bytes.fromhex(wish.challenge))
        return answers.TouchWanted(words=wish.words, options=msgspec.json.decode(options))

    def touch(self, request: asked.Touch, work: Work) -> answers.Touched:
        """Check a passkey's answer, and keep the touch for its one action."""
        human, now = _human(work.caller), self._now()
        wish = self._wish(work.caller, request.challenge)
        touch = self.stepup.confirm(human, wish.action, msgspec.json.encode(request.assertion), now)
        self.sessions.touch(human.claims.sid, now)
        return answers.Touched(action=touch.action, expires=now + 900)

    def connect(self, request: asked.Connect, work: Work) -> answers.Connected:
        """Let a program in."""
        return answers.Connected(key=self.ceremonies.connect(work.caller, request.code))

    def exchange(self, request: asked.Exchange, work: Work) -> answers.TokenTold:
        """Give an agent a part of the caller's rights; an agent nobody knows yet is registered."""
        human, now = _human(work.caller), self._now()
        key = thumbprint(request.key)
        known = next((one for one in self.agents.of(human.claims.sub) if one.key == key), None)
        agent = known or self.agents.add(human, request.agent, key, request.tools, now)
        issued = exchange(
            self.tokens, human.claims, agent, Ask(tools=request.tools, seconds=request.seconds), now
        )
        return answers.TokenTold(token=issued.token, expires=issued.expires)

    def _wish(self, caller: Caller, challenge: str) -> Any:  # noqa: ANN401 - an inservice.Wish
        wish = self.around.wish(challenge)
        if wish.action.subject != caller.subject.id:
            raise BadInput("nothing waits for this touch", hint="ask for what you want to do again")
        return wish

    def _shown(self, case: Case) -> answers.Application:
        now = state(case, self._now())
        last = case.events[-1] if case.events else None
        return answers.Application(
            id=case.id,
            person=case.applicant.person,
            wants=case.want.tier.name if case.want.tier else case.want.capability,
            state=_WAITING.get(now.stage, now.stage.value),
            statement=case.statement,
            evidence=tuple(f"{one.kind} {one.digest}" for one in case.evidence),
            reasons=last.reason if last is not None else "",
            decision=now.decision,
            until=now.expires if now.stage is Stage.GRANTED else 0.0,
        )

    def _now(self) -> float:
        return self.clock.now().timestamp()


def _pending(one: Pending) -> answers.Pending:
    return answers.Pending(
        id=one.id,
        capability=one.what,
        requester=one.requester.person,
        approvals=len(one.voices),
        expires=one.expires,
    )


def _human(caller: Caller) -> Human:
    if caller.claims is None:
        raise Refused("only a person may do this", hint="sign in with a passkey")
    return require_human(caller.claims)


def _tier(number: int) -> Tier:
    try:
        return Tier(number)
    except ValueError as error:
        raise BadInput(f"there is no tier {number}", hint="T1 to T4") from error


def _roles(names: Iterable[str]) -> tuple[Role, ...]:
    try:
        return tuple(Role(one) for one in names)
    except ValueError as error:
        raise BadInput(str(error), hint="operator or reviewer") from error
