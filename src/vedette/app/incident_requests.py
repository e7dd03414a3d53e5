"""What can be asked about incidents: one frozen class a capability, answered as its parameter says."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, TypeAlias

from msgspec import Struct

from vedette.app import incident_answers as answers
from vedette.app.asking import Request
from vedette.core.attacks import EntityKind, Part
from vedette.core.incidents import Belief, Standing, Tlp
from vedette.core.indicators import IndicatorKind
from vedette.core.levels import Severity
from vedette.respond.events import (
    Change,
    EntitySet,
    HypothesisSet,
    IndicatorSet,
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
)

__all__ = [
    "BackUpIncidents",
    "Change",
    "ChangeIncident",
    "CheckCustody",
    "Clocks",
    "EntitySet",
    "EntityWish",
    "ExportIncident",
    "HandleEvidence",
    "HypothesisSet",
    "HypothesisWish",
    "IndicatorSet",
    "IndicatorWish",
    "KeepEvidence",
    "LeadSet",
    "LineAdded",
    "LineChanged",
    "LineDropped",
    "Linked",
    "ListIncidents",
    "MeasureIncidents",
    "MilestoneSet",
    "NoteAdded",
    "OpenIncident",
    "Resolved",
    "RestoreIncidents",
    "Retitled",
    "SeveritySet",
    "ShowIncident",
    "StatusSet",
    "TakeReport",
    "TaskAdded",
    "TaskChanged",
    "TlpSet",
    "Wish",
]

Handling = Literal["handed_over", "copied", "checked", "exported", "sealed"]


class Clocks(Struct, frozen=True, kw_only=True):
    """What somebody knows of the clocks of sources."""

    skews: dict[str, float] = {}
    """Seconds by which a source's clock was ahead, by its name."""
    local: tuple[str, ...] = ()
    """Sources whose times are local, of a zone nobody knows."""


class EntityWish(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="entity"):
    """What is thought of an entity now; what is not said stays as it was."""

    kind: EntityKind
    name: str
    part: Part | None = None
    standing: Standing | None = None
    aliases: tuple[str, ...] = ()
    """Further ones."""
    why: str = ""


class HypothesisWish(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="hypothesis"):
    """A new hypothesis, or how one there is stands; what is not said stays as it was."""

    text: str
    """What may have been so; or the id of one there is, or how it begins."""
    belief: Belief | None = None
    speaks_for: tuple[str, ...] = ()
    """Further ones."""
    speaks_against: tuple[str, ...] = ()
    would_tell: str = ""


class IndicatorWish(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="indicator"):
    """Something to look for elsewhere."""

    kind: IndicatorKind
    value: str
    confirmed: bool = False
    context: str = ""


Wish: TypeAlias = Change | EntityWish | HypothesisWish | IndicatorWish
"""A change, or what becomes one once it is known how the incident stands.

A task may be named by its number, a line by how its id begins.
"""


class OpenIncident(Request[answers.IncidentTold], Struct, frozen=True, kw_only=True):
    """Open an incident, by hand or with a report."""

    title: str = ""
    """Empty: as the report says."""
    severity: Severity | None = None
    """None: as the report says, or medium."""
    tlp: Tlp = Tlp.AMBER
    organisation: str = ""
    note: str = ""
    report: Path | None = None
    job: str = ""
    """Id of a job of a service whose report is taken in."""
    clocks: Clocks = Clocks()


class TakeReport(Request[answers.IncidentTold], Struct, frozen=True, kw_only=True):
    """Take a report into an incident."""

    incident: str
    """Its id, or how that begins."""
    report: Path | None = None
    job: str = ""
    clocks: Clocks = Clocks()


class ChangeIncident(Request[answers.IncidentTold], Struct, frozen=True, kw_only=True):
    """Write into an incident."""

    incident: str
    changes: tuple[Wish, ...]
    ids: tuple[str, ...] = ()
    """One for each change: what was sent before under that id is not written twice."""
    expect: int | None = None
    """The version that was looked at: refused if somebody changed the same since."""


class KeepEvidence(Request[answers.EvidenceTold], Struct, frozen=True, kw_only=True):
    """Put a piece of evidence into the locker."""

    incident: str
    path: Path | None = None
    upload: str = ""
    """Id of an upload to a service."""
    name: str = ""
    """Empty: as the file is called."""
    origin: str = ""
    """Where it was taken from, in words."""
    acquired: str = ""
    """When it was taken there."""
    keep: bool = True
    """Whether to keep its bytes, and not only their digest."""


class HandleEvidence(Request[answers.EvidenceTold], Struct, frozen=True, kw_only=True):
    """Write down that a piece of evidence was handled; its bytes are looked at first."""

    incident: str
    piece: str
    """Its id, its name, or how its digest begins."""
    what: Handling
    to: str = ""
    why: str = ""
    output: Path | None = None
    """A file to write a copy to."""


class ListIncidents(Request[answers.IncidentsListed], Struct, frozen=True, kw_only=True):
    """List incidents."""

    closed: bool = True
    """Whether closed ones are listed as well."""


class ShowIncident(Request[answers.IncidentShown], Struct, frozen=True, kw_only=True):
    """Show an incident, and past ones that are like it."""

    incident: str


class CheckCustody(Request[answers.CustodyChecked], Struct, frozen=True, kw_only=True):
    """Hold an incident's events and evidence against the ledger."""

    incident: str


class MeasureIncidents(Request[answers.IncidentsMeasured], Struct, frozen=True, kw_only=True):
    """Say how long things took."""


class ExportIncident(Request[answers.IncidentsWritten], Struct, frozen=True, kw_only=True):
    """Write one incident down, with all that happened to it and its evidence."""

    incident: str
    path: Path | None = None
    """A new .zip; None: it is handed back, without the evidence."""


class BackUpIncidents(Request[answers.IncidentsWritten], Struct, frozen=True, kw_only=True):
    """Write all incidents down, with their evidence."""

    path: Path


class RestoreIncidents(Request[answers.IncidentsRestored], Struct, frozen=True, kw_only=True):
    """Put back what is missing here and stands in a backup."""

    path: Path
    digest: str = ""
    """What the backup's digest should be; empty: not asked."""
