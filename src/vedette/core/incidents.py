"""An incident as it stands now: what is known, what was done, what has to be done, who said so, and when.

It is never written down itself: it is the fold of its events (`respond`), so two people can work at once.
All times are RFC 3339 in UTC.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta, Struct

from vedette.core.actions import Action
from vedette.core.attacks import Attack, Entity, Part
from vedette.core.clocks import Duty
from vedette.core.indicators import Indicator
from vedette.core.levels import Severity
from vedette.core.nouns import Count, Digest, Finding
from vedette.core.verdicts import Judgement

INCIDENT_SCHEMA = 1


class Status(StrEnum):
    """How far the response is, in order. An incident may go back."""

    REPORTED = "reported"
    """Somebody or something says that there is one."""
    ACKNOWLEDGED = "acknowledged"
    """Somebody has taken it on."""
    ANALYSED = "analysed"
    """It is known what happened, as far as it can be."""
    CONTAINED = "contained"
    """It does not get worse."""
    ERADICATED = "eradicated"
    """Nothing of the attacker is left."""
    RECOVERED = "recovered"
    """Everything works as before."""
    CLOSED = "closed"
    """Lessons are written down."""


class Phase(StrEnum):
    """Which function of the Cybersecurity Framework 2.0 a status belongs to, as NIST SP 800-61r3 has it."""

    DETECT = "detect"
    RESPOND = "respond"
    RECOVER = "recover"
    IMPROVE = "improve"


PHASES: Final = {
    Status.REPORTED: Phase.DETECT,
    Status.ACKNOWLEDGED: Phase.RESPOND,
    Status.ANALYSED: Phase.RESPOND,
    Status.CONTAINED: Phase.RESPOND,
    Status.ERADICATED: Phase.RECOVER,
    Status.RECOVERED: Phase.RECOVER,
    Status.CLOSED: Phase.IMPROVE,
}


class Resolution(StrEnum):
    """What it turned out to be, when it was closed."""

    ATTACK = "attack"
    ATTEMPT = "attempt"
    """It did not succeed."""
    MISTAKE = "mistake"
    """Nobody meant harm."""
    FALSE_ALARM = "false_alarm"
    DUPLICATE = "duplicate"


class Tlp(StrEnum):
    """With whom this may be shared: Traffic Light Protocol 2.0 (FIRST), widest first."""

    CLEAR = "TLP:CLEAR"
    GREEN = "TLP:GREEN"
    AMBER = "TLP:AMBER"
    AMBER_STRICT = "TLP:AMBER+STRICT"
    RED = "TLP:RED"


class Standing(StrEnum):
    """What is thought of an entity."""

    SUSPECTED = "suspected"
    COMPROMISED = "compromised"
    CONTAINED = "contained"
    CLEARED = "cleared"


class EntityState(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One host, account, address …, its part in the incident, and what is thought of it."""

    entity: Entity
    part: Part
    standing: Standing = Standing.SUSPECTED
    aliases: tuple[str, ...] = ()
    why: str = ""


class LineKind(StrEnum):
    """Whose doing a line of the timeline is."""

    ATTACK = "attack"
    RESPONSE = "response"
    CONTEXT = "context"


class TimelineLine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of the timeline, merged from all sources."""

    id: str
    time: str
    """As corrected by the known error of its source's clock; empty where nobody knows."""
    until: str = ""
    text: str
    kind: LineKind = LineKind.ATTACK
    source: str = ""
    """The log, capture or person it comes from."""
    finding: str = ""
    """Fingerprint of the finding that proves it."""
    items: tuple[str, ...] = ()
    """Ids of pieces in the locker it stands in."""
    techniques: tuple[str, ...] = ()
    skew: float = 0.0
    """Seconds by which its source's clock was ahead, already taken off `time`."""
    doubt: str = ""
    """Why its time may be wrong."""


class Belief(StrEnum):
    """How a hypothesis stands."""

    OPEN = "open"
    SUPPORTED = "supported"
    REFUTED = "refuted"


class Hypothesis(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that may have been so, and what speaks for and against it."""

    id: str
    text: str
    belief: Belief = Belief.OPEN
    speaks_for: tuple[str, ...] = ()
    """Fingerprints of findings, ids of lines, pieces and notes."""
    speaks_against: tuple[str, ...] = ()
    would_tell: str = ""


class TaskState(StrEnum):
    """How far a task is."""

    OPEN = "open"
    DOING = "doing"
    DONE = "done"
    DROPPED = "dropped"


class Task(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing somebody has to do."""

    id: str
    text: str
    owner: str = ""
    due: str = ""
    state: TaskState = TaskState.OPEN
    check: str = ""
    """How to know that it worked."""
    step: str = ""
    """The playbook's step it comes from."""
    made: str = ""
    ended: str = ""
    order: int = 0


class Note(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody wrote down."""

    id: str
    at: str
    by: str
    text: str
    told: bool = False
    """Whether it is a recommendation for those who were hit, and belongs into what they get."""


class Custody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One link of the chain of custody."""

    at: str
    by: str
    what: str
    """Taken, handed over, copied, checked, sealed."""
    digest: Digest
    """Of the piece, as it was then."""
    decision: str = ""
    """The gate's decision under which it was done."""
    entry: str = ""
    """The ledger's entry that seals it: index and hash."""


class Piece(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One piece of evidence in the locker."""

    id: str
    name: str
    digest: Digest
    size: Count
    origin: str = ""
    """Where it was taken from, in words."""
    acquired: str = ""
    """When it was taken there; not when it was put in here."""
    kept: bool = True
    """Whether its bytes are in the locker; otherwise only its digest is known."""
    custody: tuple[Custody, ...] = ()


class Watched(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An indicator of this incident, and whether somebody confirmed it."""

    indicator: Indicator
    confirmed: bool = False


class Milestones(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When what was reached; empty: not yet, or nobody knows. Going back takes away what lies ahead."""

    began: str = ""
    """The first act of the attacker."""
    detected: str = ""
    acknowledged: str = ""
    contained: str = ""
    recovered: str = ""
    closed: str = ""


class StepRun(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a step of a playbook stands, and since when."""

    step: str
    state: str
    at: str
    by: str
    said: str = ""


class PlaybookRun(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One playbook that runs in an incident."""

    id: str
    digest: str
    """Of the playbook's bytes, as it was begun."""
    at: str
    steps: tuple[StepRun, ...] = ()
    """The last of each step, in the order they were first touched."""


class Source(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A report that was taken into the incident."""

    digest: Digest
    engine: str
    target: str
    findings: Count
    skew: float = 0.0
    """Seconds by which this source's clock was found to be ahead."""
    clocks: dict[str, float] = {}
    """The same for each log in it that was compared with another, by its name."""


class Incident(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of it, as of its last event."""

    schema: Annotated[int, Meta(ge=1)] = INCIDENT_SCHEMA
    id: str
    title: str
    version: Count = 0
    """How many events it is the fold of."""
    severity: Severity = Severity.MEDIUM
    status: Status = Status.REPORTED
    resolution: Resolution | None = None
    tlp: Tlp = Tlp.AMBER
    organisation: str = ""
    lead: str = ""
    opened: str = ""
    opened_by: str = ""
    changed: str = ""
    milestones: Milestones = Milestones()
    reached: dict[str, str] = {}
    """When each status was reached, as the record says; the milestones are made of it."""
    corrected: dict[str, str] = {}
    """Milestones somebody knows better than the record."""
    sources: tuple[Source, ...] = ()
    attacks: tuple[Attack, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    findings: tuple[Finding, ...] = ()
    """Those the timeline, the attacks and the judgements rest on."""
    entities: tuple[EntityState, ...] = ()
    timeline: tuple[TimelineLine, ...] = ()
    hypotheses: tuple[Hypothesis, ...] = ()
    tasks: tuple[Task, ...] = ()
    notes: tuple[Note, ...] = ()
    locker: tuple[Piece, ...] = ()
    watched: tuple[Watched, ...] = ()
    actions: tuple[Action, ...] = ()
    duties: tuple[Duty, ...] = ()
    playbooks: tuple[str, ...] = ()
    """Ids of the playbooks that run in it."""
    runs: tuple[PlaybookRun, ...] = ()
    """How far each of them is."""
    answers: dict[str, str] = {}
    """What was answered to the questionnaire about duties."""
    similar: tuple[str, ...] = ()
    """Ids of past incidents it was linked to."""
    odd: tuple[str, ...] = ()
    """What the record says of things it does not know, in words: kept, and without effect."""
    newer: Count = 0
    """Events of a newer program, which this one leaves alone."""
