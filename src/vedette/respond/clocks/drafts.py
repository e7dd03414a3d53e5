"""A draft of what has to be said: what the incident knows is filled in, the rest is a marked blank.

Nothing is ever sent from here. A person reads it, mends it, sends it, and writes down that it was sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from vedette.core.actions import ActionState
from vedette.core.clocks import Duty
from vedette.core.incidents import Incident, Standing, Status
from vedette.respond.clocks.tables import NOT_ADVICE, row

BLANK: Final = "[to fill in]"
_MOST_LINES: Final = 8
_LONGEST: Final = 300
_RISKS: Final = {
    "none": "Hardly anything, as far as we know.",
    "some": "Some harm is possible.",
    "high": "Serious harm is likely.",
}
_HIT: Final = (Standing.COMPROMISED, Standing.CONTAINED, Standing.SUSPECTED)


def draft(duty: Duty, incident: Incident, answers: Mapping[str, str]) -> str:
    """Return the draft as Markdown-free plain text, each fact on a line of its own."""
    known = row(duty.id)
    asked = known.says if known is not None else ()
    parts = [
        f"DRAFT - {duty.name}",
        f"To: {duty.whom}",
        f"By: {duty.due or 'without undue delay'}   Source: {duty.law}",
        NOT_ADVICE,
        "",
        f"From: {incident.organisation or BLANK}   Contact day and night: {BLANK}",
        f"Our reference: {incident.id}",
        "",
        "What happened",
        *_lines(_happened(incident)),
        "",
        "When",
        *_lines(_when(incident, answers)),
        "",
        "What is hit",
        *_lines(_hit(incident, answers)),
        "",
        "What was done, and what comes next",
        *_lines(_done(incident)),
        "",
        "What we do not know yet",
        *_lines(_unknown(incident)),
    ]
    if asked:
        parts += ["", "This has to be said; check each point", *(f"  [ ] {one}" for one in asked)]
    if known is not None and known.note:
        parts += ["", f"Note: {known.note}"]
    return "\n".join(parts) + "\n"


def _happened(incident: Incident) -> Iterator[str]:
    yield incident.title
    yield from (attack.summary for attack in incident.attacks)
    yield from (judgement.summary for judgement in incident.judgements if judgement.verdict == "malicious")


def _when(incident: Incident, answers: Mapping[str, str]) -> Iterator[str]:
    stones = incident.milestones
    yield f"Began: {stones.began or BLANK}"
    yield f"We knew of it: {answers.get('aware') or stones.detected or BLANK}"
    yield f"Contained: {stones.contained or 'not yet'}"
    if stones.recovered:
        yield f"Back to normal: {stones.recovered}"


def _hit(incident: Incident, answers: Mapping[str, str]) -> Iterator[str]:
    for one in incident.entities:
        if one.part.value == "victim" and one.standing in _HIT:
            yield f"{one.entity.kind.value} {one.entity.name} ({one.standing.value})"
    if answers.get("personal_data") == "yes":
        yield f"People concerned: about {answers.get('people_count') or BLANK}; kinds of data: {BLANK}"
        yield f"What may follow for them: {_RISKS.get(answers.get('people_risk', ''), BLANK)}"
    elif answers.get("personal_data") == "no":
        yield "No data about people, as far as we know."
    else:
        yield f"Data about people: {BLANK}"


def _done(incident: Incident) -> Iterator[str]:
    for action in incident.actions:
        if action.state in {ActionState.DONE, ActionState.VERIFIED}:
            yield f"{action.plan.does} (done)"
    for task in incident.tasks:
        if task.state == "done":
            yield f"{task.text} (done)"
    for task in incident.tasks:
        if task.state in {"open", "doing"}:
            yield f"{task.text} ({'due ' + task.due if task.due else 'planned'})"
    if incident.status in {Status.REPORTED, Status.ACKNOWLEDGED, Status.ANALYSED}:
        yield "It is not contained yet."


def _unknown(incident: Incident) -> Iterator[str]:
    yield from (unknown.question for attack in incident.attacks for unknown in attack.unknowns)
    yield from (one.text for one in incident.hypotheses if one.belief == "open")


def _lines(said: Iterator[str]) -> list[str]:
    """Return lines, each once and on one line, a few of them, and say how many were left out."""
    flat = list(dict.fromkeys(" ".join(one.split())[:_LONGEST] for one in said if one.strip()))
    shown = [f"  - {one}" for one in flat[:_MOST_LINES]] or [f"  - {BLANK}"]
    return [*shown, f"  - and {len(flat) - _MOST_LINES} more"] if len(flat) > _MOST_LINES else shown
