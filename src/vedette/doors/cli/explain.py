"""`vedette explain`."""

from __future__ import annotations

import argparse
from pathlib import Path

from vedette.app.render import Look
from vedette.app.reports import write_whole
from vedette.app.requests import ExplainReport
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
    request = ExplainReport(subject=given.report, audience=Audience(given.audience), language=given.language)
    explained = console.app().run("report.explain", request, console.job()).value
    look = Look(colour=console.colour() and given.output is None, width=console.width())
    page = written(explained, _format(given), look)
    if given.output is None:
        console.write(page)
    else:
        write_whole(given.output, page)
        console.say(f"written: {given.output}")
    return 0


def _format(given: argparse.Namespace) -> Written:
    if given.format is not None:
        return Written(given.format)
    return _ENDINGS.get(given.output.suffix, Written.TEXT) if given.output is not None else Written.TEXT
