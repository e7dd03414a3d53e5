"""The tools, in one table: what the gate is asked for, what the agent gives, what it is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from msgspec import Struct

from vedette.app.asking import Request
from vedette.app.desk_requests import AskDesk, LookAtText
from vedette.app.job_answers import Shown
from vedette.app.job_requests import ListJobs, ShowJob
from vedette.app.knowledge_requests import SearchKnowledge, ShowKnowledge
from vedette.app.requests import ExplainReport, Hunt, ListRules, Scan, Show, Triage
from vedette.core.dialogue import Message, Speaker
from vedette.core.explanations import Audience
from vedette.doors.mcp import given, told


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """One tool."""

    name: str
    title: str
    says: str
    """For the agent: what it does, when to use it."""
    capability: str
    takes: type[Struct]
    make: Callable[[Any], Request[Any]]
    gives: tuple[type[Struct], ...]
    show: Callable[[Any, Any], Struct]
    """Turns what was given, and the gate's answer, into what the agent is told."""


def schema(kinds: tuple[type[Struct], ...]) -> dict[str, Any]:
    """Return the JSON schema of an object of one of some kinds, with `type: object` at its root."""
    parts, definitions = msgspec.json.schema_components(kinds, ref_template="#/$defs/{name}")
    if len(parts) > 1:
        return {"type": "object", "anyOf": list(parts), "$defs": definitions}
    name = str(parts[0]["$ref"]).rpartition("/")[2]
    root = dict(definitions.pop(name))
    return {**root, "$defs": definitions} if definitions else root


def _question(one: given.Asking) -> AskDesk:
    return AskDesk(conversation=(Message(speaker=Speaker.USER, text=one.question),))


def _looked(one: Any, value: Any) -> Struct:  # noqa: ANN401 - the table pairs them
    """Tell of a report, or of the job that will make one: in a service engines run as jobs."""
    if isinstance(value, Shown):
        return told.job(value.job)
    return told.report(value.report, one.most)


_LOOKED: Final = (told.ReportTold, told.JobTold)

TOOLS: Final[Mapping[str, Tool]] = {
    one.name: one
    for one in (
        Tool(
            name="scan_code",
            title="Find weaknesses in code",
            says="Find weaknesses in Python source, each with the path from input to harm. Nothing is run.",
            capability="code.scan",
            takes=given.Target,
            make=lambda one: Scan(target=one.target),
            gives=_LOOKED,
            show=_looked,
        ),
        Tool(
            name="triage",
            title="Judge something suspicious",
            says="Say what scripts, packages, documents and programs do, and if they are hostile.",
            capability="triage.run",
            takes=given.Target,
            make=lambda one: Triage(targets=(one.target,)),
            gives=_LOOKED,
            show=_looked,
        ),
        Tool(
            name="hunt",
            title="Find attacks in logs",
            says="Find attacks in logs and network captures, told as one story.",
            capability="hunt.run",
            takes=given.Target,
            make=lambda one: Hunt(targets=(one.target,)),
            gives=_LOOKED,
            show=_looked,
        ),
        Tool(
            name="look_at_text",
            title="Look at a text",
            says="Look at code, a script or log lines you have as text. Nothing is run.",
            capability="text.look",
            takes=given.Text,
            make=lambda one: LookAtText(text=one.text, sort=one.sort),
            gives=(told.ReportTold,),
            show=_looked,
        ),
        Tool(
            name="ask",
            title="Ask in plain words",
            says="Answer a question about security in plain words; looks up or looks at what it needs.",
            capability="desk.ask",
            takes=given.Asking,
            make=_question,
            gives=(told.WordsTold,),
            show=lambda _, value: told.answered(value),
        ),
        Tool(
            name="search_knowledge",
            title="Search what is known",
            says="Find weaknesses, techniques, countermeasures and terms that fit some words.",
            capability="knowledge.search",
            takes=given.Words,
            make=lambda one: SearchKnowledge(words=one.words, most=one.most),
            gives=(told.EntriesTold,),
            show=lambda _, value: told.sought(value),
        ),
        Tool(
            name="show_knowledge",
            title="Say what is known of one thing",
            says="Say everything known about one weakness, technique, advisory, package version or term.",
            capability="knowledge.show",
            takes=given.Ident,
            make=lambda one: ShowKnowledge(ident=one.ident),
            gives=(told.WordsTold,),
            show=lambda _, value: told.known(value),
        ),
        Tool(
            name="explain_last_report",
            title="Explain the last report",
            says="Explain the last report on this machine to a reader; each sentence rests on evidence.",
            capability="report.explain",
            takes=given.Reader,
            make=lambda one: ExplainReport(audience=Audience(one.audience)),
            gives=(told.WordsTold,),
            show=lambda _, value: told.explained(value),
        ),
        Tool(
            name="show_finding",
            title="Show one finding",
            says="Show one finding of the last report on this machine.",
            capability="report.show",
            takes=given.FindingId,
            make=lambda one: Show(finding=one.finding),
            gives=(told.ReportTold,),
            show=lambda _, value: told.report(value.report, 1),
        ),
        Tool(
            name="list_rules",
            title="List what is looked for in code",
            says="List the kinds of weakness the code engine finds.",
            capability="rules.list",
            takes=given.Nothing,
            make=lambda _: ListRules(),
            gives=(told.EntriesTold,),
            show=lambda _, value: told.rules(value),
        ),
        Tool(
            name="list_jobs",
            title="List jobs",
            says="List the caller's jobs in this service, newest first.",
            capability="jobs.list",
            takes=given.Nothing,
            make=lambda _: ListJobs(),
            gives=(told.JobsTold,),
            show=lambda _, value: told.jobs(value.jobs),
        ),
        Tool(
            name="show_job",
            title="Say how a job is",
            says="Say how one of the caller's jobs is; its report is fetched over HTTP.",
            capability="jobs.show",
            takes=given.JobId,
            make=lambda one: ShowJob(job=one.job),
            gives=(told.JobTold,),
            show=lambda _, value: told.job(value.job),
        ),
    )
}
"""Every tool there is; a caller sees those the gate would let them use."""
