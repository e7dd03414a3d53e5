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
_PIECE: Final = 64 * 1024
_SUFFIXES: Final = {
    ".gz": "", ".gzip": "", ".tgz": ".tar", ".bz2": "", ".tbz2": ".tar", ".tbz": ".tar", ".xz": "",
    ".txz": ".tar",
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


def _gz(stream: BinaryIO) -> BinaryIO:
    return cast(BinaryIO, gzip.GzipFile(fileobj=stream))


def _bz2(stream: BinaryIO) -> BinaryIO:
    return cast(BinaryIO, bz2.BZ2File(stream))


def _xz(stream: BinaryIO) -> BinaryIO:
    return cast(BinaryIO, _Xz(stream))


_OPENERS: Final[dict[str, Callable[[BinaryIO], BinaryIO]]] = {"gz": _gz, "bz2": _bz2, "xz": _xz}


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
