"""`vedette explain`."""

from __future__ import annotations

import argparse
from pathlib import Path

from vedette.app.narrate_requests import NarrateReport
from vedette.app.render import Look
from vedette.app.reports import write_whole
from vedette.app.requests import ExplainReport
from vedette.app.results import ReportExplained
from vedette.app.written import Written, written
from vedette.core.explanations import Audience
from vedette.doors.cli.console import Console

_LANGUAGES = ("en", "de", "es")
_ENDINGS = {".json": Written.JSON, ".html": Written.HTML, ".md": Written.MARKDOWN}
_WORDS = """\
REPORT is what scan, triage or hunt wrote with --format json, or an incident as JSON. Without it, your last
report is explained. Half a page comes out: what happened, why it matters, how sure that is and why, what to
do now, what waiting means, what nobody knows. Every sentence rests on something in the report; what cannot be
derived from it again is left out and counted.

With --model, a named model may re-word sentences for the reader; each is held to the one it re-words and the
report, and what does not say the same stays as it was. How many were proposed and dropped is told.
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow."""
    parser.epilog = _WORDS
    parser.add_argument("report", metavar="REPORT", nargs="?", type=Path, help="default: your last report")
    parser.add_argument(
        "--for",
        dest="audience",
        choices=[one.value for one in Audience],
        default=Audience.GENERALIST.value,
        help="who reads it; default: generalist",
    )
    parser.add_argument("--language", choices=_LANGUAGES, default="en", help="default: en")
    parser.add_argument(
        "--model", metavar="NAME", help="a named model that may re-word sentences; default: none"
    )
    parser.add_argument(
        "-f",
        "--format",
        choices=[one.value for one in Written],
        help="default: what the name of --output ends in, else text",
    )
    parser.add_argument(
        "-o", "--output", metavar="FILE", type=Path, help="write there instead of standard output"
    )


def run(given: argparse.Namespace, console: Console) -> int:
    """Explain, and write it where and how the caller wants it."""
    explained = _narrated(given, console) if given.model else _explained(given, console)
    look = Look(colour=console.colour() and given.output is None, width=console.width())
    page = written(explained, _format(given), look)
    if given.output is None:
        console.write(page)
    else:
        write_whole(given.output, page)
        console.say(f"written: {given.output}")
    return 0


def _explained(given: argparse.Namespace, console: Console) -> ReportExplained:
    request = ExplainReport(subject=given.report, audience=Audience(given.audience), language=given.language)
    return console.app().run("report.explain", request, console.job()).value


def _narrated(given: argparse.Namespace, console: Console) -> ReportExplained:
    request = NarrateReport(
        subject=given.report,
        audience=Audience(given.audience),
        language=given.language,
        profile=given.model,
    )
    made = console.app().run("report.narrate", request, console.job()).value
    tally = made.tally
    for note in made.notes:
        console.say(f"note: {note}")
    console.say(
        f"{made.model}: {tally.proposed} sentences proposed, {tally.confirmed} say the same, "
        f"{tally.dropped_count} dropped; {made.reworded} now stand in its words"
    )
    return ReportExplained(explanation=made.explanation, words=made.words)


def _format(given: argparse.Namespace) -> Written:
    if given.format is not None:
        return Written(given.format)
    return _ENDINGS.get(given.output.suffix, Written.TEXT) if given.output is not None else Written.TEXT
