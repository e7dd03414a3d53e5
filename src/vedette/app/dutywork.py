"""Does what is asked about duties to notify: asks, counts, drafts, and writes down what was told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from msgspec.structs import replace

from vedette.app import playbook_requests as asked
from vedette.app.gate import Work
from vedette.app.incidents import By, IncidentBook, by_of
from vedette.app.incidentseal import seal_of
from vedette.app.ledgers import Book
from vedette.core.clocks import Duty, DutyState
from vedette.core.errors import BadInput
from vedette.core.incidents import Incident
from vedette.respond import events as happened
from vedette.respond.clocks.calendar import moment, stamp
from vedette.respond.clocks.counting import checked, duties, remaining, to_ask
from vedette.respond.clocks.drafts import draft
from vedette.respond.clocks.tables import Question, questions
from vedette.respond.events import What


@dataclass(frozen=True, slots=True)
class DutyWork:
    """All handlers."""

    book: IncidentBook
    ledger: Book

    def show(self, request: asked.ShowDuties, work: Work) -> asked.DutiesTold:
        """Show them."""
        by = by_of(work)
        incident = self.book.load(by, self.book.find(by, request.incident))
        return self._told(incident, request.draft, {})

    def change(self, request: asked.ChangeDuties, work: Work) -> asked.DutiesTold:
        """Write answers and decisions down, and start and stop clocks as they say."""
        by = by_of(work)
        incident = self.book.load(by, self.book.find(by, request.incident))
        kept = {name: checked(name, value) for name, value in request.answers.items()}
        answers = _answers(incident) | kept
        known = {one.id: one for one in duties(answers, incident.duties)}
        decided = dict(self._decided(request, known))
        after = {one.id: one for one in duties(answers, (known | decided).values())}
        whats: list[What] = [happened.Answered(question=name, answer=value) for name, value in kept.items()]
        before = {one.id: one for one in incident.duties}
        whats += [happened.DutySet(duty=one) for one in after.values() if before.get(one.id) != one]
        if not whats:
            return self._told(incident, "", {})
        return self._appended(by, incident, whats)

    def _decided(self, request: asked.ChangeDuties, known: dict[str, Duty]) -> Iterator[tuple[str, Duty]]:
        if request.told:
            duty = _known(known, request.told)
            at = stamp(moment(request.at)) if request.at else stamp(moment(self.book.now()))
            yield duty.id, replace(duty, state=DutyState.TOLD, ended=at, proof=request.proof[:1000])
        if request.not_applicable:
            if not request.why.strip():
                raise BadInput("why does it not apply?", hint="say so: --why; somebody will ask later")
            duty = _known(known, request.not_applicable)
            ended = stamp(moment(self.book.now()))
            yield (
                duty.id,
                replace(duty, state=DutyState.NOT_APPLICABLE, why=request.why.strip()[:1000], ended=ended),
            )

    def _appended(self, by: By, incident: Incident, whats: list[What]) -> asked.DutiesTold:
        made = self.book.append(by, incident.id, whats, expect=incident.version)
        return self._told(made.incident, "", seal_of(made, self.ledger))

    def _told(self, incident: Incident, wanted: str, seal: dict[str, int | str]) -> asked.DutiesTold:
        answers = _answers(incident)
        found = duties(answers, incident.duties)
        text, now = "", self.book.now()
        if wanted:
            text = draft(_known({one.id: one for one in found}, wanted), incident, answers)
        return asked.DutiesTold(
            incident=incident.id,
            duties=found,
            left=tuple(remaining(one, moment(now)).words for one in found),
            ask=tuple(_asked(one) for one in to_ask(answers)),
            now=now,
            draft=text,
            seal=seal,
        )


def _answers(incident: Incident) -> dict[str, str]:
    """Return what was answered to our questions; playbooks ask others."""
    known = {one.id for one in questions()}
    return {name: value for name, value in incident.answers.items() if name in known}


def _asked(question: Question) -> asked.Asked:
    return asked.Asked(
        id=question.id,
        ask=question.ask,
        kind=question.kind,
        why=question.why,
        choices=question.choices,
    )


def _known(found: dict[str, Duty], wanted: str) -> Duty:
    duty = found.get(wanted)
    if duty is None:
        raise BadInput(
            f"{wanted[:60]!r} is no duty of this incident",
            hint=f"there are: {', '.join(found) or 'none yet; answer the questions'}",
        )
    return duty
