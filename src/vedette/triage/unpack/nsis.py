"""What an NSIS installer carries: its files, under the names its own instructions give, and all its texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from struct import Struct
from typing import Final

from vedette.core.errors import BadInput
from vedette.core.nouns import Skipped
from vedette.triage.allowance import Allowance
from vedette.triage.unpack.growth import gather, inflated, keep, unlzma
from vedette.triage.unpack.member import Member, attempt, broken
from vedette.triage.unpack.reading import number, take

_FIRST: Final = Struct("<II12sII")
_PACKED: Final = 0x80000000
_INSTRUCTION: Final = Struct("<7I")
_EXTRACT: Final = 20
"""The instruction that writes a file."""
_INSTRUCTIONS, _TEXTS, _LANGUAGES = 2, 3, 4
_MOST: Final = 100_000
_STEPS: Final = 20
_LONGEST: Final = 1024


def _lzma(data: bytes) -> Iterator[bytes]:
    at = 1 if data[:1] in {b"\0", b"\1"} and data[1:2] == b"]" else 0
    if data[at : at + 1] != b"]":
        raise broken("not lzma")
    return unlzma(data[at + 5 :], data[at : at + 5], None, cut=True)


def _lzma2(data: bytes) -> Iterator[bytes]:
    return unlzma(data[1:], data[:1], None, cut=True)


def _deflated(data: bytes) -> Iterator[bytes]:
    return inflated(data, -15)


def _zlib(data: bytes) -> Iterator[bytes]:
    return inflated(data, 15)


WAYS: Final[tuple[Callable[[bytes], Iterator[bytes]], ...]] = (_lzma, _zlib, _lzma2, _deflated)
"""Ways installers pack, in the order they are tried."""


@dataclass(frozen=True, slots=True)
class _Setup:
    """An installer's own data, unpacked, and what follows it."""

    head: bytes
    body: bytes
    joined: bool
    """Whether all was packed as one."""


def entries(data: bytes, allowance: Allowance) -> Iterator[Member | Skipped]:
    """Yield what an installer carries.

    Raises:
        BadInput: it is packed in a way nothing here reads.

    """
    _, _, _, head_size, _ = take(_FIRST, data, 0)
    setup = _setup(data[_FIRST.size :], head_size, allowance)
    texts = _texts(setup.head)
    yield Member("texts.txt", keep("\n".join(texts).encode("utf-8", "replace"), allowance), "all texts in it")
    done: set[int] = set()
    for name, place in _files(setup.head, allowance):
        if place not in done:
            done.add(place)
            yield from attempt(_file(setup, name, place, allowance), name, allowance)


def _setup(data: bytes, head_size: int, allowance: Allowance) -> _Setup:
    word = number(data, 0, 4)
    size = word & ~_PACKED
    if word == head_size and size <= len(data) - 4:
        return _Setup(data[4 : 4 + size], data[4 + size :], joined=False)
    if word & _PACKED and 0 < size <= len(data) - 4:
        try:
            head = _unpacked(data[4 : 4 + size], allowance)
        except BadInput:
            head = b""
        if len(head) >= head_size:
            return _Setup(head, data[4 + size :], joined=False)
    whole = _unpacked(data, allowance)
    size = number(whole, 0, 4)
    return _Setup(whole[4 : 4 + size], whole[4 + size :], joined=True)


def _unpacked(data: bytes, allowance: Allowance) -> bytes:
    """Unpack with lzma or deflate, whichever it is."""
    for way in (_lzma, _deflated):
        try:
            return gather(way(data), allowance, len(data))
        except BadInput:
            continue
    raise broken("packed in a way nothing here reads (bzip2 of NSIS, or damaged)")


def _file(setup: _Setup, name: str, place: int, allowance: Allowance) -> Iterator[Member]:
    word = number(setup.body, place, 4)
    size = word if setup.joined else word & ~_PACKED
    body = setup.body[place + 4 : place + 4 + size]
    if len(body) < size:
        raise broken("it breaks off in this file")
    if word & _PACKED and not setup.joined:
        yield Member(name, _unpacked(body, allowance))
    else:
        yield Member(name, keep(body, allowance))


def _block(head: bytes, which: int) -> tuple[int, int]:
    """Return where one block of the head lies, and how many things are in it."""
    at = 4 + 8 * which
    return number(head, at, 4), number(head, at + 4, 4)


def _files(head: bytes, allowance: Allowance) -> Iterator[tuple[str, int]]:
    """Yield the names and places of the files that instructions write."""
    start, count = _block(head, _INSTRUCTIONS)
    texts, _ = _block(head, _TEXTS)
    wide = _is_wide(head, texts)
    for row in range(min(count, _MOST)):
        allowance.burn(_STEPS)
        at = start + row * _INSTRUCTION.size
        if at + _INSTRUCTION.size > len(head):
            return
        what, _, text, place, *_ = take(_INSTRUCTION, head, at)
        if what == _EXTRACT:
            name = _text(head, texts, text, wide=wide)
            yield name.replace("\\", "/") or f"file-{row}", place


def _is_wide(head: bytes, texts: int) -> bool:
    """Tell texts in UTF-16: the first is empty, so two NULs stand there."""
    return head[texts : texts + 2] == b"\0\0"


def _text(head: bytes, texts: int, at: int, *, wide: bool) -> str:
    if wide:
        start = texts + 2 * at
        raw = head[start : start + 2 * _LONGEST]
        return _readable(raw.decode("utf-16-le", "replace").split("\0", 1)[0])
    return _readable(head[texts + at : texts + at + _LONGEST].split(b"\0", 1)[0].decode("latin-1"))


def _readable(text: str) -> str:
    """Write the codes that stand for folders and variables as a sign."""
    made, at = [], 0
    while at < len(text):
        code = ord(text[at])
        if 0 < code < 5 or 252 <= code <= 255:  # noqa: PLR2004  codes of both kinds of texts
            made.append("$")
            at += 2 if code < 5 else 3  # noqa: PLR2004
        else:
            made.append(text[at])
            at += 1
    return "".join(made)


def _texts(head: bytes) -> list[str]:
    """Return all texts."""
    start, _ = _block(head, _TEXTS)
    stop, _ = _block(head, _LANGUAGES)
    raw = head[start : stop if stop > start else len(head)]
    wide = _is_wide(head, start)
    whole = raw.decode("utf-16-le", "replace") if wide else raw.decode("latin-1")
    return [_readable(text) for text in whole.split("\0") if text]
