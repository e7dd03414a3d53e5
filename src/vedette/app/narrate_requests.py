"""What agents that speak of reports and events can be asked: one frozen class a capability."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from vedette.app import narrate_answers as answers
from vedette.app.asking import Request
from vedette.core.explanations import Audience


class NarrateReport(Request[answers.ReportNarrated], Struct, frozen=True, kw_only=True):
    """Explain a report or an incident, re-worded by a named model where that says the same."""

    subject: Path | None = None
    """By default the last report of this user."""
    audience: Audience = Audience.GENERALIST
    language: str = "en"
    profile: str = "vedette-cyber"


class Wanted(Struct, frozen=True, kw_only=True):
    """A field that is to be copied out of a text."""

    name: str
    kind: str
    """id, number, span or choice."""
    says: str = ""
    """For the model: what it is."""
    choices: tuple[str, ...] = ()


class ReadFields(Request[answers.FieldsRead], Struct, frozen=True, kw_only=True):
    """Have fields copied out of a text by a named model with no tools; what is not there is dropped."""

    text: str
    fields: tuple[Wanted, ...]
    profile: str = "vedette-open"


class AnalyseEvents(Request[answers.EventsAnalysed], Struct, frozen=True, kw_only=True):
    """Answer a question about kept events and a report, with a named model that may only ask and point."""

    question: str
    subject: Path | None = None
    """A report; by default the last one of this user, if there is one."""
    profile: str = "vedette-open"
