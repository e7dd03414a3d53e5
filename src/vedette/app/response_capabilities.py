"""What can be asked of a response: playbooks, duties, reports, all of it in one go. One row each."""

from __future__ import annotations

from typing import Any

from vedette.access.nouns import Risk
from vedette.app import playbook_requests as asked
from vedette.app import respond_requests as requests
from vedette.app.capability import Capability

_OURS = "the incidents of the caller's organisation"

ROWS: tuple[Capability[Any], ...] = (
    Capability(
        id="respond.run",
        does="make a finished incident report of raw evidence: hunt, triage, open, tell, write",
        reads="logs, captures, files, folders, source of an application",
        risk=Risk.C1,
        request=requests.Respond,
        cost_unit="events",
        changes=True,
        quotes=True,
    ),
    Capability(
        id="incident.report",
        does="write a report of an incident",
        reads=_OURS,
        risk=Risk.C0,
        request=requests.WriteReport,
        cost_unit="reports",
        quotes=True,
    ),
    Capability(
        id="incident.share",
        does="write what others may look for: a STIX bundle, a layer of the ATT&CK Navigator",
        reads=_OURS,
        risk=Risk.C0,
        request=requests.ShareIncident,
        cost_unit="bundles",
        quotes=True,
    ),
    Capability(
        id="playbook.list",
        does="list playbooks, or those that fit an incident",
        reads=_OURS,
        risk=Risk.C0,
        request=asked.ListPlaybooks,
        cost_unit="playbooks",
    ),
    Capability(
        id="playbook.read",
        does="read a playbook and check that one can get through it",
        reads="a file of the caller's, if given",
        risk=Risk.C0,
        request=asked.ReadPlaybook,
        cost_unit="playbooks",
        quotes=True,
    ),
    Capability(
        id="playbook.start",
        does="begin a playbook in an incident",
        reads=_OURS,
        risk=Risk.C1,
        request=asked.StartPlaybook,
        cost_unit="events",
        changes=True,
        quotes=True,
    ),
    Capability(
        id="playbook.follow",
        does="say what a playbook has one do next",
        reads=_OURS,
        risk=Risk.C0,
        request=asked.FollowPlaybooks,
        cost_unit="steps",
        quotes=True,
    ),
    Capability(
        id="playbook.step",
        does="write down how a step of a playbook stands",
        reads=_OURS,
        risk=Risk.C1,
        request=asked.DoStep,
        cost_unit="events",
        changes=True,
        quotes=True,
    ),
    Capability(
        id="playbook.answer",
        does="answer what a playbook asks",
        reads=_OURS,
        risk=Risk.C1,
        request=asked.AnswerPlaybook,
        cost_unit="events",
        changes=True,
        quotes=True,
    ),
    Capability(
        id="duty.show",
        does="show duties to notify, with the time that is left, and draft what has to be said",
        reads=_OURS,
        risk=Risk.C0,
        request=asked.ShowDuties,
        cost_unit="duties",
        quotes=True,
    ),
    Capability(
        id="duty.change",
        does="answer questions about duties, or say that something was told or does not apply",
        reads=_OURS,
        risk=Risk.C1,
        request=asked.ChangeDuties,
        cost_unit="events",
        changes=True,
        quotes=True,
    ),
)
