"""The classic capture file: a header, then frames, each with its length; a false one is found out."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from vedette.hunt.network.frames import FRAME_MAX, PAD, TIME_MAX, Flags, Frames, Ints, Skip, Window, cut

_HEAD: Final = 24
_RECORD: Final = 16
_RECORD_MODIFIED: Final = 24
_MAGICS: Final = {
    b"\xa1\xb2\xc3\xd4": (">", 1, _RECORD),
    b"\xd4\xc3\xb2\xa1": ("<", 1, _RECORD),
    b"\xa1\xb2\x3c\x4d": (">", 1000, _RECORD),
    b"\x4d\x3c\xb2\xa1": ("<", 1000, _RECORD),
    b"\xa1\xb2\xcd\x34": (">", 1, _RECORD_MODIFIED),
    b"\x34\xcd\xb2\xa1": ("<", 1, _RECORD_MODIFIED),
}
_SEARCH: Final = 1 << 12
_SEARCH_MOST: Final = 1 << 20
_RESUMES_MAX: Final = 500
_NEEDED: Final = 1 << 18
"""Bytes in which to look for two records."""
_SAME_DAYS: Final = 30 * 86_400

BROKEN: Final = "the capture is corrupt here: bytes were passed over to the next frame"
GIVEN_UP: Final = "the capture is corrupt in too many places: what follows was not read"
CUT_OFF: Final = "the capture breaks off in the middle of a frame"


def is_pcap(head: bytes) -> bool:
    """Whether a file that begins like this is one."""
    return head[:4] in _MAGICS and len(head) >= _HEAD


@dataclass(slots=True)
class _Walk:
    """Where we are in the file."""

    order: str
    divisor: int
    record: int
    link: int
    at: int = _HEAD
    number: int = 1
    resumed: int = 0

    def starts(self, window: Window) -> tuple[list[int], bool]:
        """Return where records begin that lie in the window as a whole, and whether a length was corrupt."""
        data, at, end, head = window.data.data, self.at, window.size, self.record
        size_of = struct.Struct(self.order + "8xI").unpack_from
        found: list[int] = []
        add = found.append
        last = end - head
        while at <= last:
            (size,) = size_of(data, at)
            if size > last - at:
                if size > FRAME_MAX:
                    self.at = at
                    return found, True
                break
            add(at)
            at += head + size
        self.at = at
        return found, False

    def frames(self, window: Window, found: list[int]) -> Frames:
        at: Ints = np.array(found, dtype=np.int64)
        table = cut(window.data, at, _RECORD).view(self.order + "u4").astype(np.int64)
        time = table[:, 0] * 1_000_000 + table[:, 1] // self.divisor
        made = Frames(
            data=window.data[: window.size + PAD],
            first=self.number,
            start=at + self.record,
            length=table[:, 2],
            wire=np.maximum(table[:, 3], table[:, 2]),
            time=np.minimum(time, TIME_MAX),
            link=np.full(at.size, self.link, dtype=np.int64),
        )
        self.number += at.size
        return made


def pcap_frames(window: Window, skip: Skip) -> Iterator[Frames]:
    """Give the frames of a capture, the window standing at its beginning."""
    walk = _begun(window)
    while walk is not None:
        found, corrupt = walk.starts(window)
        if found:
            yield walk.frames(window, found)
        if corrupt:
            skip(BROKEN, walk.number, 1)
            if not _resume(window, walk):
                skip(GIVEN_UP, walk.number, 1)
                return
        else:
            more = window.more(walk.at)
            walk.at = 0
            if not more:
                break
    if walk is not None and window.size > walk.at:
        skip(CUT_OFF, walk.number, 1)


def _begun(window: Window) -> _Walk | None:
    while window.size < _HEAD:
        if not window.more(0):
            return None
    head = window.data[:_HEAD].tobytes()
    order, divisor, record = _MAGICS[head[:4]]
    (link,) = struct.unpack(order + "I", head[20:24])
    return _Walk(order, divisor, record, link & 0xFFFF)


def _resume(window: Window, walk: _Walk) -> bool:
    """Move to the next place where two records in a row look like records; False: too often already."""
    walk.resumed += 1
    if walk.resumed > _RESUMES_MAX:
        return False
    walk.at += 1
    while True:
        _fill(window, walk)
        if (found := _plausible(window, walk)) is not None:
            walk.at = found
            return True
        walk.at = window.size if window.ended else max(walk.at, window.size - _NEEDED // 2)
        if window.ended:
            return True


def _fill(window: Window, walk: _Walk) -> None:
    """Read on until two records in a row would be seen."""
    while window.size - walk.at < _NEEDED:
        more = window.more(walk.at)
        walk.at = 0
        if not more:
            return


def _plausible(window: Window, walk: _Walk) -> int | None:
    """Find the first place whose header, and the one it leads to, could be a record's: near places first."""
    begin, step, end = walk.at, _SEARCH, window.size - walk.record
    while begin < end:
        at: Ints = np.arange(begin, min(end, begin + step), dtype=np.int64)
        good = at[_looks_right(window, walk, at)]
        after = good + walk.record + _lengths(window, walk, good)
        inside = after + walk.record <= window.size
        right = inside & _looks_right(window, walk, np.where(inside, after, 0))
        good = good[right | ((after == window.size) & window.ended)]
        if good.size:
            return int(good[0])
        begin, step = begin + step, min(step * 4, _SEARCH_MOST)
    return None


def _lengths(window: Window, walk: _Walk, at: Ints) -> Ints:
    return cut(window.data, at, _RECORD).view(walk.order + "u4").astype(np.int64)[:, 2]


def _looks_right(window: Window, walk: _Walk, at: Ints) -> Flags:
    table = cut(window.data, at, _RECORD).view(walk.order + "u4").astype(np.int64)
    seconds, part, length, wire = table.T
    fine = (part < 1_000_000 * walk.divisor) & (length <= wire) & (length > 0) & (wire <= FRAME_MAX)
    return np.asarray(fine & (seconds > _SAME_DAYS), dtype=np.bool_)
