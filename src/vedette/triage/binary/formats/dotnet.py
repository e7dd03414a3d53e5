""".NET executables: the Windows file around them, and what their own tables name."""

from __future__ import annotations

import re
import struct
from typing import Final

from vedette.triage.binary.formats import pe
from vedette.triage.binary.image import Image, Import
from vedette.triage.binary.tables import cli, il

_METADATA_MAX: Final = 48 << 20
_NAMES_MAX: Final = 20_000
_SHOWN: Final = 12
_MARK_MAX: Final = 60
_ODD: Final = 8
_SHARE: Final = 0.1
_GIVEN: Final = {
    "System.Environment::GetFolderPath": 0, "VirtualAlloc": 3, "VirtualAllocEx": 4,
    "NtAllocateVirtualMemory": 5, "ShowWindow": 1, "SetFileAttributes": 1, "System.IO.File::SetAttributes": 1,
}  # fmt: skip
"""Functions whose last argument says what they are for, and its number."""
_HEADER: Final = 20
_BYTECODE_ONLY: Final = 1
_SCRAMBLERS: Final = re.compile(
    r"Confuse[dr](By|Ex)|DotfuscatorAttribute|SmartAssembly\.|BabelObfuscator|YanoAttribute|ObfuscatedByGoliath"
    r"|NineRays|CryptoObfuscator|ObfuscatedBy|XenocodeProcess"
    r"|SecureTeam\.|Macrobject\.|PvLogiciels|dotNetProtector|DeepSea(Obfuscator)?|BabelAttribute|DotNetPatcher"
    r"|EazfuscatorAttribute|PoweredByAttribute|VS-?Obfuscation"
    r"|Obfuscar\.|Skater_|RummageAttr|ArmDot|BitMono|KoiVM|Sixxpack|NETReactor|CodeVeil|CodeWall"
    r"|ZYXDNGuarder|Spices\.Net|MaxtoCode|NetGuard|AgileDotNet|Eziriz|ILProtector"
)
"""Types by which tools mark what they made unreadable."""


def image(data: bytes) -> Image | None:
    """Read a .NET executable; one without such tables is read as what it is otherwise."""
    made = pe.image(data)
    if made is None or made.format != ".NET":
        return made
    found = metadata(made)
    if found is None:
        made.notes = (*made.notes, "its .NET tables cannot be read")
        return made
    made.imports = tuple(dict.fromkeys([*_members(found), *_native(found)]))[:_NAMES_MAX]
    made.libraries = tuple(dict.fromkeys(_references(found)))
    made.exports = ()
    made.made_with = (*made.made_with, ".NET")
    made.notes = (*made.notes, *_notes(found))
    made.scrambled = _scrambled(found)
    made.texts = tuple(found.user_strings())
    made.bytecode = _only_bytecode(made)
    made.given = _given(made.data, found)
    return made


def _given(data: bytes, found: cli.Metadata) -> dict[str, frozenset[str]]:
    """Return constants that some functions are given last, by name and number of the argument."""
    types, told = _types(found), dict[str, frozenset[str]]()
    for number, (parent, name, _) in enumerate(found.table(cli.MEMBER_REF)[:_NAMES_MAX], 1):
        owner = (parent >> 3) - 1
        if parent & 7 == 1 and 0 <= owner < len(types):
            full = f"{types[owner]}::{found.text(name)}"
            if full in _GIVEN:
                told[f"{full}.{_GIVEN[full]}"] = il.last_given(data, il.MEMBERS, number)
    for _, forwarded, name, _ in found.table(cli.IMPORT)[:_NAMES_MAX]:
        full = found.text(name)
        if full in _GIVEN and forwarded & 1:
            told[f"{full}.{_GIVEN[full]}"] = il.last_given(data, il.METHODS, forwarded >> 1)
    return told


def metadata(made: Image) -> cli.Metadata | None:
    """Return the tables of a .NET image: its header names where they are."""
    raw = _header(made)
    if len(raw) < _HEADER:
        return None
    start, size = struct.unpack_from("<II", raw, 8)
    return cli.read(made.bytes_at(made.base + start, min(size, _METADATA_MAX)))


def _header(made: Image) -> bytes:
    head = int.from_bytes(made.data[60:64], "little") + 24
    wide = made.data[head : head + 2] == b"\x0b\x02"
    at = head + (112 if wide else 96) + 14 * 8
    if at + 8 > len(made.data):
        return b""
    (place,) = struct.unpack_from("<I", made.data, at)
    return made.bytes_at(made.base + place, _HEADER)


def _only_bytecode(made: Image) -> bool:
    """Tell whether it holds no code for a processor, by its header."""
    return bool(int.from_bytes(_header(made)[16:20], "little") & _BYTECODE_ONLY)


def _types(found: cli.Metadata) -> list[str]:
    return [
        f"{found.text(space)}.{found.text(name)}".lstrip(".")
        for _, name, space in found.table(cli.TYPE_REF)[:_NAMES_MAX]
    ]


def _members(found: cli.Metadata) -> list[Import]:
    """Return what is used of other assemblies: Type::member."""
    types, made = _types(found), []
    for parent, name, _ in found.table(cli.MEMBER_REF)[:_NAMES_MAX]:
        number = (parent >> 3) - 1
        if parent & 7 == 1 and 0 <= number < len(types):
            made.append(Import(f"{types[number]}::{found.text(name)}"))
    return made


def _native(found: cli.Metadata) -> list[Import]:
    """Return functions of native libraries that its code calls."""
    modules = [found.text(row[0]) for row in found.table(cli.MODULE_REF)]
    made = []
    for _, _, name, scope in found.table(cli.IMPORT)[:_NAMES_MAX]:
        library = modules[scope - 1].lower() if 0 < scope <= len(modules) else ""
        made.append(Import(found.text(name), library))
    return made


def _scrambled(found: cli.Metadata) -> str:
    """Say how names were made unreadable: by whose mark, or by names nobody can pronounce or print."""
    names = [found.text(name) for _, name, _, *_ in found.table(cli.TYPE_DEF)[:_NAMES_MAX]]
    mark = next((one for one in (*_types(found), *names) if _SCRAMBLERS.search(one)), "")
    if mark:
        return f"it bears the mark {mark[:_MARK_MAX]} of a tool that makes code unreadable"
    names += [found.text(row[3]) for row in found.table(cli.METHOD)[:_NAMES_MAX]]
    odd = sum(1 for one in names if one and not (one.isascii() and one.isprintable()))
    return f"{odd} of its {len(names)} names cannot be read" if odd >= max(_ODD, len(names) * _SHARE) else ""


def _references(found: cli.Metadata) -> list[str]:
    rows = found.table(cli.ASSEMBLY_REF)[:_NAMES_MAX]
    return [f"{found.text(row[6])} {'.'.join(map(str, row[:4]))}" for row in rows]


def _notes(found: cli.Metadata) -> list[str]:
    rows = found.table(cli.ASSEMBLY)[:1]
    made = [f"calls itself {found.text(row[7])} {'.'.join(map(str, row[1:5]))}" for row in rows]
    names = [found.text(row[2]) for row in found.table(cli.RESOURCE)]
    if names:
        made.append(f"carries the resources {', '.join(names[:_SHOWN])}")
    return made
