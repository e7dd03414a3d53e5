"""Things that lie somewhere in other bytes: found by their marks, and taken only where they hold together."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Collection, Iterator
from typing import Final

from vedette.core.errors import BadInput
from vedette.triage.allowance import Allowance
from vedette.triage.identify.nesting import is_tar_head
from vedette.triage.unpack import cpio, zip_directory
from vedette.triage.unpack.growth import inflated, unxz
from vedette.triage.unpack.member import Member

_TRIES: Final = 4096
"""Marks looked at in one thing."""
_FOUND: Final = 200
_SCAN_BURN: Final = 6
_TRY_STEPS: Final = 500


class _Scan:
    """Bytes that are searched, and where each mark was found last: no stretch is searched twice for one."""

    def __init__(self, data: bytes, allowance: Allowance) -> None:
        self.data, self.allowance = data, allowance
        self._next: dict[bytes, int] = {}

    def next(self, mark: bytes, at: int) -> int:
        """Return where a mark stands from a place on, or -1."""
        known = self._next.get(mark, 0)
        if mark not in self._next or 0 <= known < at:
            known = self._next[mark] = self.data.find(mark, at)
        return known


def carved(
    data: bytes, start: int, allowance: Allowance, note: str, marks: Collection[bytes] = ()
) -> Iterator[Member]:
    """Yield what is found from a place on, each called after where it lies; `marks` are those looked for.

    Raises:
        LimitHit: nothing is left.

    """
    scan, at, found = _Scan(data, allowance), start, 0
    allowance.burn((len(data) - start) * len(_FORMS) >> _SCAN_BURN)
    waiting = {mark: place for mark in marks or _FORMS if (place := scan.next(mark, at)) >= 0}
    for _ in range(_TRIES):
        if not waiting or found >= _FOUND:
            return
        allowance.burn(_TRY_STEPS)
        mark = min(waiting, key=waiting.__getitem__)
        begin = waiting[mark] - _BEFORE.get(mark, 0)
        length = _FORMS[mark][1](scan, begin) if begin >= at else 0
        if length:
            piece = data[begin : begin + length]
            allowance.take_bytes(len(piece))
            yield Member(f"at-{begin:#x}.{_FORMS[mark][0]}", piece, note.format(begin))
            found, at = found + 1, begin + len(piece)
        waiting[mark] = scan.next(mark, max(at, waiting[mark] + 1))
        if waiting[mark] < 0:
            del waiting[mark]


def _squashfs(scan: _Scan, at: int) -> int:
    data = scan.data
    if at + 96 > len(data):
        return 0
    block, major, used = _number(data, at + 12, 4), _number(data, at + 28, 2), _number(data, at + 40, 8)
    return used if 4096 <= block <= 1 << 20 and major == 4 and 96 < used <= len(data) - at else 0  # noqa: PLR2004


def _other_squashfs(scan: _Scan, at: int) -> int:
    """Return the rest for an image of another version: only its name is to be told."""
    data = scan.data
    little = data[at : at + 4] != b"sqsh"
    major = int.from_bytes(data[at + 28 : at + 30], "little" if little else "big")
    return len(data) - at if major in {2, 3, 4} else 0


def _gzip(scan: _Scan, at: int) -> int:
    data = scan.data
    return _stream(scan, at) if at + 18 <= len(data) and data[at + 3] < 0x20 else 0  # noqa: PLR2004


def _stream(scan: _Scan, at: int) -> int:
    """Return how long a packed stream is: it is unpacked to its end, or to where that is too much work."""
    view = memoryview(scan.data)[at:]
    ends: list[int] = []
    is_gzip = scan.data.startswith(b"\x1f\x8b", at)
    made = 0
    try:
        for piece in inflated(view, _GZIP_BITS, ends) if is_gzip else unxz(view, ends):
            made += len(piece)
            scan.allowance.burn(len(piece) >> 8)
            if made > _STREAM_MOST:
                break
    except BadInput:
        return len(view) if made >= _CUT_LEAST else 0
    return (ends[0] if ends else len(view)) if made >= _LEAST else 0


_LEAST: Final = 64
_CUT_LEAST: Final = 4096
"""So much has to come out of a stream that is cut off to believe that it was one."""
_STREAM_MOST: Final = 1 << 26
_GZIP_BITS: Final = 31


def _cpio(scan: _Scan, at: int) -> int:
    data = scan.data
    if not cpio.is_head(data[at : at + 110]):
        return 0
    end = scan.next(b"TRAILER!!!", at)
    return end + 14 - at if end > 0 else 0


def _uimage(scan: _Scan, at: int) -> int:
    data = scan.data
    head = data[at : at + 64]
    if len(head) < 64:  # noqa: PLR2004
        return 0
    said = int.from_bytes(head[4:8], "big")
    if zlib.crc32(head[:4] + bytes(4) + head[8:]) != said:
        return 0
    return min(64 + int.from_bytes(head[12:16], "big"), len(data) - at)


def _tar(scan: _Scan, at: int) -> int:
    data = scan.data
    block = data[at : at + 512]
    return len(data) - at if at >= 0 and len(block) == 512 and is_tar_head(block) else 0  # noqa: PLR2004


def _zip(scan: _Scan, at: int) -> int:
    """Return the length of a zip that has its directory, or the rest."""
    data = scan.data
    if zip_directory.own_head(data, at) is None:
        return 0
    end = scan.next(b"PK\x05\x06", at)
    if end < 0 or end + 22 > len(data):
        return 0
    return end + 22 + _number(data, end + 20, 2) - at


def _sevenzip(scan: _Scan, at: int) -> int:
    data = scan.data
    if at + 32 > len(data):
        return 0
    offset, size = struct.unpack_from("<QQ", data, at + 12)
    whole = 32 + offset + size
    good = zlib.crc32(data[at + 12 : at + 32]) == _number(data, at + 8, 4)
    return whole if good and whole <= len(data) - at else 0


def _rar(scan: _Scan, at: int) -> int:
    return len(scan.data) - at


def _cab(scan: _Scan, at: int) -> int:
    data = scan.data
    size = _number(data, at + 8, 4)
    return size if data[at + 4 : at + 8] == bytes(4) and 36 < size <= len(data) - at else 0  # noqa: PLR2004


def _program(scan: _Scan, at: int) -> int:
    """Return the length of a Windows program: to the end of its last section."""
    data = scan.data
    head = at + _number(data, at + 60, 4)
    if data[at : at + 2] != b"MZ" or data[head : head + 4] != b"PE\0\0":
        return 0
    return program_end(data, at, head)


def program_end(data: bytes, at: int, head: int) -> int:
    """Return how long a program is whose PE head lies at `head`, by its sections."""
    count, optional = _number(data, head + 6, 2), _number(data, head + 20, 2)
    end = 0
    for section in range(min(count, 96)):
        row = head + 24 + optional + 40 * section
        size, start = _number(data, row + 16, 4), _number(data, row + 20, 4)
        if start:
            end = max(end, start + size)
    return min(end, len(data) - at)


def _number(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], "little")


_FORMS: Final[dict[bytes, tuple[str, Callable[[_Scan, int], int]]]] = {
    b"hsqs": ("squashfs", _squashfs),
    b"sqsh": ("squashfs", _other_squashfs),
    b"shsq": ("squashfs", _other_squashfs),
    b"\x1f\x8b\x08": ("gz", _gzip),
    b"\xfd7zXZ\0": ("xz", _stream),
    b"]\0\0\x80\0": ("lzma", _stream),
    b"]\0\0\x00\x01": ("lzma", _stream),
    b"]\0\0\x00\x02": ("lzma", _stream),
    b"]\0\0\x00\x04": ("lzma", _stream),
    b"070701": ("cpio", _cpio),
    b"\x27\x05\x19\x56": ("uimage", _uimage),
    b"ustar": ("tar", _tar),
    b"PK\x03\x04": ("zip", _zip),
    b"7z\xbc\xaf\x27\x1c": ("7z", _sevenzip),
    b"Rar!\x1a\x07": ("rar", _rar),
    b"MSCF\0\0\0\0": ("cab", _cab),
    b"MZ": ("exe", _program),
}
"""Marks, what a thing that has one is called, and how long it is: 0 where it only looks like one."""
_BEFORE: Final = {b"ustar": 257}
"""How far after the beginning a mark stands."""
INSIDE: Final = (b"MZ", b"PK\x03\x04", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"MSCF\0\0\0\0")
"""Marks of what a program carries to write it out and run it."""
