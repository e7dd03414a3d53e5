"""The tables of an ELF file, read with our own bounds: whatever lies outside the file is not there."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

PROGRAM_MAX: Final = 512
SECTION_MAX: Final = 70_000
SYMBOL_MAX: Final = 300_000
RELOCATION_MAX: Final = 1_000_000
_NAME_MAX: Final = 512
_NAMES_MAX: Final = 48 << 20

LOAD, DYNAMIC, INTERP, NOTE = 1, 2, 3, 4
EH_FRAME, STACK, RELRO, PROPERTY = 0x6474E550, 0x6474E551, 0x6474E552, 0x6474E553
SYMTAB, NOBITS, DYNSYM = 2, 8, 11
FUNCTION: Final = 2

Rows = npt.NDArray[np.void]


@dataclass(frozen=True, slots=True)
class Segment:
    """A program header."""

    type: int
    flags: int
    offset: int
    address: int
    stored: int
    size: int


@dataclass(frozen=True, slots=True)
class Header:
    """A section header."""

    name: str
    type: int
    flags: int
    address: int
    offset: int
    size: int
    link: int


@dataclass(frozen=True, slots=True)
class Symbol:
    """One symbol that has a name."""

    name: str
    value: int
    size: int
    type: int
    bind: int
    section: int


@dataclass(slots=True)
class Tables:
    """What an ELF file says of itself."""

    data: bytes
    bits: int
    big: bool
    type: int
    machine: int
    entry: int
    segments: list[Segment] = field(default_factory=list)
    sections: list[Header] = field(default_factory=list)
    dynamic: list[tuple[int, int]] = field(default_factory=list)
    end: int = 0
    notes: list[str] = field(default_factory=list)
    spent: int = 0
    """Letters of names given out: overlapping names could make much of little."""

    @property
    def order(self) -> str:
        """The byte order, as `struct` and numpy write it."""
        return ">" if self.big else "<"

    def offset(self, address: int) -> int | None:
        """Return where an address lies in the file."""
        for one in self.segments:
            if one.type == LOAD and one.address <= address < one.address + one.stored:
                return one.offset + address - one.address
        return None

    def tag(self, tag: int) -> int | None:
        """Return the first value of a dynamic entry."""
        return next((value for key, value in self.dynamic if key == tag), None)

    def text(self, table: int, at: int) -> str:
        """Return a string of the string table that begins at an offset of the file."""
        start = table + at
        if not 0 <= start < len(self.data) or self.spent > _NAMES_MAX:
            return ""
        end = self.data.find(b"\0", start, start + _NAME_MAX)
        end = end if end >= 0 else start + _NAME_MAX
        self.spent += end - start
        return self.data[start:end].decode("utf-8", "replace")

    def dynamic_texts(self, tag: int) -> list[str]:
        """Return the strings that dynamic entries of one kind name."""
        table = self.tag(5)
        start = None if table is None else self.offset(table)
        return [] if start is None else [self.text(start, value) for key, value in self.dynamic if key == tag]

    def section(self, name: str) -> Header | None:
        """Return the first section of a name."""
        return next((one for one in self.sections if one.name == name), None)

    def content(self, one: Header | None) -> bytes:
        """Return what a section stores."""
        if one is None or one.type == NOBITS:
            return b""
        return self.data[one.offset : one.offset + one.size]

    def dynamic_symbols(self) -> list[Symbol]:
        """Return what is looked up or offered when it is loaded; its index counts, so none is left out."""
        table = next((one for one in self.sections if one.type == DYNSYM), None)
        if table is not None and table.link < len(self.sections):
            return self._symbols(table.offset, table.size, self.sections[table.link].offset)
        symbols, strings = self.tag(6), self.tag(5)
        if symbols is None or strings is None:
            return []
        start, names = self.offset(symbols), self.offset(strings)
        if start is None or names is None:
            return []
        return self._symbols(start, max(names - start, 0), names)

    def static_symbols(self) -> list[Symbol]:
        """Return the symbols that stripping removes."""
        table = next((one for one in self.sections if one.type == SYMTAB), None)
        if table is None or table.link >= len(self.sections):
            return []
        return self._symbols(table.offset, table.size, self.sections[table.link].offset)

    def _symbols(self, start: int, size: int, names: int) -> list[Symbol]:
        rows = self.rows(start, size, _SYMBOL[self.bits], SYMBOL_MAX)
        columns = (rows[name].tolist() for name in ("name", "value", "size", "info", "section"))
        return [
            Symbol(self.text(names, name) if name else "", value, length, info & 15, info >> 4, section)
            for name, value, length, info, section in zip(*columns, strict=True)
        ]

    def relocations(self) -> list[Rows]:
        """Return the tables of relocations done at loading, with columns offset and info."""
        wide = self.tag(20) == 7  # noqa: PLR2004 - DT_PLTREL says DT_RELA
        tables = ((23, 2, wide), (7, 8, True), (17, 18, False))
        found = []
        for where, length, with_addend in tables:
            address, size = self.tag(where), self.tag(length)
            start = None if address is None else self.offset(address)
            if start is not None and size:
                found.append(self.rows(start, size, _RELOCATION[self.bits, with_addend], RELOCATION_MAX))
        return found

    def rows(self, start: int, size: int, fields: list[tuple[str, str]], limit: int) -> Rows:
        """Return a table of the file as numpy sees it, as much as is really there."""
        kind = np.dtype([(name, self.order + code) for name, code in fields])
        there = max(0, min(size, len(self.data) - start)) if start >= 0 else 0
        count = min(there // kind.itemsize, limit)
        empty: Rows = np.zeros(0, kind)
        return np.frombuffer(self.data, kind, count, start) if count else empty


_SYMBOL: Final = {
    64: [("name", "u4"), ("info", "u1"), ("other", "u1"), ("section", "u2"), ("value", "u8"), ("size", "u8")],
    32: [("name", "u4"), ("value", "u4"), ("size", "u4"), ("info", "u1"), ("other", "u1"), ("section", "u2")],
}
_RELOCATION: Final = {
    (64, True): [("offset", "u8"), ("info", "u8"), ("addend", "i8")],
    (64, False): [("offset", "u8"), ("info", "u8")],
    (32, True): [("offset", "u4"), ("info", "u4"), ("addend", "i4")],
    (32, False): [("offset", "u4"), ("info", "u4")],
}


def read(data: bytes) -> Tables | None:
    """Read headers, sections and dynamic entries; None where this is no ELF file."""
    if len(data) < 52 or data[:4] != b"\x7fELF" or data[4] not in (1, 2) or data[5] not in (1, 2):  # noqa: PLR2004
        return None
    bits, big = 32 * data[4], data[5] == 2  # noqa: PLR2004 - ELFDATA2MSB
    form = (">" if big else "<") + ("HHIIIIIHHHHHH" if bits == 32 else "HHIQQQIHHHHHH")  # noqa: PLR2004
    if len(data) < 16 + struct.calcsize(form):
        return None
    kind, machine, _, entry, programs, headers, _, _, *sizes = struct.unpack_from(form, data, 16)
    tables = Tables(data, bits, big, kind, machine, entry)
    _read_segments(tables, programs, sizes[0], sizes[1])
    _read_sections(tables, headers, sizes[2], (sizes[3], sizes[4]))
    _read_dynamic(tables)
    ends = [one.offset + one.stored for one in tables.segments]
    ends += [one.offset + one.size for one in tables.sections if one.type != NOBITS]
    tables.end = max([16, headers + sizes[2] * len(tables.sections), *ends])
    return tables


def _read_segments(tables: Tables, start: int, size: int, count: int) -> None:
    form = tables.order + ("IIIIIIII" if tables.bits == 32 else "IIQQQQQQ")  # noqa: PLR2004
    if size < struct.calcsize(form):
        return
    if count > PROGRAM_MAX:
        tables.notes.append(f"names {count} program headers; {PROGRAM_MAX} were read")
    for number in range(min(count, PROGRAM_MAX)):
        at = start + number * size
        if at + size > len(tables.data):
            tables.notes.append("program headers lie outside the file")
            return
        row: tuple[Any, ...] = struct.unpack_from(form, tables.data, at)
        if tables.bits == 64:  # noqa: PLR2004
            one = Segment(row[0], row[1], row[2], row[3], row[5], row[6])
        else:
            one = Segment(row[0], row[6], row[1], row[2], row[4], row[5])
        tables.segments.append(one)


def _read_sections(tables: Tables, start: int, size: int, counts: tuple[int, int]) -> None:
    form = tables.order + ("10I" if tables.bits == 32 else "IIQQQQIIQQ")  # noqa: PLR2004
    count, names = counts
    if not start or size < struct.calcsize(form) or start + size > len(tables.data):
        return
    first: tuple[Any, ...] = struct.unpack_from(form, tables.data, start)
    count, names = count or first[5], first[6] if names == 0xFFFF else names  # noqa: PLR2004 - too many to say
    there = min(count, SECTION_MAX, (len(tables.data) - start) // size)
    if there < count:
        tables.notes.append(f"names {count} sections; {there} were read")
    rows = [struct.unpack_from(form, tables.data, start + number * size) for number in range(there)]
    table = rows[names][4] if names < len(rows) else len(tables.data)
    tables.sections = [
        Header(tables.text(table, row[0]), row[1], row[2], row[3], row[4], row[5], row[6]) for row in rows
    ]


def _read_dynamic(tables: Tables) -> None:
    found = next((one for one in tables.segments if one.type == DYNAMIC), None)
    if found is None:
        return
    wide = tables.bits == 64  # noqa: PLR2004
    fields = [("tag", "u8"), ("value", "u8")] if wide else [("tag", "u4"), ("value", "u4")]
    rows = tables.rows(found.offset, found.stored, fields, 4096)
    for tag, value in zip(rows["tag"].tolist(), rows["value"].tolist(), strict=True):
        if tag == 0:
            return
        tables.dynamic.append((tag, value))
