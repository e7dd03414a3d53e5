"""Frames of a capture, a window of bytes at a time: where each lies, when it came, what carried it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Bytes: TypeAlias = NDArray[np.uint8]
Ints: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
Words: TypeAlias = NDArray[np.uint64]
Objects: TypeAlias = NDArray[Any]
Skip: TypeAlias = Callable[[str, int, int], None]
"""Counts what could not be read: why, the frame's number, how many."""

WINDOW: Final = 8 << 20
"""Bytes looked at together: enough to spread the cost of a column operation, little enough for the caches."""
FRAME_MAX: Final = 1 << 20
"""A frame that claims more is not one: the length is corrupt."""
PAD: Final = 512
"""Zeroes behind the bytes, so that a header may be cut out anywhere."""
TIME_MAX: Final = 253_402_300_799_000_000
"""The last moment of the year 9999, in microseconds."""


@dataclass(frozen=True, slots=True)
class Frames:
    """The frames of one window. Holds views: they are valid until the next window is read."""

    data: Bytes
    """The window, with `PAD` zeroes behind it."""
    first: int
    """Number of the first frame, counting from 1."""
    start: Ints
    """Where each frame's bytes begin in the window."""
    length: Ints
    """How many of them were captured."""
    wire: Ints
    """How many there were on the wire."""
    time: Ints
    """Microseconds since 1970."""
    link: Ints
    """Link-layer type, as the registry of pcap numbers them."""


def cut(data: Bytes, at: Ints, width: int) -> Bytes:
    """Copy `width` bytes from each place into the rows of a table: one header each."""
    limit = data.size - width
    view: NDArray[np.void] = np.ndarray((limit + 1,), dtype=f"V{width}", buffer=data.data, strides=(1,))
    return view[np.clip(at, 0, limit)].view(np.uint8).reshape(at.size, width)


def u16(table: Bytes, column: int) -> Ints:
    """Read two bytes of each row, the high one first."""
    return table[:, column : column + 2].view(">u2")[:, 0].astype(np.int64)


def u32(table: Bytes, column: int) -> Ints:
    """Read four bytes of each row, the highest first."""
    return table[:, column : column + 4].view(">u4")[:, 0].astype(np.int64)


class Window:
    """Bytes of a file from some place on, and more when asked: memory is that of one window and a frame."""

    def __init__(self, file: BinaryIO, step: int = WINDOW) -> None:
        """Begin at the file's present place; `step` bytes are read at a time."""
        self._file = file
        self._step = max(1, step)
        self.data: Bytes = np.zeros(self._step + PAD, dtype=np.uint8)
        self.size = 0
        self.ended = False

    def more(self, used: int) -> bool:
        """Forget the first `used` bytes and read more; False when there are none."""
        kept = self.data[used : self.size].copy()
        capacity = kept.size + self._step + PAD
        if capacity > self.data.size:
            self.data = np.zeros(capacity, dtype=np.uint8)
        self.data[: kept.size] = kept
        got = self._read_into(self.data.data[kept.size : kept.size + self._step])
        self.size = kept.size + got
        self.data[self.size : self.size + PAD] = 0
        return got > 0

    def _read_into(self, place: memoryview) -> int:
        into = getattr(self._file, "readinto", None)
        got = 0
        while got < len(place) and not self.ended:
            if into is not None:
                count = into(place[got:]) or 0
            else:
                piece = self._file.read(len(place) - got)
                count = len(piece)
                place[got : got + count] = piece
            got += count
            self.ended = count == 0
        return got


def counted(frames: Iterator[Frames]) -> Iterator[Frames]:
    """Leave out windows without frames."""
    return (one for one in frames if one.start.size)
