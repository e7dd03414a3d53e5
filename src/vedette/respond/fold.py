"""Events in, the incident they add up to out. Never fails, and does not care how the events were batched.

An event about something nobody knows changes nothing and is noted; one of a newer program is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from msgspec.structs import replace

from vedette.core.actions import Action, ActionState
from vedette.core.incidents import (
    Custody,
    Incident,
    Note,
    PlaybookRun,
    Status,
    StepRun,
    TaskState,
)
from vedette.respond import events as happened
from vedette.respond.draft import Draft, key_of, opened
from vedette.respond.events import Event

FOLD: Final = 1
"""Counts up whenever the same events add up to something else than before: kept folds are made anew then."""
_ENDED: Final = frozenset({TaskState.DONE, TaskState.DROPPED})


def folded(events: Iterable[Event], ident: str = "") -> Incident:
    """Return what events of one incident, in order, add up to; `ident` names it where there are none."""
    return carried_on(Incident(id=ident, title=""), events)


def carried_on(incident: Incident, events: Iterable[Event]) -> Incident:
    """Return what an incident becomes by further events: the same as folding all of them at once."""
    draft = opened(incident)
    for event in events:
        _take(draft, event)
    return draft.frozen()


def _take(draft: Draft, event: Event) -> None:
    draft.version += 1
    draft.changed = event.at
    if not draft.plain.id:
        draft.set(id=event.incident)
    if event.incident != draft.plain.id:
        draft.strange(f"an event of another incident, {event.incident}")
        return
    _EFFECTS[type(event.what)](draft, event, event.what)


def _opened(draft: Draft, event: Event, what: happened.Opened) -> None:
    if draft.plain.opened:
        draft.strange("it was opened twice")
        return
    draft.set(
        title=what.title,
        severity=what.severity,
        tlp=what.tlp,
        organisation=what.organisation,
        opened=event.at,
        opened_by=event.by,
    )
    draft.reached.setdefault(Status.REPORTED, event.at)


def _report(draft: Draft, _: Event, what: happened.ReportTaken) -> None:
    same = [one for one in draft.sources if one.digest != what.source.digest]
    draft.sources = [*same, what.source]
    draft.attacks |= {one.id: one for one in what.attacks}
    draft.judgements |= {(one.artefact, one.name): one for one in what.judgements}
    draft.findings |= {one.fingerprint: one for one in what.findings}


def _status(draft: Draft, event: Event, what: happened.StatusSet) -> None:
    draft.move(what.status, event.at)


def _entity(draft: Draft, _: Event, what: happened.EntitySet) -> None:
    draft.entities[what.state.entity] = what.state


def _line(draft: Draft, _: Event, what: happened.LineAdded) -> None:
    if what.line.id in draft.lines:
        draft.strange(f"line {what.line.id} was added twice: the first stays")
    draft.lines.setdefault(what.line.id, what.line)


def _line_changed(draft: Draft, _: Event, what: happened.LineChanged) -> None:
    line = draft.lines.get(what.id)
    if line is None:
        draft.strange(f"line {what.id} was changed, and is not there")
        return
    draft.lines[what.id] = replace(line, **_given(what))


def _line_dropped(draft: Draft, _: Event, what: happened.LineDropped) -> None:
    if draft.lines.pop(what.id, None) is None:
        draft.strange(f"line {what.id} was dropped, and is not there")


def _hypothesis(draft: Draft, _: Event, what: happened.HypothesisSet) -> None:
    draft.hypotheses[what.hypothesis.id] = what.hypothesis


def _task(draft: Draft, event: Event, what: happened.TaskAdded) -> None:
    if what.task.id in draft.tasks:
        draft.strange(f"task {what.task.id} was added twice: the first stays")
        return
    order = what.task.order or len(draft.tasks) + 1
    draft.tasks[what.task.id] = replace(what.task, made=what.task.made or event.at, order=order)


def _task_changed(draft: Draft, event: Event, what: happened.TaskChanged) -> None:
    task = draft.tasks.get(what.id)
    if task is None:
        draft.strange(f"task {what.id} was changed, and is not there")
        return
    changed = replace(task, **_given(what))
    if what.state is not None:
        changed = replace(changed, ended=event.at if what.state in _ENDED else "")
    draft.tasks[what.id] = changed


def _note(draft: Draft, event: Event, what: happened.NoteAdded) -> None:
    if what.id in draft.notes:
        draft.strange(f"note {what.id} was added twice: the first stays")
        return
    draft.notes[what.id] = Note(id=what.id, at=event.at, by=event.by, text=what.text, told=what.told)


def _piece(draft: Draft, event: Event, what: happened.PieceAdded) -> None:
    piece = what.piece
    if piece.id in draft.pieces:
        draft.strange(f"piece {piece.id} was added twice: the first stays")
        return
    first = Custody(at=event.at, by=event.by, what="taken", digest=piece.digest, decision=event.decision)
    draft.pieces[piece.id] = replace(piece, custody=(first,))


def _piece_handled(draft: Draft, event: Event, what: happened.PieceHandled) -> None:
    piece = draft.pieces.get(what.piece)
    if piece is None:
        draft.strange(f"piece {what.piece} was {what.what}, and is not there")
        return
    words = what.what.replace("_", " ") + (f" to {what.to}" if what.to else "")
    link = Custody(
        at=event.at,
        by=event.by,
        what=f"{words}: {what.why}" if what.why else words,
        digest=what.digest,
        decision=event.decision,
    )
    draft.pieces[what.piece] = replace(piece, custody=(*piece.custody, link))


def _indicator(draft: Draft, _: Event, what: happened.IndicatorSet) -> None:
    draft.watched[key_of(what.watched)] = what.watched


def _proposed(draft: Draft, event: Event, what: happened.ActionProposed) -> None:
    if what.id in draft.actions:
        draft.strange(f"action {what.id} was proposed twice: the first stays")
        return
    draft.actions[what.id] = Action(id=what.id, plan=what.plan, proposed_by=event.by, proposed_at=event.at)


def _action(draft: Draft, what: Any, change: Callable[[Action], dict[str, object]]) -> None:  # noqa: ANN401 - has an id
    action = draft.actions.get(what.id)
    if action is None:
        draft.strange(f"action {what.id} went on, and is not there")
        return
    draft.actions[what.id] = replace(action, **change(action))


def _tried(draft: Draft, _: Event, what: happened.ActionTried) -> None:
    def change(action: Action) -> dict[str, object]:
        begun = action.state not in {ActionState.PROPOSED, ActionState.TRIED}
        return {"tried": what.said, "state": action.state if begun else ActionState.TRIED}

    _action(draft, what, change)


def _approved(draft: Draft, _: Event, what: happened.ActionApproved) -> None:
    _action(
        draft,
        what,
        lambda action: {
            "decisions": (*action.decisions, what.decision),
            "approved_by": (*action.approved_by, what.by),
        },
    )


def _step(draft: Draft, _: Event, what: happened.ActionStep) -> None:
    _action(draft, what, lambda action: {"done": (*action.done, what.done)})


def _moved(draft: Draft, _: Event, what: happened.ActionMoved) -> None:
    _action(
        draft,
        what,
        lambda action: {"state": what.state, "why": what.why, "ends": what.ends or action.ends},
    )


def _duty(draft: Draft, _: Event, what: happened.DutySet) -> None:
    draft.duties[what.duty.id] = what.duty


def _answered(draft: Draft, _: Event, what: happened.Answered) -> None:
    draft.answers[what.question] = what.answer


def _playbook(draft: Draft, event: Event, what: happened.PlaybookStarted) -> None:
    if what.id in draft.runs:
        draft.strange(f"playbook {what.id} was started twice: the first goes on")
        return
    draft.runs[what.id] = PlaybookRun(id=what.id, digest=what.digest, at=event.at)


def _playbook_step(draft: Draft, event: Event, what: happened.PlaybookStep) -> None:
    run = draft.runs.get(what.playbook)
    if run is None:
        draft.strange(f"playbook {what.playbook} went on, and was not started")
        return
    now = StepRun(step=what.step, state=what.state, at=event.at, by=event.by, said=what.said)
    steps = {one.step: one for one in run.steps} | {what.step: now}
    draft.runs[what.playbook] = replace(run, steps=tuple(steps.values()))


def _linked(draft: Draft, _: Event, what: happened.Linked) -> None:
    if what.gone:
        draft.similar.pop(what.other, None)
    else:
        draft.similar[what.other] = None


def _milestone(draft: Draft, _: Event, what: happened.MilestoneSet) -> None:
    if what.at:
        draft.corrected[what.milestone] = what.at
    else:
        draft.corrected.pop(what.milestone, None)


def _newer(draft: Draft, event: Event, what: happened.Newer) -> None:
    del event, what
    draft.newer += 1


def _set(*names: str) -> Callable[[Draft, Event, Any], None]:
    """Return the effect of an event that gives plain fields another value."""

    def take(draft: Draft, _: Event, what: Any) -> None:  # noqa: ANN401 - the table pairs them
        draft.set(**{name: getattr(what, name) for name in names})

    return take


def _given(what: happened.LineChanged | happened.TaskChanged) -> dict[str, object]:
    """Return the fields a change gives: what is None stays as it was."""
    left_out = {"id", "why"}
    fields = {name: getattr(what, name) for name in what.__struct_fields__ if name not in left_out}
    return {name: value for name, value in fields.items() if value is not None}


_EFFECTS: Final[dict[type, Callable[[Draft, Event, Any], None]]] = {
    happened.Opened: _opened,
    happened.ReportTaken: _report,
    happened.Retitled: _set("title"),
    happened.SeveritySet: _set("severity"),
    happened.StatusSet: _status,
    happened.Resolved: _set("resolution"),
    happened.TlpSet: _set("tlp"),
    happened.LeadSet: _set("lead"),
    happened.EntitySet: _entity,
    happened.LineAdded: _line,
    happened.LineChanged: _line_changed,
    happened.LineDropped: _line_dropped,
    happened.HypothesisSet: _hypothesis,
    happened.TaskAdded: _task,
    happened.TaskChanged: _task_changed,
    happened.NoteAdded: _note,
    happened.PieceAdded: _piece,
    happened.PieceHandled: _piece_handled,
    happened.IndicatorSet: _indicator,
    happened.ActionProposed: _proposed,
    happened.ActionTried: _tried,
    happened.ActionApproved: _approved,
    happened.ActionStep: _step,
    happened.ActionMoved: _moved,
    happened.DutySet: _duty,
    happened.Answered: _answered,
    happened.PlaybookStarted: _playbook,
    happened.PlaybookStep: _playbook_step,
    happened.Linked: _linked,
    happened.MilestoneSet: _milestone,
    happened.Newer: _newer,
}
"""What each kind of event does; a test holds it to the kinds there are."""
