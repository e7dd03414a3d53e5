"""Mach-O executables, alone or several in one file, as images read by LIEF."""

from __future__ import annotations

import struct
import warnings
from typing import Final

import lief

from vedette.triage.binary.image import Image, Import, Region
from vedette.triage.binary.protections.macho import protections

_MACHINES: Final = {
    0x01000007: "x86-64", 7: "x86", 0x0100000C: "AArch64", 12: "ARM", 18: "PowerPC", 0x01000012: "PowerPC 64",
}  # fmt: skip
_KINDS: Final = {1: "object", 2: "program", 4: "core", 6: "library", 8: "bundle", 11: "driver"}
_PREFERRED: Final = ("x86-64", "AArch64", "x86", "ARM")
_COMMANDS_MAX: Final = 4096
_SLICES_MAX: Final = 16
_MANY: Final = 100_000
_MAGICS: Final = {
    b"\xfe\xed\xfa\xce": ">",
    b"\xfe\xed\xfa\xcf": ">",
    b"\xce\xfa\xed\xfe": "<",
    b"\xcf\xfa\xed\xfe": "<",
}

lief.logging.disable()


def image(data: bytes) -> Image | None:
    """Read a Mach-O file; of several in one, the one we read best. None where it is none."""
    parts = [part for part in slices(data) if _plausible(data[part[0] : part[0] + part[1]])]
    if not parts:
        return None
    best = min(parts, key=lambda part: _rank(data, part[0]))
    made = _image(data[best[0] : best[0] + best[1]], best[0])
    if made is not None and len(parts) > 1:
        others = ", ".join(_machine(data, start) for start, _ in parts if start != best[0])
        made.notes = (*made.notes, f"the file also holds code for {others}")
    return made


def slices(data: bytes) -> list[tuple[int, int]]:
    """Return where the executables in a file begin, and how long they are."""
    if data[:4] in _MAGICS:
        return [(0, len(data))]
    if data[:4] not in (b"\xca\xfe\xba\xbe", b"\xca\xfe\xba\xbf") or len(data) < 8:  # noqa: PLR2004
        return []
    wide = data[3] == 0xBF  # noqa: PLR2004
    (count,) = struct.unpack_from(">I", data, 4)
    form, size = (">IIQQII", 32) if wide else (">IIIII", 20)
    found = []
    for number in range(min(count, _SLICES_MAX)):
        if 8 + (number + 1) * size <= len(data):
            _, _, start, length, *_ = struct.unpack_from(form, data, 8 + number * size)
            if start + length <= len(data):
                found.append((start, length))
    return found


def _machine(data: bytes, start: int) -> str:
    order = _MAGICS.get(data[start : start + 4], "<")
    (machine,) = struct.unpack_from(f"{order}I", data, start + 4)
    return _MACHINES.get(machine, f"machine {machine:#x}")


def _rank(data: bytes, start: int) -> int:
    name = _machine(data, start)
    return _PREFERRED.index(name) if name in _PREFERRED else len(_PREFERRED)


def _plausible(data: bytes) -> bool:
    order = _MAGICS.get(data[:4])
    if order is None or len(data) < 32:  # noqa: PLR2004
        return False
    commands, size = struct.unpack_from(f"{order}II", data, 16)
    return bool(commands <= _COMMANDS_MAX and size <= len(data))


def _image(data: bytes, start: int) -> Image | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of numbers it has no name for
        try:
            fat = lief.MachO.parse(data)
            binary = None if fat is None else fat.at(0)
            return None if binary is None else _filled(data, start, binary)
        except Exception:  # noqa: BLE001 - a parser of somebody else, on hostile input
            return None


def _filled(data: bytes, start: int, binary: lief.MachO.Binary) -> Image:
    made = Image(
        data=data,
        format="Mach-O",
        architecture=_machine(data, 0),
        bits=64 if binary.header.is_64bit else 32,
        big=_MAGICS[data[:4]] == ">",
        kind=_KINDS.get(int(getattr(binary.header.file_type, "value", binary.header.file_type)), "object"),
        entry=binary.entrypoint if binary.has_entrypoint else 0,
        base=binary.imagebase,
        regions=tuple(_segment(one, len(data)) for one in list(binary.segments)[:512]),
        sections=tuple(_section(one, len(data)) for one in list(binary.sections)[:1024]),
        libraries=tuple(str(one.name) for one in list(binary.libraries)[:1024]),
        made_with=_tools(binary),
    )
    made.end = max([0, *(one.offset + one.stored for one in made.regions)])
    if start:
        made.notes = (f"stands at offset {start} of the file",)
    _link(made, binary)
    made.protections, made.signer = protections(binary, made)
    return made


def _segment(one: lief.MachO.SegmentCommand, length: int) -> Region:
    rights = one.init_protection
    return Region(
        name=str(one.name), address=one.virtual_address, size=one.virtual_size, offset=one.file_offset,
        stored=max(0, min(one.file_size, length - one.file_offset)),
        rights=(rights & 1) << 2 | (rights & 2) | (rights & 4) >> 2,
    )  # fmt: skip


def _section(one: lief.MachO.Section, length: int) -> Region:
    stored = max(0, min(one.size, length - one.offset)) if one.offset else 0
    return Region(
        name=f"{one.segment_name},{_text(one.name)}", address=one.virtual_address, size=one.size,
        offset=one.offset, stored=stored, rights=4 | bool(int(one.flags) & 0x80000400),
    )  # fmt: skip


def _text(name: str | bytes) -> str:
    return name if isinstance(name, str) else name.decode("latin-1")


def _link(made: Image, binary: lief.MachO.Binary) -> None:
    imported = list(binary.imported_symbols)[:_MANY]
    made.imports = tuple(dict.fromkeys(Import(str(one.name).removeprefix("_")) for one in imported))
    made.exports = tuple(str(one.name).removeprefix("_") for one in list(binary.exported_symbols)[:_MANY])
    symbols = list(binary.symbols)[:_MANY]
    named = [one for one in symbols if one.value and one.name]
    for one in named:
        made.names.setdefault(one.value, str(one.name).removeprefix("_"))
    made.stripped = len(named) <= len(made.exports)
    for bound in list(binary.bindings)[:_MANY]:
        if bound.has_symbol and bound.symbol is not None:
            made.slots[bound.address] = str(bound.symbol.name).removeprefix("_")
    if binary.has_function_starts and binary.function_starts is not None:
        made.starts = tuple(made.base + one for one in list(binary.function_starts.functions)[:400_000])


def _tools(binary: lief.MachO.Binary) -> tuple[str, ...]:
    made = []
    if binary.has_build_version and binary.build_version is not None:
        version = binary.build_version
        made.append(f"for {str(version.platform).rpartition('.')[2]} {'.'.join(map(str, version.minos))}")
        made += [
            f"{str(one.tool).rpartition('.')[2]} {'.'.join(map(str, one.version))}"
            for one in list(version.tools)[:8]
        ]
    return tuple(made)
