"""What a zip file says is in it: its directory at the end, and the heads before the members themselves."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from vedette.core.limits import DEFAULTS
from vedette.triage.allowance import Allowance

_END: Final = b"PK\x05\x06"
_END64: Final = b"PK\x06\x06"
_ENTRY: Final = b"PK\x01\x02"
LOCAL: Final = b"PK\x03\x04"
_ENDS_TRIED: Final = 16
_ENTRY_SIZE: Final = 46
_LOCAL_SIZE: Final = 30
_UTF8: Final = 0x800
_WIDE: Final = 0xFFFFFFFF
_CENTRAL: Final = struct.Struct("<4s6H3I5H2I")
_HEAD: Final = struct.Struct("<4s5H3I2H")
_UNICODE_NAME: Final = 0x7075
_AES: Final = 0x9901
_BIG: Final = 1
_STEPS: Final = 100


class Entry(Struct, frozen=True, kw_only=True):
    """One member as a head describes it."""

    name: str
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    at: int
    """Where its own head lies; in the description of its own head: where its data begins."""
    mode: int = 0
    aes: tuple[int, int] | None = None
    """Version and strength of AES, and the method under it, where it is locked so."""
    inner: int = 0


class Directory(Struct, frozen=True, kw_only=True):
    """Where the directory of a zip lies, and how far the places it tells of are off."""

    start: int
    stop: int
    shift: int
    """Bytes before the archive that it does not know of."""
    after: int
    """Where the archive ends with its comment."""


def find(data: bytes) -> Directory | None:
    """Return the last directory that is one, or None."""
    at = len(data)
    for _ in range(_ENDS_TRIED):
        at = data.rfind(_END, 0, at)
        if at < 0:
            return None
        if (found := _at_end(data, at)) is not None:
            return found
    return None


def _at_end(data: bytes, at: int) -> Directory | None:
    record = data[at : at + 22]
    if len(record) < 22:  # noqa: PLR2004  its fixed size
        return None
    count, size, offset = struct.unpack("<HII", record[10:20])
    stop = at
    wide = data.rfind(_END64, max(0, at - 4096), at)
    if wide >= 0 and (_WIDE in {size, offset} or count == 0xFFFF):  # noqa: PLR2004
        if len(data) < wide + 56:
            return None
        size, offset = struct.unpack("<QQ", data[wide + 40 : wide + 56])
        stop = wide
    after = min(len(data), at + 22 + int.from_bytes(record[20:22], "little"))
    for start in (stop - size, offset):
        if 0 <= start < stop and data.startswith(_ENTRY, start):
            return Directory(start=start, stop=stop, shift=start - offset, after=after)
    return Directory(start=stop, stop=stop, shift=0, after=after) if not count and not size else None


def listed(data: bytes, found: Directory, allowance: Allowance) -> Iterator[Entry]:
    """Yield what the directory lists; it may list more than it says, and less."""
    at = found.start
    while data.startswith(_ENTRY, at) and at + _ENTRY_SIZE <= len(data):
        allowance.burn(_STEPS)
        parts = _CENTRAL.unpack_from(data, at)
        lengths = parts[10:13]
        name_at = at + _ENTRY_SIZE
        extra_at = name_at + lengths[0]
        extra = data[extra_at : extra_at + lengths[1]]
        packed, size, offset = _widened(extra, parts[8], parts[9], parts[16])
        aes, inner = _aes(extra)
        yield Entry(
            name=_name(data[name_at:extra_at], parts[3], extra),
            flags=parts[3],
            method=parts[4],
            crc=parts[7],
            packed=packed,
            size=size,
            at=_placed(data, offset, found.shift),
            mode=parts[15] >> 16,
            aes=aes,
            inner=inner,
        )
        at = extra_at + lengths[1] + lengths[2]


def _placed(data: bytes, offset: int, shift: int) -> int:
    """Return where a head lies: places may be told with or without what stands before the archive."""
    return offset + shift if data.startswith(LOCAL, max(0, offset + shift)) else offset


def own_head(data: bytes, at: int) -> Entry | None:
    """Return what the head before a member says, or None where there is none."""
    if at < 0 or not data.startswith(LOCAL, at) or at + _LOCAL_SIZE > len(data):
        return None
    parts = _HEAD.unpack_from(data, at)
    name_at = at + _LOCAL_SIZE
    extra_at = name_at + parts[9]
    extra = data[extra_at : extra_at + parts[10]]
    packed, size, _ = _widened(extra, parts[7], parts[8], 0)
    aes, inner = _aes(extra)
    return Entry(
        name=_name(data[name_at:extra_at], parts[2], extra),
        flags=parts[2],
        method=parts[3],
        crc=parts[6],
        packed=packed,
        size=size,
        at=extra_at + parts[10],
        aes=aes,
        inner=inner,
    )


def _fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(extra):
        tag, size = struct.unpack_from("<HH", extra, at)
        yield tag, extra[at + 4 : at + 4 + size]
        at += 4 + size


def _widened(extra: bytes, packed: int, size: int, offset: int) -> tuple[int, int, int]:
    """Take the large numbers of zip64 where the small fields say they are there."""
    numbers = [size, packed, offset]
    if _WIDE in numbers:
        body = next((body for tag, body in _fields(extra) if tag == _BIG), b"")
        for place, number in enumerate(numbers):
            if number == _WIDE and len(body) >= 8:  # noqa: PLR2004
                numbers[place] = int.from_bytes(body[:8], "little")
                body = body[8:]
    return numbers[1], numbers[0], numbers[2]


def _aes(extra: bytes) -> tuple[tuple[int, int] | None, int]:
    body = next((body for tag, body in _fields(extra) if tag == _AES), b"")
    if len(body) < 7:  # noqa: PLR2004
        return None, 0
    return (int.from_bytes(body[:2], "little"), body[4]), int.from_bytes(body[5:7], "little")


def _name(raw: bytes, flags: int, extra: bytes) -> str:
    raw = raw[: DEFAULTS.name_chars * 8]
    if flags & _UTF8 or raw.isascii():
        return raw.decode("utf-8", "surrogateescape")
    told = next((body for tag, body in _fields(extra) if tag == _UNICODE_NAME), b"")
    if told[5:]:
        return told[5:].decode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp437")
