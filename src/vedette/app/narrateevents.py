"""Answers a question about kept events and a report, with a named model that may only ask and point."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vedette.agents.analyst.analysing import analyse
from vedette.agents.effects import NoAnswer, Query, Rows
from vedette.app import eventkeep
from vedette.app.agentdrive import drive
from vedette.app.agentdrivebudget import Allowance, Budget
from vedette.app.agentdrivejournal import Journal
from vedette.app.explain import read_subject
from vedette.app.jobs import Job
from vedette.app.narrate import Models, Speaking
from vedette.app.narrate_answers import EventsAnalysed, Stated
from vedette.app.narrate_requests import AnalyseEvents
from vedette.app.narratequery import Known
from vedette.app.tools import Tools
from vedette.core import codec
from vedette.core.dialogue import ModelRole
from vedette.core.errors import BadInput, Unavailable
from vedette.core.incidents import Incident
from vedette.core.nouns import Report

_ANALYSIS: Final = Allowance(requests=24, tokens=120_000, seconds=1200.0)
_QUESTION: Final = 600


@dataclass(frozen=True, slots=True)
class Asking(Speaking):
    """Lets an agent ask what is known as well."""

    known: Known

    def query(self, effect: Query) -> Rows | NoAnswer:
        """Answer a question that only reads."""
        return self.known.query(effect)


def analysed(tools: Tools, request: AnalyseEvents, models: Models, job: Job) -> EventsAnalysed:
    """Answer a question.

    Raises:
        BadInput: nothing is asked, or the report cannot be read.
        Unavailable: no model was granted the role of router.

    """
    if not request.question.strip() or len(request.question) > _QUESTION:
        raise BadInput(f"a question has from 1 to {_QUESTION} characters", hint="ask in a sentence or two")
    if ModelRole.ROUTER not in models:
        raise Unavailable(
            f"{request.profile} was not granted the role of router",
            hint="attach a model that is (vedette models --help), or ask in SQL: vedette query",
        )
    known = Known(eventkeep.opened(tools), _subject(tools, request))
    with Journal() as journal:
        budget = Budget(allowance=_ANALYSIS, clock=tools.clock)
        driven = drive(analyse(request.question), Asking(models, known), journal, budget, job)
    found = driven.value
    return EventsAnalysed(
        stated=tuple(
            Stated(text=one.text, query=one.query, asked=codec.dump(found.queries[one.query]).decode())
            for one in found.told
        ),
        why=driven.exhausted or found.why,
        tally=driven.tally,
        model=request.profile,
    )


def _subject(tools: Tools, request: AnalyseEvents) -> Report | Incident | None:
    if request.subject is not None:
        return read_subject(request.subject)
    try:
        return tools.last.load()
    except BadInput:
        return None
