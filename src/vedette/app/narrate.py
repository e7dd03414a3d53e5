"""Has a named model re-word an explanation: driven like every agent, with a budget and a tally.

With no model that was granted the role, an explanation stays as our engines say it, and the answer says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from vedette.agents.effects import Execute, ReadSource, Rescan
from vedette.agents.gates.record import deeds
from vedette.agents.narrator import narrate
from vedette.app import explain as explaining
from vedette.app.agentdrive import drive
from vedette.app.agentdrivebudget import Allowance, Budget
from vedette.app.agentdrivejournal import Journal
from vedette.app.jobs import Job
from vedette.app.narrate_answers import ReportNarrated
from vedette.app.narrate_requests import NarrateReport
from vedette.app.requests import ExplainReport
from vedette.app.tools import Tools
from vedette.core.claims import Tally
from vedette.core.dialogue import LanguageModel, ModelRole
from vedette.core.errors import BadInput
from vedette.core.executions import Execution, NotExecuted
from vedette.core.incidents import Incident
from vedette.core.nouns import Report
from vedette.explain.facts.subject import facts_of

Models = Mapping[ModelRole, LanguageModel]
"""Who was granted which role."""
_WORDING: Final = Allowance(requests=16, tokens=60_000, seconds=900.0)


@dataclass(frozen=True, slots=True)
class Speaking:
    """Does what an agent wishes for that only speaks: asks a model. There is nothing else it may."""

    models: Models

    def model(self, role: ModelRole) -> LanguageModel | None:
        """Return the model that was granted a role."""
        return self.models.get(role)

    def rescan(self, effect: Rescan) -> Report:
        """Run no engine.

        Raises:
            BadInput: always: none of these agents may.

        """
        raise BadInput(_outside(effect), hint="this is a fault of ours: please tell us")

    def execute(self, effect: Execute) -> Execution | NotExecuted:
        """Run nothing."""
        return NotExecuted(why=_outside(effect), hint="nothing is run for words")

    def read(self, effect: ReadSource) -> str | None:
        """Read no file."""
        del effect
        return None


def _outside(effect: object) -> str:
    return f"an agent that only speaks wished for {type(effect).__name__.lower()}"


def narrated(tools: Tools, request: NarrateReport, models: Models, job: Job) -> ReportNarrated:
    """Explain a report, and have the sentences re-worded.

    Raises:
        BadInput: there is nothing to explain, or no such language.

    """
    asked = ExplainReport(subject=request.subject, audience=request.audience, language=request.language)
    plain = explaining.run(tools, asked, job)
    if ModelRole.DRAFTER not in models:
        note = f"{request.profile} was not granted the role of drafter: the words are ours alone"
        return ReportNarrated(
            explanation=plain.explanation,
            words=plain.words,
            reworded=0,
            tally=Tally(),
            model=request.profile,
            notes=(note,),
        )
    subject = tools.last.load() if request.subject is None else explaining.read_subject(request.subject)
    done = deeds(subject) if isinstance(subject, Incident) else ()
    steps = narrate(plain.explanation, facts_of(subject), done)
    with Journal() as journal:
        driven = drive(steps, Speaking(models), journal, Budget(allowance=_WORDING, clock=tools.clock), job)
    return ReportNarrated(
        explanation=driven.value.explanation,
        words=plain.words,
        reworded=driven.value.reworded,
        tally=driven.tally,
        model=request.profile,
        notes=(f"stopped: {driven.exhausted}",) if driven.exhausted else (),
    )
