"""Constants that code for .NET hands to a function last, read from the instructions before its calls.

Instructions and tokens are those of ECMA-335, partitions II.22 and III.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

MEMBERS, METHODS = 0x0A, 0x06
"""Tables a token names: what is used of others, and methods of its own, native ones among them."""
_CALLS: Final = frozenset(b"\x28\x6f")
_SITES_MAX: Final = 200
_SMALL, _SHORT, _WHOLE = 0x16, 0x1F, 0x20
_SMALLEST: Final = 9
"""Numbers from 0 to 8 have instructions of their own."""


def last_given(data: bytes, table: int, row: int) -> frozenset[str]:
    """Return the constants that calls of a function hand to it last; `row` counts from 1."""
    token = row.to_bytes(3, "little") + bytes([table])
    return frozenset(str(value) for at in _sites(data, token) if (value := _before(data, at)) is not None)


def _sites(data: bytes, token: bytes) -> Iterator[int]:
    at, seen = data.find(token), 0
    while at > 0 and seen < _SITES_MAX:
        if data[at - 1] in _CALLS:
            yield at - 1
        at, seen = data.find(token, at + 1), seen + 1


def _before(data: bytes, at: int) -> int | None:
    """Return the constant whose load ends at a place; None where something else stands there."""
    if at >= 5 and data[at - 5] == _WHOLE:  # noqa: PLR2004
        return int.from_bytes(data[at - 4 : at], "little")
    if at >= 2 and data[at - 2] == _SHORT:  # noqa: PLR2004
        return data[at - 1]
    number = data[at - 1] - _SMALL
    return number if 0 <= number < _SMALLEST else None
