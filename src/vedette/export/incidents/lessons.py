"""Lessons learned: what the record knows is filled in, what only people know is a marked blank."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vedette.core.incidents import Incident, TaskState
from vedette.export.incidents import chronology, drawings, opening, response
from vedette.export.incidents.asked import Context
from vedette.export.incidents.labels import Say
from vedette.export.incidents.pieces import Blank, Heading, Paragraph, Piece, Words, plain
from vedette.export.incidents.spans import between, span
from vedette.export.incidents.tables import points, table

_QUESTIONS: Final = ("well", "badly", "luck", "cause", "sooner")
_SPANS: Final = (
    ("detect", "began", "detected"),
    ("acknowledge", "detected", "acknowledged"),
    ("contain", "detected", "contained"),
    ("recover", "detected", "recovered"),
    ("close", "detected", "closed"),
)


def pieces(incident: Incident, context: Context, say: Say) -> Iterator[Piece]:
    """Return the paper for the meeting, piece by piece."""
    yield from opening.summary(incident, opening.explained(context, *opening.READERS), say)
    yield from opening.key_facts(incident, say)
    yield Heading(text=say("heading.timings"))
    rows = [(plain(say(f"timing.{name}")), _span(incident, first, last, say)) for name, first, last in _SPANS]
    yield from table(say, say("caption.timings"), (("measure", 70), ("value", 30)), rows)
    yield from _measures(context, say)
    yield from drawings.timeline(incident, say)
    yield from chronology.timeline(incident, say)
    yield from response.trouble(incident, context, say)
    yield from response.duties(incident, context, say)
    yield Heading(text=say("heading.people"))
    yield from (Blank(question=say(f"say.{name}"), hint=say("say.fill")) for name in _QUESTIONS)
    yield Heading(text=say("heading.improve"))
    under_way = [one for one in incident.tasks if one.state in {TaskState.OPEN, TaskState.DOING}]
    yield from response.tasks(under_way, context, say)
    advised = [plain(one.text) for one in incident.notes if one.told]
    yield from points(say, advised)
    yield Blank(question=say("say.improvements"), hint=say("say.fill"), lines=6)
    if not (under_way or advised):
        yield Paragraph(words=plain(say("say.none")))


def _span(incident: Incident, first: str, last: str, say: Say) -> Words:
    seconds = between(getattr(incident.milestones, first), getattr(incident.milestones, last))
    return plain(span(seconds, say) if seconds is not None else say("say.unknown"))


def _measures(context: Context, say: Say) -> Iterator[Piece]:
    if not context.measures:
        return
    yield Heading(text=say("heading.measures"))
    rows = [(plain(one.name), plain(one.value), plain(one.usual)) for one in context.measures]
    columns = (("measure", 50), ("value", 25), ("usual", 25))
    yield from table(say, say("caption.measures"), columns, rows)
