"""Old workbooks: macro sheets and their formulas, names that start them, links that start programs."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from msgspec import Struct, field

from vedette.triage.allowance import Allowance
from vedette.triage.documents.formats.formulas import Formula, cell

_BOF8, _SHEET, _NAME, _BOOK, _END = 0x809, 0x85, 0x18, 0x1AE, 0x0A
_BOF_OLDER: Final = (0x209, 0x409)
_FORMULA: Final = (0x06, 0x206, 0x406)
_LOCKED: Final = 0x2F
_BUILT_IN: Final = {1: "Auto_Open", 2: "Auto_Close", 0xA: "Auto_Activate", 0xB: "Auto_Deactivate"}
_FORMULAS: Final = 50_000
_MACROS: Final = 1


class Sheet(Struct, frozen=True):
    """One sheet."""

    name: str
    at: int
    macros: bool
    hidden: int
    """0: shown, 1: hidden, 2: hidden so that no menu shows it."""


class Workbook(Struct):
    """What a workbook holds that may run."""

    sheets: list[Sheet] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    """Names Excel acts on by itself: Auto_Open."""
    links: list[str] = field(default_factory=list)
    """Programs and topics of DDE links."""
    formulas: list[str] = field(default_factory=list)
    """Of macro sheets: `sheet!cell: =formula`."""
    locked: bool = False
    """Whether it is encrypted."""


def workbook(data: bytes, allowance: Allowance) -> Workbook:
    """Read the stream of a workbook."""
    made, older = Workbook(), False
    for at, kind, body in _records(data, 0):
        allowance.burn(1)
        if kind == _BOF8 and at == 0:
            older = len(body) >= 2 and struct.unpack_from("<H", body)[0] < 0x600  # noqa: PLR2004  before Excel 97
        elif kind == _LOCKED:
            made.locked = True
            return made
        elif kind == _SHEET and len(body) > 7:  # noqa: PLR2004  its place, its kind, and a name
            made.sheets.append(_sheet(body, older=older))
        elif kind in (_NAME, _BOOK):
            _named(made, kind, body, older=older)
    macros = [one for one in made.sheets if one.macros]
    for sheet in macros:
        made.formulas.extend(_formulas(data, sheet, allowance, older=older))
    return made


def _records(data: bytes, at: int) -> Iterator[tuple[int, int, bytes]]:
    while at + 4 <= len(data):
        kind, size = struct.unpack_from("<HH", data, at)
        yield at, kind, data[at + 4 : at + 4 + size]
        at += 4 + size


def _sheet(body: bytes, *, older: bool) -> Sheet:
    at, hidden, kind, size = struct.unpack_from("<IBBB", body)
    wide = 0 if older else body[7] & 1
    raw = body[7 if older else 8 :][: size * (1 + wide)]
    name = raw.decode("utf-16-le" if wide else "cp1252", "replace")
    return Sheet(name, at, kind == _MACROS, hidden & 3)


def _named(made: Workbook, kind: int, body: bytes, *, older: bool) -> None:
    if kind == _NAME and len(body) > 15:  # noqa: PLR2004
        flags, size = struct.unpack_from("<H", body)[0], body[3]
        raw = body[14 if older else 15 :][:size]
        name = _BUILT_IN.get(raw[0], "") if flags & 0x20 and raw else raw.decode("cp1252", "replace")
        if name.lower().startswith(("auto_open", "auto_close", "auto_activate")):
            made.names.append(name)
    elif kind == _BOOK and not older and len(body) > 6:  # noqa: PLR2004
        wide = body[4] & 1
        text = body[5:].decode("utf-16-le" if wide else "cp1252", "replace")
        program, mark, topic = text.partition("\x03")
        if mark and program.isprintable() and 0 < len(program) < 300:  # noqa: PLR2004  a path
            made.links.append(f"{program} {topic.partition(chr(0))[0]}".strip())


def _formulas(data: bytes, sheet: Sheet, allowance: Allowance, *, older: bool) -> Iterator[str]:
    depth = 0
    for count, (_, kind, body) in enumerate(_records(data, sheet.at)):
        allowance.burn(2)
        if kind == _BOF8 or kind in _BOF_OLDER:
            depth += 1
        elif kind == _END:
            depth -= 1
            if depth <= 0:
                return
        elif kind in _FORMULA and len(body) >= 22:  # noqa: PLR2004
            row, column = struct.unpack_from("<HH", body)
            (size,) = struct.unpack_from("<H", body, 20)
            allowance.burn(size)
            yield f"{sheet.name}!{cell(row, column)}: ={Formula(body[22 : 22 + size], older=older).text()}"
        if count > _FORMULAS:
            return
