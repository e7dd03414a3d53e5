"""ELF files as images: what is mapped, what is taken from libraries, where functions start."""

from __future__ import annotations

import struct
from typing import Final

import numpy as np

from vedette.triage.binary.image import Image, Import, Region
from vedette.triage.binary.protections.elf import protections
from vedette.triage.binary.tables.elf import (
    EH_FRAME,
    FUNCTION,
    INTERP,
    LOAD,
    NOBITS,
    SYMTAB,
    Symbol,
    Tables,
    read,
)
from vedette.triage.binary.tables.elf_notes import notes

_MACHINES: Final = {
    3: "x86", 62: "x86-64", 183: "AArch64", 40: "ARM", 8: "MIPS", 20: "PowerPC", 21: "PowerPC 64", 22: "S390",
    2: "SPARC", 43: "SPARC V9", 243: "RISC-V", 258: "LoongArch", 247: "BPF", 4: "68000", 42: "SuperH",
    93: "ARC", 94: "Xtensa", 83: "AVR", 50: "Itanium", 164: "Hexagon", 190: "CUDA", 224: "AMD GPU",
}  # fmt: skip
_SLOTS: Final = {62: (6, 7), 3: (6, 7), 183: (1025, 1026), 40: (21, 22)}
"""Relocations that put the address of an import into a slot, by machine."""
_ALLOCATED, _EXECUTABLE, _WRITABLE = 2, 4, 1
_SLOTS_MAX: Final = 300_000
_COMMENT_MAX: Final = 4096
_GLOBAL, _WEAK = 1, 2


def image(data: bytes) -> Image | None:
    """Read an ELF file; None where it is none."""
    tables = read(data)
    if tables is None:
        return None
    dynamic, static = tables.dynamic_symbols(), tables.static_symbols()
    known = [*dynamic, *static]
    made = Image(
        data=data,
        format="ELF",
        architecture=_MACHINES.get(tables.machine, f"machine {tables.machine}"),
        bits=tables.bits,
        big=tables.big,
        kind=_kind(tables),
        entry=tables.entry,
        regions=_regions(tables),
        sections=_sections(tables),
        end=tables.end,
        lacking=max(
            [0, *(one.offset + one.stored - len(data) for one in tables.segments if one.type == LOAD)]
        ),
        libraries=tuple(dict.fromkeys(tables.dynamic_texts(1))),
        table_base=tables.tag(3) or 0,
        build_id=_build_id(tables),
        stripped=not any(one.type == SYMTAB for one in tables.sections),
        made_with=_compilers(tables),
        notes=tuple(tables.notes),
    )
    _name(made, tables, known)
    made.imports = tuple(Import(name) for name in dict.fromkeys(_taken(dynamic or static)))
    made.exports = tuple(
        dict.fromkeys(
            one.name for one in dynamic if one.section and one.name and one.bind in (_GLOBAL, _WEAK)
        )
    )
    made.slots = _filled(tables, dynamic)
    made.starts = _unwound(tables)
    made.protections = protections(tables, made, frozenset(one.name for one in known))
    return made


def _kind(tables: Tables) -> str:
    text = tables.section(".text")
    interpreted = any(one.type == INTERP for one in tables.segments)
    if text is not None and text.type == NOBITS:
        return "debug information"
    if tables.type == 1:
        return "kernel module" if tables.section(".modinfo") else "object"
    if tables.type == 4:  # noqa: PLR2004 - ET_CORE
        return "core"
    said_program = (tables.tag(0x6FFFFFFB) or 0) & 0x08000000  # DF_1_PIE
    return "program" if tables.type == 2 or interpreted or said_program else "library"  # noqa: PLR2004


def _regions(tables: Tables) -> tuple[Region, ...]:
    found = [
        Region(
            name="", address=one.address, size=one.size, offset=one.offset, rights=one.flags & 7,
            stored=max(0, min(one.stored, len(tables.data) - one.offset)),
        )
        for one in tables.segments if one.type == LOAD
    ]  # fmt: skip
    return tuple(found) or tuple(one for one in _sections(tables) if one.rights & 4)


def _sections(tables: Tables) -> tuple[Region, ...]:
    made = []
    for one in tables.sections[1:]:
        rights = 4 * bool(one.flags & _ALLOCATED) + 2 * bool(one.flags & _WRITABLE)
        stored = 0 if one.type == NOBITS else max(0, min(one.size, len(tables.data) - one.offset))
        made.append(
            Region(
                name=one.name, address=one.address, size=one.size, offset=one.offset, stored=stored,
                rights=rights + bool(one.flags & _EXECUTABLE),
            )
        )  # fmt: skip
    return tuple(made)


def _name(made: Image, tables: Tables, known: list[Symbol]) -> None:
    thumb = made.architecture == "ARM"
    relative = tables.type == 1
    for one in known:
        if one.type in (FUNCTION, 10) and one.section and one.name:
            at = one.value & ~1 if thumb else one.value
            if relative:
                at += tables.sections[one.section].offset if one.section < len(tables.sections) else 0
                continue
            made.names.setdefault(at, one.name)
            if one.size:
                made.sizes.setdefault(at, one.size)


def _taken(symbols: list[Symbol]) -> list[str]:
    return [one.name.partition("@")[0] for one in symbols if not one.section and one.name]


def _filled(tables: Tables, dynamic: list[Symbol]) -> dict[int, str]:
    wanted = _SLOTS.get(tables.machine)
    if wanted is None:
        return {}
    shift, mask = (32, 0xFFFFFFFF) if tables.bits == 64 else (8, 0xFF)  # noqa: PLR2004
    filled: dict[int, str] = {}
    for rows in tables.relocations():
        chosen = rows[np.isin(rows["info"] & mask, wanted)]
        numbers = (chosen["info"] >> shift).tolist()
        for at, number in zip(chosen["offset"].tolist(), numbers, strict=True):
            if number < len(dynamic) and dynamic[number].name and len(filled) < _SLOTS_MAX:
                filled[at] = dynamic[number].name
    return filled


def _unwound(tables: Tables) -> tuple[int, ...]:
    """Read the sorted table before `.eh_frame`: it names the start of every function that can be unwound."""
    found = next((one for one in tables.segments if one.type == EH_FRAME), None)
    if found is None or tables.type == 1:
        return ()
    head = tables.data[found.offset : found.offset + 12]
    if len(head) < 12 or head[0] != 1 or head[1:4] != b"\x1b\x03\x3b":  # noqa: PLR2004 - the form all linkers write
        return ()
    (count,) = struct.unpack_from(tables.order + "I", head, 8)
    rows = tables.rows(found.offset + 12, count * 8, [("start", "i4"), ("entry", "i4")], 400_000)
    return tuple((rows["start"].astype(np.int64) + found.address).tolist())


def _compilers(tables: Tables) -> tuple[str, ...]:
    raw = tables.content(tables.section(".comment"))[:_COMMENT_MAX]
    words = [part.decode("utf-8", "replace").strip() for part in raw.split(b"\0") if part.strip()]
    return tuple(dict.fromkeys(word[:120] for word in words[:16]))


def _build_id(tables: Tables) -> str:
    return next((what.hex() for name, kind, what in notes(tables) if name == "GNU" and kind == 3), "")  # noqa: PLR2004
