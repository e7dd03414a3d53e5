"""What somebody typed, as what they want written into an incident."""

from __future__ import annotations

import argparse
from typing import Final

from vedette.app.incident_requests import (
    EntityWish,
    HypothesisWish,
    IndicatorWish,
    LeadSet,
    LineAdded,
    LineChanged,
    LineDropped,
    Linked,
    MilestoneSet,
    NoteAdded,
    Resolved,
    Retitled,
    SeveritySet,
    StatusSet,
    TaskAdded,
    TaskChanged,
    TlpSet,
    Wish,
)
from vedette.core.attacks import EntityKind, Part
from vedette.core.errors import BadInput
from vedette.core.incidents import (
    Belief,
    LineKind,
    Resolution,
    Standing,
    Status,
    Task,
    TaskState,
    TimelineLine,
    Tlp,
)
from vedette.core.indicators import IndicatorKind
from vedette.core.levels import Severity
from vedette.doors.cli.whens import moment

MILESTONES: Final = ("began", "detected", "acknowledged", "contained", "recovered", "closed")
STATES: Final = {
    "done": TaskState.DONE,
    "doing": TaskState.DOING,
    "drop": TaskState.DROPPED,
    "reopen": TaskState.OPEN,
}


def note(given: argparse.Namespace) -> list[Wish]:
    """Return a note."""
    return [NoteAdded(id="", text=" ".join(given.text), told=given.told)]


def task(given: argparse.Namespace) -> list[Wish]:
    """Return a new task, or a change of one that is named by its number."""
    due = moment(given.due) if given.due else None
    state = next((STATES[name] for name in STATES if getattr(given, name)), None)
    words = " ".join(given.text)
    if words.isdecimal():
        if state is None and due is None and given.owner is None and given.check is None:
            raise BadInput("nothing to change", hint="--done, --doing, --drop, --reopen, --owner or --due")
        why = given.why or ""
        return [TaskChanged(id=words, owner=given.owner, due=due, state=state, check=given.check, why=why)]
    if state not in {None, TaskState.DOING}:
        raise BadInput("which task?", hint="name it by its number, as vedette incident show has it")
    made = Task(
        id="",
        text=words,
        owner=given.owner or "",
        due=due or "",
        check=given.check or "",
        state=state or TaskState.OPEN,
    )
    return [TaskAdded(task=made)]


def line(given: argparse.Namespace) -> list[Wish]:
    """Return a new line of the timeline, or a change of one that is named."""
    text = " ".join(given.text)
    time = moment(given.at) if given.at else None
    until = moment(given.until) if given.until else None
    kind = LineKind(given.kind) if given.kind else None
    if given.drop is not None:
        return [LineDropped(id=given.drop, why=text)]
    if given.change is not None:
        words = None if text == "-" else text
        change = LineChanged(
            id=given.change, time=time, until=until, text=words, kind=kind, doubt=given.doubt
        )
        return [change]
    made = TimelineLine(
        id="",
        time=time or "",
        until=until or "",
        text=text,
        kind=kind or LineKind.RESPONSE,
        source=given.source or "",
        doubt=given.doubt or ("" if time else "nobody said when"),
    )
    return [LineAdded(line=made)]


def entity(given: argparse.Namespace) -> list[Wish]:
    """Return what is thought of an entity now."""
    return [
        EntityWish(
            kind=EntityKind(given.kind),
            name=given.name,
            part=Part(given.part) if given.part else None,
            standing=Standing(given.standing) if given.standing else None,
            aliases=tuple(given.alias),
            why=given.why or "",
        )
    ]


def status(given: argparse.Namespace) -> list[Wish]:
    """Return how far the response is, and what it turned out to be."""
    made: list[Wish] = [StatusSet(status=Status(given.status), why=given.why or "")]
    if given.resolution:
        made.append(Resolved(resolution=Resolution(given.resolution), why=given.why or ""))
    return made


def lead(given: argparse.Namespace) -> list[Wish]:
    """Return who leads."""
    return [LeadSet(lead=given.name)]


def hypothesis(given: argparse.Namespace) -> list[Wish]:
    """Return a hypothesis, or how one stands."""
    return [
        HypothesisWish(
            text=" ".join(given.text),
            belief=Belief(given.belief) if given.belief else None,
            speaks_for=tuple(given.speaks_for),
            speaks_against=tuple(given.speaks_against),
            would_tell=given.would_tell or "",
        )
    ]


def indicator(given: argparse.Namespace) -> list[Wish]:
    """Return an indicator, and whether it is confirmed."""
    return [
        IndicatorWish(
            kind=IndicatorKind(given.kind),
            value=given.value,
            confirmed=given.confirmed,
            context=given.context or "",
        )
    ]


def link(given: argparse.Namespace) -> list[Wish]:
    """Return a link to another incident."""
    reasons = (given.why,) if given.why else ()
    return [Linked(other=given.other, reasons=reasons, gone=given.remove)]


def plain(given: argparse.Namespace) -> list[Wish]:
    """Return changes of title, severity, sharing and milestones."""
    made: list[Wish] = []
    why = given.why or ""
    if given.title:
        made.append(Retitled(title=given.title))
    if given.severity:
        made.append(SeveritySet(severity=Severity(given.severity), why=why))
    if given.tlp:
        made.append(TlpSet(tlp=Tlp(given.tlp), why=why))
    for one in given.milestone:
        name, mark, at = one.partition("=")
        if not mark or name not in MILESTONES:
            raise BadInput(
                f"{one[:60]!r} is no milestone", hint=f"like detected=now; of {', '.join(MILESTONES)}"
            )
        made.append(MilestoneSet(milestone=name, at=moment(at) if at else "", why=why))
    if not made:
        raise BadInput("nothing to change", hint="--title, --severity, --tlp or --milestone")
    return made
