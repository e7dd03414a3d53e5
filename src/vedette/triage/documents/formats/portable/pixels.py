"""Pictures of PDF files that are bare dots, made into PNG, so that what is drawn in them can be read."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from typing import Final

_PIXELS: Final = 8_000_000
_SMALL: Final = 40
_COLOURS: Final = {"DeviceGray": 1, "CalGray": 1, "G": 1, "DeviceRGB": 3, "CalRGB": 3, "RGB": 3}


def as_png(given: Mapping[str, object], space: object, dots: bytes) -> bytes | None:
    """Return the dots as PNG, or None where there are too few, too many, or of a kind we do not draw."""
    width, height = given.get("Width", given.get("W")), given.get("Height", given.get("H"))
    bits = given.get("BitsPerComponent", given.get("BPC", 1 if given.get("ImageMask") is True else 8))
    if not isinstance(width, int) or not isinstance(height, int) or not isinstance(bits, int):
        return None
    colours = 1 if given.get("ImageMask") is True else _colours(space)
    if (
        not colours
        or min(width, height) < _SMALL
        or width * height > _PIXELS
        or (bits, colours) not in _DRAWN
    ):
        return None
    row = (width * bits * colours + 7) // 8
    if len(dots) < row * height:
        return None
    lines = b"".join(b"\0" + dots[at : at + row] for at in range(0, row * height, row))
    head = struct.pack(">IIBBBBB", width, height, bits, 0 if colours == 1 else 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(lines, 1)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in chunks)


_DRAWN: Final = frozenset(((1, 1), (2, 1), (4, 1), (8, 1), (8, 3)))
"""Bits of a colour, and how many colours."""


def _colours(space: object) -> int:
    """Return how many numbers make a dot: of named spaces, and of those with a profile."""
    if isinstance(space, str):
        return _COLOURS.get(space, 0)
    if isinstance(space, list) and space and isinstance(space[0], str):
        if space[0] == "ICCBased" and len(space) > 1 and isinstance(space[1], dict):
            number = space[1].get("N")
            return number if number in (1, 3) else 0
        return _COLOURS.get(space[0], 0)
    return 0


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
