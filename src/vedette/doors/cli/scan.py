"""`vedette scan`."""

from __future__ import annotations

import argparse
from pathlib import Path

from msgspec.structs import replace

from vedette.app.assist_requests import Assist
from vedette.app.requests import Scan
from vedette.app.results import Scanned
from vedette.core.errors import BadInput
from vedette.core.nouns import Confidence, Report, Severity
from vedette.doors.cli.console import Console
from vedette.doors.cli.shared import add_format, add_rules, deliver, look

_NEVER = "never"
_WORDS = """\
TARGET is a folder, a file, an archive (.whl .zip .tar.gz …), file:///a/git/repository[#REF],
or PACKAGE==VERSION: a package, downloaded as your pip is set up, and never run.
A folder is read whatever git knows of it; file://$PWD reads just what is committed.

A finding counts, and makes the exit code 1, when it is not suppressed, at least as bad as --fail-on and
at least as sure as --min-confidence (likely, unless you say otherwise). Without --min-confidence less
sure findings are shown as well, and do not count. Where nothing was read at all the exit code is 2, for
that is no clean bill; --fail-on never takes it for one.

Suppress a finding with a comment on the line of the harm, or alone on the line above:
  # vedette: ignore[rule-id] reason
or with an entry in .vedette-ignore.toml at the root:
  [[ignore]] with rule or fingerprint, path, reason, until
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow."""
    parser.epilog = _WORDS
    parser.add_argument("target", metavar="TARGET", help="one of those below")
    parser.add_argument("more", nargs="*", default=(), help=argparse.SUPPRESS)
    add_format(parser)
    parser.add_argument(
        "--fail-on",
        choices=[one.value for one in Severity] + [_NEVER],
        default=Severity.LOW.value,
        help="the least severity that counts; default: low",
    )
    parser.add_argument(
        "--min-confidence",
        choices=[one.value for one in Confidence],
        help="leave out what is less sure; default: show all, count from likely",
    )
    parser.add_argument(
        "--baseline", metavar="REPORT|git:REF", help="only what is new against a JSON report or a commit"
    )
    parser.add_argument("--include", metavar="GLOB", action="append", default=[], help="only these files")
    parser.add_argument(
        "--exclude", metavar="GLOB", action="append", default=[], help="not these files or folders"
    )
    parser.add_argument(
        "--no-default-excludes",
        action="store_true",
        help="look into .git, .venv, node_modules, build, dist and the like too",
    )
    parser.add_argument("--no-suppressions", action="store_true", help="honour no suppression in the target")
    add_rules(parser)
    parser.add_argument("--no-cache", action="store_true", help="neither read nor write the cache")
    _assisting(parser)


def _assisting(parser: argparse.ArgumentParser) -> None:
    """Say what may follow where a language model is to help."""
    more = parser.add_argument_group(
        "with a language model's help",
        "It proposes and ranks; what it says counts only as far as it is checked.",
    )
    more.add_argument("--assist", metavar="PROFILE", help="the named model that helps: see vedette models")
    more.add_argument(
        "--offer", metavar="DIR", type=Path, help="put tables there with which the same is found without it"
    )
    more.add_argument(
        "--assist-units", metavar="N", type=int, default=20, help="functions it looks at, at most"
    )
    more.add_argument("--assist-requests", metavar="N", type=int, help="asked at most; default: 100")
    more.add_argument("--assist-tokens", metavar="N", type=int, help="used at most; default: 200000")
    more.add_argument("--assist-no-run", action="store_true", help="run nothing of the target, in no sandbox")
    more.add_argument(
        "--assist-afresh", action="store_true", help="forget an earlier run over the same target"
    )


def run(given: argparse.Namespace, console: Console) -> int:
    """Scan, write the report, say whether something counts."""
    scanned = _scanned(given, console)
    page = replace(look(given, console), lines=scanned.lines)
    deliver(given, console, scanned.report, scanned.rules, page)
    if given.fail_on != _NEVER:
        _check_read(scanned.report)
    return 1 if scanned.failing else 0


def _check_read(report: Report) -> None:
    """Refuse to call a target clean of which nothing was read: a pipeline looks at the exit code alone."""
    if not report.coverage.files:
        why = "the report says what could not be" if report.coverage.skipped else "there is no Python in it"
        raise BadInput(
            f"{report.target.origin}: nothing was read: {why}",
            hint="check the path, --include and --exclude; with --fail-on never this is no error",
        )


def _scanned(given: argparse.Namespace, console: Console) -> Scanned:
    request = _request(given)
    if given.assist is None:
        if given.offer is not None:
            raise BadInput("--offer without --assist", hint="name the model that helps, with --assist")
        return console.app(ending=True).run("code.scan", request, console.job()).value
    assisted = console.app().run("code.assist", _assist(given, request), console.job()).value
    console.say(f"every step of the run: {assisted.trace}")
    for name in assisted.offered:
        console.say(f"offered: {given.offer / name}")
    return assisted.scanned


def _assist(given: argparse.Namespace, request: Scan) -> Assist:
    for name in ("assist_units", "assist_requests", "assist_tokens"):
        if (getattr(given, name) or 0) < 0:
            raise BadInput(f"--{name.replace('_', '-')} is below 0", hint="give a number from 0")
    return Assist(
        scan=request,
        profile=given.assist,
        units=given.assist_units,
        run=not given.assist_no_run,
        offer=given.offer,
        requests=given.assist_requests,
        tokens=given.assist_tokens,
        afresh=given.assist_afresh,
    )


def _only(given: argparse.Namespace) -> str:
    if given.more:
        raise BadInput(
            f"{1 + len(given.more)} targets: one scan looks at one, with all its files together",
            hint="give the folder they are in, and each of them with --include",
        )
    target: str = given.target
    return target


def _request(given: argparse.Namespace) -> Scan:
    least = given.min_confidence
    return Scan(
        target=_only(given),
        include=tuple(given.include),
        exclude=tuple(given.exclude),
        default_excludes=not given.no_default_excludes,
        rules=given.rules,
        baseline=given.baseline,
        suppressions=not given.no_suppressions,
        cache=not given.no_cache,
        fail_on=None if given.fail_on == _NEVER else Severity(given.fail_on),
        fail_confidence=Confidence(least or Confidence.LIKELY),
        min_confidence=Confidence(least or Confidence.POSSIBLE),
    )
