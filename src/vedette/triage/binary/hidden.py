"""Texts that do not stand there as they are: put together on the stack, or under a key of one byte."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np
import re2  # type: ignore[import-untyped]

from vedette.triage.binary.image import Image
from vedette.triage.binary.machine.branches import code_of
from vedette.triage.binary.masks import TABLE, Mask

_TEXTS_MAX: Final = 400
_KEYS_MAX: Final = 2
_LONGEST: Final = 400
_BY_EIGHT: Final = 0x48
_DECODED_MAX: Final = 8 << 20
_CODE_MAX: Final = 16 << 20
_NO_KEYS: Final = {False: (0, 0x20), True: (0, 0x20, 0xE0)}
"""No key at all, and those that only turn small letters into capitals or back: mixed in, and added."""
PROGRAM: Final = b"This program cannot be run in DOS mode"
_ANYWHERE: Final = (
    PROGRAM, b"Mozilla/5.0", b"http://www.", b"/bin/busybox", b"/proc/self/exe", b"User-Agent:",
)  # fmt: skip
_ON_WINDOWS: Final = (
    b"LoadLibrary", b"GetProcAddress", b"kernel32.dll", b"KERNEL32.dll", b"CreateProcess",
    b"VirtualAlloc", b"Software\\Microsoft\\Windows", b"SOFTWARE\\Microsoft\\Windows", b"ws2_32.dll",
    b"wininet.dll", b"advapi32.dll", b"InternetOpen", b"CreateThread", b"RegSetValueEx", b"cmd.exe /c ",
    b"powershell",
)  # fmt: skip
"""What programs that hide texts hide among them."""
_LETTER: Final = rb"[\x09\x0a\x0d\x20-\x7e]"
_FORMS: Final = (
    (rb"(?:\x6a%b[\x58-\x5b]\x66\x89[\x45\x4d\x55\x5d].){5,}", 7, 1, 1),
    (rb"(?:[\xb8-\xbb]%b\x00\x00\x00\x66\x89[\x45\x4d\x55\x5d].){5,}", 9, 1, 1),
)  # fmt: skip
"""Stores of letters by way of a register: the shape, bytes a store, and where in it how many letters lie."""
_PLACE: Final = rb"(?:[\x40-\x43\x45-\x47](.)|\x44\x24(.)|[\x80-\x83\x85-\x87](....)|\x84\x24(....))"
_STORE: Final = (
    rb"\xc6%b(%b)|\x66\xc7%b(%b\x00)|\xc7%b(%b{4}|%b{2}\x00\x00|%b{3}\x00|%b\x00%b\x00)"
    rb"|\x48[\xb8-\xbf](%b{8})\x48\x89%b"
)
"""One store of a letter, of one letter of two bytes, of four, or of eight by way of a register."""
_GAP: Final = 16
"""Bytes of other instructions between two stores of one text."""
_SHORTEST: Final = 6
_LETTERS_OLD, _LETTERS_NEW = 4, 2
"""Letters a store may hold at most where a text is put together letter by letter, on 32 bits and on 64."""


@lru_cache(maxsize=1)
def _stores() -> Any:  # noqa: ANN401 - of a library without types
    """Return all shapes as one, each a group of it."""
    options = re2.Options()
    options.encoding, options.dot_nl, options.max_mem = re2.Options.Encoding.LATIN1, True, 16 << 20
    return re2.compile(b"|".join(b"(%b)" % (form % _LETTER) for form, *_ in _FORMS), options)


@lru_cache(maxsize=1)
def _one_store() -> Any:  # noqa: ANN401 - of a library without types
    options = re2.Options()
    options.encoding, options.dot_nl, options.max_mem = re2.Options.Encoding.LATIN1, True, 16 << 20
    a, at = _LETTER, _PLACE
    return re2.compile(_STORE % (at, a, at, a, at, a, a, a, a, a, a, at), options)


class Stacked(NamedTuple):
    """A text put together on the stack."""

    offset: int
    length: int
    """Of the stores."""
    text: str
    by_letters: bool
    """Whether no store holds many letters: compilers put short texts there by fours and eights."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key under which texts lie."""

    value: int
    added: bool
    """Whether it was added to every byte instead of mixed in."""
    at: int
    """Where the first of them begins."""
    length: int
    whole: bool
    """Whether it is the head of a whole Windows program."""


def stacked(image: Image) -> list[Stacked]:
    """Return texts put together on the stack."""
    if image.architecture not in ("x86", "x86-64"):
        return []
    found: list[Stacked] = []
    for region in code_of(image):
        code = image.data[region.offset : region.offset + min(region.stored, _CODE_MAX)]
        most = _LETTERS_OLD if image.bits == 32 else _LETTERS_NEW  # noqa: PLR2004
        for one in (*_by_register(code), *_by_place(code, most)):
            found.append(one._replace(offset=region.offset + one.offset))
            if len(found) >= _TEXTS_MAX:
                return found
    return found


def _by_register(code: bytes) -> Iterator[Stacked]:
    for match in _stores().finditer(code):
        _, stride, first, letters = _FORMS[match.lastindex - 1]
        raw = match[0][: stride * _LONGEST]
        text = b"".join(raw[at + first : at + first + letters] for at in range(0, len(raw), stride))
        yield Stacked(match.start(), len(raw), text.decode("latin-1"), by_letters=True)


def _by_place(code: bytes, most: int) -> Iterator[Stacked]:
    """Give texts of stores that stand close together, read in the order of the places they go to."""
    stores: dict[int, bytes] = {}
    start = end = 0
    for match in _one_store().finditer(code):
        parts = [one for one in match.groups() if one is not None]
        raw, letters = (parts[1], parts[0]) if code[match.start()] == _BY_EIGHT else (parts[0], parts[1])
        place = int.from_bytes(raw, "little", signed=True)
        if not stores or match.start() - end > _GAP or place in stores or len(stores) >= _LONGEST:
            yield from _read(stores, (start, end), most)
            stores, start = {}, match.start()
        stores[place], end = letters, match.end()
    yield from _read(stores, (start, end), most)


def _read(stores: dict[int, bytes], place: tuple[int, int], most: int) -> Iterator[Stacked]:
    """Give the texts stores make: those that go to places one after the other."""
    if len(stores) < 2:  # noqa: PLR2004
        return
    text, following = b"", None
    by_letters = all(len(one) <= most for one in stores.values())
    for at in [*sorted(stores), None]:
        if at is None or at != following:
            letters = text.replace(b"\0", b"")
            if len(letters) >= _SHORTEST:
                yield Stacked(place[0], place[1] - place[0], letters.decode("latin-1"), by_letters)
            text = b""
        if at is not None:
            text += stores[at]
            following = at + len(stores[at])


def keys(image: Image) -> list[Key]:
    """Return the keys of one byte under which well-known texts lie.

    What two neighbours differ by is the same under every such key, so that one search finds all.
    """
    data = image.data[:_DECODED_MAX]
    if len(data) < len(PROGRAM):
        return []
    raw = np.frombuffer(data, np.uint8)
    found: dict[tuple[bool, int], Key] = {}
    for added in (False, True) if image.windows else (False,):
        steps = (raw[1:] - raw[:-1] if added else raw[1:] ^ raw[:-1]).tobytes()
        for mark in (*_ANYWHERE, *_ON_WINDOWS) if image.windows else _ANYWHERE:
            wanted = bytes(_apart(one, two, added=added) for one, two in pairwise(mark))
            for at in _places(steps, wanted):
                value = (data[at] - mark[0]) % 256 if added else data[at] ^ mark[0]
                if value not in _NO_KEYS[added]:
                    found.setdefault((added, value), Key(value, added, at, len(mark), mark is PROGRAM))
    return list(found.values())[:_KEYS_MAX]


def _apart(one: int, two: int, *, added: bool) -> int:
    return (two - one) % 256 if added else one ^ two


def _places(apart: bytes, wanted: bytes) -> Iterator[int]:
    at, seen = apart.find(wanted), 0
    while at >= 0 and seen < _TEXTS_MAX:
        yield at
        at, seen = apart.find(wanted, at + 1), seen + 1


def plain(key: Key, raw: bytes) -> bytes:
    """Return what bytes say under a key."""
    return bytes((byte - key.value) % 256 if key.added else byte ^ key.value for byte in raw)


def opened(image: Image, key: Key) -> Mask:
    """Return what an image says under a key."""
    table = bytes(TABLE[byte] for byte in plain(key, bytes(range(256))))
    return Mask(image.data[:_DECODED_MAX].translate(table), 0)
