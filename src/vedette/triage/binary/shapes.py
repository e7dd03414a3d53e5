"""Instructions that say something by themselves, found by their bytes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

import re2  # type: ignore[import-untyped]

from vedette.triage.binary.image import Region
from vedette.triage.binary.machine.branches import code_of
from vedette.triage.binary.study import Study

_ASKED: Final = 64
_CHECKED: Final = 16
_SHORT: Final = frozenset({"debugger trap", "registers of tables", "breakpoint sought", "misleading jumps"})
"""Shapes of so few bytes that only a function that was listed shows them."""
_OLD_BLOCK: Final = (
    rb"(?:\x64(?:\xa1|\x8b[\x05\x0d\x15\x1d\x35\x3d])\x30\x00\x00\x00"
    rb"|\x64\x8b[\x40-\x7f]\x30|\x64\x67(?:\xa1|\x8b.)\x30\x00"
    rb"|\x64(?:\xa1|\x8b[\x05\x0d\x15\x1d\x35\x3d])\x18\x00\x00\x00.{0,6}?\x8b[\x40-\x7f]\x30"
    rb"|(?:\x6a\x30[\x58-\x5f]|[\xb8-\xbf]\x30\x00\x00\x00).{0,6}?\x64\x8b[\x00-\x3f])"
)
"""Loads of the block about the process, on 32 bits and on 64: at once, or by the block of the thread."""
_NEW_BLOCK: Final = (
    rb"(?:\x65[\x48\x4c]\x8b[\x04\x0c\x14\x1c\x34\x3c]\x25\x60\x00\x00\x00"
    rb"|\x65[\x48-\x4d]\x8b[\x40-\x7f]\x60"
    rb"|\x65[\x48\x4c]\x8b[\x04\x0c\x14\x1c\x34\x3c]\x25\x30\x00\x00\x00.{0,6}?"
    rb"[\x48-\x4d]\x8b[\x40-\x7f]\x60"
    rb"|(?:\x6a\x60[\x58-\x5f]|[\xb8-\xbf]\x60\x00\x00\x00).{0,6}?\x65[\x48-\x4d]\x8b[\x00-\x3f])"
)
_AS_FOURTH: Final = rb"(?:\x41\xb9\x40\x00\x00\x00|\x44\x8d[\x48-\x4f]\x40)"
_AS_FIFTH: Final = rb"\xc7\x44\x24\x20\x40\x00\x00\x00"
"""The right to write and run, as an argument on 64 bits."""
_OWN_THREAD: Final = rb"\x48(?:\xc7\xc1\xfe\xff\xff\xff|\x83\xc9\xfe)"
_BLOCK: Final = rb"(?:%b|%b)" % (_OLD_BLOCK, _NEW_BLOCK)
_SHAPES: Final = {
    "process block": _BLOCK,
    "library list": rb"%b.{0,12}?\x8b[\x40-\x7f]\x0c|%b.{0,12}?[\x48-\x4d]\x8b[\x40-\x7f]\x18"
    % (_OLD_BLOCK, _NEW_BLOCK),
    "debugger bit": _BLOCK
    + rb".{0,16}?(?:\x0f[\xb6\xbe][\x40-\x7f]\x02|\x80[\x78-\x7f]\x02[\x00\x01]|\x8a[\x40-\x7f]\x02"
    rb"|\xf6[\x40-\x47]\x02)",
    "debugger flags": _BLOCK + rb".{0,12}?(?:\x68|\xbc\x00\x00\x00).{0,12}?"
    rb"(?:[\x24\xa8]\x70|\x83[\xe0-\xe7\xf8-\xff]\x70)",
    "debugger heap": rb"%b.{0,12}?\x8b[\x40-\x7f]\x18.{0,12}?"
    rb"(?:\x83[\x78-\x7f]|\x8b[\x40-\x7f])[\x0c\x10\x40\x44]"
    rb"|%b.{0,12}?\x8b[\x40-\x7f]\x30.{0,12}?(?:\x83[\x78-\x7f]|\x8b[\x40-\x7f])[\x14\x18\x70\x74]"
    % (_OLD_BLOCK, _NEW_BLOCK),
    "own command line": rb"%b.{0,12}?\x8b[\x40-\x7f]\x10.{0,12}?[\x40-\x7f][\x40\x44]"
    rb"|%b.{0,12}?\x8b[\x40-\x7f]\x20.{0,12}?[\x40-\x7f][\x70\x78]" % (_OLD_BLOCK, _NEW_BLOCK),
    "rotate by 13": rb"\xc1[\xc8-\xcf]\x0d",
    "hypervisor port": rb"[\xb8-\xbf\x68]\x68\x58\x4d\x56",
    "writable kernel": rb"(?:\x25\xff\xff\xfe\xff|\x48\x0f\xba\xf0\x10).{0,8}?\x0f\x22\xc0",
    "entry of kernel": rb"\xb9\x82\x00\x00\xc0.{0,12}?\x0f[\x30\x32]",
    "all packets": rb"(?:[\xb8-\xbf\x68]|\xc7\x45.|\xc7\x44\x24.)\x01\x00\x00\x98",
    "program head": rb"(?:[\x3d\xb8-\xbf]|\x66\x3d|\x66?\x81[\x38-\x3f\xf8-\xff])\x4d\x5a",
    "program mark": rb"(?:\x3d|\x81[\x38-\x3f\x78-\x7f\xbc\xf8-\xff].{0,5}?)\x50\x45\x00\x00",
    "disk layout": rb"[\x68\xb8-\xbf]\x00\xc1\x07\x00",
    "debugger trap": rb"\xcd\x2d",
    "time stamp": rb"\x0f\x31(?:[^\xc3]|[\x01\x03\x29\x2b\x31\x33\x39\x3b\x83\x85\x89\x8b]\xc3){1,96}?"
    rb"\x0f\x31",
    "languages near Russia": rb"\x66(?:\x3d|\x81[\xf8-\xff])[\x19\x22\x23\x3f]\x04"
    rb"|(?:\x3d|\x81[\xf8-\xff])[\x19\x22\x23\x3f]\x04\x00\x00",
    "change of mode": rb"\x6a\x33\xe8\x00\x00\x00\x00\x83\x04\x24|\x6a\x33\x68....\xcb"
    rb"|\x64\xff\x15\xc0\x00\x00\x00|\x64\x8b[\x05\x0d\x15\x1d\x35\x3d]\xc0\x00\x00\x00|\x64\xa1\xc0\x00\x00\x00",
    "own kernel call": rb"(?:\x4c\x8b\xd1|\x49\x89\xca)\xb8..\x00\x00.{0,12}?\x0f\x05\xc3",
    "own place": rb"\xe8\x00\x00\x00\x00[\x58-\x5f]",
    "own place by numbers": rb"\xd9\x74\x24\xf4",
    "decoding in place": rb"(?:\x80[\x30-\x37].|[\x30\x32][\x00-\x37]|\x31[\x40-\x7f].)"
    rb".{0,12}?[\xe2\x75][\xe0-\xff]",
    "shell by kernel": rb"(?:\x68//sh\x68/bin|\x68n/sh\x68//bi|\x68/sh\x00\x68/bin|/bin/{1,2}sh)"
    rb".{0,60}?(?:\xcd\x80|\x0f\x05)",
    "socket by kernel": rb"(?:\x6a[\x66\x29][\x58-\x5f]|\xb0[\x66\x29]).{0,24}?(?:\xcd\x80|\x0f\x05)",
    "debug registers": rb"\xc7(?:[\x00-\x07]|[\x40-\x47].|\x44\x24.|[\x80-\x87]....|\x84\x24....)"
    rb"\x10\x00[\x01\x10]\x00",
    "trap flag": rb"\x9c.{0,6}?(?:\x81\x0c\x24|\x81\x4c\x24\x00|\x0d|\x81[\xc8-\xcf])"
    rb"\x00\x01\x00\x00.{0,6}?\x9d",
    "kernel debugger": rb"[\xb8-\xbf]\x00\x00\xfe\x7f.{0,16}?\xd4\x02\x00\x00"
    rb"|[\x05\x0d\x15\x1d\x25\x35\x3d\xa0\xb8-\xbf]\xd4\x02\xfe\x7f",
    "table of exports": rb"\x8b[\x40-\x7f]\x3c.{0,16}?\x8b"
    rb"(?:[\x40-\x7f][\x00-\x3f]?\x78|[\x80-\xbf][\x00-\x3f]?[\x78\x88]\x00\x00\x00)",
    "table of imports": rb"\x8b[\x40-\x7f]\x3c.{0,32}?\x8b[\x80-\xbf][\x00-\x3f]?[\x80\x90]\x00\x00\x00",
    "table of relocations": rb"\x8b[\x40-\x7f]\x3c.{0,32}?\x8b[\x80-\xbf][\x00-\x3f]?[\xa0\xb0]\x00\x00\x00",
    "sections of a program": rb"\x0f\xb7[\x40-\x7f]\x14.{0,64}?\x0f\xb7[\x40-\x7f]\x06"
    rb"|\x0f\xb7[\x40-\x7f]\x06.{0,64}?\x0f\xb7[\x40-\x7f]\x14",
    "runnable memory": rb"\x6a\x40\x68\x00[\x10\x20\x30]\x00\x00"
    rb"|%b.{0,12}?\x41\xb8\x00[\x10\x30]\x00\x00|\x41\xb8\x00[\x10\x30]\x00\x00.{0,12}?%b"
    rb"|%b.{0,12}?\x41\xb9\x00[\x10\x30]\x00\x00|\x41\xb9\x00[\x10\x30]\x00\x00.{0,12}?%b"
    % (_AS_FOURTH, _AS_FOURTH, _AS_FIFTH, _AS_FIFTH),
    "question about a debugger": rb"\x6a\x00\x6a\x04.{1,8}?\x6a[\x07\x1e\x1f]"
    rb"|\xba[\x07\x1e\x1f]\x00\x00\x00.{0,24}?(?:\x41\xb9[\x04\x08]\x00\x00\x00|\x44\x8d\x4a[\x01\xfd])"
    rb"|\x41\xb9[\x04\x08]\x00\x00\x00.{0,24}?\xba[\x07\x1e\x1f]\x00\x00\x00",
    "hidden thread": rb"\x6a\x00\x6a\x00\x6a\x11\x6a\xfe"
    rb"|\xba\x11\x00\x00\x00.{0,16}?%b|%b.{0,16}?\xba\x11\x00\x00\x00" % (_OWN_THREAD, _OWN_THREAD),
    "registers of tables": rb"\x0f\x01[\x08-\x0f\x40-\x4f\x60-\x67\xe0-\xe7]|\x0f\x00[\x40-\x4f\xc0-\xcf]",
    "hypervisor asked": rb"\xb8\x00\x00\x00\x40.{0,16}?\x0f\xa2"
    rb"|\x0f\xa2.{0,40}?(?:\x0f\xba\xe1\x1f|(?:\xf7\xc1|\x81\xe1)\x00\x00\x00\x80|\xc1\xe9\x1f)",
    "call of an emulator": rb"\x0f\x3f\x07\x0b",
    "misleading jumps": rb"\x74\x03\x75\x01|\x75\x03\x74\x01|\x74\x04\x75\x02|\x75\x04\x74\x02"
    rb"|\x74\x05\x75\x03|\x75\x05\x74\x03|\x72\x03\x73\x01|\x73\x03\x72\x01|\x78\x03\x79\x01|\x7a\x03\x7b\x01|\x7c\x03\x7d\x01"
    rb"|[\x31\x33][\xc0\xc9\xd2\xdb]\x74\x01[\xe8\xe9\xea\x9a]|\xeb\xff[\xc0-\xcf]"
    rb"|\xe8\x00\x00\x00\x00\x83\x04\x24[\x05-\x20]\xc3",
    "breakpoint sought": rb"\x80[\x38-\x3f]\xcc|\x80[\x78-\x7f].\xcc|\x8a.{1,2}?\x3c\xcc|\x34\x55\x3c\x99"
    rb"|\x0f\xb6.{1,2}?(?:\x3d|\x81[\xf8-\xff])\xcc\x00\x00\x00",
    "three keys": rb"(?:\x68|[\xb8-\xbf])\x03\x00\x2e\x00",
}
"""Questions to the block about the process, to the processor and to the hypervisor, and heads of programs."""


@lru_cache(maxsize=1)
def _forms() -> dict[str, Any]:
    options = re2.Options()
    options.encoding, options.dot_nl = re2.Options.Encoding.LATIN1, True
    return {name: re2.compile(form, options) for name, form in _SHAPES.items()}


def shaped(known: Study) -> Iterator[tuple[str, int]]:
    """Give the instructions of an image that have a shape: its name and the address; only of Windows."""
    if not known.image.windows or known.image.bytecode or known.image.architecture not in ("x86", "x86-64"):
        return
    for region in code_of(known.image):
        code = known.image.data[region.offset : region.offset + region.stored]
        for name in _SHAPES:
            for address in _in(known, region, code, name):
                yield name, address


def _in(known: Study, region: Region, code: bytes, name: str) -> Iterator[int]:
    for seen, match in enumerate(_forms()[name].finditer(code)):
        if seen >= _ASKED:
            return
        address = region.address + match.start()
        sure = _listed(known, address) if name in _SHORT else seen >= _CHECKED or _starts(known, address)
        if sure:
            yield address


def _starts(known: Study, address: int) -> bool:
    """Tell whether an instruction begins there, or one byte before, which may only widen it."""
    owner = known.functions.index(address)
    if owner is None:
        return True
    there = known.disassembler.listing(*known.functions.extent(owner)).places
    return not there or address in there or address - 1 in there or address > max(there)


def _listed(known: Study, address: int) -> bool:
    """Tell whether an instruction of a known function begins there."""
    owner = known.functions.index(address)
    return owner is not None and address in known.disassembler.listing(*known.functions.extent(owner)).places
