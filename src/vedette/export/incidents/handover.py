"""The handover: where it stands, what runs, what is due next, what is open, who has what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vedette.core.actions import ActionState
from vedette.core.clocks import DutyState
from vedette.core.incidents import Incident, LineKind, TaskState
from vedette.export.incidents import chronology, opening, response
from vedette.export.incidents.asked import Context
from vedette.export.incidents.labels import Say
from vedette.export.incidents.pieces import Heading, Paragraph, Piece, Words, plain, soft, strong
from vedette.export.incidents.spans import is_late, left, when
from vedette.export.incidents.tables import facts, points, table

_LATEST: Final = 12
_UNDER_WAY: Final = {TaskState.OPEN, TaskState.DOING}


def pieces(incident: Incident, context: Context, say: Say) -> Iterator[Piece]:
    """Return the handover, piece by piece."""
    yield from response.trouble(incident, context, say)
    yield Heading(text=say("heading.state"))
    yield from facts(
        [
            *opening.identity(incident, say),
            *opening.standing(incident, say),
            *opening.progress(incident, context, say),
        ]
    )
    told = opening.explained(context, *opening.READERS)
    yield from opening.summary(incident, told, say)
    yield from _running(incident, say)
    yield from _due(incident, context, say)
    yield Heading(text=say("heading.open"))
    asked = list(response.questions(incident, say))
    yield from points(say, asked) if asked else (Paragraph(words=plain(say("say.none"))),)
    yield from _who(incident, context, say)
    yield from _latest(incident, say)


def _running(incident: Incident, say: Say) -> Iterator[Piece]:
    yield Heading(text=say("heading.running"))
    # What is done and taken back by itself still runs: somebody has to be there when it ends.
    running = [
        one
        for one in incident.actions
        if one.state in response.RUNNING
        or (one.ends and one.state in {ActionState.DONE, ActionState.VERIFIED})
    ]
    if not running:
        yield Paragraph(words=plain(say("say.nothing_running")))
    yield from response.actions(running, say, say("caption.running"))


def _due(incident: Incident, context: Context, say: Say) -> Iterator[Piece]:
    yield Heading(text=say("heading.due"))
    due: list[tuple[str, str, str]] = [
        *((one.due, one.text, one.owner) for one in incident.tasks if one.state in _UNDER_WAY and one.due),
        *(
            (one.due, one.name, one.whom)
            for one in incident.duties
            if one.state is DutyState.OPEN and one.due
        ),
        *((one.ends, one.plan.undoes, "") for one in incident.actions if one.ends),
    ]
    if not due:
        yield Paragraph(words=plain(say("say.nothing_due")))
    columns = (("due", 21), ("left", 20), ("what", 39), ("who", 20))
    yield from table(say, say("caption.due"), columns, [_row(one, context, say) for one in sorted(due)])


def _row(one: tuple[str, str, str], context: Context, say: Say) -> tuple[Words, ...]:
    due, text, who = one
    rest = left(due, context.made_at, say)
    urgent = is_late(due, context.made_at)
    return plain(when(due, say)), strong(rest) if urgent else plain(rest), plain(text), plain(who)


def _who(incident: Incident, context: Context, say: Say) -> Iterator[Piece]:
    under_way = [one for one in incident.tasks if one.state in _UNDER_WAY]
    if not under_way:
        return
    yield Heading(text=say("heading.who"))
    for owner in sorted({one.owner for one in under_way}):
        mine = [one for one in under_way if one.owner == owner]
        yield Heading(
            text=f"{owner or say('say.nobody')}: {say('say.open_tasks', number=len(mine))}", level=3
        )
        yield from response.tasks(mine, context, say)


def _latest(incident: Incident, say: Say) -> Iterator[Piece]:
    done = [one for one in incident.timeline if one.kind is LineKind.RESPONSE]
    latest = sorted(done, key=lambda one: one.time, reverse=True)[:_LATEST]
    if latest:
        yield Heading(text=say("heading.latest"))
        columns = (("time", 20), ("what", 52), ("source", 18), ("finding", 10))
        yield from table(say, say("caption.latest"), columns, [chronology.row(one, say) for one in latest])
    notes = sorted(incident.notes, key=lambda one: one.at, reverse=True)[:_LATEST]
    if notes:
        yield Heading(text=say("heading.notes"))
        yield from points(
            say,
            [(*plain(one.text), *soft(f" ({when(one.at, say)}, {one.by})")) for one in notes],
        )
