"""The parts of an Office document that say or hold something."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from vedette.core.nouns import Skipped
from vedette.triage.allowance import Allowance
from vedette.triage.documents.formats.parts import parts
from vedette.triage.documents.markup import parsed
from vedette.triage.sample import Sample
from vedette.triage.unpack.member import Member

_LOOKS: Final = (
    "/theme/",
    "styles.xml",
    "fonttable.xml",
    "numbering.xml",
    "websettings.xml",
    "/printersettings/",
    "/slidelayouts/",
    "/slidemasters/",
    "/fonts/",
    "thumbnail",
    "stylesWithEffects.xml",
    "calcchain.xml",
    "tablestyles.xml",
    "presprops.xml",
    "viewprops.xml",
)
"""Parts that say how it looks."""
_PLAIN_RELATIONS: Final = b"External"
_SHEETS: Final = ("xl/macrosheets/", "xl/workbook")
_ODD_SIZE: Final = 1 << 20


def members(sample: Sample, allowance: Allowance, _: Sequence[str]) -> Iterator[Member | Skipped]:
    """Yield the parts, those that say how it looks left out while they are of a sound size."""
    sheets: list[bytes] = []
    for part in parts(sample.data, allowance):
        if isinstance(part, str):
            yield Skipped(what=sample.name, why=part, partial=True)
            continue
        name, data = part
        if name.lower().startswith(_SHEETS) and name.lower().endswith(".xml"):
            sheets.append(data)
        if not _says_nothing(name.lower(), data):
            yield Member(name, data)
    if any(b"macrosheet" in one for one in sheets):
        yield Member("macros.xlm", _formulas(sheets, allowance))


def _formulas(sheets: list[bytes], allowance: Allowance) -> bytes:
    """Return the formulas of macro sheets a line each, and before them the names that start them."""
    names, formulas = list[str](), list[str]()
    for data in sheets:
        cell, tree = "", parsed(data, allowance)
        macros = any(one.name == "macrosheet" for one in tree.elements[:4])
        for one in tree.elements:
            if one.name == "definedName" and "auto_" in one.given.get("name", "").lower():
                names.append(f"name: {one.given['name'].removeprefix('_xlnm.')}")
            elif one.name == "c":
                cell = one.given.get("r", "")
            elif one.name == "f" and macros and one.text.strip():
                formulas.append(f"{cell}: ={' '.join(one.text.split())}")
    return "\n".join([*names, *formulas]).encode("utf-8", "replace")


def _says_nothing(name: str, data: bytes) -> bool:
    if not data:
        return True
    if name.endswith(".rels"):
        return _PLAIN_RELATIONS not in data and b"onLoad" not in data and b"ENTITY" not in data
    return (
        len(data) < _ODD_SIZE and name.endswith(".xml") and any(look.lower() in f"/{name}" for look in _LOOKS)
    )
