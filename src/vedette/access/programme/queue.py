"""What waits for a reviewer: one kind of line for all of it, each with the time by which it is to be done."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from msgspec import Struct

from vedette.access.programme import appeals
from vedette.access.programme.approvals import LASTS
from vedette.access.programme.breakglass import REVIEW_WITHIN
from vedette.access.programme.criteria import DAY, LOT_DAYS, REMIND

HOUR: Final = 3_600.0


class Waiting(StrEnum):
    """What kinds of things wait."""

    APPROVAL = "approval"
    """Somebody cannot go on before others agree."""
    HELD = "held"
    """A text nobody may have answered before a person looked at it."""
    MEASURE = "measure"
    """Monitoring asks that somebody looks."""
    GLASS = "glass"
    """An emergency, to be looked at afterwards."""
    APPEAL = "appeal"
    CASE = "case"
    CONFIRM = "confirm"
    """A grant that ends soon, and is to be confirmed or left to end."""
    APPOINT = "appoint"
    VIDEO = "video"
    LETTER = "letter"
    SEAT = "seat"
    """A seat in somebody's house, which takes the word of somebody who has no part in it."""
    AUDIT = "audit"
    """A second look, drawn by lot."""


ANSWER_WITHIN: Final = {
    Waiting.APPROVAL: LASTS,
    Waiting.HELD: 4 * HOUR,
    Waiting.MEASURE: DAY,
    Waiting.GLASS: REVIEW_WITHIN,
    Waiting.APPEAL: appeals.ANSWER_WITHIN,
    Waiting.CASE: 5 * DAY,
    Waiting.CONFIRM: REMIND,
    Waiting.APPOINT: 10 * DAY,
    Waiting.VIDEO: 5 * DAY,
    Waiting.LETTER: 5 * DAY,
    Waiting.SEAT: 5 * DAY,
    Waiting.AUDIT: LOT_DAYS,
}
"""Seconds in which each kind is promised to be done; how often that was kept is published."""


class Line(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that waits."""

    kind: Waiting
    id: str
    """What to name to the command that decides it."""
    person: str
    """Whom it is about."""
    says: str
    """In one line: what is asked."""
    since: float
    due: float
    """When it is to be done: by then it lapses, or the promise is broken."""
    may: bool = True
    """Whether this reviewer may decide it."""
    notes: tuple[str, ...] = ()
    """Why not, or what to mind: conflicts of interest that forbid, and those that do not."""


def line(kind: Waiting, ident: str, person: str, says: str, since: float) -> Line:
    """Return a line with the promised time."""
    return Line(kind=kind, id=ident, person=person, says=says, since=since, due=since + ANSWER_WITHIN[kind])


def ordered(lines: Iterable[Line]) -> list[Line]:
    """Return lines in the order to work on them: what this reviewer may do first, the most urgent first."""
    return sorted(lines, key=lambda one: (not one.may, one.due, one.kind, one.id))
