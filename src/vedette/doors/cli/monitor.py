"""`vedette monitor`: measures in force, what people decide about them, and who was told of findings."""

from __future__ import annotations

import argparse
import json
import urllib.parse
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from vedette.doors.cli.console import Console, printable
from vedette.doors.cli.mine import when

if TYPE_CHECKING:
    from vedette.doors.cli.remote import Remote

Ask: TypeAlias = Callable[[argparse.Namespace, "Remote"], dict[str, Any]]
_REVIEW: Final = "/review"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow."""
    parser.add_argument("--json", action="store_true", help="print the service's answer as it is")
    asked = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    asked.add_parser("list", help="measures: your own; for operators and reviewers, all in force")
    one = asked.add_parser("decide", help="notify, pause or suspend somebody, with a reason and an end")
    who = one.add_mutually_exclusive_group(required=True)
    who.add_argument("--person", default="", metavar="ID")
    who.add_argument("--org", default="", metavar="ID", help="to suspend it takes a second person: agree")
    one.add_argument("--step", default="suspend", choices=("notice", "step_up", "pause", "suspend"))
    one.add_argument("--hours", type=float, default=72.0, help="until it ends (default: 72)")
    one.add_argument("--from-class", default="C2", choices=("C0", "C1", "C2", "C3", "C4"))
    _decides(one)
    one = asked.add_parser("agree", help="agree to suspend an organisation")
    one.add_argument("proposal", metavar="ID")
    _decides(one)
    one = asked.add_parser("lift", help="end a measure before its time")
    one.add_argument("measure", metavar="ID")
    _decides(one)
    one = asked.add_parser("told", help="record who was told of findings, that they are fixed, or your own")
    one.add_argument("asset", metavar="ASSET", help="what it was found in, as it was named")
    one.add_argument("--whom", default="", help="who was told")
    one.add_argument("--fixed", action="store_true")
    one.add_argument("--own", action="store_true", help="it is your own: there is nobody to tell")
    one.add_argument("--finding", default="", metavar="SHA256", help="of one finding's id")
    asked.add_parser("findings", help="list findings in what may be others' too, and who was told")


def _decides(one: argparse.ArgumentParser) -> None:
    one.add_argument("--reason", required=True, help="as the person will read it")
    one.add_argument("--as-reviewer", action="store_true", help="decide as a reviewer, not as an operator")


def run(given: argparse.Namespace, console: Console) -> int:
    """Ask the service this user is signed in to."""
    from vedette.doors.cli.remote import Remote, result_of  # noqa: PLC0415 - cryptography takes a while

    said = _ASK[given.what](given, Remote.known(console.settings().data_dir))
    page = json.dumps(said, indent=2) if given.json else _page(result_of(said))
    console.write(f"{printable(page)}\n".encode())
    return 0


def _page(result: Mapping[str, Any]) -> str:
    """Write an answer as lines of words."""
    if "measures" in result:
        return "\n".join(_listed(result)) or "nothing is in force"
    if "disclosures" in result:
        return "\n".join(map(_disclosure, result["disclosures"])) or "nothing is on record"
    if result.get("proposal"):
        return _proposal(result["proposal"])
    if result.get("measure"):
        return "\n".join(_measure(result["measure"]))
    return _disclosure(result)


def _listed(result: Mapping[str, Any]) -> Iterable[str]:
    for one in result["measures"]:
        yield from _measure(one)
    yield from map(_proposal, result["proposals"])


def _measure(one: Mapping[str, Any]) -> Iterable[str]:
    state = "in force" if one["open"] else "lifted" if one["lifted"] else "over"
    about = f" on {one['person'] or one['org']}" if one["person"] or one["org"] else ""
    about += f", for the program {one['agent']} alone" if one.get("agent") else ""
    yield f"{one['id']}  {one['rule']} {one['step']}{about}: {state}, until {when(one['ends'])}"
    yield f"  {one['reason']}"
    yield f"  {one['remedy']}"
    if one["open"]:
        yield f"  Appeal: vedette access appeal {one['id']} --statement …"


def _proposal(one: Mapping[str, Any]) -> str:
    return (
        f"{one['id']}  waits for a second person until {when(one['expires'])}: suspend {one['org']} for "
        f"{one['hours']:g} h, {one['reason']}\n  Agree: vedette monitor agree {one['id']} --reason …"
    )


def _disclosure(one: Mapping[str, Any]) -> str:
    if one["own"]:
        state = "your own"
    elif one["fixed"]:
        state = f"fixed {when(one['fixed'])}"
    elif one["told"]:
        state = f"told {when(one['told'])}: {one['whom']}"
    else:
        state = f"tell somebody by {when(one['tell_by'])}"
    return f"{one['asset']}  found {when(one['found'])}  {state}"


def _part(text: str) -> str:
    """Write something as one part of a path, whatever is in it."""
    return urllib.parse.quote(text, safe="")


def _end(given: argparse.Namespace) -> str:
    return _REVIEW if given.as_reviewer else ""


def _decide(given: argparse.Namespace, remote: Remote) -> dict[str, Any]:
    body = {name: getattr(given, name) for name in ("person", "org", "step", "hours", "reason")}
    return remote.ask("POST", f"/v1/monitor/measures{_end(given)}", body | {"risk": given.from_class})


def _agree(given: argparse.Namespace, remote: Remote) -> dict[str, Any]:
    path = f"/v1/monitor/proposals/{_part(given.proposal)}/agree{_end(given)}"
    return remote.ask("POST", path, {"reason": given.reason})


def _lift(given: argparse.Namespace, remote: Remote) -> dict[str, Any]:
    path = f"/v1/monitor/measures/{_part(given.measure)}/lift{_end(given)}"
    return remote.ask("POST", path, {"reason": given.reason})


_ASK: Final[dict[str, Ask]] = {
    "list": lambda _, remote: remote.ask("GET", "/v1/monitor/measures"),
    "decide": _decide,
    "agree": _agree,
    "lift": _lift,
    "told": lambda given, remote: remote.ask(
        "POST",
        "/v1/disclosures",
        {name: getattr(given, name) for name in ("asset", "finding", "whom", "fixed", "own")},
    ),
    "findings": lambda _, remote: remote.ask("GET", "/v1/disclosures"),
}
