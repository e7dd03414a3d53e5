# ruff: noqa: PLR2004  places and lengths in headers say more as numbers
"""Packets of version 4 all of whose pieces lie in one window, each once and none over another: nearly all.

They are put together many at a time; `fragments.py` takes what is left, a piece at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from vedette.hunt.network.frames import Bytes, Flags, Frames, Ints, cut, u16, u32

LONGEST: Final = 60_000_000
"""Microseconds within which all pieces have to come (RFC 8200; RFC 1122 says 60 to 120 seconds)."""
WHOLE_MAX: Final = 0xFFFF
PIECES_MAX: Final = 2_048
"""The smallest pieces there may be make a packet of so many."""
_HEAD: Final = 20
_KEY: Final = np.array([*range(12, 20), 9, 4, 5])
"""Where a header says what is the same in all pieces of a packet: addresses, protocol, identification."""


class Whole(NamedTuple):
    """A packet put together."""

    frame: int
    """Which of the window's frames brought the last of it."""
    packet: bytes
    firsts: tuple[int, ...]
    """Numbers of the frames of its first piece, which was read by itself if that was in an earlier window."""


@dataclass(slots=True)
class _Pieces:
    """A row for each piece."""

    head: Bytes
    words: Ints
    """How long its header is."""
    begin: Ints
    """Where its data begins in the packet."""
    size: Ints
    more: Flags
    fine: Flags


def at_once(frames: Frames, frame: Ints, at: Ints, waiting: set[bytes]) -> tuple[Flags, dict[int, Whole]]:
    """Say which pieces are of packets that are whole, and give each packet at the place of its last piece.

    `frame` is the frame of each piece, `at` where its header begins. Packets some pieces of which came
    earlier, as `waiting` has them, are left.
    """
    pieces = _pieces(frames, frame, at)
    ends = (u32(pieces.head, 12) << 32) | u32(pieces.head, 16)
    same = (pieces.head[:, 9].astype(np.int64) << 16) | u16(pieces.head, 4)
    order = np.lexsort((pieces.begin, same, ends))
    new = np.ones(order.size, dtype=bool)
    new[1:] = (ends[order][1:] != ends[order][:-1]) | (same[order][1:] != same[order][:-1])
    starts = np.flatnonzero(new)
    last = np.append(new[1:], True)
    begin, size = pieces.begin[order], pieces.size[order]
    follows = np.ones(order.size, dtype=bool)
    follows[1:] = begin[1:] == begin[:-1] + size[:-1]
    fits = pieces.fine[order] & (pieces.more[order] != last) & np.where(new, begin == 0, follows)
    counts = np.diff(np.append(starts, order.size))
    time = frames.time[frame[order]]
    good = np.logical_and.reduceat(fits, starts) & (counts <= PIECES_MAX)
    good &= np.maximum.reduceat(time, starts) - np.minimum.reduceat(time, starts) <= LONGEST
    good &= np.add.reduceat(size, starts) + pieces.words[order[starts]] <= WHOLE_MAX
    if waiting:
        keys = pieces.head[order[starts]][:, _KEY].tobytes()
        fresh = (b"4" + keys[one : one + 11] not in waiting for one in range(0, len(keys), 11))
        good &= np.fromiter(fresh, dtype=np.bool_, count=good.size)
    done = np.zeros(order.size, dtype=bool)
    done[order] = np.repeat(good, counts)
    return done, _joined(frames, (frame, at, pieces), order, (starts[good], counts[good]))


def _pieces(frames: Frames, frame: Ints, at: Ints) -> _Pieces:
    head = cut(frames.data, at, _HEAD)
    words, total, flags = (head[:, 0] & 15).astype(np.int64) * 4, u16(head, 2), u16(head, 6)
    begin, more, size = (flags & 0x1FFF) * 8, (flags & 0x2000) != 0, total - words
    fine = (head[:, 0] >> 4 == 4) & (words >= _HEAD) & (size > 0) & (~more | (size % 8 == 0))
    fine &= (begin + total <= WHOLE_MAX) & (at + total <= (frames.start + frames.length)[frame])
    return _Pieces(head, words, begin, size, more, fine)


def _joined(
    frames: Frames, told: tuple[Ints, Ints, _Pieces], order: Ints, groups: tuple[Ints, Ints]
) -> dict[int, Whole]:
    """Write packets: the first piece's head, with the length of all and no mark of a piece, and all data."""
    (frame, at, pieces), (starts, counts) = told, groups
    if not starts.size:
        return {}
    rows = order[np.repeat(starts - np.append(0, np.cumsum(counts)[:-1]), counts) + np.arange(counts.sum())]
    bounds = np.append(0, np.cumsum(counts))
    first = rows[bounds[:-1]]
    heads = pieces.head[first]
    length = np.add.reduceat(pieces.size[rows], bounds[:-1]) + pieces.words[first]
    heads[:, 2], heads[:, 3], heads[:, 6:8] = length >> 8, length & 255, 0
    begin = at[rows] + pieces.words[rows]
    begin[bounds[:-1]] = at[first] + _HEAD  # options belong to the head
    whole, head = frames.data.data, heads.tobytes()
    stop = at[rows] + pieces.words[rows] + pieces.size[rows]
    data = [whole[one:two] for one, two in zip(begin.tolist(), stop.tolist(), strict=True)]
    ends = np.maximum.reduceat(rows, bounds[:-1])
    limits = bounds.tolist()
    columns = ends.tolist(), frame[ends].tolist(), (frame[first] + frames.first).tolist()
    return {
        row: Whole(
            brought, b"".join((head[place * _HEAD : place * _HEAD + _HEAD], *data[one:two])), (number,)
        )
        for place, (one, two, row, brought, number) in enumerate(
            zip(limits, limits[1:], *columns, strict=False)
        )
    }
