"""What can happen to an incident: one small frozen class each. The incident itself is the fold of these.

An event is never changed and never taken back; what was wrong is put right by a later one. Ids of tasks,
lines, notes, pieces and actions are given by whoever makes the event, and stay.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import Meta, Struct

from vedette.core.actions import ActionState, Done, Plan
from vedette.core.attacks import Attack
from vedette.core.clocks import Duty
from vedette.core.incidents import (
    EntityState,
    Hypothesis,
    LineKind,
    Piece,
    Resolution,
    Source,
    Status,
    Task,
    TaskState,
    TimelineLine,
    Tlp,
    Watched,
)
from vedette.core.levels import Severity
from vedette.core.nouns import Count, Digest, Finding
from vedette.core.verdicts import Judgement

Milestone = Literal["began", "detected", "acknowledged", "contained", "recovered", "closed"]
EventId = Annotated[str, Meta(pattern="^[0-9a-f]{32}$", description="32 hex digits")]


class Opened(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="opened"):
    """It begins: always the first event, and only once."""

    title: str
    severity: Severity = Severity.MEDIUM
    tlp: Tlp = Tlp.AMBER
    organisation: str = ""


class ReportTaken(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="report_taken"):
    """A report of an engine was taken in; its lines, entities and tasks come as events of their own."""

    source: Source
    attacks: tuple[Attack, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    """How the error of its clock is known, what was left out, and the like."""


class Retitled(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="retitled"):
    """It has another title."""

    title: str


class SeveritySet(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="severity_set"):
    """It is thought to be that bad."""

    severity: Severity
    why: str = ""


class StatusSet(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="status_set"):
    """The response has come that far, or went back there."""

    status: Status
    why: str = ""


class Resolved(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="resolved"):
    """It turned out to be that."""

    resolution: Resolution
    why: str = ""


class TlpSet(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="tlp_set"):
    """It may be shared that far."""

    tlp: Tlp
    why: str = ""


class LeadSet(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="lead_set"):
    """Somebody leads the response; empty: nobody does."""

    lead: str


class EntitySet(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="entity_set"):
    """What is thought of a host, account, address …; it takes the place of what was thought before."""

    state: EntityState


class LineAdded(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="line_added"):
    """The timeline has one line more."""

    line: TimelineLine


class LineChanged(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="line_changed"):
    """A line was put right; what is None stays."""

    id: str
    time: str | None = None
    until: str | None = None
    text: str | None = None
    kind: LineKind | None = None
    techniques: tuple[str, ...] | None = None
    items: tuple[str, ...] | None = None
    skew: float | None = None
    doubt: str | None = None
    why: str = ""


class LineDropped(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="line_dropped"):
    """A line does not belong here."""

    id: str
    why: str = ""


class HypothesisSet(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="hypothesis_set"):
    """A hypothesis stands so now; a new id is a new one."""

    hypothesis: Hypothesis


class TaskAdded(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="task_added"):
    """Somebody has to do something."""

    task: Task


class TaskChanged(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="task_changed"):
    """A task was changed; what is None stays, so that two people can change two things of it at once."""

    id: str
    text: str | None = None
    owner: str | None = None
    due: str | None = None
    state: TaskState | None = None
    check: str | None = None
    order: int | None = None
    why: str = ""


class NoteAdded(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="note_added"):
    """Somebody wrote something down."""

    id: str
    text: str
    told: bool = False
    """Whether it is a recommendation for those who were hit."""


class PieceAdded(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="piece_added"):
    """A piece of evidence was taken; its chain of custody begins with this event."""

    piece: Piece


class PieceHandled(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="piece_handled"):
    """Something was done with a piece of evidence: one link more of its chain of custody."""

    piece: str
    """Its id."""
    what: Literal["handed_over", "copied", "checked", "exported", "sealed"]
    digest: Digest
    """Of the piece, as it is now."""
    to: str = ""
    """Whom it was handed to, or where it went."""
    why: str = ""


class IndicatorSet(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="indicator_set"):
    """Something to look for elsewhere, and whether somebody confirmed it; by its kind and value."""

    watched: Watched


class ActionProposed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="action_proposed"):
    """There is a plan for an action."""

    id: str
    plan: Plan


class ActionTried(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="action_tried"):
    """The dry run was done."""

    id: str
    said: str


class ActionApproved(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="action_approved"):
    """Somebody who may agreed to it."""

    id: str
    decision: str
    """The gate's decision that lets it run."""
    by: str


class ActionStep(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="action_step"):
    """One step of an action was done, or taken back."""

    id: str
    done: Done


class ActionMoved(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="action_moved"):
    """An action stands so now."""

    id: str
    state: ActionState
    why: str = ""
    ends: str = ""
    """When it is taken back by itself; empty: as before."""


class DutySet(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="duty_set"):
    """A duty to tell somebody stands so now; by its id."""

    duty: Duty


class Answered(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="answered"):
    """A question of the questionnaire was answered; a later answer takes its place."""

    question: str
    answer: str


class PlaybookStarted(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="playbook_started"):
    """A playbook runs in this incident."""

    id: str
    digest: str
    """Of the playbook's bytes: what was begun is what is gone on with."""


class PlaybookStep(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="playbook_step"):
    """A step of a playbook stands so now."""

    playbook: str
    step: str
    state: str
    said: str = ""


class Linked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="linked"):
    """Another incident has to do with this one."""

    other: str
    reasons: tuple[str, ...] = ()
    gone: bool = False
    """Whether the link was a mistake, and is taken away."""


class MilestoneSet(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="milestone_set"):
    """Somebody knows better than the record when something was reached; empty: the record counts again."""

    milestone: Milestone
    at: str
    why: str = ""


class Newer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="newer"):
    """What a newer program wrote and this one does not know: counted, kept as it was, and left alone."""

    kind: str


What: TypeAlias = (
    Opened
    | ReportTaken
    | Retitled
    | SeveritySet
    | StatusSet
    | Resolved
    | TlpSet
    | LeadSet
    | EntitySet
    | LineAdded
    | LineChanged
    | LineDropped
    | HypothesisSet
    | TaskAdded
    | TaskChanged
    | NoteAdded
    | PieceAdded
    | PieceHandled
    | IndicatorSet
    | ActionProposed
    | ActionTried
    | ActionApproved
    | ActionStep
    | ActionMoved
    | DutySet
    | Answered
    | PlaybookStarted
    | PlaybookStep
    | Linked
    | MilestoneSet
    | Newer
)

Change: TypeAlias = (
    Retitled
    | SeveritySet
    | StatusSet
    | Resolved
    | TlpSet
    | LeadSet
    | EntitySet
    | LineAdded
    | LineChanged
    | LineDropped
    | HypothesisSet
    | TaskAdded
    | TaskChanged
    | NoteAdded
    | IndicatorSet
    | Linked
    | MilestoneSet
)
"""What people may write into an incident as they see fit; all else has a way of its own."""


class Event(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that happened to one incident."""

    id: EventId
    """Random, and given by whoever sends it: the same event sent twice is one."""
    incident: str
    seq: Count = 0
    """Its place in the incident, counting from 1; given by the store."""
    at: str
    """RFC 3339, UTC: when it was written down."""
    by: str
    """Who did it, as the incident's people are named."""
    decision: str = ""
    """Id of the gate's decision that let it happen."""
    what: What


class _Tag(Struct):
    type: str = ""


def written(what: What) -> bytes:
    """Write what happened as JSON."""
    return msgspec.json.encode(what)


def read(data: bytes) -> What:
    """Read what happened; never raises: what this program does not know is `Newer`."""
    try:
        return msgspec.json.decode(data, type=What)  # type: ignore[no-any-return]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return Newer(kind=_tag(data))


def _tag(data: bytes) -> str:
    try:
        return msgspec.json.decode(data, type=_Tag).type[:64]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return ""
