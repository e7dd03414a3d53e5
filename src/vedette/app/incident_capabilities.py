"""What can be asked about incidents: one row each."""

from __future__ import annotations

from typing import Any

from vedette.access.nouns import Risk
from vedette.app import incident_requests as ask
from vedette.app.capability import Capability

_OURS = "the incidents of the caller's organisation"

ROWS: tuple[Capability[Any], ...] = (
    Capability(
        id="incident.open",
        does="open an incident, by hand or with a report",
        reads="a report, if given",
        risk=Risk.C1,
        request=ask.OpenIncident,
        cost_unit="events",
        changes=True,
        quotes=True,
    ),
    Capability(
        id="incident.take",
        does="take a report into an incident",
        reads="a report",
        risk=Risk.C1,
        request=ask.TakeReport,
        cost_unit="events",
        changes=True,
        quotes=True,
    ),
    Capability(
        id="incident.change",
        does="write into an incident: notes, tasks, lines of the timeline, status and the like",
        reads=_OURS,
        risk=Risk.C1,
        request=ask.ChangeIncident,
        cost_unit="events",
        changes=True,
        quotes=True,
    ),
    Capability(
        id="incident.keep",
        does="put a piece of evidence into the locker",
        reads="a file",
        risk=Risk.C1,
        request=ask.KeepEvidence,
        cost_unit="pieces",
        changes=True,
        quotes=True,
    ),
    Capability(
        id="incident.handle",
        does="check, copy, hand over or seal a piece of evidence, on its chain of custody",
        reads=_OURS,
        risk=Risk.C1,
        request=ask.HandleEvidence,
        cost_unit="pieces",
        changes=True,
        quotes=True,
    ),
    Capability(
        id="incident.list",
        does="list incidents",
        reads=_OURS,
        risk=Risk.C0,
        request=ask.ListIncidents,
        cost_unit="incidents",
        quotes=True,
    ),
    Capability(
        id="incident.show",
        does="show an incident, and past ones that are like it",
        reads=_OURS,
        risk=Risk.C0,
        request=ask.ShowIncident,
        cost_unit="incidents",
        quotes=True,
    ),
    Capability(
        id="incident.custody",
        does="hold an incident's events and evidence against the ledger",
        reads="the caller's incident, its evidence and the ledger",
        risk=Risk.C0,
        request=ask.CheckCustody,
        cost_unit="pieces",
        quotes=True,
    ),
    Capability(
        id="incident.measures",
        does="say how long it took to detect, acknowledge, contain and close",
        reads=_OURS,
        risk=Risk.C0,
        request=ask.MeasureIncidents,
        cost_unit="incidents",
    ),
    Capability(
        id="incident.export",
        does="write one incident down, with all that happened to it and its evidence",
        reads=_OURS,
        risk=Risk.C1,
        request=ask.ExportIncident,
        cost_unit="incidents",
        changes=True,
        quotes=True,
    ),
    Capability(
        id="incident.backup",
        does="write all incidents down, with their evidence",
        reads="the incidents of this machine",
        risk=Risk.C1,
        request=ask.BackUpIncidents,
        cost_unit="incidents",
        changes=True,
    ),
    Capability(
        id="incident.restore",
        does="put incidents back from a backup",
        reads="a backup",
        risk=Risk.C1,
        request=ask.RestoreIncidents,
        cost_unit="incidents",
        changes=True,
    ),
)
