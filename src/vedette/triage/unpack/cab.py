"""The files of a Windows cabinet: stored and MSZIP; LZX and Quantum are named."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from struct import Struct
from typing import Final

from vedette.core.errors import BadInput
from vedette.core.nouns import Skipped
from vedette.triage.allowance import Allowance
from vedette.triage.sample import Sample
from vedette.triage.unpack.growth import keep
from vedette.triage.unpack.member import Member, attempt, broken, skipped
from vedette.triage.unpack.reading import number, take, zero_ended

_HEAD: Final = Struct("<4s5I2B5H")
_FOLDER: Final = Struct("<IHH")
_FILE: Final = Struct("<IIHHHH")
_BLOCK: Final = Struct("<IHH")
_WINDOW: Final = 32_768
_BLOCK_MOST: Final = 65_535
_STEPS: Final = 100
_WAYS: Final = {0: "", 1: "", 2: "Quantum", 3: "LZX"}
_UTF8: Final = 0x80
_OTHER_CAB: Final = 0xFFFD
"""Numbers of folders from here on lie in another cabinet of the set."""


@dataclass(slots=True)
class _Folder:
    """What is packed together, unpacked as far as it could be."""

    start: int
    blocks: int
    way: int
    data: bytes = b""
    why: str = ""
    done: bool = False


@dataclass(slots=True)
class _Cabinet:
    """One cabinet being read."""

    data: bytes
    allowance: Allowance
    reserved: int = 0
    """Bytes before the data of each block."""
    folders: list[_Folder] = field(default_factory=list)


def members(sample: Sample, allowance: Allowance, _passwords: Sequence[str]) -> Iterator[Member | Skipped]:
    """Yield the files of a cabinet.

    Raises:
        BadInput: its directory is damaged.

    """
    head = take(_HEAD, sample.data, 0)
    cabinet = _Cabinet(sample.data, allowance)
    _read_folders(cabinet, count=head[8], flags=head[10])
    at = head[4]
    for _ in range(head[9]):
        allowance.burn(_STEPS)
        size, offset, number_of, _, _, about = take(_FILE, sample.data, at)
        raw, at = zero_ended(sample.data, at + _FILE.size)
        name = raw.decode("utf-8" if about & _UTF8 else "latin-1", "surrogateescape")
        if number_of >= _OTHER_CAB:
            yield skipped(name, "a part of it lies in another cabinet of the set")
        elif number_of >= len(cabinet.folders):
            yield skipped(name, "it lies in a folder that is not there")
        else:
            one = _member(cabinet, cabinet.folders[number_of], name, (offset, size))
            yield from attempt(one, name, allowance)


def _read_folders(cabinet: _Cabinet, *, count: int, flags: int) -> None:
    at, apart, data = _HEAD.size, 0, cabinet.data
    if flags & 4:
        extra, apart, cabinet.reserved = number(data, at, 2), number(data, at + 2, 1), number(data, at + 3, 1)
        at += 4 + extra
    for flag in (1, 1, 2, 2):
        if flags & flag:
            _, at = zero_ended(data, at)
    for _ in range(count):
        start, blocks, way = take(_FOLDER, data, at)
        cabinet.folders.append(_Folder(start, blocks, way & 15))
        at += _FOLDER.size + apart


def _member(cabinet: _Cabinet, folder: _Folder, name: str, place: tuple[int, int]) -> Iterator[Member]:
    offset, size = place
    if not folder.done:
        _unpack(cabinet, folder)
    data = folder.data[offset : offset + size]
    if len(data) < size:
        raise broken(folder.why or "it lies beyond the end of what is packed")
    yield Member(name, keep(data, cabinet.allowance))


def _unpack(cabinet: _Cabinet, folder: _Folder) -> None:
    """Unpack what is packed together, and keep what came out before something was wrong."""
    folder.done = True
    if _WAYS.get(folder.way, "?"):
        folder.why = f"packed in a way nothing here reads ({_WAYS.get(folder.way, folder.way)})"
        return
    made = bytearray()
    try:
        _blocks(cabinet, folder, made)
    except BadInput as error:
        folder.why = str(error)
    folder.data = bytes(made)


def _blocks(cabinet: _Cabinet, folder: _Folder, made: bytearray) -> None:
    at = folder.start
    for _ in range(folder.blocks):
        _, packed, size = take(_BLOCK, cabinet.data, at)
        at += _BLOCK.size + cabinet.reserved
        piece = cabinet.data[at : at + packed]
        at += packed
        cabinet.allowance.burn(_STEPS + (size >> 8))
        if len(made) + size > cabinet.allowance.bounds.sample_bytes:
            raise broken(
                f"what is packed with it is larger than {cabinet.allowance.bounds.sample_bytes:,} bytes"
            )
        made += piece if not folder.way else _inflated(piece, bytes(made[-_WINDOW:]))


def _inflated(piece: bytes, before: bytes) -> bytes:
    """Unpack one block, which may refer to what the one before gave."""
    if piece[:2] != b"CK":
        raise broken("a block in it is damaged")
    decoder = zlib.decompressobj(-15, before) if before else zlib.decompressobj(-15)
    try:
        return decoder.decompress(piece[2:], _BLOCK_MOST)
    except zlib.error as error:
        raise broken(f"a block in it is damaged ({error})") from error
