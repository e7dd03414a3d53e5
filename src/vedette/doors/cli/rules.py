"""`vedette rules list`, `show` and `test`."""

from __future__ import annotations

import argparse
from pathlib import Path

from vedette.app.requests import ListRules, TestRules
from vedette.doors.cli.console import Console, printable
from vedette.doors.cli.shared import add_rules


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow."""
    inner = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    listed = inner.add_parser("list", help="list all rules")
    shown = inner.add_parser("show", help="show one rule in words")
    shown.add_argument("rule", metavar="RULE")
    tested = inner.add_parser("test", help="run the examples of rules and tables")
    tested.add_argument(
        "rule",
        metavar="NAME|DIR",
        nargs="?",
        help="a rule id or a library: only that page or table; or a folder of your own, as with --rules",
    )
    for one in (listed, shown, tested):
        add_rules(one)


def run(given: argparse.Namespace, console: Console) -> int:
    """Do one of the three."""
    match given.what:
        case "list":
            return _list(given, console)
        case "show":
            return _show(given, console)
        case _:
            return _test(given, console)


def _list(given: argparse.Namespace, console: Console) -> int:
    rules = console.app().run("rules.list", ListRules(rules=given.rules)).value.rules
    wide = max((len(one.id) for one in rules), default=0)
    lines = [
        f"{one.id:<{wide}}  {one.severity.value:<8}  {', '.join(one.weaknesses):<16}  {one.title}"
        for one in rules
    ]
    console.write(printable("\n".join([*lines, f"{len(rules)} rules", ""])).encode())
    return 0


def _show(given: argparse.Namespace, console: Console) -> int:
    (rule,) = console.app().run("rules.list", ListRules(rules=given.rules, only=given.rule)).value.rules
    facts = [rule.severity.value, f"score {rule.score}", *rule.weaknesses, *rule.owasp]
    page = f"{rule.title}\n{rule.id}: {', '.join(facts)}\n\n{rule.words.strip()}\n\nRemedy: {rule.remedy}\n"
    console.write(printable(page).encode())
    return 0


def _request(given: argparse.Namespace) -> TestRules:
    """Take a path for a folder of rules: neither an id nor a library has a slash, or is one."""
    named: str | None = given.rule
    if named is not None and given.rules is None and ("/" in named or Path(named).is_dir()):
        return TestRules(rules=Path(named))
    return TestRules(rules=given.rules, only=named)


def _test(given: argparse.Namespace, console: Console) -> int:
    request = _request(given)
    ran = console.app().run("rules.test", request, console.job()).value
    lines = [f"FAILED  {one.where}\n        {one.why}" for one in ran.failed]
    lines.append(f"{len(ran.cases) - len(ran.failed)} of {len(ran.cases)} examples as they should be\n")
    console.write(printable("\n".join(lines)).encode())
    return 1 if ran.failed else 0
