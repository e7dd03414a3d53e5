"""`vedette fix`."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path

from vedette.app.fix_answers import Fixed
from vedette.app.fix_requests import ApprovePatch, Fix
from vedette.app.reports import write_whole
from vedette.core import codec
from vedette.core.errors import BadInput
from vedette.doors.cli.console import Console
from vedette.doors.cli.fix_page import markdown, page
from vedette.doors.cli.shared import add_rules

_APPROVE = "approve"
_WORDS = """\
TARGET is what `vedette scan` takes. Each finding gets the patches our codemods know, and, with --model,
those a language model proposes; each is sent through the gates: it applies, is well formed, the scanner is
content, an attack that worked works no more, the project's tests pass as before, harmless input gives the
same results. What runs, runs in a sandbox; where none can be put up, those gates say "not run".

Nothing of the target is changed unless you say --apply, and nothing is ever pushed.
Passing gates and tests do not prove a patch right: read it.

  vedette fix approve REPORT ID   record that you read a patch of that JSON report and find it right
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow."""
    parser.epilog = _WORDS
    parser.add_argument("target", metavar="TARGET", help="what to mend, as for vedette scan; or: approve")
    parser.add_argument("more", nargs="*", default=(), help=argparse.SUPPRESS)
    parser.add_argument(
        "--finding", metavar="ID", action="append", default=[], help="only this finding; may be repeated"
    )
    parser.add_argument("--rule", metavar="RULE", help="only findings of this rule")
    parser.add_argument("--include", metavar="GLOB", action="append", default=[], help="only these files")
    parser.add_argument("--exclude", metavar="GLOB", action="append", default=[], help="not these files")
    add_rules(parser)
    parser.add_argument(
        "--tests",
        metavar="CMD",
        default="",
        help="the project's test command; default: pytest or unittest, if seen",
    )
    parser.add_argument(
        "--no-run", action="store_true", help="run nothing of the target, not even in a sandbox"
    )
    parser.add_argument(
        "--model", metavar="NAME", help="let this named model propose where no codemod is sure"
    )
    parser.add_argument(
        "--lines", metavar="N", type=int, default=60, help="the most lines a patch may change"
    )
    parser.add_argument(
        "--tree", metavar="FILE", type=Path, help="write all accepted patches there, as one diff"
    )
    parser.add_argument(
        "--branch", metavar="NAME", help="commit them on this new branch; your files stay as they are"
    )
    parser.add_argument("--apply", action="store_true", help="write them into the files")
    parser.add_argument("-f", "--format", choices=["text", "json", "markdown"], help="default: text")
    parser.add_argument(
        "-o", "--output", metavar="FILE", type=Path, help="write there instead of standard output"
    )


def run(given: argparse.Namespace, console: Console) -> int:
    """Mend, write down what came of it, say whether something stayed open."""
    if given.target == _APPROVE and given.more:
        return _approve(given, console)
    if given.more:
        raise BadInput(f"{1 + len(given.more)} targets: one at a time", hint="give the folder they are in")
    fixed = console.app().run("code.fix", _request(given), console.job()).value
    if given.tree is not None and fixed.diff:
        write_whole(given.tree, fixed.diff.encode())
        console.say(f"written: {given.tree}")
    _write(_format(given), fixed, given, console)
    return 1 if any(one.became.value == "open" for one in fixed.mendings) else 0


def _request(given: argparse.Namespace) -> Fix:
    try:
        tests = tuple(shlex.split(given.tests))
    except ValueError as error:
        raise BadInput(f"--tests: {error}", hint="give one command, with its quotes closed") from error
    if given.lines < 1:
        raise BadInput("--lines: at least one", hint="as --lines 60")
    return Fix(
        target=given.target,
        findings=tuple(given.finding),
        rule=given.rule,
        rules=given.rules,
        include=tuple(given.include),
        exclude=tuple(given.exclude),
        tests=tests,
        run=not given.no_run,
        branch=given.branch,
        apply=given.apply,
        model=given.model,
        most_lines=given.lines,
    )


def _approve(given: argparse.Namespace, console: Console) -> int:
    if len(given.more) != 2:  # noqa: PLR2004  a report and a finding
        raise BadInput("approve what?", hint="vedette fix approve REPORT ID, as a report of -f json shows it")
    report, finding = given.more
    result = console.app().run("code.fix.approve", ApprovePatch(report=Path(report), finding=finding))
    made = result.value
    place = given.output or Path(report)
    write_whole(place, codec.dump_pretty(made.fixed))
    console.say(
        f"{made.mending.finding.fingerprint[:8]}: human-approved, on the record as {result.receipt.decision}"
    )
    console.say(f"written: {place}")
    return 0


def _format(given: argparse.Namespace) -> str:
    endings = {".json": "json", ".md": "markdown"}
    ending = given.output.suffix if given.output is not None else ""
    return given.format or endings.get(ending, "text")


def _write(form: str, fixed: Fixed, given: argparse.Namespace, console: Console) -> None:
    if form == "json":
        made = codec.dump_pretty(fixed)
    else:
        made = (markdown(fixed) if form == "markdown" else page(fixed)).encode()
    if given.output is None:
        console.write(made)
    else:
        write_whole(given.output, made)
        console.say(f"written: {given.output}")
