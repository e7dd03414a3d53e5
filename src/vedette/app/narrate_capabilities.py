"""Agents that speak of reports and events: one row each. The model they ask is decided once more."""

from __future__ import annotations

from typing import Any

from vedette.access.nouns import Risk
from vedette.app.capability import Capability
from vedette.app.narrate_requests import AnalyseEvents, NarrateReport, ReadFields

ROWS: tuple[Capability[Any], ...] = (
    Capability(
        id="report.narrate",
        does="explain a report in words a named model chose, where they say the same",
        reads="a report or an incident",
        risk=Risk.C0,
        request=NarrateReport,
        cost_unit="sentences",
        quotes=True,
    ),
    Capability(
        id="text.read",
        does="copy fields out of a text with a named model that has no tools, each held to the text",
        reads="that text",
        risk=Risk.C1,
        request=ReadFields,
        cost_unit="fields",
        quotes=True,
    ),
    Capability(
        id="events.analyse",
        does="answer a question about events and a report, with a named model that may only ask and point",
        reads="the events this user's hunts kept, and a report",
        risk=Risk.C1,
        request=AnalyseEvents,
        cost_unit="questions",
        quotes=True,
    ),
)
