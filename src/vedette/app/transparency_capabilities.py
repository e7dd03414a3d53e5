"""What can be asked about what is published of the programme: one row each."""

from __future__ import annotations

from typing import Any

from vedette.access.nouns import Risk
from vedette.app import transparency_requests as asked
from vedette.app.capability import Capability

AT_HOME: tuple[Capability[Any], ...] = (
    Capability(
        id="ledger.recount",
        does="count a transparency report again from an export of a ledger, and compare",
        reads="an export and a report the caller names",
        risk=Risk.C0,
        request=asked.RebuildMonth,
        cost_unit="entries",
    ),
)
IN_SERVICE: tuple[Capability[Any], ...] = (
    Capability(
        id="transparency.publish",
        does="count a month out of the ledger and publish the report",
        reads="the ledger",
        risk=Risk.C0,
        request=asked.PublishMonth,
        cost_unit="reports",
        role="operator",
        changes=True,
        human_only=True,
    ),
    Capability(
        id="transparency.state",
        does="put numbers on the record that only the operator can know",
        reads="nothing",
        risk=Risk.C0,
        request=asked.StateNumbers,
        cost_unit="statements",
        role="operator",
        changes=True,
        needs_step_up=True,
        human_only=True,
    ),
)
