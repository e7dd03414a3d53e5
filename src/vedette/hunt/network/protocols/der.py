# ruff: noqa: PLR2004  places and lengths in headers say more as numbers
"""DER and BER as far as network protocols need them: tags, lengths, and no trust in either."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

_ITEMS_MAX: Final = 4096


class Item(Struct, frozen=True, eq=False, gc=False):
    """One value: its tag and where its content lies."""

    tag: int
    start: int
    end: int


def item(data: bytes, at: int, end: int) -> Item | None:
    """Read one value's head; None when it is none or leaves its bounds. Tags of one byte only."""
    if at + 2 > end:
        return None
    tag, size, start = data[at], data[at + 1], at + 2
    if size & 0x80:
        count = size & 0x7F
        if not 1 <= count <= 4 or start + count > end:
            return None
        size, start = int.from_bytes(data[start : start + count], "big"), start + count
    return Item(tag, start, start + size) if start + size <= end else None


def whole_length(data: bytes) -> int | None:
    """Return how long the value at the beginning is with its head; None when even that is not there yet."""
    if len(data) < 2 or (data[1] & 0x80 and len(data) < 2 + (data[1] & 0x7F)):
        return None
    count = data[1] & 0x7F if data[1] & 0x80 else 0
    size = int.from_bytes(data[2 : 2 + count], "big") if count else data[1]
    return 2 + count + size


def items(data: bytes, start: int, end: int) -> Iterator[Item]:
    """Read values one behind the other."""
    at = start
    for _ in range(_ITEMS_MAX):
        one = item(data, at, end)
        if one is None:
            return
        yield one
        at = one.end


def inside(data: bytes, of: Item | None) -> Iterator[Item]:
    """Read the values inside another."""
    return items(data, of.start, of.end) if of is not None else iter(())


def child(data: bytes, of: Item | None, tag: int) -> Item | None:
    """Return the first value with that tag inside another."""
    return next((one for one in inside(data, of) if one.tag == tag), None)


def within(data: bytes, of: Item | None, *tags: int) -> Item | None:
    """Follow tags inward."""
    for tag in tags:
        of = child(data, of, tag)
    return of


def content(data: bytes, of: Item | None) -> bytes:
    """Return the bytes of a value."""
    return data[of.start : of.end] if of is not None else b""


def integer(data: bytes, of: Item | None) -> int | None:
    """Read a small whole number."""
    if of is None or not 1 <= of.end - of.start <= 8:
        return None
    return int.from_bytes(data[of.start : of.end], "big", signed=True)
