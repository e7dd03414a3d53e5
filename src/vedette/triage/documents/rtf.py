"""Facts about an RTF document: objects, templates from elsewhere, fields that start programs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vedette.core.expressions import expression
from vedette.triage.allowance import Allowance
from vedette.triage.documents.formats.packages import package
from vedette.triage.documents.formats.richtext import Embedded, Part, embedded, parts
from vedette.triage.documents.names import runs, surprises
from vedette.triage.documents.places import cut, fact
from vedette.triage.fact import Act, Fact, When
from vedette.triage.sample import Sample

_REMOTE: Final = expression(r"(?i)^\s*(?:https?:|ftp:|file:/+[^/:]+\.|\\\\|//)")
_DDE: Final = expression(r"(?i)^\s*(?:\"\s*)?DDE(?:AUTO)?\s+(.{1,600})", re.DOTALL)
_URL: Final = expression(r"(?i)\b(?:https?|ftp|file|mhtml)://?[^\s\"'<>\x00-\x1f]{4,400}")
_EQUATION: Final = expression(r"(?i)^equation(?:\.\d)?$")
_EQUATION_CLASS: Final = bytes.fromhex("02ce020000000000c000000000000046")
_BROKEN_UP: Final = 20
_AT_ONCE: Final = frozenset(("objupdate", "objautlink"))
"""Marks of objects that are loaded without a click."""


def facts(sample: Sample, allowance: Allowance) -> Iterator[Fact]:
    """Yield what the destinations hold."""
    if not sample.data.lstrip()[:6].lower().startswith(b"{\\rtf1"):
        yield fact(
            sample,
            Act.DIFFERS,
            b"",
            "its first letters are not those Word writes, and Word opens it all the same",
            how="header",
        )
    for part in parts(sample.data, allowance):
        match part.name:
            case "objdata":
                yield from _object(sample, part)
            case "template" if _REMOTE.match(text := _words(part)):
                yield _at(
                    sample,
                    part,
                    Act.OPENS_EXTERNAL,
                    "loads a template from elsewhere when opened",
                    how="template",
                    target=text.strip(),
                )
            case "fldinst" if (match := _DDE.match(_words(part))) is not None:
                yield _at(
                    sample,
                    part,
                    Act.RUNS_COMMAND,
                    "a field asks a program to be started for data",
                    how="DDE",
                    target=" ".join(match[1].split()),
                )
            case _:
                pass


def _words(part: Part) -> str:
    return bytes(part.data[:4096]).decode("cp1252", "replace").strip()


def _at(sample: Sample, part: Part, act: Act, says: str, **more: object) -> Fact:
    """Make a fact about a destination: what it quotes are its first letters."""
    quote = sample.data[part.at : part.at + 80]
    made = fact(sample, act, b"", says, **{"when": When.OPEN, **more})
    place, text = cut(sample.data, part.at, len(quote))
    return Fact(
        act=made.act,
        place=place,
        quote=text,
        says=made.says,
        target=made.target,
        how=made.how,
        when=made.when,
    )


def _object(sample: Sample, part: Part) -> Iterator[Fact]:
    held = embedded(part)
    if _EQUATION.match(held.kind) or _EQUATION_CLASS in held.data[:4096]:
        yield _at(
            sample,
            part,
            Act.EMBEDS,
            "carries an object of the old equation editor",
            how="equation editor",
            target=held.kind,
        )
    yield from _linked(sample, part, held)
    yield from _packed(sample, part, held)
    if part.breaks > _BROKEN_UP:
        yield _at(
            sample,
            part,
            Act.OBFUSCATED,
            f"the digits of an object are broken up {part.breaks} times",
            how="broken hex",
        )


def _linked(sample: Sample, part: Part, held: Embedded) -> Iterator[Fact]:
    if held.kind.lower() != "ole2link" and not held.linked:
        return
    wide = held.data.decode("utf-16-le", "replace")
    narrow = held.data.decode("latin-1")
    found = (
        _URL.search(wide) or _URL.search(held.data[1:].decode("utf-16-le", "replace")) or _URL.search(narrow)
    )
    target = found[0] if found is not None else held.topic
    if target:
        yield _at(
            sample,
            part,
            Act.OPENS_EXTERNAL,
            "loads an object from elsewhere when opened",
            how="OLE2Link",
            target=target,
            when=When.OPEN if part.marks & _AT_ONCE else When.CALL,
        )


def _packed(sample: Sample, part: Part, held: Embedded) -> Iterator[Fact]:
    if held.kind.lower() != "package":
        return
    inside = package(bytes(4) + held.data)
    if inside is None:
        return
    if runs(inside.name, inside.data) or runs(inside.command, b""):
        yield _at(
            sample,
            part,
            Act.EMBEDS,
            f"carries a program to open: {inside.name}",
            how="package",
            target=inside.name,
            when=When.UNKNOWN,
        )
    for says in surprises(inside.name, inside.data):
        yield _at(sample, part, Act.DIFFERS, f"{inside.name}: {says}", target=inside.name, when=When.UNKNOWN)
