"""What was done, has to be done, has to be told, and is not known: the working part of a report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from vedette.core.actions import Action, ActionState
from vedette.core.clocks import Duty, DutyState
from vedette.core.explanations import Explanation, Slot
from vedette.core.incidents import Belief, Incident, Task, TaskState
from vedette.export.incidents.asked import Context
from vedette.export.incidents.labels import Say
from vedette.export.incidents.opening import part, steps
from vedette.export.incidents.pieces import (
    Heading,
    Paragraph,
    Piece,
    Run,
    Tone,
    Words,
    code,
    plain,
    soft,
    strong,
)
from vedette.export.incidents.spans import between, is_late, left, span, when
from vedette.export.incidents.tables import names, note, points, table
from vedette.export.tally import short_id

RUNNING: Final = {
    ActionState.RUNNING,
    ActionState.UNDOING,
    ActionState.FAILED,
    ActionState.STUCK,
    ActionState.TRIED,
    ActionState.PROPOSED,
}
_TROUBLE: Final = {ActionState.FAILED, ActionState.STUCK}
_OVER: Final = {TaskState.DONE, TaskState.DROPPED}


def actions(taken: Sequence[Action], say: Say, caption: str) -> Iterator[Piece]:
    """Return each action with the decisions that let it run."""
    columns = (("action", 35), ("state", 25), ("decision", 22), ("approved", 18))
    yield from table(say, caption, columns, [_action(one, say) for one in taken])


def _action(one: Action, say: Say) -> tuple[Words, ...]:
    state = say(f"state.{one.state}")
    outcome = [_steps(one, say), one.why, say("say.ends", when=when(one.ends, say)) if one.ends else ""]
    said = "; ".join(filter(None, outcome))
    proposed = " ".join(
        filter(None, (when(one.proposed_at, say) if one.proposed_at else "", one.proposed_by))
    )
    return (
        (
            *strong(say(f"action.{one.plan.kind}")),
            Run(f": {one.plan.does}"),
            *soft(f" ({proposed})" if proposed else ""),
        ),
        (*(strong(state) if one.state in _TROUBLE else plain(state)), *plain(f": {said}" if said else "")),
        code(names(say, one.decisions)) or plain(say("say.none")),
        plain(names(say, one.approved_by)),
    )


def _steps(one: Action, say: Say) -> str:
    if not one.done:
        return ""
    bad = next((each for each in one.done if not each.ok), None)
    if bad is not None:
        return say("say.step_failed", step=bad.step + 1, said=bad.said or say("say.unknown"))
    forward = {each.step for each in one.done if not each.undoing}
    return say("say.steps", ok=len(forward), all=len(one.plan.steps))


def tasks(given: Sequence[Task], context: Context, say: Say) -> Iterator[Piece]:
    """Return the tasks of the team, in their order."""
    columns = (("task", 42), ("state", 14), ("owner", 18), ("due", 26))
    ordered = sorted(given, key=lambda one: (one.state in _OVER, one.order, one.due or "~"))
    rows = [
        (
            (*plain(one.text), *soft(f" {say('say.check', check=one.check)}" if one.check else "")),
            plain(say(f"task.{one.state}")),
            plain(one.owner or say("say.nobody")),
            _due(one, context, say),
        )
        for one in ordered
    ]
    yield from table(say, say("caption.tasks"), columns, rows)


def _due(one: Task, context: Context, say: Say) -> Words:
    if one.state in _OVER:
        return plain(when(one.ended, say)) if one.ended else ()
    if not one.due:
        return ()
    rest = left(one.due, context.made_at, say)
    return (
        *plain(f"{when(one.due, say)} "),
        *(strong(rest) if is_late(one.due, context.made_at) else soft(rest)),
    )


def duties(incident: Incident, context: Context, say: Say) -> Iterator[Piece]:
    """Return who has to be told until when, and how much time is left."""
    if not incident.duties:
        return
    yield Heading(text=say("heading.duties"))
    yield note(say("say.no_legal_advice"))
    columns = (("what", 24), ("whom", 16), ("due", 20), ("state", 22), ("law", 18))
    open_first = sorted(incident.duties, key=lambda one: (one.state is not DutyState.OPEN, one.due or "~"))
    rows = [
        (
            (*plain(one.name), *soft(f" ({one.why})" if one.why else "")),
            plain(one.whom),
            plain(when(one.due, say) if one.due else say("say.no_limit")),
            _standing(one, context, say),
            soft(one.law),
        )
        for one in open_first
    ]
    yield from table(say, say("caption.duties"), columns, rows)


def _standing(one: Duty, context: Context, say: Say) -> Words:
    state = say(f"duty.{one.state}")
    if one.state is DutyState.NOT_APPLICABLE:
        return plain(state)
    if one.state is DutyState.TOLD:
        late = between(one.due, one.ended)
        how = "" if late is None else told(late, say)
        return plain(", ".join(filter(None, (state, how, one.proof))))
    if not one.started:
        return plain(say("say.not_started"))
    rest = left(one.due, context.made_at, say)
    urgent = is_late(one.due, context.made_at)
    return (*plain(f"{state} "), *(strong(rest) if urgent else plain(rest)))


def told(late: float, say: Say) -> str:
    """Say whether it was told in time."""
    return say("say.told_late", span=span(late, say)) if late > 0 else say("say.in_time")


def unknowns(incident: Incident, told_by: Explanation | None, say: Say) -> Iterator[Piece]:
    """Return what nobody knows yet, what would tell, and which times are in doubt."""
    yield Heading(text=say("heading.unknown"))
    known = list(questions(incident, say))
    section = part(told_by, Slot.UNKNOWN) if told_by is not None else None
    known = [*map(plain, (one.text for one in section.sentences) if section else ()), *known]
    doubts = dict.fromkeys((one.source, one.doubt) for one in incident.timeline if one.doubt)
    known += [plain(say("say.clock", source=source, doubt=doubt)) for source, doubt in doubts]
    if bare := sum(not one.time for one in incident.timeline):
        known.append(plain(say("say.without_time", number=bare)))
    if not known:
        yield Paragraph(words=plain(say("say.none")))
    yield from points(say, known)


def questions(incident: Incident, say: Say) -> Iterator[Words]:
    """Return the open questions of attacks and hypotheses."""
    for attack in incident.attacks:
        for one in attack.unknowns:
            yield plain(say("say.would_tell", question=one.question, who=one.would_tell))
    for guess in incident.hypotheses:
        if guess.belief is Belief.OPEN:
            text = say("say.open_hypothesis", text=guess.text)
            yield plain(
                say("say.would_tell", question=text, who=guess.would_tell) if guess.would_tell else text
            )


def recommendations(incident: Incident, told_by: Explanation | None, say: Say) -> Iterator[Piece]:
    """Return what those who were hit should do: never the tasks of the team."""
    advised = [plain(one.text) for one in incident.notes if one.told]
    ordered = list(steps(told_by, say)) if told_by is not None else []
    remedies: dict[str, str] = {}
    for one in incident.findings:
        if one.remedy:
            remedies.setdefault(one.remedy, short_id(one))
    advised += [plain(say("say.remedy", remedy=text, finding=mark)) for text, mark in remedies.items()]
    if not advised and not ordered:
        return
    yield Heading(text=say("heading.recommendations"))
    yield Paragraph(words=soft(say("say.recommendation")))
    yield from points(say, ordered, numbered=True)
    yield from points(say, advised)


def trouble(incident: Incident, context: Context, say: Say) -> Iterator[Piece]:
    """Return what is late or went wrong, so that nobody has to look for it."""
    lines = [
        *(
            say("lateness.duty", name=one.name, state=left(one.due, context.made_at, say))
            for one in incident.duties
            if one.state is DutyState.OPEN and is_late(one.due, context.made_at)
        ),
        *(
            say("lateness.action", text=one.plan.does, state=say(f"state.{one.state}"))
            for one in incident.actions
            if one.state in _TROUBLE
        ),
        *(
            say("lateness.task", text=one.text, state=left(one.due, context.made_at, say))
            for one in incident.tasks
            if one.state not in _OVER and is_late(one.due, context.made_at)
        ),
    ]
    if lines:
        rest = [say("say.more", number=len(lines) - _MOST_TROUBLE)] if len(lines) > _MOST_TROUBLE else []
        yield note(say("heading.late"), *lines[:_MOST_TROUBLE], *rest, tone=Tone.DANGER)


_MOST_TROUBLE: Final = 8
