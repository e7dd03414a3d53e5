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
_SHORT: Final = frozenset({"debugger trap"})
"""Shapes of so few bytes that only a function that was listed shows them."""
_OLD_BLOCK: Final = (
    rb"(?:\x64(?:\xa1|\x8b[\x05\x0d\x15\x1d\x35\x3d])\x30\x00\x00\x00"
    rb"|\x64\x8b[\x40-\x7f]\x30|\x64\x67\xa1\x30\x00)"
)
"""Loads of the block about the process, on 32 bits and on 64."""
_NEW_BLOCK: Final = (
    rb"(?:\x65[\x48\x4c]\x8b[\x04\x0c\x14\x1c\x34\x3c]\x25\x60\x00\x00\x00"
    rb"|\x65[\x48-\x4d]\x8b[\x40-\x7f]\x60)"
)
_BLOCK: Final = rb"(?:%b|%b)" % (_OLD_BLOCK, _NEW_BLOCK)
_SHAPES: Final = {
    "process block": _BLOCK,
    "library list": rb"%b.{0,12}?\x8b[\x40-\x7f]\x0c|%b.{0,12}?[\x48-\x4d]\x8b[\x40-\x7f]\x18"
    % (_OLD_BLOCK, _NEW_BLOCK),
    "debugger bit": _BLOCK
    + rb".{0,12}?(?:\x0f\xb6[\x40-\x7f]\x02|\x80[\x78-\x7f]\x02\x00|\x8a[\x40-\x7f]\x02)",
    "debugger flags": _BLOCK + rb".{0,12}?\x68.{0,12}?(?:[\x24\xa8]\x70|\x83[\xe0-\xe7\xf8-\xff]\x70)",
    "rotate by 13": rb"\xc1[\xc8-\xcf]\x0d",
    "hypervisor port": rb"[\xb8-\xbf\x68]\x68\x58\x4d\x56",
    "writable kernel": rb"\x25\xff\xff\xfe\xff.{0,8}?\x0f\x22\xc0",
    "all packets": rb"(?:[\xb8-\xbf\x68]|\xc7\x45.|\xc7\x44\x24.)\x01\x00\x00\x98",
    "program head": rb"(?:[\x3d\xb8-\xbf]|\x66\x3d|\x66?\x81[\x38-\x3f\xf8-\xff])\x4d\x5a",
    "program mark": rb"(?:\x3d|\x81[\x38-\x3f\x78-\x7f\xbc\xf8-\xff].{0,5}?)\x50\x45\x00\x00",
    "disk layout": rb"[\x68\xb8-\xbf]\x00\xc1\x07\x00",
    "debugger trap": rb"\xcd\x2d",
    "time stamp": rb"\x0f\x31(?:[^\xc3]|[\x01\x03\x29\x2b\x31\x33\x39\x3b\x83\x85\x89\x8b]\xc3){1,96}?"
    rb"\x0f\x31",
    "languages near Russia": rb"\x66(?:\x3d|\x81[\xf8-\xff])[\x19\x22\x23\x3f]\x04"
    rb"|(?:\x3d|\x81[\xf8-\xff])[\x19\x22\x23\x3f]\x04\x00\x00",
    "change of mode": rb"\x6a\x33\xe8\x00\x00\x00\x00\x83\x04\x24\x05\xcb",
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
    "kernel debugger": rb"[\x05\x0d\x15\x1d\x25\x35\x3d\xa0\xb8-\xbf]\xd4\x02\xfe\x7f",
    "table of exports": rb"\x8b[\x40-\x7f]\x3c.{0,16}?\x8b"
    rb"(?:[\x40-\x7f][\x00-\x3f]?\x78|[\x80-\xbf][\x00-\x3f]?[\x78\x88]\x00\x00\x00)",
}
"""Questions to the block about the process, to the processor and to the hypervisor, and heads of programs."""


@lru_cache(maxsize=1)
def _forms() -> dict[str, Any]:
    options = re2.Options()
    options.encoding, options.dot_nl = re2.Options.Encoding.LATIN1, True
    return {name: re2.compile(form, options) for name, form in _SHAPES.items()}


def shaped(known: Study) -> Iterator[tuple[str, int]]:
    """Give the instructions of an image that have a shape: its name and the address; only of Windows."""
    if not known.image.windows or known.image.architecture not in ("x86", "x86-64"):
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
