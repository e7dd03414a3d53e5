"""Applications for a tier or a capability, and what became of them. What is granted holds at once."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from vedette.access.documents import Documents
from vedette.access.nouns import Subject, Tier
from vedette.access.programme import actors
from vedette.access.programme.actors import Actor
from vedette.access.programme.cases import confirmable, reached, state, taken
from vedette.access.programme.casetags import APPROVED, WAITING, approved, tags
from vedette.access.programme.criteria import Again, Want, rule
from vedette.access.programme.kept import Nouns
from vedette.access.programme.records import Act, Case, Event, Evidence, Stage, State
from vedette.access.programme.sponsors import Vetted
from vedette.access.programme.ties import UNTIED, Ties
from vedette.core.errors import BadInput, Refused

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_STATEMENT: Final = 4000
_EVIDENCE: Final = 32
_WORD: Final = 200
_OPEN: Final = 5
"""Cases one person may have open at once."""
_EVENTS: Final = 100
"""What may happen to one case: enough for years of appeals, and a bound; ending it is always possible."""


class Said(Struct, frozen=True, kw_only=True):
    """Why somebody does something, when, and by which decision it was let through."""

    reason: str
    now: float
    decision: str = ""
    """Id the event bears, so that the ledger and an appeal name the same thing; made up where it is empty."""


class Applications:
    """All cases, and what each is worth in the world as it is."""

    def __init__(self, documents: Documents, ties: Ties = UNTIED) -> None:
        self._cases = Nouns(documents, "case", Case, tags)
        self._ties = Vetted(ties, self.of)

    def apply(
        self, subject: Subject, want: Want, *, statement: str, evidence: tuple[Evidence, ...] = (), now: float
    ) -> Case:
        """Ask for something.

        Raises:
            BadInput: it is not said what for, or why, or the evidence is no list of digests.
            Refused: a program asks, or for what nobody gets; a step is left out; too many are open.

        """
        actor = self._actor(subject)
        needed = rule(want)
        _check(want, statement, evidence)
        if needed.sponsor and not actor.org:
            raise Refused("this is for people of an organisation", hint="sign in on its behalf, then apply")
        if want.tier >= Tier.T3 and self.tier(actor.person, now) < want.tier - 1:
            raise Refused(
                f"{want.tier.name} is for whoever is {Tier(want.tier - 1).name} already",
                hint=f"apply for {Tier(want.tier - 1).name} first",
            )
        waiting = [case for case in self.of(actor.person) if reached(case).stage in WAITING]
        if len(waiting) >= _OPEN or any(case.want == want for case in waiting):
            raise Refused(
                "this is asked for already", hint="wait for the decision, or withdraw the other case"
            )
        made = Case(
            id=secrets.token_hex(8),
            applicant=actor,
            want=want,
            statement=statement.strip(),
            evidence=evidence,
            at=now,
        )
        return self._cases.change(made.id, lambda _: made)

    def act(self, subject: Subject, case: str, act: Act, said: Said) -> Case:
        """Do something to a case.

        Raises:
            BadInput: there is no such case, or no reason.
            Refused: a program; or that person may not do that, or not now.

        """
        if act in _LOTS:
            raise Refused("nobody draws the lot", hint="it is drawn by itself")
        return self._add(case, self._event(self._actor(subject), case, act, said))

    def sponsor(self, subject: Subject, case: str, *, reason: str, now: float) -> Case:
        """Answer for somebody of one's own organisation.

        Raises:
            Refused: no admin of it, who applied, who approved; or the case takes no sponsor.

        """
        return self._act(subject, case, Act.SPONSOR, reason, now)

    def confirm(self, subject: Subject, case: str, *, reason: str, now: float) -> Case:
        """Say that a grant shall go on.

        Raises:
            Refused: whoever could not have approved it; or it does not end soon.

        """
        return self._act(subject, case, Act.CONFIRM, reason, now)

    def audit(self, subject: Subject, case: str, *, reason: str, now: float) -> Case:
        """Say that a grant the lot fell on is in order.

        Raises:
            Refused: whoever had a part in it; or the lot did not fall on it.

        """
        return self._act(subject, case, Act.AUDIT, reason, now)

    def lot(self, case: str, said: Said, *, fell: bool) -> Case:
        """Take down how the lot fell; nobody can ask for this.

        It falls on whoever gave a grant back, or let it end, before the second look at that one.

        Raises:
            Refused: there is nothing to draw about.

        """
        owed = not fell and self._owed(self.get(case))
        if owed:
            said = replace(said, reason=f"{said.reason}; not drawn, but an earlier second look is owed")
        act = Act.DRAW if fell or owed else Act.SPARE
        return self._add(case, self._event(Actor(person=""), case, act, said))

    def undrawn(self) -> list[Case]:
        """Return the cases the lot is still to be drawn about."""
        return self._cases.tagged("ticket")

    def drawn(self, now: float) -> list[Case]:
        """Return the cases that wait for a second look, the longest first."""
        found = [one for one in self._cases.tagged("drawn") if self.state(one, now).stage in _HELD]
        return sorted(found, key=lambda one: reached(one).drawn)

    def ending(self, now: float) -> list[Case]:
        """Return the grants that wait to be confirmed, the first to end first."""
        found = [(one, self.state(one, now)) for one in self._cases.tagged("confirmable")]
        found = [(one, known) for one, known in found if confirmable(one, known, now, self._ties)]
        return [one for one, _ in sorted(found, key=lambda pair: pair[1].expires)]

    def approved(self, since: float, until: float) -> list[Case]:
        """Return the cases approved last after one time, and until another, in that order."""
        found = self._cases.lately(APPROVED, since, until)
        return sorted((one for one in found if since < approved(one) <= until), key=approved)

    def all(self) -> list[Case]:
        """Return every case there is."""
        return self._cases.all()

    def state(self, case: Case, now: float) -> State:
        """Return what a case has come to, and is worth in the world as it is."""
        return state(case, now, self._ties)

    def review(self, subject: Subject, case: str, *, approve: bool, reason: str, now: float) -> Case:
        """Say yes or no to a case.

        Raises:
            Refused: no reviewer, who applied, a program; or the case is not waiting for this.

        """
        return self._act(subject, case, Act.APPROVE if approve else Act.REFUSE, reason, now)

    def revoke(self, subject: Subject, case: str, *, reason: str, now: float) -> Case:
        """Take a grant away: an operator, a reviewer, or who has it.

        Raises:
            Refused: none of them; or there is no grant.

        """
        return self._act(subject, case, Act.REVOKE, reason, now)

    def withdraw(self, subject: Subject, case: str, *, reason: str, now: float) -> Case:
        """Ask no longer.

        Raises:
            Refused: it is not who applied; or the case is decided.

        """
        return self._act(subject, case, Act.WITHDRAW, reason, now)

    def appeal(self, subject: Subject, decision: str, *, reason: str, now: float) -> Case:
        """Ask for a second look, by the id of the decision.

        Raises:
            BadInput: no such decision.
            Refused: it is not who applied; or the decision is not the last one, or not against them.

        """
        found = self.decided(decision)
        if reached(found).decision != decision:
            raise Refused("that decision was followed by another", hint="appeal against the last one")
        return self._act(subject, found.id, Act.APPEAL, reason, now)

    def answer(self, subject: Subject, case: str, *, overturn: bool, reason: str, now: float) -> Case:
        """Decide an appeal.

        Raises:
            Refused: no reviewer, or one who decided in this case before; or there is no appeal.

        """
        return self._act(subject, case, Act.OVERTURN if overturn else Act.UPHOLD, reason, now)

    def get(self, case: str) -> Case:
        """Return a case.

        Raises:
            BadInput: there is none of that id.

        """
        return _found(self._cases.get(case), case)

    def decided(self, decision: str) -> Case:
        """Return the case a decision was made in.

        Raises:
            BadInput: there is none of that id.

        """
        found = self._cases.tagged(f"decision:{decision}")
        return _found(found[0] if found else None, decision)

    def knows(self, decision: str) -> bool:
        """Tell whether a decision was made in a case."""
        return bool(self._cases.tagged(f"decision:{decision}"))

    def of(self, person: str) -> list[Case]:
        """Return a person's cases."""
        return self._cases.tagged(f"person:{person}")

    def of_org(self, org: str) -> list[Case]:
        """Return the cases of an organisation's people that take a sponsor: open ones, and grants."""
        return sorted(self._cases.tagged(f"org:{org}"), key=lambda case: case.at)

    def waiting(self, now: float) -> list[Case]:
        """Return the cases that wait for a reviewer: new ones and appeals, the oldest first."""
        del now  # what waits, waits whatever the time
        return sorted(self._cases.tagged("open"), key=lambda case: case.at)

    def forget_evidence(self, before: float) -> int:
        """Forget the digests of what was shown in cases decided before a time; return in how many.

        That something was shown, and of what kind, stays with the case.
        """
        old = [one for one in self._cases.all() if decided_before(one, before)]
        old = [one for one in old if any(shown.digest for shown in one.evidence)]
        for case in old:
            self._cases.change(case.id, _without_digests)
        return len(old)

    def granted(self, person: str, now: float) -> Iterator[tuple[Case, State]]:
        """Return what a person was given and still has."""
        for case in self.of(person):
            if (known := self.state(case, now)).stage is Stage.GRANTED:
                yield case, known

    def rests(self, person: str, now: float) -> str:
        """Say why a grant of somebody counts for nothing now, though they have it; nothing where all do."""
        for case in self.of(person):
            known = self.state(case, now)
            name = case.want.tier.name if case.want.tier else case.want.capability
            if known.stage is Stage.RESTING:
                return f"your {name} rests: {known.why}"
            if known.stage is Stage.COOLING:
                return f"your {name} is granted, and takes effect on {_day(known.since)}"
        return ""

    def soon(self, person: str, now: float) -> str:
        """Say what of somebody's ends soon if nobody confirms it; nothing where nothing does."""
        for case, known in self.granted(person, now):
            if rule(case.want).again is Again.APPROVALS and confirmable(case, known, now, self._ties):
                name = case.want.tier.name if case.want.tier else case.want.capability
                return f"your {name} ends on {_day(known.expires)}, unless reviewers confirm it before"
        return ""

    def tier(self, person: str, now: float) -> Tier:
        """Return the highest tier a person was given and still has, used or not; see `Tiers`."""
        return max((case.want.tier for case, _ in self.granted(person, now)), default=Tier.T0)

    def _owed(self, case: Case) -> bool:
        """Tell whether the lot fell on an earlier case of the same person, and nobody has looked since."""
        known = self.of(case.applicant.person)
        looked = [one.at for other in known for one in other.events if one.act is Act.AUDIT]
        return any(reached(one).drawn > max(looked, default=0.0) for one in known if one.id != case.id)

    def _act(self, subject: Subject, case: str, act: Act, why: str, now: float) -> Case:
        return self.act(subject, case, act, Said(reason=why, now=now))

    def _actor(self, subject: Subject) -> Actor:
        actor = actors.person(subject)
        orgs, inviter = self._ties.orgs(actor.person), self._ties.inviter(actor.person)
        return replace(actor, orgs=tuple(sorted(orgs)), inviter=inviter)

    def _event(self, actor: Actor, case: str, act: Act, said: Said) -> Event:
        event = Event(
            id=said.decision or secrets.token_hex(8),
            act=act,
            actor=actor,
            at=said.now,
            reason=actors.reason(said.reason),
        )
        if act not in _ON_PROOFS:
            return event
        found = self.get(case)
        whom, known = found.applicant, reached(found)
        voices = {one.person for one in (*known.approvals, *known.confirms)}
        gone = tuple(sorted(one for one in voices if not self._ties.reviews(one, said.now)))
        return replace(event, proved=self._ties.proved(whom.person, whom.org, said.now), gone=gone)

    def _add(self, case: str, event: Event) -> Case:
        def work(known: Case | None) -> Case:
            found = _found(known, case)
            taken(found, event, self._ties)
            if len(found.events) >= _EVENTS and event.act not in _ENDS:
                raise Refused(f"case {case} has gone on for too long", hint="apply anew")
            return replace(found, events=(*found.events, event))

        return self._cases.change(case, work)


_HELD: Final = (Stage.GRANTED, Stage.COOLING, Stage.RESTING)
_LOTS: Final = frozenset((Act.DRAW, Act.SPARE))
_ENDS: Final = frozenset((Act.REFUSE, Act.WITHDRAW, Act.REVOKE, Act.UPHOLD, Act.AUDIT, *_LOTS))
"""What nobody keeps others from by having much happen to a case; none of it can be done again and again."""
_ON_PROOFS: Final = frozenset((Act.SPONSOR, Act.APPROVE, Act.OVERTURN, Act.CONFIRM))


def _day(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M UTC")


def decided_before(case: Case, before: float) -> bool:
    """Tell whether the last decision in a case was made before a time, and none is waited for."""
    known = reached(case)
    at = next((one.at for one in reversed(case.events) if one.id == known.decision), None)
    if known.stage is Stage.WITHDRAWN:
        at = case.events[-1].at
    return known.stage not in WAITING and at is not None and at < before


def _without_digests(known: Case | None) -> Case:
    case = _found(known, "")
    return replace(case, evidence=tuple(replace(one, digest="") for one in case.evidence))


def _found(case: Case | None, id_: str) -> Case:
    if case is None:
        raise BadInput(
            f"there is no case or decision {id_[:_WORD]!r}", hint="look at the id in the answer you got"
        )
    return case


def _check(want: Want, statement: str, evidence: tuple[Evidence, ...]) -> None:
    if not 0 < len(statement.strip()) <= _STATEMENT or len(want.capability) > _WORD:
        raise BadInput(
            f"a statement of {len(statement)} characters",
            hint=f"say what for, in 1 to {_STATEMENT} characters",
        )
    if len(evidence) > _EVIDENCE or not all(
        _DIGEST.fullmatch(one.digest) and 0 < len(one.kind) <= _WORD for one in evidence
    ):
        raise BadInput(
            "the evidence is no list of digests",
            hint=f"give at most {_EVIDENCE} kinds with their SHA-256 in hex",
        )
