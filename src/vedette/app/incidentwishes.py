"""What somebody wants written into an incident, made exact: short names found, the rest left as it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Final, NamedTuple

from msgspec.structs import replace

from vedette.app.incident_requests import EntityWish, HypothesisWish, IndicatorWish, Wish
from vedette.core.attacks import Entity, EntityKind, Part
from vedette.core.errors import BadInput
from vedette.core.incidents import EntityState, Hypothesis, Incident, Standing, Status, Watched
from vedette.core.indicators import Indicator
from vedette.respond import events as happened
from vedette.respond.events import What
from vedette.respond.instants import seconds_of, written

ID_CHARS: Final = 12
TEXT_MOST: Final = 100_000
MERGED: Final = (EntityWish, HypothesisWish, IndicatorWish)
"""What they come to depends on how the incident stands: sent again later, it may be something else."""
_SHORTEST: Final = 3


class Exact(NamedTuple):
    """One event to write, and its id."""

    id: str
    what: What


def exact(incident: Incident, wish: Wish, ident: str, find: Callable[[str], str]) -> list[Exact]:
    """Return the events a wish comes to; `find` finds another incident by its short id.

    Raises:
        BadInput: what it names is not there, or is not one thing.

    """
    if isinstance(wish, happened.LeadSet) and wish.lead and incident.status is Status.REPORTED:
        taken_on = happened.StatusSet(status=Status.ACKNOWLEDGED, why="somebody leads it")
        return [Exact(ident, wish), Exact(_second(ident), taken_on)]
    if isinstance(wish, happened.Linked):
        return [Exact(ident, replace(wish, other=find(wish.other)))]
    return [Exact(ident, _meant(incident, wish, _hashed(ident)[:ID_CHARS]))]


def _meant(incident: Incident, wish: Wish, short: str) -> What:
    made: What
    match wish:
        case EntityWish():
            made = happened.EntitySet(state=_entity(incident, wish))
        case HypothesisWish():
            made = happened.HypothesisSet(hypothesis=_hypothesis(incident, wish, short))
        case IndicatorWish():
            made = happened.IndicatorSet(watched=_watched(incident, wish))
        case happened.TaskChanged():
            made = replace(wish, id=_task(incident, wish.id), due=when(wish.due))
        case happened.LineChanged():
            line = _line(incident, wish.id)
            made = replace(wish, id=line, time=when(wish.time), until=when(wish.until))
        case happened.LineDropped():
            made = replace(wish, id=_line(incident, wish.id))
        case happened.MilestoneSet():
            made = replace(wish, at=when(wish.at) or "")
        case _:
            made = _new(wish, short)
    return made


def when(text: str | None) -> str | None:
    """Return a moment in UTC; nothing stays nothing.

    Raises:
        BadInput: it is no moment with a zone.

    """
    if not text:
        return text
    seconds = seconds_of(text)
    if seconds is None:
        raise BadInput(f"{text[:40]!r} is no moment with a zone", hint="like 2026-03-01T08:00:00Z or …+01:00")
    return written(seconds)


def _new(what: What, short: str) -> What:
    """Give what is new and came without an id one that is the same when it is sent again."""
    match what:
        case happened.NoteAdded():
            if len(what.text) > TEXT_MOST:
                raise BadInput(f"a note of more than {TEXT_MOST:,} characters", hint="keep it as evidence")
            return replace(what, id=what.id or short)
        case happened.TaskAdded():
            due = when(what.task.due) or ""
            return replace(what, task=replace(what.task, id=what.task.id or short, due=due))
        case happened.LineAdded():
            line, time, until = what.line, when(what.line.time) or "", when(what.line.until) or ""
            return replace(what, line=replace(line, id=line.id or short, time=time, until=until))
        case happened.HypothesisSet():
            return replace(what, hypothesis=replace(what.hypothesis, id=what.hypothesis.id or short))
        case _:
            return what


def _entity(incident: Incident, wish: EntityWish) -> EntityState:
    name = wish.name if wish.kind in {EntityKind.URL, EntityKind.FILE} else wish.name.lower()
    named = Entity(wish.kind, name)
    found = [one for one in incident.entities if one.entity == named]
    known = found[0] if found else EntityState(entity=named, part=Part.INVOLVED, standing=Standing.SUSPECTED)
    return replace(
        known,
        part=wish.part or known.part,
        standing=wish.standing or known.standing,
        aliases=tuple(dict.fromkeys((*known.aliases, *wish.aliases))),
        why=wish.why or known.why,
    )


def _hypothesis(incident: Incident, wish: HypothesisWish, short: str) -> Hypothesis:
    found = [
        one for one in incident.hypotheses if len(wish.text) >= _SHORTEST and one.id.startswith(wish.text)
    ]
    if len(found) > 1:
        raise BadInput(f"several hypotheses begin with {wish.text[:40]}", hint="give more of its id")
    known = found[0] if found else Hypothesis(id=short, text=wish.text)
    return replace(
        known,
        belief=wish.belief or known.belief,
        speaks_for=tuple(dict.fromkeys((*known.speaks_for, *wish.speaks_for))),
        speaks_against=tuple(dict.fromkeys((*known.speaks_against, *wish.speaks_against))),
        would_tell=wish.would_tell or known.would_tell,
    )


def _watched(incident: Incident, wish: IndicatorWish) -> Watched:
    value = wish.value.replace("[.]", ".").replace("[://]", "://").replace("hxxp", "http")
    for one in incident.watched:
        if (one.indicator.kind, one.indicator.value) == (wish.kind, value):
            return replace(one, confirmed=wish.confirmed)
    made = Indicator(
        kind=wish.kind, value=value, artefact="", name="", offset=0, context=wish.context or "written by hand"
    )
    return Watched(indicator=made, confirmed=wish.confirmed)


def _task(incident: Incident, named: str) -> str:
    if named.isdecimal():
        found = [one.id for one in incident.tasks if str(one.order) == named.lstrip("0")]
        if found:
            return found[0]
    return _one([one.id for one in incident.tasks], named, "task")


def _line(incident: Incident, named: str) -> str:
    return _one([one.id for one in incident.timeline], named, "line of the timeline")


def _one(known: list[str], named: str, what: str) -> str:
    if named in known:
        return named
    found = [one for one in known if len(named) >= _SHORTEST and one.startswith(named)]
    if len(found) != 1:
        raise BadInput(f"{named[:40]!r} is not one {what}", hint="vedette incident show has them (--ids)")
    return found[0]


def _hashed(ident: str) -> str:
    """Return what is as much one of its kind as an event's id, whatever ids begin with."""
    return hashlib.sha256(ident.encode()).hexdigest()


def _second(ident: str) -> str:
    """Return the id of the event that comes along: the same when it is sent again."""
    return _hashed(ident)[32:]
