"""`vedette knowledge search`, `show`, `list`, `add` and `remove`."""

from __future__ import annotations

import argparse
import textwrap
from pathlib import Path
from typing import get_args

import msgspec

from vedette.app.knowledge_answers import Known, Mount, Part, Sought
from vedette.app.knowledge_requests import (
    AddCatalogue,
    Kind,
    ListCatalogues,
    RemoveCatalogue,
    SearchKnowledge,
    ShowKnowledge,
)
from vedette.doors.cli.console import Console, printable

_WORDS = """\
  vedette knowledge search "someone changed our invoices' bank account"
  vedette knowledge show T1486
  vedette knowledge add kev known_exploited_vulnerabilities.json

What ships needs no network. Catalogues are files you fetch yourself, where there is a network, as they are
published: ATT&CK (STIX bundle), CWE (XML, zip or CSV), KEV (JSON or CSV), EPSS (CSV or CSV.gz), OSV (zip or
folder of records).
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow."""
    parser.epilog = _WORDS
    inner = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    searched = inner.add_parser("search", help="find entries by words and by meaning")
    searched.add_argument("words", metavar="WORDS", nargs="+", help="as you would say it")
    searched.add_argument("-n", "--most", metavar="N", type=int, default=10, help="default: 10")
    shown = inner.add_parser("show", help="say everything about one thing")
    shown.add_argument(
        "ident", metavar="ID", nargs="+", help="CWE-89, T1566, D3-MFA, CVE-…, pypi:NAME==VERSION, or a term"
    )
    listed = inner.add_parser("list", help="list what ships and what is mounted, with versions and dates")
    for one in (searched, shown, listed):
        one.add_argument("-f", "--format", choices=["text", "json"], default="text", help="default: text")
    added = inner.add_parser("add", help="mount a published catalogue")
    added.add_argument("kind", metavar="attack|cwe|kev|epss|osv", choices=get_args(Kind))
    added.add_argument("path", metavar="PATH", type=Path)
    added.add_argument("--name", help="by default the kind, and which of several it is, as in attack-ics")
    added.add_argument("--max-age", metavar="DAYS", type=int, help="days after which it is called stale")
    removed = inner.add_parser("remove", help="forget a catalogue")
    removed.add_argument("name", metavar="NAME", help="as `vedette knowledge list` shows it")


def run(given: argparse.Namespace, console: Console) -> int:
    """Do one of the five."""
    match given.what:
        case "search":
            return _search(given, console)
        case "show":
            return _show(given, console)
        case "list":
            return _list(given, console)
        case "add":
            return _add(given, console)
        case _:
            return _remove(given, console)


def _search(given: argparse.Namespace, console: Console) -> int:
    asked = SearchKnowledge(words=" ".join(given.words), most=given.most)
    found = console.app().run("knowledge.search", asked).value
    if given.format == "json":
        return _json(found, console)
    console.write(printable(_hits(found, console.width())).encode("utf-8", "replace"))
    if found.hits:
        console.say(f"vedette knowledge show {found.hits[0].id} says more")
    return 0


def _hits(found: Sought, width: int) -> str:
    if not found.hits:
        return "nothing fits: try other words\n"
    wide = max(len(one.id) for one in found.hits)
    kinds = max(len(one.kind) for one in found.hits)
    lines = []
    for one in found.hits:
        lines.append(f"{one.id:<{wide}}  {one.kind:<{kinds}}  {one.name}")
        said = " ".join(one.says.split())
        if said:
            lines.append(
                textwrap.indent(textwrap.shorten(said, max(width - 6, 40), placeholder=" …"), "    ")
            )
    return "\n".join(lines) + "\n"


def _show(given: argparse.Namespace, console: Console) -> int:
    known = console.app().run("knowledge.show", ShowKnowledge(ident=" ".join(given.ident))).value
    if given.format == "json":
        return _json(known, console)
    console.write(printable(_page(known, min(console.width(), 100))).encode("utf-8", "replace"))
    for note in known.notes:
        console.say(f"note: {note}")
    return 0


def _page(known: Known, width: int) -> str:
    head = f"{known.name}\n{known.id}, {known.kind}\n" if known.name != known.id else f"{known.id}\n"
    return head + "".join(_part(one, width) for one in known.parts)


def _part(part: Part, width: int) -> str:
    source = f"  [{part.source}]" if part.source else ""
    lines = [f"\n{part.heading}{source}"]
    for line in filter(None, part.lines):
        lines += textwrap.wrap(" ".join(line.split()), width, initial_indent="  ", subsequent_indent="    ")
    return "\n".join(lines) + "\n"


def _list(given: argparse.Namespace, console: Console) -> int:
    held = console.app().run("knowledge.list", ListCatalogues()).value
    if given.format == "json":
        return _json(held, console)
    rows = [("SHIPS", "VERSION", "OF", "ENTRIES", "")]
    rows += [
        (one.name, one.version or "-", one.date or "-", f"{one.entries:,}", one.licence) for one in held.ships
    ]
    page = _table(rows)
    if held.mounted:
        page += "\n" + _table([("MOUNTED", "VERSION", "OF", "ENTRIES", ""), *map(_row, held.mounted)])
    else:
        page += "\nnothing is mounted: vedette knowledge add kev|epss|osv|cwe|attack PATH\n"
    console.write(printable(page).encode("utf-8", "replace"))
    for name in held.broken:
        console.say(f"warning: {name} cannot be read: add it again, or vedette knowledge remove {name}")
    for one in held.mounted:
        _warn(one, console)
    return 0


def _row(mount: Mount) -> tuple[str, str, str, str, str]:
    one = mount.catalogue
    state = "STALE" if mount.stale else "fresh"
    about = f"{state}, {mount.age:,} days; added {one.added} from {one.source}; sha256 {one.sha256[:16]}…"
    return one.name, one.version or "-", one.date or "-", f"{one.entries:,}", about


def _table(rows: list[tuple[str, str, str, str, str]]) -> str:
    widths = [max(len(row[number]) for row in rows) for number in range(4)]
    lines = []
    for row in rows:
        cells = [f"{cell:<{wide}}" for cell, wide in zip(row[:3], widths, strict=False)]
        lines.append("  ".join([*cells, f"{row[3]:>{widths[3]}}", row[4]]).rstrip() + "\n")
    return "".join(lines)


def _add(given: argparse.Namespace, console: Console) -> int:
    asked = AddCatalogue(kind=given.kind, path=given.path, name=given.name, max_age=given.max_age)
    done = console.app().run("knowledge.add", asked, console.job()).value
    one = done.mount.catalogue
    of = f" of {one.date}" if one.date else ""
    verb = "replaced" if done.replaced else "added"
    console.say(f"{verb} {one.name}: {one.entries:,} entries{of}, sha256 {one.sha256[:16]}…")
    if one.skipped:
        console.say(f"note: {one.skipped:,} records in it could not be read")
    _warn(done.mount, console)
    return 0


def _warn(mount: Mount, console: Console) -> None:
    if mount.stale:
        one = mount.catalogue
        age = f"{mount.age:,} days old, and called stale after {one.max_age:,}"
        console.say(f"warning: {one.name} is {age}: add a newer one")


def _remove(given: argparse.Namespace, console: Console) -> int:
    done = console.app().run("knowledge.remove", RemoveCatalogue(name=given.name)).value
    console.say(f"removed {done.name}")
    return 0


def _json(answer: msgspec.Struct, console: Console) -> int:
    console.write(msgspec.json.format(msgspec.json.encode(answer), indent=2) + b"\n")
    return 0
