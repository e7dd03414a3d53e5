# ruff: noqa: PLR2004  places and lengths in headers say more as numbers
"""Pieces of IP packets, put together again: RFC 791, and RFC 8200 for version 6.

Pieces that overlap are not put together (RFC 5722): hosts disagree about what they say, and who sends them
knows that. What never becomes whole is counted.
"""

from __future__ import annotations

import struct
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from vedette.hunt.network.frames import Flags, Frames, Ints
from vedette.hunt.network.wholes import LONGEST, PIECES_MAX, WHOLE_MAX, Whole, at_once

OPEN_MAX: Final = 4_096
"""Packets of which some pieces are held …"""
HELD_MAX: Final = 32 << 20
"""… and bytes of them: more, and those begun first are given up."""
_AGAIN_MAX: Final = 8
_HEADERS_MAX: Final = 8
_EXTENSIONS: Final = frozenset((0, 43, 60, 135, 139, 140))
_FRAGMENT: Final = 44


class Piece(NamedTuple):
    """A piece, as its own header says it."""

    key: bytes
    """Addresses, protocol and identification: the same in all pieces of a packet."""
    offset: int
    more: bool
    head: bytes
    """What stands before the data in the whole packet, its lengths and flags as in this piece."""
    data: bytes


@dataclass(slots=True)
class _Open:
    time: int
    frame: int
    """Number of the first frame."""
    pieces: dict[int, bytes] = field(default_factory=dict)
    head: bytes = b""
    firsts: list[int] = field(default_factory=list)
    """Numbers of the frames of the first piece; it may have come again."""
    end: int | None = None
    size: int = 0


@dataclass(slots=True)
class Fragments:
    """Packets of which some pieces came. First pieces are read by themselves too: most may never be whole."""

    open: OrderedDict[bytes, _Open] = field(default_factory=OrderedDict)
    given_up: list[tuple[int, int]] = field(default_factory=list)
    """Of packets that did not become whole: number of a frame, and how many pieces but the first one."""
    _held: int = 0

    def take(self, frames: Frames, frame: Ints, at: Ints, later: Flags) -> Iterator[Whole | None]:
        """Take pieces: of each, its frame in the window, where its header begins, whether it is a later one.

        Gives the packet that a piece makes whole, or None.
        """
        done, whole = at_once(frames, frame, at, set(self.open))
        left = iter(zip(frame[~done].tolist(), at[~done].tolist(), later[~done].tolist(), strict=True))
        for number, is_done in enumerate(done.tolist()):
            if is_done:
                yield whole.get(number)
            else:
                yield self._one(frames, *next(left))

    def _one(self, frames: Frames, frame: int, at: int, later: bool) -> Whole | None:  # noqa: FBT001
        begin, length = int(frames.start[frame]), int(frames.length[frame])
        piece = piece_of(frames.data[at : begin + length].tobytes())
        if piece is None:
            self.given_up += [(frames.first + frame, 1)] if later else []
            return None
        return self._take(piece, frame, frames)

    def end(self) -> None:
        """Give up what is not whole: the capture is over."""
        while self.open:
            self._drop(next(iter(self.open)))

    def _take(self, piece: Piece, frame: int, frames: Frames) -> Whole | None:
        time = int(frames.time[frame])
        known = self.open.get(piece.key)
        if known is not None and abs(time - known.time) > LONGEST:
            self._drop(piece.key)
            known = None
        if known is None:
            known = self.open[piece.key] = _Open(time, frames.first + frame)
        if not _fits(known, piece):
            self._drop(piece.key)
            self.given_up += [(frames.first + frame, 1)] if piece.offset else []
            return None
        self._held += len(piece.data) if piece.offset not in known.pieces else 0
        _put(known, piece)
        if not piece.offset:
            known.firsts = [*known.firsts[-_AGAIN_MAX:], frames.first + frame]
        if known.end == known.size and known.head:
            if len(known.head) + known.size > WHOLE_MAX:
                self._drop(piece.key)
                return None
            self._forget(piece.key)
            return Whole(frame, _joined(known), tuple(known.firsts))
        while len(self.open) > OPEN_MAX or self._held > HELD_MAX:
            self._drop(next(iter(self.open)))
        return None

    def _drop(self, key: bytes) -> None:
        known = self._forget(key)
        later = len(known.pieces) - (0 in known.pieces)
        self.given_up += [(known.frame, later)] if later else []

    def _forget(self, key: bytes) -> _Open:
        known = self.open.pop(key)
        self._held -= sum(map(len, known.pieces.values()))
        return known


def piece_of(packet: bytes) -> Piece | None:
    """Read a piece; None when it is none, is cut short, or its lengths do not fit."""
    if len(packet) < 20:
        return None
    return _of_four(packet) if packet[0] >> 4 == 4 else _of_six(packet)


def _of_four(packet: bytes) -> Piece | None:
    words, (total, number, flags) = (packet[0] & 15) * 4, struct.unpack_from(">HHH", packet, 2)
    data = packet[words:total]
    if words < 20 or total < words or len(data) != total - words:
        return None
    key = b"4" + packet[12:20] + packet[9:10] + number.to_bytes(2, "big")
    return _fitting(Piece(key, (flags & 0x1FFF) * 8, bool(flags & 0x2000), packet[:words], data))


def _of_six(packet: bytes) -> Piece | None:
    if len(packet) < 40:
        return None
    (size,) = struct.unpack_from(">H", packet, 4)
    kind, at = packet[6], 40
    for _ in range(_HEADERS_MAX):
        if kind not in _EXTENSIONS or at + 8 > len(packet):
            break
        kind, at = packet[at], at + (packet[at + 1] + 1) * 8
    data = packet[at + 8 : 40 + size]
    if kind != _FRAGMENT or at + 8 > len(packet) or len(data) != 32 + size - at:
        return None
    later, (place,) = packet[at], struct.unpack_from(">H", packet, at + 2)
    key = b"6" + packet[8:40] + packet[at + 4 : at + 8]
    head = packet[:6] + bytes((later,)) + packet[7:40]
    return _fitting(Piece(key, place & 0xFFF8, bool(place & 1), head, data))


def _fitting(piece: Piece) -> Piece | None:
    """Refuse what no packet can hold: a piece that ends within a word, one beyond the longest packet."""
    fine = piece.data and (not piece.more or len(piece.data) % 8 == 0)
    return piece if fine and piece.offset + len(piece.data) + len(piece.head) <= WHOLE_MAX else None


def _fits(known: _Open, piece: Piece) -> bool:
    """Whether a piece overlaps none that came; the same one again does no harm."""
    begin, end = piece.offset, piece.offset + len(piece.data)
    if known.pieces.get(begin) == piece.data:
        return True
    if len(known.pieces) >= PIECES_MAX or (known.end is not None and (end > known.end or not piece.more)):
        return False
    if not piece.more and any(at + len(data) > end for at, data in known.pieces.items()):
        return False
    return all(at >= end or at + len(data) <= begin for at, data in known.pieces.items())


def _put(known: _Open, piece: Piece) -> None:
    if piece.offset not in known.pieces:
        known.pieces[piece.offset] = piece.data
        known.size += len(piece.data)
    if not piece.offset:
        known.head = piece.head
    if not piece.more:
        known.end = piece.offset + len(piece.data)


def _joined(known: _Open) -> bytes:
    """Write the whole packet: the first piece's head, with the length of all and no mark of a piece."""
    data = b"".join(known.pieces[at] for at in sorted(known.pieces))
    head = bytearray(known.head)
    if head[0] >> 4 == 4:
        head[2:4] = (len(head) + len(data)).to_bytes(2, "big")
        head[6:8] = bytes(2)
    else:
        head[4:6] = len(data).to_bytes(2, "big")
    return bytes(head) + data
