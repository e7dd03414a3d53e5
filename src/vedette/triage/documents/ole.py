"""Facts about an OLE compound file: macros, macros hidden from readers, objects, fields, links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vedette.core.expressions import expression
from vedette.triage.allowance import Allowance
from vedette.triage.documents.formats.compound import streams
from vedette.triage.documents.formats.locked_sheets import unlocked
from vedette.triage.documents.formats.packages import package
from vedette.triage.documents.formats.projects import Project, projects
from vedette.triage.documents.formats.workbooks import Workbook, workbook
from vedette.triage.documents.names import runs, surprises
from vedette.triage.documents.places import fact
from vedette.triage.fact import Act, Fact, When
from vedette.triage.sample import Sample

_ON_OPENING: Final = expression(
    r"(?im)^[ \t]*(?:public |private )?sub[ \t]+"
    r"(auto_?(?:open|exec|new)|document_(?:open|new)|workbook_(?:open|activate))\b"
)
_FIELD: Final = expression(rb"\x13[ \t]{0,8}(DDE(?:AUTO)?)[ \t]([^\x13\x14\x15]{1,400})", re.IGNORECASE)


def facts(sample: Sample, allowance: Allowance) -> Iterator[Fact]:
    """Yield what the streams hold."""
    found = streams(sample.data, allowance)
    for project in projects(found, allowance):
        yield from _macros(sample, project)
    for name, data in found.items():
        allowance.burn(len(data) // 64)
        yield from _stream(sample, name, data, allowance)


def _macros(sample: Sample, project: Project) -> Iterator[Fact]:
    opening = next(
        (match[1] for one in project.modules if (match := _ON_OPENING.search(one.source)) is not None), ""
    )
    if any(len(_code(one.source)) > 0 for one in project.modules) or project.unwritten:
        when = When.OPEN if opening else When.UNKNOWN
        says = f"carries VBA macros, and {opening} runs on opening" if opening else "carries VBA macros"
        yield fact(sample, Act.EMBEDS, "VBA".encode("utf-16-le"), says, how="VBA", target=opening, when=when)
    if project.unwritten:
        yield fact(
            sample,
            Act.DIFFERS,
            "_VBA_PROJECT".encode("utf-16-le"),
            f"its compiled macro code uses what its source does not show: {', '.join(project.unwritten[:6])}",
            how="VBA stomping",
            target=project.unwritten[0],
        )


def _code(source: str) -> list[str]:
    return [line for line in source.splitlines() if line.strip() and not line.startswith("Attribute ")]


def _stream(sample: Sample, name: str, data: bytes, allowance: Allowance) -> Iterator[Fact]:
    last = name.rpartition("/")[2].lower()
    if last == "\x01ole10native":
        yield from _package(sample, data)
    elif last == "equation native":
        yield fact(
            sample,
            Act.EMBEDS,
            "Equation Native".encode("utf-16-le"),
            "carries an object of the old equation editor",
            how="equation editor",
            when=When.OPEN,
        )
    elif last in ("workbook", "book"):
        book = workbook(data, allowance)
        plain = unlocked(data, (), allowance) if book.locked else None
        yield from _workbook(sample, book if plain is None else workbook(plain, allowance))
    elif last in ("worddocument", "1table", "0table", "powerpoint document"):
        yield from _fields(sample, data)


def _workbook(sample: Sample, book: Workbook) -> Iterator[Fact]:
    for sheet in [one for one in book.sheets if one.macros][:1]:
        starts = next(iter(book.names), "")
        says = f"carries an Excel 4 macro sheet{', and ' + starts + ' runs on opening' if starts else ''}"
        when = When.OPEN if starts.lower().startswith("auto_open") else When.UNKNOWN
        yield fact(sample, Act.EMBEDS, sheet.name, says, how="XLM", target=starts, when=when)
        if sheet.hidden:
            yield fact(sample, Act.HIDES, sheet.name, "hides its macro sheet", how="hidden sheet")
    for link in book.links[:5]:
        yield dde(sample, link.split(" ")[0], link, sure=True)


def _package(sample: Sample, data: bytes) -> Iterator[Fact]:
    held = package(data)
    if held is None:
        return
    shown = held.name or "without a name"
    if runs(held.name, held.data) or runs(held.command, b""):
        yield fact(
            sample,
            Act.EMBEDS,
            held.name,
            f"carries a program to open: {shown}",
            how="package",
            target=held.name,
        )
    for says in surprises(held.name, held.data):
        yield fact(sample, Act.DIFFERS, held.name, f"{shown}: {says}", target=held.name)


def _fields(sample: Sample, data: bytes) -> Iterator[Fact]:
    for text in (data, data[::2], data[1::2]):
        for match in _FIELD.finditer(text):
            command = " ".join(match[2].decode("cp1252", "replace").split())
            yield dde(sample, match[0][:40], command, sure=True)


def dde(sample: Sample, needle: str | bytes, command: str, *, sure: bool) -> Fact:
    """Return the fact that a field starts a program when the document is opened."""
    return fact(
        sample,
        Act.RUNS_COMMAND,
        needle,
        "a field asks a program to be started for data",
        how="DDE",
        target=command,
        when=When.OPEN,
        sure=sure,
    )
