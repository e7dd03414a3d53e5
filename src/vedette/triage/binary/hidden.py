"""Texts that do not stand there as they are: put together on the stack, or under a key of one byte."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

import numpy as np
import re2  # type: ignore[import-untyped]

from vedette.triage.binary.image import Image
from vedette.triage.binary.machine.branches import code_of
from vedette.triage.binary.masks import TABLE, Mask

_TEXTS_MAX: Final = 400
_KEYS_MAX: Final = 2
_LONGEST: Final = 400
_DECODED_MAX: Final = 8 << 20
_CODE_MAX: Final = 16 << 20
_NO_KEYS: Final = (0, 32)
"""No key at all, and the one that only turns small letters into capitals."""
PROGRAM: Final = b"This program cannot be run in DOS mode"
_MARKS: Final = (
    PROGRAM, b"LoadLibrary", b"GetProcAddress", b"kernel32.dll", b"KERNEL32.dll", b"CreateProcess",
    b"VirtualAlloc", b"Software\\Microsoft\\Windows", b"SOFTWARE\\Microsoft\\Windows", b"Mozilla/5.0",
    b"http://www.", b"/bin/busybox", b"/proc/self/exe",
)  # fmt: skip
"""What programs that hide texts hide among them."""
_LETTER: Final = rb"[\x09\x0a\x0d\x20-\x7e]"
_FORMS: Final = (
    (rb"(?:\xc6\x45.%b){6,}", 4, 3, 1), (rb"(?:\xc6\x44\x24.%b){6,}", 5, 4, 1),
    (rb"(?:\xc6\x85....%b){6,}", 7, 6, 1), (rb"(?:\x66\xc7\x45.%b\x00){5,}", 6, 4, 1),
    (rb"(?:\x66\xc7\x44\x24.%b\x00){5,}", 7, 5, 1), (rb"(?:\xc7\x45.%b{4}){2,}", 7, 3, 4),
    (rb"(?:\xc7\x44\x24.%b{4}){2,}", 8, 4, 4),
    (rb"(?:\x6a%b[\x58-\x5b]\x66\x89[\x45\x4d\x55\x5d].){5,}", 7, 1, 1),
    (rb"(?:[\xb8-\xbb]%b\x00\x00\x00\x66\x89[\x45\x4d\x55\x5d].){5,}", 9, 1, 1),
)  # fmt: skip
"""Stores of letters one after the other: the shape, bytes a store, and where in it how many letters lie."""


@lru_cache(maxsize=1)
def _stores() -> Any:  # noqa: ANN401 - of a library without types
    """Return all shapes as one, each a group of it."""
    options = re2.Options()
    options.encoding, options.dot_nl, options.max_mem = re2.Options.Encoding.LATIN1, True, 16 << 20
    return re2.compile(b"|".join(b"(%b)" % (form % _LETTER) for form, *_ in _FORMS), options)


@dataclass(frozen=True, slots=True)
class Key:
    """A key under which texts lie."""

    value: int
    at: int
    """Where the first of them begins."""
    length: int
    whole: bool
    """Whether it is the head of a whole Windows program."""


def stacked(image: Image) -> list[tuple[int, int, str]]:
    """Return texts put together on the stack: offset and length of the stores, and the text."""
    if image.architecture not in ("x86", "x86-64"):
        return []
    found: list[tuple[int, int, str]] = []
    for region in code_of(image):
        code = image.data[region.offset : region.offset + min(region.stored, _CODE_MAX)]
        for match in _stores().finditer(code):
            _, stride, first, letters = _FORMS[match.lastindex - 1]
            raw = match[0][: stride * _LONGEST]
            text = b"".join(raw[at + first : at + first + letters] for at in range(0, len(raw), stride))
            found.append((region.offset + match.start(), len(raw), text.decode("latin-1")))
            if len(found) >= _TEXTS_MAX:
                return found
    return found


def keys(image: Image) -> list[Key]:
    """Return the keys of one byte under which well-known texts lie.

    What two neighbours differ by is the same under every such key, so that one search finds all.
    """
    data = image.data[:_DECODED_MAX]
    if len(data) < len(PROGRAM):
        return []
    raw = np.frombuffer(data, np.uint8)
    apart = (raw[1:] ^ raw[:-1]).tobytes()
    found: dict[int, Key] = {}
    for mark in _MARKS:
        for at in _places(apart, bytes(a ^ b for a, b in pairwise(mark))):
            value = data[at] ^ mark[0]
            if value not in _NO_KEYS:
                found.setdefault(value, Key(value, at, len(mark), mark is PROGRAM))
    return list(found.values())[:_KEYS_MAX]


def _places(apart: bytes, wanted: bytes) -> Iterator[int]:
    at, seen = apart.find(wanted), 0
    while at >= 0 and seen < _TEXTS_MAX:
        yield at
        at, seen = apart.find(wanted, at + 1), seen + 1


def opened(image: Image, key: Key) -> Mask:
    """Return what an image says under a key."""
    table = bytes(TABLE[byte ^ key.value] for byte in range(256))
    return Mask(image.data[:_DECODED_MAX].translate(table), 0)
