"""Compressed files: one stream in another."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable
from functools import partial
from typing import BinaryIO, Final, cast

from vedette.core.limits import MIB
from vedette.hunt.source import Source
from vedette.hunt.sources.containers.unpacking import Budget, Forward, Member, Meter, metered, tidy

XZ_MEMORY: Final = 128 * MIB
"""What unpacking may take: `xz` at its strongest needs half of that, a hostile file claims gigabytes."""
ZSTD_WINDOW: Final = 128 * MIB
"""The same for zstd, whose own programs ask for no more unless told to (`--long`)."""
_ZSTD_FED: Final = 512
"""Little at a time: a call gives all that what it is fed unpacks to, which may be 128 KiB for four bytes."""
_PIECE: Final = 64 * 1024
_SUFFIXES: Final = {
    ".gz": "", ".gzip": "", ".tgz": ".tar", ".bz2": "", ".tbz2": ".tar", ".tbz": ".tar", ".xz": "",
    ".txz": ".tar", ".zst": "", ".zstd": "", ".tzst": ".tar",
}  # fmt: skip


class _Xz(Forward):
    """An xz file, which may not ask for more memory than we give."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__(stream)
        self._stream = stream
        self._xz = lzma.LZMADecompressor(memlimit=XZ_MEMORY)

    def some(self, size: int) -> bytes:
        data = b""
        while not data:
            piece = self._stream.read(_PIECE) if self._xz.needs_input or self._xz.eof else b""
            if self._xz.eof:
                piece = (self._xz.unused_data + piece).lstrip(b"\0")
                if not piece:
                    return b""
                self._xz = lzma.LZMADecompressor(memlimit=XZ_MEMORY)
            elif not piece and self._xz.needs_input:
                raise EOFError
            data = self._xz.decompress(piece, size)
        return data


class _Zstd(Forward):
    """Frames of zstd, one behind the other; those without data are passed over."""

    def __init__(self, stream: BinaryIO) -> None:
        import zstandard  # noqa: PLC0415  only who meets it pays for it

        super().__init__(stream)
        self._stream = stream
        self._fault = zstandard.ZstdError
        self._begin = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).decompressobj
        self._frame = self._begin()
        self._packed = b""
        self._begun = False
        self._data = memoryview(b"")

    def some(self, size: int) -> bytes:
        while not self._data:
            self._packed = self._packed or self._stream.read(_PIECE)
            if not self._packed and self._begun:
                raise EOFError
            if not self._packed:
                return b""
            self._data = memoryview(self._unpacked())
        taken, self._data = self._data[:size], self._data[size:]
        return bytes(taken)

    def _unpacked(self) -> bytes:
        """Unpack the next few bytes."""
        fed, self._packed = self._packed[:_ZSTD_FED], self._packed[_ZSTD_FED:]
        self._begun = True
        try:
            data = self._frame.decompress(fed)
        except self._fault as error:
            raise OSError(str(error)) from error
        if self._frame.eof:
            self._packed = self._frame.unused_data + self._packed
            self._frame, self._begun = self._begin(), False
        return data


def _gz(stream: BinaryIO) -> BinaryIO:
    return cast(BinaryIO, gzip.GzipFile(fileobj=stream))


def _bz2(stream: BinaryIO) -> BinaryIO:
    return cast(BinaryIO, bz2.BZ2File(stream))


def _xz(stream: BinaryIO) -> BinaryIO:
    return cast(BinaryIO, _Xz(stream))


def _zstd(stream: BinaryIO) -> BinaryIO:
    return cast(BinaryIO, _Zstd(stream))


_OPENERS: Final[dict[str, Callable[[BinaryIO], BinaryIO]]] = {
    "gz": _gz, "bz2": _bz2, "xz": _xz, "zstd": _zstd,
}  # fmt: skip


def member(source: Source, kind: str, budget: Budget) -> Member:
    """Give what is in a compressed file."""
    meter = Meter(budget, source.size)

    def opened() -> BinaryIO:
        outer = source.open()
        try:
            return metered(_OPENERS[kind](outer), meter, outer)
        except BaseException:
            outer.close()
            raise

    return Member(name=_inner(source.name), size=0, modified=source.modified, open=partial(opened))


def _inner(name: str) -> str:
    """Name what is in it: its own name without the ending."""
    last = tidy(name.rpartition("!/")[2]).rpartition("/")[2]
    for suffix, instead in _SUFFIXES.items():
        if last.lower().endswith(suffix) and len(last) > len(suffix):
            return last[: -len(suffix)] + instead
    return last
