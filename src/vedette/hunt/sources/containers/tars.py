"""Tar files, read forwards once: a member is looked at while the stream stands at it.

What was read of a member's beginning is kept, so that it can be recognised first and read afterwards without
starting the whole archive again; only who comes back later pays for that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import BinaryIO, Final, cast

from vedette.hunt.source import Skips, Source
from vedette.hunt.sources.containers.unpacking import Budget, Forward, Member, tidy

BLOCK: Final = 512
_REPLAYED: Final = 128 * 1024
_NAME_MAX: Final = 64 * 1024
_PIECE: Final = 64 * 1024
_SIZE_MAX: Final = 1 << 50
_FILES: Final = (b"0", b"\0", b"7")
_LONG_NAME: Final = b"L"
_EXTENDED: Final = b"x"
_SPARSE: Final = b"S"
_LINKS: Final = (b"1", b"2")
CUT: Final = "the archive breaks off, or is damaged: what follows was not read"
SPARSE: Final = "a file with holes: not unpacked here"
LINK: Final = "a link: not followed"


@dataclass(slots=True)
class _Head:
    name: str
    size: int
    kind: bytes
    modified: int


@dataclass(slots=True)
class _Live:
    """The stream, and how far the member it stands at was read."""

    stream: BinaryIO
    offset: int = 0
    """Where in the stream its bytes begin."""
    size: int = 0
    position: int = 0
    buffer: bytearray = field(default_factory=bytearray)

    def enter(self, size: int) -> None:
        self.size, self.position, self.buffer = size, 0, bytearray()

    def read(self, wanted: int) -> bytes:
        data = self.stream.read(min(wanted, self.size - self.position))
        if not data and self.position < self.size and wanted:
            raise EOFError
        if self.position + len(data) <= _REPLAYED:
            self.buffer += data
        self.position += len(data)
        return data

    def leave(self) -> None:
        """Go to the next head."""
        padded = -(-self.size // BLOCK) * BLOCK
        _pass(self.stream, padded - self.position)
        self.offset += padded
        self.size = self.position = 0

    @property
    def replayable(self) -> bool:
        return self.position == len(self.buffer)


class _Member(Forward):
    """One member, from the stream as it goes by."""

    def __init__(self, live: _Live) -> None:
        super().__init__()
        self._live = live
        self._offset = live.offset
        self._position = 0

    def some(self, size: int) -> bytes:
        live = self._live
        if live.offset != self._offset:
            raise ValueError("the archive has gone on")
        if self._position < len(live.buffer):
            data = bytes(live.buffer[self._position : self._position + size])
        elif self._position == live.position:
            data = live.read(size)
        else:
            raise ValueError("read by somebody else")
        self._position += len(data)
        return data


class _Part(Forward):
    """One member, of a stream opened for it."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        super().__init__(stream)
        self._stream, self._left = stream, size

    def some(self, size: int) -> bytes:
        data = self._stream.read(min(size, self._left))
        if not data and self._left:
            raise EOFError
        self._left -= len(data)
        return data


class Tar:
    """One tar file."""

    def __init__(self, source: Source, budget: Budget) -> None:
        self._source = source
        self._budget = budget
        self._live: _Live | None = None

    def members(self, skips: Skips) -> Iterator[Member]:
        """Give its files in order; say why others can't be read.

        Raises:
            OSError, EOFError …: the stream it is in breaks off.

        """
        with self._source.open() as stream:
            self._live = live = _Live(stream)
            try:
                for head in _heads(live):
                    if head is None:
                        skips.whole(self._source.name, CUT)
                        return
                    if self._budget.enter():
                        skips.whole(self._source.name, "more entries than the limit: the rest was not read")
                        return
                    live.enter(head.size if head.kind not in _LINKS else 0)
                    if head.kind in _FILES:
                        yield self._member(head, live.offset)
                    elif head.kind == _SPARSE or head.kind in _LINKS:
                        why = SPARSE if head.kind == _SPARSE else LINK
                        skips.whole(f"{self._source.name}!/{tidy(head.name)}", why)
                    live.leave()
            finally:
                self._live = None

    def _member(self, head: _Head, offset: int) -> Member:
        return Member(
            name=tidy(head.name),
            size=head.size,
            modified=head.modified,
            open=partial(self._open, offset, head.size),
        )

    def _open(self, offset: int, size: int) -> BinaryIO:
        live = self._live
        if live is not None and live.offset == offset and live.size == size and live.replayable:
            return cast(BinaryIO, _Member(live))
        stream = self._source.open()
        try:
            if stream.seekable():
                stream.seek(offset)
            else:
                _pass(stream, offset)
        except BaseException:
            stream.close()
            raise
        return cast(BinaryIO, _Part(stream, size))


def _heads(live: _Live) -> Iterator[_Head | None]:
    """Give the head of each entry, under its whole name; None when the archive is damaged there."""
    longer = ""
    while True:
        block = live.stream.read(BLOCK)
        live.offset += len(block)
        if not block.strip(b"\0"):
            return
        head = _parsed(block)
        if head is None:
            yield None
            return
        if head.kind in {_LONG_NAME, _EXTENDED}:
            data = live.stream.read(min(head.size, _NAME_MAX))
            padded = -(-head.size // BLOCK) * BLOCK
            _pass(live.stream, padded - len(data))
            live.offset += padded
            longer = _long(data) if head.kind == _LONG_NAME else (_extended(data) or longer)
            continue
        head.name, longer = longer or head.name, ""
        yield head


def _parsed(block: bytes) -> _Head | None:
    if len(block) < BLOCK:
        return None
    size, check, modified = (
        _number(block[at : at + width]) for at, width in ((124, 12), (148, 8), (136, 12))
    )
    if size is None or check is None or not 0 <= size <= _SIZE_MAX:
        return None
    if check != sum(block) - sum(block[148:156]) + 8 * 32:
        return None
    name = block[:100].rstrip(b"\0")
    prefix = block[345:500].rstrip(b"\0") if block[257:263] == b"ustar\0" else b""
    whole = (prefix + b"/" + name if prefix else name).decode("utf-8", "replace")
    return _Head(whole, size, block[156:157], (modified or 0) * 1_000_000)


def _number(digits: bytes) -> int | None:
    """Read a number in octal, or in base 256 where octal has no room for it."""
    if digits[0] & 0x80:
        return int.from_bytes(bytes([digits[0] & 0x7F]) + digits[1:], "big")
    try:
        return int(digits.strip(b"\0 ") or b"0", 8)
    except ValueError:
        return None


def _long(data: bytes) -> str:
    return data.partition(b"\0")[0].decode("utf-8", "replace")


def _extended(data: bytes) -> str:
    """Take the path out of an extended head: lines of `<length> path=<name>`."""
    for line in data.split(b"\n"):
        _, _, pair = line.partition(b" ")
        if pair.startswith(b"path="):
            return pair[5:].decode("utf-8", "replace")
    return ""


def _pass(stream: BinaryIO, size: int) -> None:
    while size > 0:
        data = stream.read(min(size, _PIECE))
        if not data:
            raise EOFError
        size -= len(data)
