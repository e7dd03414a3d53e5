"""Metadata of .NET: streams, tables and their rows, read with our own bounds."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

_STREAMS_MAX: Final = 16
_ROWS_MAX: Final = 200_000
_TEXT_MAX: Final = 1024
_TABLES: Final = 45

MODULE, TYPE_REF, TYPE_DEF, METHOD, MEMBER_REF, MODULE_REF, IMPORT, ASSEMBLY, ASSEMBLY_REF, RESOURCE = (
    0, 1, 2, 6, 10, 26, 28, 32, 35, 40,
)  # fmt: skip

# Columns: 2 and 4 are numbers of so many bytes; S G B places in the heaps of strings, GUIDs and blobs; a
# number in a tuple a row of that table; a name a row of one of several.
_CODED: Final = {
    "type": (2, (2, 1, 27)), "constant": (2, (4, 8, 23)),
    "custom": (5, (6, 4, 1, 2, 8, 9, 10, 0, 14, 23, 20, 17, 26, 27, 32, 35, 38, 39, 40)),
    "marshal": (1, (4, 8)), "security": (2, (2, 6, 32)), "parent": (3, (2, 1, 26, 6, 27)),
    "semantics": (1, (20, 23)),
    "method": (1, (6, 10)), "forwarded": (1, (4, 6)), "implementation": (2, (38, 35, 39)),
    "attribute": (3, (6, 10)), "scope": (2, (0, 26, 35, 1)), "owner": (1, (2, 6)),
}  # fmt: skip
_SHAPES: Final[dict[int, tuple[object, ...]]] = {
    0: (2, "S", "G", "G", "G"), 1: ("scope", "S", "S"), 2: (4, "S", "S", "type", (4,), (6,)),
    3: ((4,),),
    4: (2, "S", "B"), 5: ((6,),), 6: (4, 2, 2, "S", "B", (8,)), 7: ((8,),), 8: (2, 2, "S"), 9: ((2,), "type"),
    10: ("parent", "S", "B"), 11: (2, "constant", "B"), 12: ("custom", "attribute", "B"),
    13: ("marshal", "B"),
    14: (2, "security", "B"), 15: (2, 4, (2,)), 16: (4, (4,)), 17: ("B",), 18: ((2,), (20,)), 19: ((20,),),
    20: (2, "S", "type"), 21: ((2,), (23,)), 22: ((23,),), 23: (2, "S", "B"), 24: (2, (6,), "semantics"),
    25: ((2,), "method", "method"), 26: ("S",), 27: ("B",), 28: (2, "forwarded", "S", (26,)), 29: (4, (4,)),
    30: (4, 4), 31: (4,), 32: (4, 2, 2, 2, 2, 4, "B", "S", "S"), 33: (4,), 34: (4, 4, 4),
    35: (2, 2, 2, 2, 4, "B", "S", "S", "B"), 36: (4, (35,)), 37: (4, 4, 4, (35,)), 38: (4, "S", "B"),
    39: (4, 4, "S", "S", "implementation"), 40: (4, 4, "S", "implementation"), 41: ((2,), (2,)),
    42: (2, 2, "owner", "S"), 43: ("method", "B"), 44: ((42,), "type"),
}  # fmt: skip
Row = tuple[int, ...]


@dataclass(slots=True)
class Metadata:
    """The tables of one assembly."""

    streams: dict[str, bytes]
    rows: dict[int, list[Row]] = field(default_factory=dict)

    def text(self, at: int) -> str:
        """Return a name from the heap of names."""
        heap = self.streams.get("#Strings", b"")
        end = heap.find(b"\0", at, at + _TEXT_MAX) if at < len(heap) else -1
        return heap[at:end].decode("utf-8", "replace") if end >= 0 else ""

    def table(self, number: int) -> list[Row]:
        """Return the rows of one table."""
        return self.rows.get(number, [])

    def user_strings(self, most: int = 5000) -> list[str]:
        """Return the texts its code uses."""
        heap, at, found = self.streams.get("#US", b""), 1, list[str]()
        while at < len(heap) and len(found) < most:
            size, width = _packed(heap, at)
            if not width:
                break
            raw = heap[at + width : at + width + max(size - 1, 0)]
            if len(raw) > 1:
                found.append(raw.decode("utf-16-le", "replace")[:_TEXT_MAX])
            at += width + size
        return found


def _packed(heap: bytes, at: int) -> tuple[int, int]:
    """Read a length of one, two or four bytes: the number, and how long it is."""
    first = heap[at]
    if first < 0x80:  # noqa: PLR2004
        return first, 1
    if first < 0xC0:  # noqa: PLR2004
        return int.from_bytes(heap[at : at + 2], "big") & 0x3FFF, 2
    if first < 0xE0:  # noqa: PLR2004
        return int.from_bytes(heap[at : at + 4], "big") & 0x1FFFFFFF, 4
    return 0, 0


def read(raw: bytes) -> Metadata | None:
    """Read metadata from its root; None where there is none."""
    if len(raw) < 20 or raw[:4] != b"BSJB":  # noqa: PLR2004
        return None
    (length,) = struct.unpack_from("<I", raw, 12)
    at = 16 + length
    if length > 256 or at + 4 > len(raw):  # noqa: PLR2004
        return None
    (count,) = struct.unpack_from("<H", raw, at + 2)
    made, at = Metadata({}), at + 4
    for _ in range(min(count, _STREAMS_MAX)):
        end = raw.find(b"\0", at + 8, at + 8 + 33)
        if end < 0:
            break
        start, size = struct.unpack_from("<II", raw, at)
        made.streams[raw[at + 8 : end].decode("latin-1")] = raw[start : start + size]
        at += 8 + (end - at - 8) // 4 * 4 + 4
    _Reader(made).rows()
    return made


class _Reader:
    """Reads all tables that come before the last one of interest."""

    def __init__(self, made: Metadata) -> None:
        self._made = made
        self._raw = made.streams.get("#~") or made.streams.get("#-", b"")
        self._counts: dict[int, int] = {}

    def rows(self) -> None:
        """Fill in the rows."""
        raw = self._raw
        if len(raw) < 24:  # noqa: PLR2004
            return
        (present,) = struct.unpack_from("<Q", raw, 8)
        at = 24
        for number in range(64):
            if present >> number & 1:
                if at + 4 > len(raw) or number >= _TABLES:
                    return
                (self._counts[number],) = struct.unpack_from("<I", raw, at)
                at += 4
        for number, count in self._counts.items():
            widths = [self._width(column) for column in _SHAPES[number]]
            size = sum(widths)
            there = min(count, (len(raw) - at) // size, _ROWS_MAX)
            form = "<" + "".join("H" if width == 2 else "I" for width in widths)  # noqa: PLR2004
            places = range(at, at + max(there, 0) * size, size)
            self._made.rows[number] = [struct.unpack_from(form, raw, one) for one in places]
            if there < count:
                return
            at += size * count

    def _width(self, column: object) -> int:
        if isinstance(column, int):
            return column
        if isinstance(column, tuple):
            return 4 if self._counts.get(column[0], 0) > 0xFFFF else 2  # noqa: PLR2004
        if column in self._heaps:
            return self._heaps[str(column)]
        bits, tables = _CODED[str(column)]
        most = max(self._counts.get(one, 0) for one in tables)
        return 4 if most >= 1 << (16 - bits) else 2

    @cached_property
    def _heaps(self) -> dict[str, int]:
        """Return how wide places in heaps are."""
        bits = self._raw[6]
        return {name: 4 if bits >> number & 1 else 2 for number, name in enumerate("SGB")}
