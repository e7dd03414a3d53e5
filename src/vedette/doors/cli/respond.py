"""`vedette respond`: from raw evidence to a finished report, and reports of incidents that are there."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from vedette.app.render import Look
from vedette.app.reports import write_whole
from vedette.app.requests import Advise
from vedette.app.respond_requests import Respond, Responded, ShareIncident, WriteReport
from vedette.app.results import ReportExplained
from vedette.app.written import Written, written
from vedette.core.errors import BadInput
from vedette.core.incidents import Tlp
from vedette.doors.cli.console import Console
from vedette.export.incidents.asked import Form, Reach, ReportKind, Role, Share

_KINDS = ("incident", "executive", "handover", "lessons")
_FORMS = {"markdown": ".md", "html": ".html", "pdf": ".pdf"}
_WORDS = """\
respond from EVIDENCE… does all of it: logs and captures are hunted through, other files are judged (never
run), an incident is opened with timeline, who was hit, first tasks and indicators, the evidence goes into the
locker, and a folder of papers is written: what happened in plain words for each reader, the report, one page
for those who decide, handover, STIX. Then: vedette duties, vedette playbook, vedette act, vedette incident.

respond report INCIDENT writes one report of an incident that is there; respond share, what others may look
for; respond advisory REPORT, what users are told about weaknesses in your own product (CSAF 2.0, OpenVEX).
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow."""
    parser.epilog = _WORDS
    kinds = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    begin = kinds.add_parser("from", help="evidence in, finished report out")
    begin.add_argument(
        "targets", metavar="EVIDENCE", nargs="+", help="logs, captures, files, folders of them"
    )
    begin.add_argument("-o", "--output", metavar="DIR", type=Path, help="a new folder; default: incident-ID")
    begin.add_argument("--title", metavar="TEXT", default="", help="default: as the evidence says")
    begin.add_argument("--organisation", metavar="NAME", default="", help="whose incident it is")
    begin.add_argument(
        "--code",
        metavar="PATH",
        default="",
        help="source of the application that was attacked: its weaknesses are looked for in the logs",
    )
    begin.add_argument("--rules", metavar="DIR", type=Path, action="append", default=[], help="Sigma rules")
    begin.add_argument("--password", metavar="WORD", action="append", default=[], help="for archives")
    begin.add_argument("--playbook", metavar="NAME", default="", help="begin this playbook as well")
    begin.add_argument("--tlp", choices=[one.value for one in Tlp], default=Tlp.AMBER.value)
    begin.add_argument("--language", choices=("en", "de", "es"), default="en")
    begin.add_argument("--no-copies", action="store_true", help="keep digests of the evidence, not its bytes")
    report = kinds.add_parser("report", help="write one report of an incident")
    report.add_argument("incident", metavar="INCIDENT", help="its id, or how that begins")
    report.add_argument("--kind", choices=_KINDS, default="incident")
    report.add_argument(
        "-f", "--format", choices=tuple(_FORMS), help="default: what the name of --output ends in"
    )
    report.add_argument("-o", "--output", metavar="FILE", type=Path)
    report.add_argument("--language", choices=("en", "de", "es"), default="en")
    report.add_argument("--for", dest="role", choices=("team", "executive", "outside"), help="who reads it")
    report.add_argument(
        "--reach",
        choices=("named", "organisation", "clients", "community", "public"),
        help="how far it may travel; what its marking (TLP) forbids is refused",
    )
    _others(kinds)


def _others(kinds: Any) -> None:  # noqa: ANN401  argparse has no public name for it
    """Say how to tell others."""
    share = kinds.add_parser("share", help="what others may look for, for machines: STIX, ATT&CK Navigator")
    share.add_argument("incident", metavar="INCIDENT", help="its id, or how that begins")
    share.add_argument("-f", "--format", choices=("stix", "navigator"), default="stix")
    share.add_argument("-o", "--output", metavar="FILE", type=Path)
    advisory = kinds.add_parser("advisory", help="tell users about weaknesses in your own product")
    advisory.add_argument("report", metavar="REPORT", nargs="?", type=Path, help="default: your last report")
    what = advisory.add_mutually_exclusive_group(required=True)
    what.add_argument("--template", action="store_true", help="write what has to be decided, as TOML")
    what.add_argument("--decisions", metavar="FILE", type=Path, help="what you decided, as TOML")
    advisory.add_argument("-f", "--format", choices=("csaf", "openvex"), default="csaf")
    advisory.add_argument("-o", "--output", metavar="FILE", type=Path)


def run(given: argparse.Namespace, console: Console) -> int:
    """Do what was asked."""
    doing = {"from": _from, "report": _report, "share": _share, "advisory": _advisory}
    return doing[given.what](given, console)


def _from(given: argparse.Namespace, console: Console) -> int:
    request = Respond(
        targets=tuple(given.targets),
        folder=given.output,
        title=given.title,
        organisation=given.organisation,
        code=given.code,
        playbook=given.playbook,
        rules=tuple(given.rules),
        passwords=tuple(given.password),
        language=given.language,
        tlp=Tlp(given.tlp),
        keep=not given.no_copies,
    )
    done = console.app().run("respond.run", request, console.job()).value
    look = Look(colour=console.colour(), width=console.width())
    page = written(ReportExplained(explanation=done.explanation, words=done.words), Written.TEXT, look)
    console.write(page + _after(done).encode("utf-8", "replace"))
    return 0


def _after(done: Responded) -> str:
    """Say where everything is, and what comes next."""
    incident = done.incident
    short = incident.id[:6]
    lines = [
        "",
        f"Incident {incident.id}, made in {done.seconds:.1f} s:",
        f"  {len(incident.timeline)} lines of timeline, {len(incident.tasks)} tasks",
        f"  {len(incident.locker)} pieces of evidence in the locker",
    ]
    if done.skipped:
        lines.append(f"{done.skipped} things could not be looked at, or not wholly: the reports say which.")
    lines.append(f"Papers in {done.folder}/")
    lines += [f"  {one.name:<24} {one.what}" if one.name else f"  ({one.what})" for one in done.papers]
    lines += [
        "",
        "Next",
        f"  vedette duties {short} --ask           whom the law wants told, until when",
        f"  vedette incident show {short}          tasks, timeline, evidence; write into it as you go",
    ]
    lines += [f"  vedette playbook start {name} {short}" for name in done.playbooks[:1]]
    return "\n".join(lines) + "\n"


def _report(given: argparse.Namespace, console: Console) -> int:
    form = given.format or next(
        (
            name
            for name, ending in _FORMS.items()
            if given.output is not None and given.output.suffix == ending
        ),
        "markdown",
    )
    if form == "pdf" and given.output is None:
        raise BadInput("a PDF is nothing to print here", hint="name a file: -o report.pdf")
    request = WriteReport(
        incident=given.incident,
        kind=ReportKind(given.kind),
        form=Form(form),
        language=given.language,
        role=Role(given.role) if given.role else None,
        reach=Reach(given.reach) if given.reach else None,
    )
    made = console.app().run("incident.report", request, console.job()).value
    _deliver(given, console, made.data)
    return 0


def _share(given: argparse.Namespace, console: Console) -> int:
    request = ShareIncident(incident=given.incident, how=Share(given.format))
    _deliver(given, console, console.app().run("incident.share", request, console.job()).value.data)
    return 0


def _advisory(given: argparse.Namespace, console: Console) -> int:
    request = Advise(report=given.report, decisions=given.decisions, form=given.format)
    made = console.app().run("report.advise", request, console.job()).value
    _deliver(given, console, made.data)
    if given.decisions is not None and made.undecided:
        console.say(f"{made.undecided} findings are in it nowhere: nobody decided about them")
    return 0


def _deliver(given: argparse.Namespace, console: Console, data: bytes) -> None:
    if given.output is None:
        console.write(data)
    else:
        write_whole(given.output, data)
        console.say(f"written: {given.output}")
