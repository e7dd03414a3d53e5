"""Objects in old presentations: storages in the records of a stream, compressed or not."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import Final

from vedette.triage.allowance import Allowance

_STORAGE: Final = 0x1011
_CONTAINER: Final = 0xF
_RECORDS: Final = 200_000
_OBJECTS: Final = 500


def storages(data: bytes, allowance: Allowance) -> Iterator[bytes]:
    """Yield the compound files in a `PowerPoint Document` stream: embedded objects, and macros."""
    at, found = 0, 0
    for _ in range(_RECORDS):
        if at + 8 > len(data) or found >= _OBJECTS:
            return
        allowance.burn(1)
        head, kind, size = struct.unpack_from("<HHI", data, at)
        at += 8
        if kind == _STORAGE:
            body = data[at : at + size]
            held = _inflated(body[4:], allowance) if head >> 4 else body
            allowance.take_bytes(len(held), max(len(body), 1))
            found += 1
            yield held
        at += 0 if head & 0xF == _CONTAINER else size


def _inflated(data: bytes, allowance: Allowance) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, allowance.bounds.sample_bytes)
    except zlib.error:
        return b""
