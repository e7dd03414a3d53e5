"""The files of cpio archives, as they stream past: new, old and binary heads."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from vedette.core.nouns import Skipped
from vedette.triage.allowance import Allowance
from vedette.triage.sample import Sample
from vedette.triage.unpack.growth import PIECE, gather
from vedette.triage.unpack.member import Member, attempt, broken, skipped
from vedette.triage.unpack.tars import Reader, reader

_NEW: Final = (b"070701", b"070702")
_OLD: Final = b"070707"
_BINARY: Final = b"\xc7\x71"
_NAME_MOST: Final = 65_536
_LAST: Final = "TRAILER!!!"
_STEPS: Final = 100
_HEX: Final = b"0123456789abcdefABCDEF"


@dataclass(frozen=True, slots=True)
class _Head:
    mode: int
    size: int
    name_size: int
    fixed: int
    """Bytes of the head itself."""
    padding: int
    """What names and data are filled up to."""


def is_head(block: bytes) -> bool:
    """Tell the head of a cpio archive."""
    return block.startswith((*_NEW, _OLD)) and not block[6:76].strip(_HEX)


def members(sample: Sample, allowance: Allowance, _passwords: Sequence[str]) -> Iterator[Member | Skipped]:
    """Yield the files of a cpio archive, and what stands after its end."""
    read = reader(memoryview(sample.data))
    yield from entries(read, allowance)
    rest = _rest(read)
    if rest:
        allowance.take_bytes(len(rest))
        yield Member("after-its-end", rest, "stood after the end of the archive")


def _rest(read: Reader) -> bytes:
    made = b"".join(iter(lambda: read(PIECE), b""))
    return made.lstrip(b"\0")


def entries(read: Reader, allowance: Allowance) -> Iterator[Member | Skipped]:
    """Yield the files of a cpio stream, up to its end.

    Raises:
        BadInput: it breaks off.

    """
    while True:
        allowance.burn(_STEPS)
        head = _head(read)
        if not 0 < head.name_size <= _NAME_MOST:
            raise broken("a name in it has no decent size")
        filled = _padding(head.fixed + head.name_size, head.padding)
        raw = read(head.name_size + filled)
        if len(raw) < head.name_size + filled:
            raise broken("it breaks off in a head")
        name = raw[: head.name_size].rstrip(b"\0").decode("utf-8", "surrogateescape")
        if name == _LAST:
            return
        yield from _entry(head, name, read, allowance)


def _entry(head: _Head, name: str, read: Reader, allowance: Allowance) -> Iterator[Member | Skipped]:
    body = _Body(read, head.size)
    form = stat.S_IFMT(head.mode)
    if form == stat.S_IFLNK:
        yield skipped(name, "a link: not followed")
    elif form in {stat.S_IFREG, 0}:
        yield from attempt(_member(name, head, body, allowance), name, allowance)
    elif form != stat.S_IFDIR:
        yield skipped(name, "a device, pipe or socket, not a file")
    body.pass_over(_padding(head.size, head.padding), allowance)


def _member(name: str, head: _Head, body: _Body, allowance: Allowance) -> Iterator[Member]:
    if head.size > allowance.bounds.sample_bytes:
        allowance.take_bytes(head.size)
    yield Member(name, gather(body.pieces(), allowance, None))


class _Body:
    """The bytes of one file, in the stream."""

    def __init__(self, read: Reader, size: int) -> None:
        self._read, self._left = read, size

    def pieces(self) -> Iterator[bytes]:
        while self._left:
            piece = self._read(min(PIECE, self._left))
            if not piece:
                raise broken("it breaks off in this file")
            self._left -= len(piece)
            yield piece

    def pass_over(self, padding: int, allowance: Allowance) -> None:
        """Read on to the next head."""
        self._left += padding
        while self._left and (piece := self._read(min(PIECE, self._left))):
            self._left -= len(piece)
            allowance.burn(len(piece) >> 8)


def _padding(size: int, to: int) -> int:
    return -size % to


def _head(read: Reader) -> _Head:
    mark = read(6)
    if mark in _NEW:
        numbers = [_number(read(8), 16) for _ in range(13)]
        return _Head(numbers[1], numbers[6], numbers[11], 110, 4)
    if mark == _OLD:
        fields = read(70)
        return _Head(_number(fields[12:18], 8), _number(fields[59:70], 8), _number(fields[53:59], 8), 76, 1)
    if mark[:2] == _BINARY:
        fields = mark + read(20)
        if len(fields) < 26:  # noqa: PLR2004
            raise broken("it breaks off in a head")
        words = [int.from_bytes(fields[at : at + 2], "little") for at in range(0, 26, 2)]
        return _Head(words[3], words[11] << 16 | words[12], words[10], 26, 2)
    raise broken("what follows is no head of a file" if mark else "it ends without saying so")


def _number(raw: bytes, base: int) -> int:
    if not raw or raw.strip(_HEX):
        raise broken("a number in it is none")
    try:
        return int(raw, base)
    except ValueError as error:
        raise broken("a number in it is none") from error
