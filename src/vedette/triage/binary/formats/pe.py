"""Windows executables as images, read by LIEF once their counts have been found plausible."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterator
from typing import Any, Final

import lief
import numpy as np

from vedette.triage.binary.image import Image, Import, Region
from vedette.triage.binary.protections.pe import protections

_MACHINES: Final = {
    0x14C: "x86", 0x8664: "x86-64", 0xAA64: "AArch64", 0x1C4: "ARM", 0x1C0: "ARM", 0x200: "Itanium",
    0x5064: "RISC-V", 0xEBC: "EFI byte code",
}  # fmt: skip
_SECTIONS_MAX: Final = 256
_OPTIONAL_MIN: Final = 96
_IMPORTS_MAX: Final = 20_000
_PAGE: Final = 4096
_SECURITY, _EXCEPTIONS = 4, 3
_DLL, _NATIVE = 0x2000, 1

_SAID_MAX: Final = 160
_SAYS: Final = {
    "CompanyName": "says it is made by", "ProductName": "says it belongs to",
    "OriginalFilename": "says it was named",
}  # fmt: skip

_SOCKETS: Final = {
    1: "accept", 2: "bind", 3: "closesocket", 4: "connect", 5: "getpeername", 6: "getsockname",
    7: "getsockopt", 8: "htonl", 9: "htons", 10: "ioctlsocket", 11: "inet_addr", 12: "inet_ntoa",
    13: "listen", 14: "ntohl", 15: "ntohs", 16: "recv", 17: "recvfrom", 18: "select", 19: "send",
    20: "sendto", 21: "setsockopt", 22: "shutdown", 23: "socket", 51: "gethostbyaddr",
    52: "gethostbyname", 57: "gethostname", 111: "WSAGetLastError", 115: "WSAStartup", 116: "WSACleanup",
}  # fmt: skip
_BASIC: Final = {
    529: "rtcKillFiles", 576: "rtcFileCopy", 580: "rtcSetFileAttr", 599: "rtcSendKeys", 600: "rtcShell",
    716: "rtcCreateObject2",
}  # fmt: skip
_AUTOMATION: Final = {
    15: "SafeArrayCreate", 23: "SafeArrayAccessData", 24: "SafeArrayUnaccessData", 26: "SafeArrayPutElement",
    411: "SafeArrayCreateVector",
}  # fmt: skip
_NUMBERED: Final = {
    "ws2_32.dll": _SOCKETS, "wsock32.dll": _SOCKETS, "msvbvm60.dll": _BASIC, "msvbvm50.dll": _BASIC,
    "oleaut32.dll": _AUTOMATION,
}  # fmt: skip
"""Functions that are mostly imported by number."""

lief.logging.disable()


def image(data: bytes) -> Image | None:
    """Read a Windows executable; None where it is none, or its headers cannot be true."""
    if not _plausible(data):
        return None
    config = lief.PE.ParserConfig()
    config.parse_reloc = config.parse_rsrc = config.parse_exceptions = False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of numbers it has no name for
        try:
            binary = lief.PE.parse(data, config)
            return _image(data, binary) if isinstance(binary, lief.PE.Binary) else None
        except Exception:  # noqa: BLE001 - a parser of somebody else, on hostile input
            return None


def code(value: object) -> int:
    """Return the number of a choice; what has no name there is a number already."""
    return int(getattr(value, "value", value))  # type: ignore[call-overload, no-any-return]


def _image(data: bytes, binary: lief.PE.Binary) -> Image:
    base = binary.optional_header.imagebase
    sections = tuple(_section(one, base, len(data)) for one in binary.sections)
    machine = code(binary.header.machine)
    entry = binary.optional_header.addressof_entrypoint
    made = Image(
        data=data,
        format=".NET" if _runtime(binary) else "PE",
        architecture=_MACHINES.get(machine, f"machine {machine:#x}"),
        bits=64 if binary.optional_header.magic == lief.PE.PE_TYPE.PE32_PLUS else 32,
        kind=_kind(binary),
        windows=True,
        entry=base + entry if entry else 0,
        base=base,
        regions=sections,
        sections=sections,
        end=max([0, *(one.offset + one.stored for one in sections)]),
        lacking=_lacking(binary, len(data)),
        signature_at=binary.data_directories[_SECURITY].rva
        if len(binary.data_directories) > _SECURITY
        else 0,
        made_with=_tools(binary),
        stripped=not binary.has_debug,
        notes=tuple(_said(data)),
    )
    _link(made, binary)
    made.starts = _unwound(made, binary)
    made.protections, made.signer = protections(binary, made)
    return made


def _plausible(data: bytes) -> bool:
    if len(data) < 64 or data[:2] != b"MZ":  # noqa: PLR2004
        return False
    at = struct.unpack_from("<I", data, 60)[0]
    if at + 24 > len(data) or data[at : at + 4] != b"PE\0\0":
        return False
    _, sections, _, _, _, optional, _ = struct.unpack_from("<HHIIIHH", data, at + 4)
    there = at + 24 + optional + 40 * sections <= len(data)
    return bool(sections <= _SECTIONS_MAX and there and optional >= _OPTIONAL_MIN)


def _section(one: lief.PE.Section, base: int, length: int) -> Region:
    rights = one.characteristics >> 29
    start = one.pointerto_raw_data
    return Region(
        name=one.name if isinstance(one.name, str) else one.name.decode("latin-1"),
        address=base + one.virtual_address,
        size=one.virtual_size,
        offset=start,
        stored=max(0, min(one.sizeof_raw_data, length - start)),
        rights=(rights & 1) | (rights & 2) << 1 | (rights & 4) >> 1,
    )


def _lacking(binary: lief.PE.Binary, length: int) -> int:
    """Return how many bytes of sections are not there; some linkers round the last one up to a page."""
    lacking = max([0, *(one.pointerto_raw_data + one.sizeof_raw_data - length for one in binary.sections)])
    return lacking if lacking > _PAGE else 0


def _runtime(binary: lief.PE.Binary) -> bool:
    found = binary.data_directories
    return len(found) > 14 and bool(found[14].rva)  # noqa: PLR2004 - the header of the .NET runtime


def _kind(binary: lief.PE.Binary) -> str:
    if code(binary.optional_header.subsystem) == _NATIVE:
        return "driver"
    return "library" if binary.header.characteristics & _DLL else "program"


def _tools(binary: lief.PE.Binary) -> tuple[str, ...]:
    header = binary.optional_header
    made = [f"linker {header.major_linker_version}.{header.minor_linker_version}"]
    rich = binary.rich_header
    if rich is not None:
        builds = sorted({one.build_id for one in rich.entries if one.build_id})
        if builds:
            made.append(f"Microsoft tools, build {builds[-1]}")
    return tuple(made)


def _link(made: Image, binary: lief.PE.Binary) -> None:
    imports: list[Import] = []
    taken = [(one.name, list(one.entries)) for one in binary.imports]
    later = [(one.name, list(one.entries)) for one in binary.delay_imports]
    lists: list[tuple[object, list[Any]]] = [*taken, *later]
    for library, entries in lists:
        for entry in entries:
            if len(imports) >= _IMPORTS_MAX:
                break
            told = str(library).lower()
            name = _numbered(told, entry.ordinal) if entry.is_ordinal else str(entry.name)
            imports.append(Import(name, told))
            slot = getattr(entry, "iat_address", 0) or getattr(entry, "iat_value", 0)
            made.slots[made.base + slot] = f"{told}{name}" if name.startswith("#") else name
    made.imports = tuple(dict.fromkeys(imports))
    made.libraries = tuple(dict.fromkeys(str(name).lower() for name, _ in lists))
    exported = [one for one in binary.exported_functions[:_IMPORTS_MAX] if one.name]
    made.exports = tuple(dict.fromkeys(str(one.name) for one in exported))
    for one in exported:
        made.names.setdefault(made.base + one.address, str(one.name))


def _numbered(library: str, number: int) -> str:
    return _NUMBERED.get(library, {}).get(number, f"#{number}")


def _said(data: bytes) -> Iterator[str]:
    """Give what a file says of its maker, and whether it asks for more rights."""
    for label, words in _SAYS.items():
        at = data.find(label.encode("utf-16-le") + b"\0\0")
        raw = data[at + 2 * len(label) + 2 :][:_SAID_MAX].lstrip(b"\0") if at >= 0 else b""
        text = raw.decode("utf-16-le", "replace").partition("\0")[0].strip()
        if text.isprintable() and text:
            yield f"{words} {text}"
    if b'level="requireAdministrator"' in data or b"level='requireAdministrator'" in data:
        yield "asks for the rights of an administrator when it starts"


def _unwound(made: Image, binary: lief.PE.Binary) -> tuple[int, ...]:
    """Read the table for unwinding: on 64 bits it names nearly every function."""
    found = binary.data_directories
    if (
        made.architecture not in ("x86-64", "AArch64")
        or len(found) <= _EXCEPTIONS
        or not found[_EXCEPTIONS].rva
    ):
        return ()
    raw = made.bytes_at(made.base + found[_EXCEPTIONS].rva, min(found[_EXCEPTIONS].size, 1 << 22))
    width = 3 if made.architecture == "x86-64" else 2
    rows = np.frombuffer(raw[: len(raw) // (4 * width) * 4 * width], "<u4").reshape(-1, width)
    return tuple((rows[:, 0][rows[:, 0] > 0].astype(np.int64) + made.base).tolist())
