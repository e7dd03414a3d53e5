"""Records left behind where a chunk of an event log says it is free: of events deleted or overwritten.

The parser reads a chunk from its first record to its end. To let it read what lies behind, the first record
is made to reach there; what it then says of that one is thrown away.
"""

from __future__ import annotations

from collections.abc import Iterator
from struct import Struct as Packed
from typing import Final

_MARK: Final = b"**\0\0"
_RECORDS: Final = 512
_TABLES: Final = 128
_SIZE: Final = Packed("<I")
_HEAD: Final = 24
_SMALLEST: Final = 28
_RUNS_MAX: Final = 64
_LAST_ID: Final = slice(32, 40)
_FREE: Final = 48


def leftovers(chunk: bytes) -> Iterator[bytes]:
    """Give chunks whose records, but for the first, are such a run of leftover records."""
    for _, (start, end) in zip(range(_RUNS_MAX), _runs(chunk), strict=False):
        made = bytearray(chunk)
        made[_TABLES:_RECORDS] = bytes(_RECORDS - _TABLES)
        made[_LAST_ID] = b"\xff" * 8
        _SIZE.pack_into(made, _FREE, end)
        made[_RECORDS : _RECORDS + 4] = _MARK
        _SIZE.pack_into(made, _RECORDS + 4, start - _RECORDS)
        yield bytes(made)


def _runs(chunk: bytes) -> Iterator[tuple[int, int]]:
    """Find records that stand one after another behind the end: those whose size stands at both ends."""
    (free,) = _SIZE.unpack_from(chunk, _FREE)
    at = free if _RECORDS + _HEAD <= free < len(chunk) else len(chunk)
    while (start := chunk.find(_MARK, at)) >= 0:
        end = start
        while (size := _size(chunk, end)) is not None:
            end += size
        if end > start:
            yield start, end
        at = max(end, start + 1)


def _size(chunk: bytes, at: int) -> int | None:
    if not chunk.startswith(_MARK, at) or at + _SMALLEST > len(chunk):
        return None
    (size,) = _SIZE.unpack_from(chunk, at + 4)
    if size < _SMALLEST or at + size > len(chunk):
        return None
    return int(size) if _SIZE.unpack_from(chunk, at + size - 4)[0] == size else None
