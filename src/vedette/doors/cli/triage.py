"""`vedette triage`."""

from __future__ import annotations

import argparse
import math
import sys
from pathlib import Path

from vedette.app.requests import Triage
from vedette.core.errors import BadInput, LimitHit
from vedette.core.limits import MIB
from vedette.core.nouns import Confidence
from vedette.core.verdicts import Verdict
from vedette.doors.cli.console import Console
from vedette.doors.cli.shared import add_format, deliver, look

_NEVER = "never"
_STDIN = "-"
_STDIN_MOST = 512 * MIB
_LIST_MOST = 65_536
MOST = 100
"""Passwords tried on one archive: each costs as much as opening it."""
_WORDS = """\
TARGET is a file, a folder, pypi:NAME[==VERSION], npm:NAME[@VERSION], or - for what comes on the standard
input. Scripts, packages, documents, mails, archives of them and executables are read, never run: encodings
are peeled off layer by layer, and what each thing does is named, with its evidence and with the ordinary
reason it could have. The verdict (benign, unusual, suspicious, malicious) follows from these behaviours by
published rules, docs/triage-behaviours.md.

Archives are opened with --password or a list of --passwords, and with the words analysts lock samples with.

A verdict counts, and makes the exit code 1, when it is at least as grave as --fail-on.
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow."""
    parser.epilog = _WORDS
    parser.add_argument("targets", metavar="TARGET", nargs="+", help="what to look at")
    add_format(parser)
    parser.add_argument("--include", metavar="GLOB", action="append", default=[], help="only these files")
    parser.add_argument("--exclude", metavar="GLOB", action="append", default=[], help="not these files")
    parser.add_argument(
        "--password", metavar="WORD", action="append", default=[], help="for archives; may be repeated"
    )
    parser.add_argument("--passwords", metavar="FILE", type=Path, help="a list of them, one a line")
    parser.add_argument("--against", metavar="OLD", help="an older build: show only what it does not do")
    parser.add_argument("--yara", metavar="DIR", type=Path, help="a folder of YARA rules")
    parser.add_argument("--capa", metavar="DIR", type=Path, help="a folder of capa rules (needs flare-capa)")
    parser.add_argument("--known", metavar="OSV", type=Path, help="a folder or zip of OSV records")
    parser.add_argument(
        "--popular", metavar="FILE", type=Path, help="names packages are mistaken for, newer than ours"
    )
    parser.add_argument(
        "--seconds", metavar="N", type=_seconds, default=120.0, help="for one file; default: 120"
    )
    parser.add_argument(
        "--fail-on",
        choices=[one.value for one in Verdict if one is not Verdict.BENIGN] + [_NEVER],
        default=Verdict.SUSPICIOUS.value,
        help="the mildest verdict that counts; default: suspicious",
    )
    parser.add_argument(
        "--min-confidence", choices=[one.value for one in Confidence], help="leave out what is less sure"
    )


def run(given: argparse.Namespace, console: Console) -> int:
    """Look, write the report, say whether something counts."""
    triaged = console.app().run("triage.run", request(given), console.job()).value
    deliver(given, console, triaged.report, triaged.rules, look(given, console))
    return 1 if triaged.failing else 0


def request(given: argparse.Namespace) -> Triage:
    """Turn the words into a request."""
    return Triage(
        targets=tuple(one for one in given.targets if one != _STDIN),
        given=_standard_input() if _STDIN in given.targets else None,
        include=tuple(given.include),
        exclude=tuple(given.exclude),
        passwords=(*given.password, *(_listed(given.passwords) if given.passwords else ())),
        yara=given.yara,
        capa=given.capa,
        known=given.known,
        popular=given.popular,
        against=given.against,
        seconds=given.seconds,
        fail_on=None if given.fail_on == _NEVER else Verdict(given.fail_on),
        min_confidence=Confidence(given.min_confidence or Confidence.POSSIBLE),
    )


def _seconds(word: str) -> float:
    try:
        seconds = float(word)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < math.inf:
        raise argparse.ArgumentTypeError(f"{word} is no number of seconds above 0")
    return seconds


def _listed(path: Path) -> tuple[str, ...]:
    """Read a list of passwords: whole lines, for a password may begin and end with blanks."""
    try:
        with path.open("rb") as file:
            text = file.read(_LIST_MOST + 1).decode("utf-8", "replace")
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}", hint="check the path and its permissions") from error
    words = tuple(dict.fromkeys(filter(None, text.splitlines())))
    if len(text) > _LIST_MOST or len(words) > MOST:
        raise BadInput(
            f"{path}: more than {MOST} passwords",
            hint="put those that are likely first, and leave the rest out",
        )
    return words


def _standard_input() -> bytes:
    data = sys.stdin.buffer.read(_STDIN_MOST + 1)
    if len(data) > _STDIN_MOST:
        raise LimitHit(f"more than {_STDIN_MOST:,} bytes on the standard input", hint="give it as a file")
    return data
