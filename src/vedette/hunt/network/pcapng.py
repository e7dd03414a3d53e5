"""The newer capture file: blocks of many kinds, several interfaces, each with its own clock."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from vedette.hunt.network.frames import FRAME_MAX, PAD, TIME_MAX, Frames, Ints, Skip, Window, cut
from vedette.hunt.network.pcap import CUT_OFF

MAGIC: Final = b"\x0a\x0d\x0d\x0a"
_SECTION, _INTERFACE, _OLD, _SIMPLE, _ENHANCED = 0x0A0D0D0A, 1, 2, 3, 6
_PACKETS: Final = frozenset({_OLD, _SIMPLE, _ENHANCED})
_BLOCK_LEAST: Final = 12
_PACKET_HEAD: Final = 28
_INTERFACES_MAX: Final = 4096
_SECTIONS_MAX: Final = 1000
"""Frames of different sections are never looked at together: very many would take very long."""
_OPTIONS_MAX: Final = 64
_TSRESOL, _TSOFFSET = 9, 14
_MICRO: Final = 6
_POWER_MAX: Final = 18

BROKEN: Final = "a block of the capture is impossible, or one section too many: what follows was not read"
TOO_MANY: Final = "more interfaces than are kept: their frames are read as those of the last"


def is_pcapng(head: bytes) -> bool:
    """Whether a file that begins like this is one."""
    return head[:4] == MAGIC and head[8:12] in {b"\x1a\x2b\x3c\x4d", b"\x4d\x3c\x2b\x1a"}


@dataclass(slots=True)
class _Interfaces:
    """What frames say of themselves only by the number of an interface."""

    link: list[int] = field(default_factory=list)
    snap: list[int] = field(default_factory=list)
    unit: list[float] = field(default_factory=list)
    """Ticks to the microsecond; less than one where ticks are longer."""
    offset: list[int] = field(default_factory=list)
    full: bool = False

    def add(self, block: bytes, order: str) -> None:
        """Read an interface's description."""
        if len(self.link) >= _INTERFACES_MAX:
            self.full = True
            return
        link, _, snap = struct.unpack_from(order + "HHI", block.ljust(16, b"\0"), 8)
        self.link.append(link)
        self.snap.append(snap or FRAME_MAX)
        unit, offset = 1.0, 0
        for code, value in _options(block[16:-4], order):
            if code == _TSRESOL and value:
                unit = _unit(value[0])
            elif code == _TSOFFSET and len(value) == struct.calcsize("q"):
                offset = max(-(1 << 40), min(1 << 40, struct.unpack(order + "q", value)[0]))
        self.unit.append(unit)
        self.offset.append(offset * 1_000_000)


def _options(data: bytes, order: str) -> Iterator[tuple[int, bytes]]:
    at = 0
    for _ in range(_OPTIONS_MAX):
        if at + 4 > len(data):
            return
        code, size = struct.unpack_from(order + "HH", data, at)
        if code == 0:
            return
        yield code, data[at + 4 : at + 4 + size]
        at += 4 + (size + 3) // 4 * 4


def _unit(resolution: int) -> float:
    """Return how many ticks a microsecond has."""
    if resolution & 0x80:
        return float(2.0 ** (resolution & 0x7F)) / 1e6
    return float(10.0 ** (min(resolution, 40) - _MICRO))


@dataclass(slots=True)
class _Walk:
    order: str = "<"
    at: int = 0
    number: int = 1
    sections: int = 0
    to_pass: int = 0
    """Bytes of a block that nobody needs and that are still to come."""
    interfaces: _Interfaces = field(default_factory=_Interfaces)

    def starts(self, window: Window) -> tuple[list[int], str]:
        """Collect packet blocks that lie in the window as a whole, up to whatever needs care.

        The second says what: nothing (more bytes are needed), `section`, or `broken`.
        """
        data, at, end = window.data.data, self.at, window.size
        head = struct.Struct(self.order + "II").unpack_from
        found: list[int] = []
        while at + _BLOCK_LEAST <= end:
            kind, size = head(data, at)
            if kind == _SECTION:
                self.at = at
                return found, "section"
            if size < _BLOCK_LEAST or size & 3 or (kind in _PACKETS and size > FRAME_MAX):
                self.at = at
                return found, "broken"
            if at + size > end:
                if size > FRAME_MAX:
                    self.to_pass = at + size - end
                    at = end
                break
            if kind in _PACKETS:
                found.append(at)
            elif kind == _INTERFACE:
                self.interfaces.add(bytes(data[at : at + size]), self.order)
            at += size
        self.at = at
        return found, ""

    def section(self, window: Window) -> bool | None:
        """Begin a section; None when its header is not all there, False when it is no header."""
        if window.size - self.at < 2 * _BLOCK_LEAST + 4:
            return None
        head = window.data[self.at : self.at + _BLOCK_LEAST].tobytes()
        if not is_pcapng(head):
            return False
        self.order = "<" if head[8] == MAGIC_LITTLE else ">"
        (size,) = struct.unpack_from(self.order + "I", head, 4)
        if size < 2 * _BLOCK_LEAST + 4 or size & 3 or self.sections >= _SECTIONS_MAX:
            return False
        self.interfaces = _Interfaces()
        self.sections += 1
        self.to_pass = max(0, self.at + size - window.size)
        self.at = min(self.at + size, window.size)
        return True

    def frames(self, window: Window, found: list[int]) -> Frames:
        """Read the heads of packet blocks."""
        at: Ints = np.array(found, dtype=np.int64)
        table = cut(window.data, at, _PACKET_HEAD).view(self.order + "u4").astype(np.int64)
        kind, size = table[:, 0], table[:, 1]
        simple = kind == _SIMPLE
        which = np.where(simple, 0, table[:, 2])
        old = kind == _OLD
        which = np.where(old, which & 0xFFFF if self.order == "<" else which >> 16, which)
        known = self.interfaces
        which = np.clip(which, 0, max(0, len(known.link) - 1))
        snap = np.array(known.snap or [FRAME_MAX], dtype=np.int64)[which]
        wire = np.where(simple, table[:, 2], table[:, 6])
        room = size - np.where(simple, 16, 32)
        length = np.where(simple, np.minimum(wire, snap), table[:, 5])
        made = Frames(
            data=window.data[: window.size + PAD],
            first=self.number,
            start=at + np.where(simple, 12, _PACKET_HEAD),
            length=np.clip(length, 0, np.maximum(room, 0)),
            wire=np.maximum(wire, np.clip(length, 0, np.maximum(room, 0))),
            time=np.where(simple, 0, self._times(table, which)),
            link=np.array(known.link or [1], dtype=np.int64)[which],
        )
        self.number += at.size
        return made

    def _times(self, table: Ints, which: Ints) -> Ints:
        """Turn ticks into microseconds, exactly where the clock counts in tens."""
        ticks = (np.minimum(table[:, 3], 0x7FFF_FFFF) << 32) | table[:, 4]
        units = np.array(self.interfaces.unit or [1.0])[which]
        rough = np.minimum(ticks / units, float(TIME_MAX))
        whole = np.where((units >= 1) & (units <= 10.0**_POWER_MAX), units, 1).astype(np.int64)
        exact = (units >= 1) & (whole == units)
        micro = np.where(exact, ticks // whole, rough.astype(np.int64))
        offset = np.array(self.interfaces.offset or [0], dtype=np.int64)[which]
        return np.asarray(np.clip(np.minimum(micro, TIME_MAX) + offset, 0, TIME_MAX), dtype=np.int64)


MAGIC_LITTLE: Final = 0x4D


def pcapng_frames(window: Window, skip: Skip) -> Iterator[Frames]:
    """Give the frames of a capture, the window standing at its beginning."""
    walk = _Walk()
    while True:
        found, why = walk.starts(window)
        if found:
            yield walk.frames(window, found)
        ready = walk.section(window) if why == "section" else None
        if why == "broken" or ready is False:
            skip(BROKEN, walk.number, 1)
            return
        if not ready and not _more(window, walk):
            break
    if walk.interfaces.full:
        skip(TOO_MANY, walk.number, 1)
    if window.size > walk.at or walk.to_pass:
        skip(CUT_OFF, walk.number, 1)


def _more(window: Window, walk: _Walk) -> bool:
    """Read on, past what nobody needs."""
    more = window.more(walk.at)
    walk.at = 0
    if not more:
        return False
    passed = min(walk.to_pass, window.size)
    walk.to_pass -= passed
    walk.at = passed
    return True
