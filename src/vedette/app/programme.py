"""The programme's use cases: what people ask of their own access, and what reviewers and operators do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import msgspec

from vedette.access.documents import Documents
from vedette.access.identity.agents import Agents
from vedette.access.identity.enrolment import INVITED, Enrolment
from vedette.access.identity.members import Membership, Role
from vedette.access.identity.passkeys import Passkeys
from vedette.access.identity.people import People
from vedette.access.identity.seats import Seats
from vedette.access.nouns import Tier
from vedette.access.programme.actors import ADMIN
from vedette.access.programme.applications import Applications, Said
from vedette.access.programme.appointments import Appointment, Appointments
from vedette.access.programme.approvals import Approvals, Pending
from vedette.access.programme.approvals import Said as Spoken
from vedette.access.programme.criteria import DAY, OFFICE_DAYS, Want
from vedette.access.programme.founding import Foundings
from vedette.access.programme.records import Act, Case, Evidence, Stage
from vedette.access.safeguards.taints import Taint
from vedette.access.tokens.access import AccessTokens
from vedette.access.tokens.claims import Human, require_human
from vedette.access.tokens.dpop import thumbprint
from vedette.access.tokens.exchange import Ask, exchange
from vedette.access.tokens.revocations import Revocations
from vedette.access.tokens.sessions import Sessions
from vedette.access.tokens.stepup import StepUp
from vedette.app import programme_answers as answers
from vedette.app import programme_requests as asked
from vedette.app import proofing
from vedette.app.appealing import Appealing
from vedette.app.appointing import told
from vedette.app.callers import Caller
from vedette.app.ceremonies import Ceremonies
from vedette.app.clock import Clock
from vedette.app.evidences import Evidences
from vedette.app.gate import Handler, Work
from vedette.app.inservice import InService
from vedette.app.revoking import Revocation
from vedette.core.errors import BadInput, Refused

_KIND: Final = 200
_OnCase: TypeAlias = asked.Sponsor | asked.Confirm | asked.Audit | asked.End
_WAITING = {Stage.PENDING: "open", Stage.APPEALED: "open"}
_HELD: Final = frozenset((Stage.GRANTED, Stage.COOLING, Stage.RESTING))
_ANSWERS: Final = {Act.UPHOLD: Act.APPEAL, Act.OVERTURN: Act.APPEAL, Act.AUDIT: Act.DRAW}
"""What an act answers, where that is not the application itself."""
_DECIDES: Final = frozenset((Act.APPROVE, Act.REFUSE, Act.SPONSOR, *_ANSWERS))


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
    appointments: Appointments
    founding: Foundings
    approvals: Approvals
    appealing: Appealing
    sessions: Sessions
    revocations: Revocations
    tokens: AccessTokens
    stepup: StepUp
    evidences: Evidences
    around: InService
    ceremonies: Ceremonies
    clock: Clock
    revocation: Revocation
    page: str
    """Where people sign in."""

    def handlers(self) -> dict[str, Handler]:
        """Say who does the work of each capability."""
        return {
            "access.apply": self.apply,
            "access.appeal": self.appeal,
            "access.list": self.listed,
            "access.review": self.review,
            "access.sponsor": lambda one, work: self._acted(one, work, Act.SPONSOR),
            "access.confirm": lambda one, work: self._acted(one, work, Act.CONFIRM),
            "access.audit": lambda one, work: self._acted(one, work, Act.AUDIT),
            "access.end": lambda one, work: self._acted(one, work, Act.REVOKE),
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
        evidence += proofing.evidence(self.documents, work.caller.subject, self._now())
        case = self.applications.apply(
            work.caller.subject,
            Want(tier=_tier(request.tier)),
            statement=request.statement,
            evidence=evidence,
            now=self._now(),
        )
        return self._shown(case)

    def appeal(self, request: asked.Appeal, work: Work) -> answers.Application:
        """Take an appeal against any decision, by its id: of an application, a measure, a refusal."""
        subject, now = work.caller.subject, self._now()
        if self.applications.knows(request.decision):
            case = self.applications.appeal(subject, request.decision, reason=request.statement, now=now)
            return self._shown(case)
        made = self.appealing.take(subject, request.decision, request.statement, now)
        return answers.Application(
            id=made.id,
            person=subject.id,
            wants=f"another look at a {made.decided.against}",
            state="open",
            statement=made.statement,
            decision=made.decided.id,
            act="appeal",
            against=made.decided.against,
        )

    def _acted(self, request: _OnCase, work: Work, act: Act) -> answers.Application:
        """Do one thing to a case."""
        said = Said(reason=request.reasons, now=self._now(), decision=work.decision.id)
        return self._shown(self.applications.act(work.caller.subject, request.application, act, said))

    def review(self, request: asked.Review, work: Work) -> answers.Application:
        """Decide an application, or an appeal where that is what waits."""
        case = self.applications.get(request.application)
        if self.applications.state(case, self._now()).stage is Stage.APPEALED:
            act = Act.OVERTURN if request.approve else Act.UPHOLD
        else:
            act = Act.APPROVE if request.approve else Act.REFUSE
        said = Said(reason=request.reasons, now=self._now(), decision=work.decision.id)
        return self._shown(self.applications.act(work.caller.subject, case.id, act, said))

    def listed(self, request: asked.ListAccess, work: Work) -> answers.AccessListed:
        """List a person's own cases; for reviewers, also what waits for them; for admins, their people's."""
        del request
        subject, now = work.caller.subject, self._now()
        cases = {one.id: one for one in self.applications.of(subject.id)}
        waits: Iterable[Pending] = ()
        proposed: Iterable[Appointment] = self.appointments.of(subject.id)
        if ADMIN in subject.roles:
            cases |= {one.id: one for one in self.applications.of_org(subject.org)}
        if "reviewer" in subject.roles:
            cases |= {one.id: one for one in self.applications.waiting(now)}
            cases |= {one.id: one for one in self.applications.drawn(now)}
            waits = [one for one in self.approvals.waiting(now) if one.requester.person != subject.id]
            proposed = (*proposed, *self.appointments.waiting(now))
        return answers.AccessListed(
            applications=tuple(self._shown(one) for one in cases.values()),
            pending=tuple(_pending(one) for one in waits),
            grants=tuple(one.id for one, _ in self.applications.granted(subject.id, now)),
            appointments=tuple(told(one, now) for one in {one.id: one for one in proposed}.values()),
        )

    def approve(self, request: asked.Approve, work: Work) -> answers.Pending:
        """Say yes to what somebody else wants to do."""
        now = self._now()
        waiting = next((one for one in self.approvals.waiting(now) if one.id == request.pending), None)
        if waiting is None:
            raise BadInput("no such request waits", hint="list them: vedette access list")
        yes = Spoken(digest=waiting.digest, approve=True, reason="approved")
        said = self.approvals.say(work.caller.subject, waiting.id, yes, now=now)
        return _pending(said)

    def revoke(self, request: asked.Revoke, work: Work) -> answers.Revoked:
        """Take back one thing: a grant, a session, a seat, an office, or somebody's access."""
        ended = self.revocation.revoke(request, work, self._now())
        grant = self._shown(self.applications.get(request.grant)) if request.grant else None
        return answers.Revoked(ended=ended, grant=grant)

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
            read_outside=_since(self.around.taints.of(subject, self._now())),
            limited=self._limited(subject.id),
            rests=self.applications.rests(subject.id, self._now()),
            ends_soon=self.applications.soon(subject.id, self._now()),
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
        now = self._now()
        roles = _roles(request.roles)
        if roles and not self.founding.open(now):
            raise Refused(
                "the programme is founded: nobody is given an office by an invitation",
                hint="invite them without one, then propose them: vedette access appoint",
            )
        org = next((one for one in self.people.organisations() if request.org in (one.id, one.name)), None)
        org = org or self.people.found(request.org, now)
        terms = dict.fromkeys(roles, now + OFFICE_DAYS * DAY)
        person = self.people.add(request.name, now, roles=terms, inviter=work.caller.subject.id)
        member = Membership(org=org.id, team=request.team, admin=request.admin)
        for admin in self.people.admins(org.id):
            self.ceremonies.alerts.let_in(admin.id, org.id, now)
        self.people.join(person.id, member, unasked=now)
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
        now = self.applications.state(case, self._now())
        last = case.events[-1] if case.events else None
        held = now.stage in _HELD
        return answers.Application(
            id=case.id,
            person=case.applicant.person,
            wants=case.want.tier.name if case.want.tier else case.want.capability,
            state=_WAITING.get(now.stage, now.stage.value),
            statement=case.statement,
            evidence=tuple(f"{one.kind} {one.digest}" for one in case.evidence),
            reasons=last.reason if last is not None else "",
            decision=now.decision,
            until=now.expires if held else 0.0,
            starts=now.since if held else 0.0,
            sponsor=now.sponsor.person if now.sponsor is not None else "",
            rests=now.why,
            act=last.act if last is not None else "apply",
            waited=round(_waited(case)),
        )

    def _now(self) -> float:
        return self.clock.now().timestamp()


def _since(taint: Taint | None) -> float:
    return 0.0 if taint is None else taint.since


def _pending(one: Pending) -> answers.Pending:
    return answers.Pending(
        id=one.id,
        capability=one.what,
        requester=one.requester.person,
        approvals=len(one.voices),
        expires=one.expires,
    )


def _waited(case: Case) -> float:
    """Return how many seconds a case had waited for what was done last; 0 where nothing waited for it."""
    last = case.events[-1] if case.events else None
    if last is None or last.act not in _DECIDES:
        return 0.0
    asked_for = _ANSWERS.get(last.act)
    before = [one.at for one in case.events[:-1] if one.act is asked_for]
    return max(0.0, last.at - (before[-1] if before else case.at))


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
