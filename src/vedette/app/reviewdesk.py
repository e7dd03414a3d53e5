"""The reviewer's desk: what waits and until when, a case at a glance, appeals, what reviewers did."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from msgspec.structs import replace

from vedette.access.identity.people import People
from vedette.access.nouns import Subject
from vedette.access.programme import actors, impartiality
from vedette.access.programme.actors import Actor
from vedette.access.programme.appeals import Appeal
from vedette.access.programme.applications import Applications
from vedette.access.programme.cases import about, lacking
from vedette.access.programme.criteria import WORDS, Rule, Shown, rule
from vedette.access.programme.queue import ANSWER_WITHIN, Line, Waiting, ordered
from vedette.access.programme.records import Act, Case, State
from vedette.access.programme.statistics import reviewers
from vedette.access.programme.ties import Proved, Ties
from vedette.app import reviewdesk_answers as answers
from vedette.app import reviewdesk_requests as asked
from vedette.app.appealing import Appealing
from vedette.app.clock import Clock
from vedette.app.gate import Handler, Work
from vedette.app.reviewsources import Source, minding
from vedette.core.errors import BadInput

_DAY: Final = 86_400.0
_LINES: Final = 500
_DAYS_MAX: Final = 3660


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDesk:
    """Everything a reviewer looks at."""

    applications: Applications
    appealing: Appealing
    people: People
    ties: Ties
    sources: Sequence[Source]
    shared: Callable[[str, float], tuple[str, ...]]
    """Returns the other accounts a document of somebody's was shown for."""
    clock: Clock

    def handlers(self) -> dict[str, Handler]:
        """Say who does the work of each capability."""
        return {
            "review.queue": self.queue,
            "review.look": self.look,
            "review.answer": self.answer,
            "review.statistics": self.statistics,
            "access.appeals": self.listed,
        }

    def queue(self, request: asked.ShowQueue, work: Work) -> answers.QueueShown:
        """Show what waits."""
        reviewer, now = self.actor(work.caller.subject), self._now()
        found = ordered(one for source in self.sources for one in source(reviewer, now))
        lines = [_line(one, now) for one in found if one.may or not request.mine]
        return answers.QueueShown(lines=tuple(lines[:_LINES]), late=sum(one.late for one in lines))

    def look(self, request: asked.LookAtCase, work: Work) -> answers.CaseLooked:
        """Show a case."""
        reviewer, now = self.actor(work.caller.subject), self._now()
        case = self.applications.get(request.application)
        known, person = self.applications.state(case, now), case.applicant.person
        proved = self.ties.proved(person, case.applicant.org, now)
        why_not = impartiality.barred(reviewer, about(case, known))
        found = self.people.find(person)
        return answers.CaseLooked(
            id=case.id,
            person=person,
            name=found.name if found else "",
            org=case.applicant.org,
            wants=_wants(case),
            state=known.stage.value,
            why=known.why,
            statement=case.statement,
            since=case.at,
            due=case.at + ANSWER_WITHIN[Waiting.CASE],
            may=not why_not,
            why_not=why_not,
            mind=(*minding(reviewer, case), *(_twice(one) for one in self.shared(person, now))),
            needs=tuple(_needs(case, known, proved, now)),
            evidence=tuple(f"{one.kind} {one.digest}".strip() for one in case.evidence),
            course=tuple(_voices(case)),
            earlier=tuple(self._earlier(case, now)),
        )

    def answer(self, request: asked.AnswerAppeal, work: Work) -> answers.AppealTold:
        """Answer an appeal, and do what follows from it."""
        now = self._now()
        made = self.appealing.appeals.answer(
            work.caller.subject, request.appeal, overturn=request.overturn, reason=request.reasons, now=now
        )
        effect = self.appealing.overturn(made) if request.overturn else "nothing changes"
        return replace(told(made), effect=effect, changed=True)

    def listed(self, request: asked.ListAppeals, work: Work) -> answers.AppealsListed:
        """List appeals."""
        del request
        subject, known = work.caller.subject, self.appealing.appeals
        found = {one.id: one for one in known.of(subject.id)}
        if actors.REVIEWER in subject.roles:
            found |= {one.id: one for one in known.waiting()}
        return answers.AppealsListed(appeals=tuple(told(one) for one in found.values()))

    def statistics(self, request: asked.ShowStatistics, work: Work) -> answers.ReviewersCounted:
        """Count what each reviewer did."""
        del work
        if not 0 < request.days <= _DAYS_MAX:
            raise BadInput(f"{request.days} days", hint=f"1 to {_DAYS_MAX}")
        since = self._now() - request.days * _DAY
        cases = self.applications.all()
        names = {one.id: one.name for one in self.people.all()}
        rows = tuple(
            answers.ReviewerTold(
                name=names.get(one.person, ""), **{name: getattr(one, name) for name in one.__struct_fields__}
            )
            for one in reviewers(cases, since)
        )
        return answers.ReviewersCounted(days=request.days, reviewers=rows, promised_kept=_kept(cases, since))

    def actor(self, subject: Subject) -> Actor:
        """Return the reviewer with all organisations they belong to: a conflict may be in any of them."""
        made = actors.person(subject)
        return replace(made, orgs=tuple(sorted(self.ties.orgs(made.person))))

    def _earlier(self, case: Case, now: float) -> Iterable[str]:
        for one in self.applications.of(case.applicant.person):
            if one.id != case.id:
                yield f"{_wants(one)}: {self.applications.state(one, now).stage.value} ({one.id})"

    def _now(self) -> float:
        return self.clock.now().timestamp()


def told(appeal: Appeal) -> answers.AppealTold:
    """Return an appeal as it is shown."""
    answer = appeal.answer
    return answers.AppealTold(
        id=appeal.id,
        decision=appeal.decided.id,
        against=appeal.decided.against.value,
        person=appeal.appellant.person,
        statement=appeal.statement,
        at=appeal.at,
        due=appeal.due,
        state="open" if answer is None else "overturned" if answer.overturn else "upheld",
        answer=answer.reason if answer else "",
        answered=answer.at if answer else 0.0,
    )


def _twice(account: str) -> str:
    return f"a document of theirs was shown for another account too: {account}"


def _line(one: Line, now: float) -> answers.LineTold:
    fields = {name: getattr(one, name) for name in one.__struct_fields__}
    return answers.LineTold(**fields | {"kind": one.kind.value}, late=one.due < now)


def _needs(case: Case, known: State, proved: Proved, now: float) -> Iterable[answers.NeedTold]:
    """Set what a case takes beside what there is of it."""
    needed = rule(case.want)
    missing = lacking(needed, proved, now)
    for one in needed.records:
        met = str(one) not in missing
        yield answers.NeedTold(needs=WORDS[Shown(one)], met=met, by="on record" if met else "not on record")
    for one in needed.evidence:
        yield answers.NeedTold(needs=WORDS[Shown(one)], met=False, by="for you to judge, from what was shown")
    yield from _proof(needed, proved, now)
    yield from _agreement(needed, known)


def _proof(needed: Rule, proved: Proved, now: float) -> Iterable[answers.NeedTold]:
    if needed.proof:
        met = proved.level >= needed.proof and proved.until > now
        yield answers.NeedTold(needs=f"identity to level {needed.proof}", met=met, by=f"level {proved.level}")
    if needed.met:
        by = "was met" if proved.met else "was not met"
        yield answers.NeedTold(needs="a meeting by video or in a room", met=proved.met, by=by)


def _agreement(needed: Rule, known: State) -> Iterable[answers.NeedTold]:
    if needed.sponsor:
        by = known.sponsor.person if known.sponsor else "nobody yet"
        yield answers.NeedTold(
            needs="a sponsor of the applicant's organisation", met=bool(known.sponsor), by=by
        )
    orgs = {house for one in known.approvals for house in one.houses}
    yield answers.NeedTold(
        needs=_voices_needed(needed),
        met=len(known.approvals) >= needed.reviewers and len(orgs) >= needed.orgs,
        by=", ".join(one.person for one in known.approvals) or "nobody yet",
    )


def _voices_needed(needed: Rule) -> str:
    if needed.reviewers == 1:
        return "one reviewer"
    return f"{needed.reviewers} reviewers of {needed.orgs} organisations"


def _voices(case: Case) -> Iterable[answers.VoiceTold]:
    for one in case.events:
        yield answers.VoiceTold(
            act=one.act.value,
            person=one.actor.person,
            org=one.actor.org,
            at=one.at,
            reason=one.reason,
            decision=one.id,
        )


def _kept(cases: Iterable[Case], since: float) -> str:
    """Say which share of first decisions came within the promised time."""
    waits = [
        first - case.at
        for case in cases
        if (first := next((one.at for one in case.events if one.act in _FIRST), 0.0)) >= max(since, 1.0)
    ]
    if not waits:
        return "nothing was decided"
    good = sum(one <= ANSWER_WITHIN[Waiting.CASE] for one in waits)
    return f"{good} of {len(waits)}"


_FIRST: Final = (Act.APPROVE, Act.REFUSE)


def _wants(case: Case) -> str:
    want = case.want
    return want.tier.name if want.tier else f"{want.capability} ({want.risk.value})"
