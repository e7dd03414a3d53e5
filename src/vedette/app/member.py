"""The member's own view: what they may do and why, what was done in their name, what is held, and leaving."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vedette.access.documents import Documents
from vedette.access.identity.people import People
from vedette.access.monitor.nouns import Measure
from vedette.access.nouns import Kind, Tier
from vedette.access.programme.actors import ADMIN, Actor
from vedette.access.programme.applications import Applications
from vedette.access.programme.criteria import IDLE, REMIND, UNUSED, Again, rule
from vedette.access.programme.records import Case, Stage, State
from vedette.app import member_answers as answers
from vedette.app import member_requests as asked
from vedette.app.alerts import Alert, Alerts, What
from vedette.app.clock import Clock
from vedette.app.gate import Handler, Work
from vedette.app.leaving import Leaving
from vedette.app.memberexport import export
from vedette.app.memberuses import Asked, Uses
from vedette.app.retention import DAY, TABLE, Leaves
from vedette.core.codec import load
from vedette.core.errors import BadInput, Refused

_HELD: Final = (Stage.GRANTED, Stage.COOLING, Stage.RESTING)
_ACKNOWLEDGED: Final = "alert-known"
_OLD: Final = (
    "entries made before members had keys of their own: they are tied to you until that quarter's key is "
    "destroyed, 24 months after it"
)
SAYS: Final = {
    What.SESSION: "you signed in; if that was not you, end the session: vedette access leave --everywhere",
    What.NEW_KEY: "somebody signed in as you with a key never used before; if that was not you, end it: "
    "vedette access leave --everywhere, and tell who runs this",
    What.NEW_NETWORK: "the first use from this network in a month; if that was not you, end your sessions: "
    "vedette access leave --everywhere",
    What.AGENT: "a program may act for you from now on, with a key of its own; if you did not let it in, end "
    "your sessions: vedette access leave --everywhere",
    What.MEMBER: "an operator let somebody into the organisation you speak for; what they do in its name is "
    "in your feed: vedette mine feed; if nobody of you asked for it, tell who runs this, and reviewers",
    What.LOGIN_REFUSED: "a passkey of yours was shown and did not get in; if that was not you, look for it",
    What.CODE_REFUSED: "somebody tried a recovery code on your account that was wrong; nobody got in",
}
"""What each alert means, and what to do about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberView:
    """Everything that knows something about a member."""

    documents: Documents
    people: People
    applications: Applications
    alerts: Alerts
    uses: Uses
    leaving: Leaving
    clock: Clock

    def handlers(self) -> dict[str, Handler]:
        """Say who does the work of each capability."""
        return {
            "member.grants": self.grants,
            "member.uses": self.used,
            "member.alerts": self.listed,
            "member.know": self.know,
            "member.feed": self.feed,
            "member.export": self.export,
            "member.erase": self.erase,
        }

    def grants(self, request: asked.ShowGrants, work: Work) -> answers.GrantsTold:
        """Show tier and grants."""
        del request
        subject, now = work.caller.subject, self._now()
        person = self.people.find(subject.id)
        names = {one.id: one.name for one in self.people.organisations()}
        cases = [(one, self.applications.state(one, now)) for one in self.applications.of(subject.id)]
        return answers.GrantsTold(
            person=subject.id,
            name=person.name if person is not None else subject.kind,
            org=names.get(subject.org, ""),
            tier=subject.tier.name,
            grants=tuple(self._grant(case, known, names) for case, known in cases),
            measures=tuple(_measure(one) for one in self._measures(subject.id) if one.holds(now)),
        )

    def used(self, request: asked.ListUses, work: Work) -> answers.UsesListed:
        """List uses."""
        now = self._now()
        window = Asked(request.since, request.until or now, request.before, request.count)
        return self.uses.mine(work.caller.subject.id, window, now)

    def listed(self, request: asked.ListAlerts, work: Work) -> answers.AlertsListed:
        """List alerts, and measures among them."""
        person = work.caller.subject.id
        told = [_alert(one) for one in self.alerts.of(person)]
        told += [self._of_measure(one) for one in self._measures(person)]
        told = [one for one in told if request.all or not one.known]
        return answers.AlertsListed(alerts=tuple(sorted(told, key=lambda one: -one.at)))

    def know(self, request: asked.KnowAlert, work: Work) -> answers.AlertsListed:
        """Note that the caller knows of an alert, or of a measure, which it does not end."""
        person, now = work.caller.subject.id, self._now()
        mine = {one.id: one for one in self._measures(person)}
        if request.alert in mine:
            self.documents.put(_ACKNOWLEDGED, request.alert, b"{}", tags=(f"person:{person}",))
            return answers.AlertsListed(alerts=(self._of_measure(mine[request.alert]),))
        return answers.AlertsListed(alerts=(_alert(self.alerts.know(person, request.alert, now)),))

    def feed(self, request: asked.ShowFeed, work: Work) -> answers.FeedTold:
        """Show an admin what was done on behalf of the organisation they act for, and of no other."""
        subject, now = work.caller.subject, self._now()
        if subject.kind is not Kind.PERSON or ADMIN not in subject.roles or not subject.org:
            raise Refused(
                "only who speaks for an organisation sees its feed",
                hint="sign in on its behalf; ask an admin of it to make you one",
            )
        window = Asked(request.since, request.until or now, request.before, request.count)
        return self.uses.on_behalf_of(subject.org, window)

    def export(self, request: asked.ExportMe, work: Work) -> answers.Exported:
        """Hand everything over."""
        del request
        return export(self.documents, self.uses, work.caller.subject.id, self._now())

    def erase(self, request: asked.EraseMe, work: Work) -> answers.Erased:
        """Delete an account."""
        subject = work.caller.subject
        if request.person != subject.id:
            raise BadInput("that is not your id", hint=f"to delete your account, give {subject.id}")
        left, deleted = self.leaving.leave(subject, self._now())
        stays = [f"{row.what}: {row.stored}" for row in TABLE if row.leaves is Leaves.STAYS]
        if not left.apart:
            stays.append(_OLD)
        until = left.until if left.why else 0.0
        return answers.Erased(deleted=deleted, link_until=until, open=left.why, stays=tuple(stays))

    def _grant(self, case: Case, known: State, names: dict[str, str]) -> answers.GrantTold:
        needed, held = rule(case.want), known.stage in _HELD
        high = needed.sponsor
        return answers.GrantTold(
            wants=case.want.tier.name if case.want.tier else case.want.capability,
            case=case.id,
            state=known.stage,
            decision=known.decision,
            decided_by=tuple(_voice(one, names) for one in known.approvals),
            sponsor=names.get(known.sponsor.org, "") if known.sponsor is not None else "",
            given=known.given,
            since=known.since,
            until=known.expires,
            confirm_from=known.expires - REMIND if held and needed.again is Again.APPROVALS else 0.0,
            goes_on=_goes_on(needed.again),
            ends_earlier=_ends_earlier(case, high=high) if held else (),
            why=known.why,
            receipt=self._receipt(case, known),
        )

    def _receipt(self, case: Case, known: State) -> int:
        at = next((one.at for one in case.events if one.id == known.decision), 0.0)
        return self.uses.where(known.decision, at)

    def _measures(self, person: str) -> list[Measure]:
        kept = self.documents.tagged("measure", f"person:{person}")
        return [load(one.value, Measure, name="measure") for one in kept]

    def _of_measure(self, one: Measure) -> answers.AlertTold:
        return answers.AlertTold(
            id=one.id,
            what=f"measure: {one.step}",
            at=one.made,
            says=f"{one.reason} {one.remedy}",
            known=self.documents.get(_ACKNOWLEDGED, one.id) is not None,
            until=one.lifted or one.ends,
        )

    def _now(self) -> float:
        return self.clock.now().timestamp()


def _measure(one: Measure) -> answers.MeasureTold:
    return answers.MeasureTold(
        id=one.id,
        step=one.step,
        risk=one.risk,
        reason=one.reason,
        remedy=one.remedy,
        until=one.ends,
        agent=one.agent,
    )


def _alert(one: Alert) -> answers.AlertTold:
    return answers.AlertTold(
        id=one.id,
        what=one.what,
        at=one.at,
        says=SAYS[one.what],
        known=bool(one.seen),
        times=one.times,
        session=one.session,
        key=one.key,
        purpose=one.purpose,
        network=one.network,
        agent=one.name,
    )


def _voice(one: Actor, names: dict[str, str]) -> str:
    """Say whose voice it was without naming anybody."""
    office = "a reviewer" if one.reviewer else "somebody"
    return f"{office} of {names.get(one.org, 'no organisation')}"


def _goes_on(again: Again) -> str:
    if again is Again.ACTIVE:
        return f"goes on by itself for whoever is here once in {UNUSED / DAY:.0f} days"
    return f"is confirmed in its last {REMIND / DAY:.0f} days by as many as gave it, or ends"


def _ends_earlier(case: Case, *, high: bool) -> tuple[str, ...]:
    found = ["you, an operator or a reviewer takes it back"]
    if case.want.tier is Tier.T2:
        found.append(f"unused for {IDLE / DAY:.0f} days, it counts as T1")
    if high:
        found += [
            "the admin who answers for you leaves, or no longer speaks for the organisation",
            "you leave the organisation it was given in",
            "the organisation changes hands: it is confirmed anew, or rests",
            "the lot falls on it and nobody looks within 14 days",
        ]
    return tuple(found)
