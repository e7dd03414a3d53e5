"""`vedette mine`: what you may do there and why, what was done in your name, what is held, leaving."""

from __future__ import annotations

import argparse
import json
import urllib.parse
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias, TypeVar

import msgspec

from vedette.app import member_answers as answers
from vedette.app.reports import write_whole
from vedette.core.errors import BadInput
from vedette.doors.cli.console import Console, printable
from vedette.doors.cli.whens import moment

if TYPE_CHECKING:
    from vedette.doors.cli.remote import Remote

_PAGE: Final = 500
_PAGES: Final = 1000
"""Pages asked for at most: each may be one look at a quarter of a million entries."""
_SHORT: Final = 12
"""Characters of a thumbprint that are shown: enough to tell one's own few keys apart."""
_FAR: Final = 1e11
_PROOF: Final = "prove any of them: vedette ledger receipt INDEX -o FILE; vedette ledger verify FILE"
T = TypeVar("T")
L = TypeVar("L", answers.UsesListed, answers.FeedTold)
Rows: TypeAlias = Sequence[Sequence[str]]
Said: TypeAlias = dict[str, Any]


class _Told(NamedTuple):
    """An answer, and how it reads."""

    said: Said
    page: str


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow."""
    parser.add_argument("--json", action="store_true", help="print the service's answer as it is")
    asked = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    asked.add_parser("grants", help="what you may do there, why, and when that ends")
    _times(asked.add_parser("uses", help="what was done in your name, the newest first"))
    one = asked.add_parser("alerts", help="new keys and networks, failed logins, measures")
    one.add_argument("--all", action="store_true", help="also those you said you know of")
    one.add_argument("--know", metavar="ID", default="", help="say that you know of this one")
    _times(asked.add_parser("feed", help="for admins: what was done for your organisation"))
    one = asked.add_parser("export", help="fetch everything held about you")
    one.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    one = asked.add_parser("erase", help="delete your account for good; asks for a touch of your key")
    one.add_argument("person", metavar="ID", help="your own id, as `vedette mine grants` shows it")


def _times(one: argparse.ArgumentParser) -> None:
    one.add_argument("--since", default="", metavar="WHEN", help="such as -7d, or 2026-03-01T08:00:00Z")
    one.add_argument("--until", default="", metavar="WHEN")
    one.add_argument("--count", type=int, default=40, metavar="N", help="so many at most (default: 40)")


def run(given: argparse.Namespace, console: Console) -> int:
    """Ask the service this user is signed in to."""
    from vedette.doors.cli.remote import Remote  # noqa: PLC0415 - cryptography takes a while

    remote = Remote.known(console.settings().data_dir)
    if given.what == "export":
        return _export(given.output, remote, console)
    told = _ASK[given.what](given, remote)
    page = json.dumps(told.said, indent=2) if given.json else told.page
    console.write(f"{printable(page)}\n".encode())
    return 0


def _grants(given: argparse.Namespace, remote: Remote) -> _Told:
    del given
    raw, said = _result(remote.ask("GET", "/v1/me/grants"), answers.GrantsTold)
    lines = [f"{said.name} ({said.person})", f"tier: {said.tier}"]
    lines += [f"acting for: {said.org}"] if said.org else []
    for held in said.measures:
        lines += [
            "",
            f"{held.step} from class {held.risk} on{_by(held)}, until {when(held.until)}: {held.reason}",
        ]
        lines.append(f"  {held.remedy} Appeal: vedette access appeal {held.id} --statement …")
    for one in said.grants:
        lines += ["", *_grant(one)]
    return _Told(raw, "\n".join(lines))


def _by(held: answers.MeasureTold) -> str:
    return f" for your program {held.agent}" if held.agent else ""


def _grant(one: answers.GrantTold) -> list[str]:
    lines = [f"{one.wants}: {one.state}" + (f", {one.why}" if one.why else "")]
    told = (
        ("given", when(one.given)),
        ("in effect since", when(one.since)),
        ("ends", when(one.until)),
        ("can be confirmed from", when(one.confirm_from)),
        ("after its end", one.goes_on if one.until else ""),
        ("decided by", ", ".join(one.decided_by)),
        ("answered for by", f"an admin of {one.sponsor}" if one.sponsor else ""),
        ("decision", one.decision),
        ("case", one.case),
        ("receipt", str(one.receipt) if one.receipt >= 0 else ""),
    )
    lines += [f"  {name}: {value}" for name, value in told if value]
    return lines + [f"  ends earlier when {why}" for why in one.ends_earlier]


def _uses(given: argparse.Namespace, remote: Remote) -> _Told:
    raw, said = _pages(given, remote, "/v1/me/uses", answers.UsesListed)
    head = ("when", "what", "class", "how", "by", "for", "key", "index")
    rows = [
        (
            when(one.at),
            one.capability,
            one.risk,
            _how(one),
            one.agent or "you",
            one.org or "yourself",
            one.key[:_SHORT],
            str(one.index),
        )
        for one in said.uses
    ]
    return _Told(raw, _listed(head, rows, said.rest, "nothing was done in your name"))


def _feed(given: argparse.Namespace, remote: Remote) -> _Told:
    raw, said = _pages(given, remote, "/v1/me/feed", answers.FeedTold)
    rows = [
        (
            when(one.at),
            one.who + (", by an agent" if one.agent else ""),
            one.capability,
            one.risk,
            _how(one),
            str(one.index),
        )
        for one in said.uses
    ]
    none = "nothing of class C2 or above, and nothing was refused"
    page = f"{said.org}\n" + _listed(("when", "who", "what", "class", "how", "index"), rows, said.rest, none)
    first = [(when(one.at), one.who, one.what.replace("_", " ")) for one in said.alerts]
    return _Told(raw, page + ("\n\nfirst uses\n" + table(("when", "who", "what"), first) if first else ""))


def _alerts(given: argparse.Namespace, remote: Remote) -> _Told:
    if given.know:
        path = f"/v1/me/alerts/{urllib.parse.quote(given.know, safe='')}/know"
        raw, said = _result(remote.ask("POST", path), answers.AlertsListed)
        return _Told(raw, f"noted: {', '.join(one.what for one in said.alerts)}")
    path = "/v1/me/alerts?all=true" if given.all else "/v1/me/alerts"
    raw, said = _result(remote.ask("GET", path), answers.AlertsListed)
    lines: list[str] = []
    for one in said.alerts:
        times = f", {one.times} times" if one.times > 1 else ""
        lines.append(f"{when(one.at)}  {one.what.replace('_', ' ')}{times}  [{one.id}]")
        lines.append(f"  {one.says}")
        told = (
            ("agent", one.agent),
            ("key", one.key),
            ("network", one.network),
            ("purpose", one.purpose),
        )
        lines += [f"  {name}: {value}" for name, value in told if value]
        lines += [f"  until {when(one.until)}"] if one.until else []
    return _Told(raw, "\n".join(lines) or "nothing you do not know of")


def _erase(given: argparse.Namespace, remote: Remote) -> _Told:
    raw, said = _result(remote.ask("POST", "/v1/me/erase", {"person": given.person}), answers.Erased)
    remote.forget()
    lines = [f"deleted: {said.deleted} things; this machine's key for the service is destroyed"]
    if said.link_until:
        lines.append(f"the link between you and the ledger goes on {when(said.link_until)}, because")
        lines += [f"  {one}" for one in said.open]
    else:
        lines.append("nobody can tell any more which entries of the ledger were yours")
    lines += ["what stays", *(f"  {one}" for one in said.stays)]
    return _Told(raw, "\n".join(lines))


def _export(path: Path, remote: Remote, console: Console) -> int:
    if path.exists():
        raise BadInput(f"{path} is there already", hint="choose another name")
    write_whole(path, remote.fetch("/v1/me/export"))
    console.say(f"written: {path}")
    return 0


def _pages(given: argparse.Namespace, remote: Remote, path: str, kind: type[L]) -> tuple[Said, L]:
    """Ask page after page until there are as many as were asked for, or nothing is left."""
    asked = {"since": _seconds(given.since), "until": _seconds(given.until)}

    def ask(before: int, count: int) -> tuple[Said, L]:
        query = asked | {"before": before, "count": min(_PAGE, max(1, count))}
        kept = {name: value for name, value in query.items() if value}
        return _result(remote.ask("GET", f"{path}?{urllib.parse.urlencode(kept)}"), kind)

    said, page = ask(0, given.count)
    raw, found = list(said["uses"]), list[Any](page.uses)
    for _ in range(_PAGES):
        if not page.rest or len(found) >= given.count:
            break
        said, page = ask(page.rest, given.count - len(found))
        raw += said["uses"]
        found += page.uses
    return said | {"uses": raw}, msgspec.structs.replace(page, uses=tuple(found))


def _seconds(text: str) -> float:
    return datetime.fromisoformat(moment(text)).timestamp() if text else 0.0


def _how(one: answers.UseTold | answers.FeedUse) -> str:
    if one.verdict != "allow":
        return f"refused: {', '.join(one.reasons)}"
    return str(one.outcome or "under way")


def _listed(head: Sequence[str], rows: Rows, rest: int, none: str) -> str:
    if not rows:
        return none
    more = "; there are older ones: --count, --until" if rest else ""
    return f"{table(head, rows)}\n\n{_PROOF}{more}"


def table(head: Sequence[str], rows: Rows) -> str:
    """Write rows under each other, each column as wide as what is in it."""
    whole = [head, *([" ".join(cell.split()) for cell in row] for row in rows)]
    wide = [max(len(row[at]) for row in whole) for at in range(len(head))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, wide, strict=True)).rstrip() for row in whole
    )


def when(seconds: float) -> str:
    """Write a moment in the time of this machine, with its zone; nothing for none.

    What a service says is a moment in no calendar is left out.
    """
    if not 0 < seconds < _FAR:
        return ""
    return datetime.fromtimestamp(seconds).astimezone().isoformat(" ", "minutes")


def _result(said: Said, kind: type[T]) -> tuple[Said, T]:
    """Return an answer as it came, and as what it should be."""
    from vedette.doors.cli.remote import result_of, understood  # noqa: PLC0415 - cryptography takes a while

    raw = result_of(said)
    return raw, understood(raw, kind)


_ASK: Final[dict[str, Callable[[argparse.Namespace, Remote], _Told]]] = {
    "grants": _grants,
    "uses": _uses,
    "alerts": _alerts,
    "feed": _feed,
    "erase": _erase,
}
