"""The table Go leaves in every program: where each function starts and what it is called, stripped or not."""

from __future__ import annotations

import struct
from typing import Final

import numpy as np

from vedette.triage.binary.image import Image

_MAGICS: Final = (b"\xf1\xff\xff\xff\0\0", b"\xf0\xff\xff\xff\0\0")
"""Of Go since 1.20, and since 1.18."""
_FUNCTIONS_MAX: Final = 200_000
_NAME_MAX: Final = 256
_LETTERS_MAX: Final = 24 << 20
_TRIES: Final = 8


def functions(image: Image) -> dict[int, str]:
    """Return the functions of a Go program by their addresses; none where it is no such program."""
    if image.big or b"Go build" not in image.data:
        return {}
    for magic in _MAGICS:
        at = image.data.find(magic)
        for _ in range(_TRIES):
            if at < 0:
                break
            found = _table(image, at)
            if found:
                return found
            at = image.data.find(magic, at + 1)
    return {}


def _table(image: Image, at: int) -> dict[int, str]:
    quantum, width = image.data[at + 6 : at + 7], image.data[at + 7 : at + 8]
    if quantum not in (b"\1", b"\2", b"\4") or width not in (b"\4", b"\x08"):
        return {}
    size = width[0]
    raw = image.data[at + 8 : at + 8 + 8 * size]
    if len(raw) < 8 * size:
        return {}
    count, _, text, names, _, _, _, table = struct.unpack("<8Q" if size == 8 else "<8I", raw)  # noqa: PLR2004
    start = at + table
    if not 0 < count <= _FUNCTIONS_MAX or start + 8 * count > len(image.data) or names > len(image.data):
        return {}
    text = text or next((one.address for one in image.sections if one.name == ".text"), 0)
    rows = np.frombuffer(image.data, "<u4", 2 * count, start).reshape(-1, 2).tolist()
    made: dict[int, str] = {}
    letters = 0
    for entry, place in rows:
        name = _name(image.data, start + place, at + names)
        letters += len(name)
        if name and letters < _LETTERS_MAX:
            made[text + entry] = name
    return made


def _name(data: bytes, function: int, names: int) -> str:
    raw = data[function + 4 : function + 8]
    if len(raw) < 4:  # noqa: PLR2004
        return ""
    at = names + int.from_bytes(raw, "little")
    end = data.find(b"\0", at, at + _NAME_MAX)
    return data[at:end].decode("utf-8", "replace") if end > at else ""
