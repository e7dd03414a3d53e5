"""`vedette hunt`."""

from __future__ import annotations

import argparse
from pathlib import Path

from vedette.app.requests import Follow, Hunt, ListFormats, TestHuntRules
from vedette.core.errors import BadInput
from vedette.core.nouns import Confidence, Severity
from vedette.doors.cli.console import Console
from vedette.doors.cli.shared import add_format, deliver, look, mapped
from vedette.export.tally import plural

_NEVER = "never"
_LIST = "list"
_WORDS = """\
TARGET is a log, a capture, an archive of them or a folder: Windows event logs, syslog and auditd, web and
proxy logs, cloud audit logs, Zeek, Suricata, NetFlow, pcap and pcapng, JSON lines, CSV. What each source
is, its first bytes tell; --as says it where they do not (--as list: all formats).

Rules are Sigma's: those that ship, and any folder given with --rules (a checkout of SigmaHQ, as it is).
Statistics find what no rule names. What belongs together is told as one attack.

A finding counts, and makes the exit code 1, when it is at least as bad as --fail-on and at least as sure
as --min-confidence (likely, unless you say otherwise).
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow."""
    parser.epilog = _WORDS
    parser.add_argument("targets", metavar="TARGET", nargs="*", help="logs, captures, folders of them")
    add_format(parser)
    parser.add_argument(
        "--as",
        dest="form",
        metavar="FORMAT",
        help="read everything as this; list: list them; tables: csv:time=When,user=Who or csv:@mapping.toml",
    )
    parser.add_argument(
        "--rules", metavar="DIR", type=Path, action="append", default=[], help="a folder of Sigma rules"
    )
    parser.add_argument(
        "--test-rules", action="store_true", help="run the events that stand beside the rules that ship"
    )
    parser.add_argument("--no-own-rules", action="store_true", help="only the rules of --rules")
    parser.add_argument("--no-patterns", action="store_true", help="rules only, no statistics")
    parser.add_argument("--code", metavar="REPORT", type=Path, help="look for its weaknesses in web logs")
    parser.add_argument(
        "--indicators",
        metavar="FILE",
        type=Path,
        action="append",
        default=[],
        help="look for what is known from elsewhere: a report of triage, a STIX bundle, a MISP event, a list",
    )
    parser.add_argument("--baseline", metavar="FILE", type=Path, help="what an earlier hunt saved")
    parser.add_argument("--save-baseline", metavar="FILE", type=Path, help="save what is normal here")
    parser.add_argument(
        "--locations", metavar="FILE", type=Path, help="where addresses are: a file of yours, City.mmdb"
    )
    parser.add_argument("--keep", action="store_true", help="keep the events, for vedette query and --kept")
    parser.add_argument(
        "--kept", action="store_true", help="hunt through kept events as well, with the rules of today"
    )
    _choosing(parser)
    _following(parser)
    parser.add_argument("--no-cache", action="store_true", help="neither read nor write the cache")


def _choosing(parser: argparse.ArgumentParser) -> None:
    """Say which files, and what counts."""
    parser.add_argument("--include", metavar="GLOB", action="append", default=[], help="only these files")
    parser.add_argument("--exclude", metavar="GLOB", action="append", default=[], help="not these files")
    parser.add_argument(
        "--password",
        metavar="WORD",
        action="append",
        default=[],
        help="for encrypted archives; may be repeated",
    )
    parser.add_argument(
        "--fail-on",
        choices=[one.value for one in Severity] + [_NEVER],
        default=Severity.MEDIUM.value,
        help="the least severity that counts; default: medium",
    )
    parser.add_argument(
        "--min-confidence", choices=[one.value for one in Confidence], help="leave out what is less sure"
    )


def _following(parser: argparse.ArgumentParser) -> None:
    """Say how to go on while logs grow."""
    parser.add_argument(
        "--follow",
        action="store_true",
        help="go on as logs grow; alarms as JSON lines to -o or standard output",
    )
    parser.add_argument("--once", action="store_true", help="with --follow: stop when all is looked at")
    parser.add_argument("--state", metavar="DIR", type=Path, help="where --follow remembers how far it is")
    parser.add_argument(
        "--webhook", metavar="URL", action="append", default=[], help="where --follow sends alarms, as JSON"
    )
    parser.add_argument(
        "--syslog", metavar="[tcp://]HOST[:PORT]", action="append", default=[], help="the same, as syslog"
    )


def run(given: argparse.Namespace, console: Console) -> int:
    """Hunt, write the report, say whether something counts."""
    if given.form == _LIST:
        return _formats(console)
    if given.test_rules:
        return _test_rules(console)
    if given.follow:
        return _follow(given, console)
    if not given.targets and not given.kept:
        raise BadInput("nothing to hunt through", hint="give logs, captures, or folders of them")
    hunted = console.app().run("hunt.run", request(given), console.job()).value
    deliver(given, console, hunted.report, hunted.rules, look(given, console))
    return 1 if hunted.failing else 0


def _test_rules(console: Console) -> int:
    done = console.app().run("hunt.test", TestHuntRules(), console.job()).value
    failed = "".join(f"FAILED  {one.why}\n" for one in done.failed)
    console.write(f"{failed}{len(done.cases) - len(done.failed)} of {len(done.cases)} rules hold\n".encode())
    return 1 if done.failed else 0


def _formats(console: Console) -> int:
    listed = console.app().run("hunt.formats", ListFormats()).value.formats
    console.write("".join(f"{name:<20} {says}\n" for name, says in listed).encode())
    return 0


def _follow(given: argparse.Namespace, console: Console) -> int:
    wish = Follow(
        hunt=request(given),
        state=given.state,
        output=given.output,
        webhooks=tuple(given.webhook),
        syslogs=tuple(given.syslog),
        once=given.once,
    )
    done = console.app().run("hunt.follow", wish, console.job()).value
    console.say(
        f"{done.events:,} records, {done.skipped:,} not read, {done.alarms:,} alarms"
        + (f", {done.dropped:,} of them nobody took" if done.dropped else "")
        + (f"; {plural(done.unseen, 'log')} perhaps not read to the end" if done.unseen else "")
    )
    return 0


def request(given: argparse.Namespace) -> Hunt:
    """Turn the words into a request."""
    least = given.min_confidence
    return Hunt(
        targets=tuple(given.targets),
        include=tuple(given.include),
        exclude=tuple(given.exclude),
        form=mapped(given.form),
        rules=tuple(given.rules),
        own_rules=not given.no_own_rules,
        patterns=not given.no_patterns,
        baseline=given.baseline,
        save_baseline=given.save_baseline,
        locations=given.locations,
        code=given.code,
        indicators=tuple(given.indicators),
        passwords=tuple(given.password),
        keep=given.keep,
        kept=given.kept,
        cache=not given.no_cache,
        fail_on=None if given.fail_on == _NEVER else Severity(given.fail_on),
        fail_confidence=Confidence(least or Confidence.LIKELY),
        min_confidence=Confidence(least or Confidence.POSSIBLE),
    )
