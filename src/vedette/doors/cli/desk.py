"""`vedette desk`: what waits for a reviewer, a case at a glance, answers to appeals, what reviewers did."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from vedette.doors.cli.console import Console, printable

if TYPE_CHECKING:
    from vedette.doors.cli.remote import Remote

_HOUR: Final = 3_600.0
_DAYS_FROM: Final = 48 * _HOUR


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow."""
    parser.add_argument("--json", action="store_true", help="print the service's answer as it is")
    asked = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    one = asked.add_parser("queue", help="show what waits, the most urgent first")
    one.add_argument("--mine", action="store_true", help="only what you may decide")
    one = asked.add_parser("look", help="show a case at a glance, and what bars you from deciding it")
    one.add_argument("application", metavar="ID")
    one = asked.add_parser("answer", help="answer an appeal against a measure, a held text or a refusal")
    one.add_argument("appeal", metavar="ID")
    yes = one.add_mutually_exclusive_group(required=True)
    yes.add_argument("--overturn", action="store_true")
    yes.add_argument("--uphold", action="store_true")
    one.add_argument("--reasons", required=True, help="as the member will read them")
    one = asked.add_parser("reviewers", help="count what each reviewer did, how fast, and with whom")
    one.add_argument("--days", type=int, default=90)
    asked.add_parser("appeals", help="list your appeals; for reviewers, those that wait too")


def run(given: argparse.Namespace, console: Console) -> int:
    """Ask the service this user is signed in to."""
    from vedette.doors.cli.remote import Remote, result_of  # noqa: PLC0415 - cryptography takes a while

    said = _ask(given, Remote.known(console.settings().data_dir))
    result = result_of(said)
    page = json.dumps(said, indent=2) if given.json else "\n".join(_SHOWN[given.what](result))
    console.write(f"{printable(page)}\n".encode())
    return 0


def _ask(given: argparse.Namespace, remote: Remote) -> dict[str, Any]:
    match given.what:
        case "queue":
            return remote.ask("GET", "/v1/desk/queue" + ("?mine=true" if given.mine else ""))
        case "look":
            return remote.ask("GET", f"/v1/desk/cases/{quote(given.application, safe='')}")
        case "answer":
            path = f"/v1/desk/appeals/{quote(given.appeal, safe='')}/answer"
            return remote.ask("POST", path, {"overturn": given.overturn, "reasons": given.reasons})
        case "reviewers":
            return remote.ask("GET", f"/v1/desk/reviewers?days={given.days}")
        case _:
            return remote.ask("GET", "/v1/access/appeals")


def _queue(result: dict[str, Any]) -> Iterator[str]:
    lines = result.get("lines", [])
    if not lines:
        yield "nothing waits"
        return
    now = datetime.now(UTC).timestamp()
    rows = [("", "KIND", "ID", "DUE", "WHAT")]
    for one in lines:
        mark = " " if one.get("may", True) else "-"
        rows.append((mark, one["kind"], one["id"], _left(one["due"] - now), one["says"]))
    yield from _columns(rows, ["; ".join(one.get("notes", ())) for one in lines])
    if result.get("late"):
        yield f"{result['late']} are late"


def _columns(rows: Sequence[tuple[str, ...]], notes: Sequence[str]) -> Iterator[str]:
    """Lay rows out under each other; what is to be minded about one stands under it."""
    wide = [max(len(row[place]) for row in rows) for place in range(len(rows[0]) - 1)]
    for place, row in enumerate(rows):
        yield "  ".join([*(cell.ljust(wide[at]) for at, cell in enumerate(row[:-1])), row[-1]]).rstrip()
        if place and notes[place - 1]:
            yield f"      {notes[place - 1]}"


def _look(result: dict[str, Any]) -> Iterator[str]:
    who = result["name"] or result["person"]
    yield f"{result['wants']} for {who} ({result['person']}), {result['state']}"
    yield from ([result["why"]] if result.get("why") else [])
    yield f"asked {_day(result['since'])}, promised by {_day(result['due'])}"
    yield f"“{result['statement']}”"
    yield "you may decide it" if result["may"] else f"you may not decide it: {result['why_not']}"
    yield from (f"mind: {one}" for one in result["mind"])
    yield "what it takes:"
    for one in result["needs"]:
        by = f" ({one['by']})" if one.get("by") else ""
        yield f"  [{'x' if one['met'] else ' '}] {one['needs']}{by}"
    yield from (f"shown: {one}" for one in result["evidence"])
    for one in result["course"]:
        yield f"{_day(one['at'])} {one['act']} by {one['person'] or 'the lot'}: {one['reason']}"
    yield from (f"earlier: {one}" for one in result["earlier"])


def _appeal(one: dict[str, Any]) -> Iterator[str]:
    yield f"{one['id']} against the {one['against']} {one['decision']}: {one['state']}"
    yield f"  “{one['statement']}”"
    if one.get("answer"):
        yield f"  answered {_day(one['answered'])}: {one['answer']}"
    else:
        yield f"  promised by {_day(one['due'])}"
    if one.get("effect"):
        yield f"  {one['effect']}"


def _appeals(result: dict[str, Any]) -> Iterator[str]:
    found = result.get("appeals", [])
    yield from (line for one in found for line in _appeal(one)) if found else ("no appeals",)


def _reviewers(result: dict[str, Any]) -> Iterator[str]:
    head = ("REVIEWER", "DECISIONS", "YES", "NO", "AGAIN", "OVERTURNED", "MEDIAN DAYS", "MOST OFTEN WITH")
    rows = [head]
    for one in result.get("reviewers", []):
        numbers = ("decisions", "approved", "refused", "looked_again", "overturned", "median_days")
        often = f"{one['partner']} ({100 * one['partner_share']:.0f} %)" if one.get("partner") else ""
        rows.append((one["name"] or one["person"], *(str(one[name]) for name in numbers), often))
    yield from _columns(rows, [""] * len(rows))
    yield f"within the promised time: {result['promised_kept']}"


def _left(seconds: float) -> str:
    """Say how long there is still, or since when it is late."""
    size = abs(seconds)
    said = f"{size / 86_400:.0f} d" if size >= _DAYS_FROM else f"{size / _HOUR:.0f} h"
    return f"in {said}" if seconds >= 0 else f"{said} late"


def _day(at: float) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%MZ}"


_SHOWN: Final = {
    "queue": _queue,
    "look": _look,
    "answer": _appeal,
    "appeals": _appeals,
    "reviewers": _reviewers,
}
