"""`vedette read`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import msgspec

from vedette.app.narrate_answers import FieldsRead
from vedette.app.narrate_requests import ReadFields, Wanted
from vedette.core.errors import BadInput
from vedette.doors.cli.console import Console, printable

_MOST = 64 * 1024
_WORDS = """\
For a letter, a note, a line no parser knows. The model that reads it has no tools and no way out; what it
copies has to stand in the text, or is dropped and counted. A choice is its opinion, and is marked as one.

  vedette read note.txt --model vedette-cyber --field wallet:id --field amount:number
  vedette read - --model vedette-cyber --field deadline:span --field tone:choice=threat|other < note.txt

Kinds: id (a name, address, hash: to the letter), number, span (lines), choice=a|b|c.
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow."""
    parser.epilog = _WORDS
    parser.add_argument("file", metavar="FILE", help="the text; - for standard input")
    parser.add_argument(
        "--field", metavar="NAME:KIND", action="append", default=[], help="what to copy; may be repeated"
    )
    parser.add_argument("--model", metavar="NAME", default="vedette-open", help="the named model that reads")
    parser.add_argument("-f", "--format", choices=["text", "json"], default="text", help="default: text")


def run(given: argparse.Namespace, console: Console) -> int:
    """Have fields copied, and show them."""
    fields = tuple(_field(one) for one in given.field)
    request = ReadFields(text=_text(given.file), fields=fields, profile=given.model)
    found = console.app().run("text.read", request, console.job()).value
    if given.format == "json":
        console.write(msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n")
    else:
        console.write(_page(found).encode("utf-8", "replace"))
    tally = found.tally
    console.say(f"{tally.proposed} proposed, {tally.confirmed} confirmed, {tally.dropped_count} dropped")
    return 0


def _field(text: str) -> Wanted:
    name, _, rest = text.partition(":")
    kind, _, choices = rest.partition("=")
    return Wanted(name=name, kind=kind or "id", choices=tuple(filter(None, choices.split("|"))))


def _text(name: str) -> str:
    try:
        data = (
            sys.stdin.read(_MOST)
            if name == "-"
            else Path(name).read_bytes()[:_MOST].decode("utf-8", "replace")
        )
    except OSError as error:
        raise BadInput(f"{name}: {error.strerror}", hint="give a text file, or -") from error
    return data


def _page(found: FieldsRead) -> str:
    lines = []
    for one in found.fields:
        where = f"  (lines {one.lines[0]} to {one.lines[1]})" if one.lines else ""
        lines.append(f"{one.name}: {printable(one.value)}{where}{'  (its opinion)' if one.opinion else ''}")
    if found.why:
        lines.append(f"nothing usable came: {printable(found.why)}")
    if found.note:
        lines.append(f"its words, for people alone: {printable(found.note)}")
    return "\n".join(lines) + "\n"
