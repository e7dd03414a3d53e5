"""Android bytecode: its tables say what it calls and which texts it uses."""

from __future__ import annotations

import struct
from typing import Final

from vedette.triage.binary.image import Image, Import

_COUNT_MAX: Final = 200_000
_TEXT_MAX: Final = 1024
_LETTERS_MAX: Final = 24 << 20
_HEADER: Final = 112
_LENGTH_BYTES: Final = 5


def image(data: bytes) -> Image | None:
    """Read a DEX file; None where it is none."""
    if len(data) < _HEADER or data[:4] != b"dex\n" or data[7] != 0:
        return None
    texts = _texts(data)
    types = [texts[number] if number < len(texts) else "" for (number,) in _rows(data, 64, "<I")]
    own = {number for number, *_ in _rows(data, 96, "<8I")}
    called = [
        f"{_plain(types[owner])}.{texts[name]}"
        for owner, _, name in _rows(data, 88, "<HHI")
        if owner not in own and owner < len(types) and name < len(texts)
    ]
    names = {*types, *(texts[name] for _, _, name in _rows(data, 88, "<HHI") if name < len(texts))}
    return Image(
        data=data,
        format="DEX",
        architecture="Dalvik",
        kind="program",
        imports=tuple(dict.fromkeys(Import(name) for name in called)),
        exports=tuple(_plain(types[number]) for number in sorted(own) if number < len(types)),
        made_with=(f"DEX {data[4:7].decode('latin-1')}",),
        texts=tuple(text for text in texts if text and text not in names),
    )


def _rows(data: bytes, at: int, form: str) -> list[tuple[int, ...]]:
    """Return the table whose count and place stand in the header."""
    count, start = struct.unpack_from("<II", data, at)
    size = struct.calcsize(form)
    there = min(count, _COUNT_MAX, max(len(data) - start, 0) // size)
    return [struct.unpack_from(form, data, start + number * size) for number in range(there)]


def _texts(data: bytes) -> list[str]:
    """Return all texts; once they are very many letters, for they may overlap, the rest is empty."""
    made, letters = [], 0
    for (at,) in _rows(data, 56, "<I"):
        made.append(_text(data, at) if letters < _LETTERS_MAX else "")
        letters += len(made[-1])
    return made


def _text(data: bytes, at: int) -> str:
    """Return a text: its length in letters, then letters, then a zero byte."""
    start = at
    while start < min(at + _LENGTH_BYTES, len(data)) and data[start] & 0x80:
        start += 1
    end = data.find(b"\0", start + 1, start + 1 + _TEXT_MAX)
    return data[start + 1 : end if end >= 0 else start + 1 + _TEXT_MAX].decode("utf-8", "replace")


def _plain(name: str) -> str:
    return name.removeprefix("L").removesuffix(";").replace("/", ".")
