"""Which duties an incident has, until when, and what is still to be asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec

from vedette.core.clocks import Duty, DutyState
from vedette.core.errors import BadInput
from vedette.respond.clocks.calendar import ends, moment, stamp
from vedette.respond.clocks.tables import Question, Row, questions, rows
from vedette.respond.conditions import holds, parse

_TOLD: Final = "told:"
_TRIGGERS: Final = {
    "aware": "when you knew of it",
    "classified": "when you classified it as major",
    "material": "when you decided that it is material",
    "paid": "when the ransom was paid",
    "fixed": "when a fix was available",
}


def to_ask(answers: Mapping[str, str]) -> tuple[Question, ...]:
    """Return the questions that matter, in order, and have no answer yet."""
    known = _variables(answers)
    return tuple(one for one in questions() if one.id not in answers and _matters(one, known))


def checked(question: str, answer: str) -> str:
    """Return an answer as it is kept.

    Raises:
        BadInput: there is no such question, or that is no answer to it.

    """
    asked = next((one for one in questions() if one.id == question), None)
    if asked is None:
        known = ", ".join(one.id for one in questions())
        raise BadInput(f"there is no question {question[:60]!r}", hint=f"there are: {known}")
    said = answer.strip().lower()
    allowed: Iterable[str] = ()
    match asked.kind:
        case "moment":
            return stamp(moment(answer))
        case "number":
            if said.isascii() and said.isdigit() and len(said) <= 12:  # noqa: PLR2004  more than there are people
                return str(int(said))
            raise BadInput(f"{answer[:40]!r} is no number", hint=asked.ask)
        case "yesno":
            said = {"y": "yes", "n": "no", "true": "yes", "false": "no"}.get(said, said)
            allowed = ("yes", "no")
        case "choice":
            allowed = asked.choices
    if said not in allowed:
        raise BadInput(f"{answer[:40]!r} is no answer to: {asked.ask}", hint=f"one of: {', '.join(allowed)}")
    return said


def duties(answers: Mapping[str, str], kept: Iterable[Duty] = ()) -> tuple[Duty, ...]:
    """Return the duties these answers bring, those due first; what was decided or done before stays so.

    A duty that hangs on a question nobody has answered yet is left out: `to_ask` says which.
    """
    before = {one.id: one for one in kept}
    known = _variables(answers)
    found: dict[str, Duty] = {}
    for one in rows():  # a duty stands after the one it follows
        if holds(one.condition, known) or one.id in before:
            earlier = before.get(one.id)
            found[one.id] = _stands(one, answers, found, earlier)
    return tuple(sorted(found.values(), key=lambda duty: (not duty.due, duty.due, duty.id)))


def _stands(row: Row, answers: Mapping[str, str], found: Mapping[str, Duty], before: Duty | None) -> Duty:
    started, due = _times(row, answers, found)
    duty = Duty(
        id=row.id,
        name=row.name,
        whom=row.whom,
        law=f"{row.law} (looked at {row.looked})",
        trigger=_trigger(row),
        started=started,
        due=due,
        why=row.note,
    )
    if before is None or before.state is DutyState.OPEN:
        return duty
    kept = ("state", "why", "ended", "proof")
    return msgspec.structs.replace(duty, **{name: getattr(before, name) for name in kept})


def _times(row: Row, answers: Mapping[str, str], found: Mapping[str, Duty]) -> tuple[str, str]:
    """Return when its clock started and when it ends; of two clocks the one that ends first."""
    clocks = [(row.since, row.after)]
    if row.latest_from:
        clocks.append((row.latest_from, row.latest_after))
    running = []
    for since, after in clocks:
        started = _started(since, answers, found)
        if started:
            due = ends(moment(started), after, row.zone, row.holidays) if after else None
            running.append((started, stamp(due) if due else ""))
    return min(running, key=lambda pair: (not pair[1], pair[1])) if running else ("", "")


def _started(since: str, answers: Mapping[str, str], found: Mapping[str, Duty]) -> str:
    if since.startswith(_TOLD):
        first = found.get(since.removeprefix(_TOLD))
        return first.ended if first is not None and first.state is DutyState.TOLD else ""
    asked = next((one.id for one in questions() if one.starts == since), since)
    return answers.get(asked, "")


def _trigger(row: Row) -> str:
    if row.since.startswith(_TOLD):
        return f"when {row.since.removeprefix(_TOLD)} was told"
    return _TRIGGERS[row.since]


@dataclass(frozen=True, slots=True)
class Remaining:
    """How much time a duty leaves."""

    duty: Duty
    seconds: float | None
    """Negative: late. None: no number, or not running."""

    @property
    def words(self) -> str:
        """Say it."""
        if self.duty.state is not DutyState.OPEN:
            return {DutyState.TOLD: "told", DutyState.NOT_APPLICABLE: "does not apply"}[self.duty.state]
        if self.seconds is None:
            return "without undue delay" if self.duty.started else f"starts {self.duty.trigger}"
        return f"{spoken(abs(self.seconds))} {'late' if self.seconds < 0 else 'left'}"


def remaining(duty: Duty, now: datetime) -> Remaining:
    """Return how much time is left at a moment."""
    left = (moment(duty.due) - now).total_seconds() if duty.due else None
    return Remaining(duty, left)


def spoken(seconds: float) -> str:
    """Say a span of time in two steps at most: 3 days 4 hours."""
    minutes = int(seconds // 60)
    parts = ((minutes // 1440, "day"), (minutes // 60 % 24, "hour"), (minutes % 60, "minute"))
    said = [f"{count} {name}{'s' if count != 1 else ''}" for count, name in parts if count]
    return " ".join(said[:2]) or "less than a minute"


def _variables(answers: Mapping[str, str]) -> dict[str, str]:
    """Name answers as conditions do; what cannot be asked because of another answer counts as no."""
    known = {f"__{name}__": value for name, value in answers.items()}
    for one in questions():
        if one.id not in answers and one.kind != "moment" and _excluded(one, known):
            known[one.variable] = "no"
    return known


def _excluded(question: Question, known: Mapping[str, str]) -> bool:
    return bool(question.needs) and holds(parse(question.needs), known) is False


def _matters(question: Question, known: Mapping[str, str]) -> bool:
    return not question.needs or holds(parse(question.needs), known) is True
