"""Numbers and pieces out of bytes, where reading beyond the end is a fault of the bytes."""

from __future__ import annotations

from struct import Struct
from typing import Any

from vedette.triage.unpack.member import broken


def take(shape: Struct, data: bytes | memoryview, at: int) -> tuple[Any, ...]:
    """Return the numbers a head holds.

    Raises:
        BadInput: the bytes end before it does.

    """
    if at < 0 or at + shape.size > len(data):
        raise broken("it breaks off in a head")
    return shape.unpack_from(data, at)


def number(data: bytes | memoryview, at: int, size: int) -> int:
    """Return a little-endian number.

    Raises:
        BadInput: the bytes end before it does.

    """
    if at < 0 or at + size > len(data):
        raise broken("it breaks off in a head")
    return int.from_bytes(data[at : at + size], "little")


def zero_ended(data: bytes, at: int, most: int = 4096) -> tuple[bytes, int]:
    """Return the bytes up to the next NUL, and where the next thing begins.

    Raises:
        BadInput: there is no NUL near.

    """
    end = data.find(b"\0", at, at + most)
    if end < 0:
        raise broken("a name in it does not end")
    return data[at:end], end + 1
