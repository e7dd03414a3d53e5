"""The executive's page: what happened, where we are, what to decide; never more than one page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vedette.core.explanations import Audience, Slot
from vedette.core.incidents import Incident
from vedette.export.incidents import opening, response
from vedette.export.incidents.asked import Context
from vedette.export.incidents.labels import Say
from vedette.export.incidents.pieces import Heading, Piece, Words, plain, text_of
from vedette.export.incidents.tables import facts, points

_MOST_STEPS: Final = 5
_MOST_OPEN: Final = 4
_LONGEST: Final = 320
"""Characters of one point: nobody reads more of it on this page."""


def pieces(incident: Incident, context: Context, say: Say) -> Iterator[Piece]:
    """Return the page."""
    told = opening.explained(context, Audience.EXECUTIVE, Audience.GENERALIST)
    yield from opening.summary(incident, told, say)
    yield from response.trouble(incident, context, say)
    yield Heading(text=say("heading.state"))
    hit = [*opening.standing(incident, say), *opening.progress(incident, context, say)]
    wanted = {
        say(f"fact.{name}")
        for name in ("severity", "status", "began", "detected", "contained", "hosts", "tasks", "next_duty")
    }
    yield from facts((name, words) for name, words in hit if name in wanted)
    steps = list(opening.steps(told, say)) if told is not None else _tasks(incident)
    if steps:
        yield Heading(text=say("heading.do"))
        yield from points(say, _short(steps), numbered=True, most=_MOST_STEPS)
    if told is not None and opening.part(told, Slot.WAIT) is not None:
        yield Heading(text=say("heading.wait"))
        yield from opening.prose(told, Slot.WAIT)
    section = opening.part(told, Slot.UNKNOWN) if told is not None else None
    unknown = [plain(one.text) for one in section.sentences] if section is not None else []
    unknown = unknown or list(response.questions(incident, say))
    if unknown:
        yield Heading(text=say("heading.unknown"))
        yield from points(say, _short(unknown), most=_MOST_OPEN)


def _tasks(incident: Incident) -> list[Words]:
    ordered = sorted(incident.tasks, key=lambda one: one.order)
    return [plain(one.text) for one in ordered if one.state in {"open", "doing"}]


def _short(items: list[Words]) -> list[Words]:
    return [one if len(text_of(one)) <= _LONGEST else plain(text_of(one)[:_LONGEST] + "…") for one in items]
