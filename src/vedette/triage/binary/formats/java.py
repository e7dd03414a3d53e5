"""Java classes: their constants say what they call and which texts they use."""

from __future__ import annotations

import struct
from typing import Final

from vedette.triage.binary.image import Image, Import

_SIZES: Final = {
    3: 4, 4: 4, 5: 8, 6: 8, 7: 2, 8: 2, 9: 4, 10: 4, 11: 4, 12: 4, 15: 3, 16: 2, 17: 4, 18: 4, 19: 2, 20: 2,
}  # fmt: skip
"""Bytes of each kind of constant."""
_TEXT, _CLASS, _STRING, _NAMED = 1, 7, 8, 12
_METHODS: Final = (10, 11)
_TEXTS_MAX: Final = 5000
_FIRST_VERSION: Final = 44
Constants = dict[int, tuple[int, bytes]]


def image(data: bytes) -> Image | None:
    """Read a class; None where it is none."""
    if len(data) < 10 or data[:4] != b"\xca\xfe\xba\xbe":  # noqa: PLR2004
        return None
    (major,) = struct.unpack_from(">H", data, 6)
    constants = _constants(data)
    if constants is None or major < _FIRST_VERSION:
        return None
    called = [_method(constants, raw) for kind, raw in constants.values() if kind in _METHODS]
    numbers = dict.fromkeys(_number(raw) for kind, raw in constants.values() if kind == _STRING)
    texts = [_text(constants, number) for number in numbers]
    names = [_text(constants, _number(raw)) for kind, raw in constants.values() if kind == _CLASS]
    classes = [name.replace("/", ".") for name in names]
    return Image(
        data=data,
        format="Java class",
        architecture="Java",
        big=True,
        kind="class",
        imports=tuple(dict.fromkeys(Import(name) for name in called if name)),
        libraries=tuple(dict.fromkeys(name for name in classes if name and not name.startswith("[")))[:400],
        made_with=(f"Java {max(major - _FIRST_VERSION, 1)}",),
        texts=tuple(dict.fromkeys(text for text in texts if text))[:_TEXTS_MAX],
    )


def _constants(data: bytes) -> Constants | None:
    (count,) = struct.unpack_from(">H", data, 8)
    made: Constants = {}
    at, number = 10, 1
    while number < count:
        if at >= len(data):
            return None
        kind = data[at]
        size = _SIZES.get(kind)
        if kind == _TEXT and at + 3 <= len(data):
            size = 2 + int.from_bytes(data[at + 1 : at + 3], "big")
        if size is None or at + 1 + size > len(data):
            return None
        made[number] = kind, data[at + 1 : at + 1 + size]
        at += 1 + size
        number += 2 if kind in (5, 6) else 1
    return made


def _number(raw: bytes, at: int = 0) -> int:
    return int.from_bytes(raw[at : at + 2], "big")


def _text(constants: Constants, number: int) -> str:
    kind, raw = constants.get(number, (0, b""))
    return raw[2:].decode("utf-8", "replace")[:1024] if kind == _TEXT else ""


def _method(constants: Constants, raw: bytes) -> str:
    """Return what is called, as package.Class.method."""
    kind, owner = constants.get(_number(raw), (0, b""))
    other, pair = constants.get(_number(raw, 2), (0, b""))
    if kind != _CLASS or other != _NAMED:
        return ""
    return f"{_text(constants, _number(owner)).replace('/', '.')}.{_text(constants, _number(pair))}"
