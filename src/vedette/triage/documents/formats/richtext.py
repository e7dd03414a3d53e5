"""RTF, read as Word reads it: groups, control words, objects in hex however they are broken up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct, field

from vedette.core.expressions import expression
from vedette.triage.allowance import Allowance

_TOKEN: Final = expression(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|([^\\{}]{1,65536})", re.DOTALL
)
_ANY: Final = expression(rb"(?i)\\(?:objdata|template|fldinst)")
_NO_HEX: Final = expression(rb"[^0-9a-fA-F]+")
_DEEP: Final = 2000
_TAKEN: Final = frozenset((b"objdata", b"template", b"fldinst", b"objclass", b"objname", b"datafield"))
"""Destinations whose contents we keep."""
_KNOWN: Final = frozenset((b"objocx", b"objemb", b"objautlink", b"objlink", b"objupdate", b"objhtml"))


class Part(Struct):
    """One destination and what stands in it."""

    name: str
    at: int
    """Byte where it begins."""
    data: bytearray = field(default_factory=bytearray)
    breaks: int = 0
    """Control words and groups among its hex."""
    marks: frozenset[str] = frozenset()
    """Words around it: objupdate, objautlink."""


class _Group(Struct):
    part: Part | None
    starred: bool = False
    ignored: bool = False
    marks: set[str] = field(default_factory=set)


def parts(data: bytes, allowance: Allowance) -> Iterator[Part]:
    """Yield the destinations we know, in the order they end."""
    if _ANY.search(data) is None:
        return
    groups, at = [_Group(None)], 0
    while (match := _TOKEN.search(data, at)) is not None:
        allowance.burn(2)
        at = match.end()
        if match[1] is not None:
            at = _word(groups, match[1].lower(), (match[2], match.start(), at), data)
        elif match[5] == b"}" and len(groups) > 1:
            yield from _closed(groups)
        else:
            _plain(groups, match)
    while len(groups) > 1:
        yield from _closed(groups)


def _plain(groups: list[_Group], match: re.Match[bytes]) -> None:
    """Take what is no control word: the beginning of a group, a star, text."""
    top = groups[-1]
    if match[5] == b"{" and len(groups) < _DEEP:
        groups.append(_Group(top.part, ignored=top.ignored))
    elif match[4] == b"*":
        top.starred = True
    elif match[6] is not None and top.part is not None and not top.ignored:
        top.part.data += match[6]


def _closed(groups: list[_Group]) -> Iterator[Part]:
    one = groups.pop()
    groups[-1].marks |= one.marks
    if one.part is not None and one.part is not groups[-1].part:
        one.part.marks = frozenset(one.marks | groups[-1].marks)
        yield one.part
    elif one.part is not None:
        one.part.breaks += 1


def _word(groups: list[_Group], word: bytes, place: tuple[bytes | None, int, int], data: bytes) -> int:
    """Take one control word, and return where to go on."""
    group, (number, start, at) = groups[-1], place
    if word == b"bin":
        size = max(0, min(int(number or 0), len(data) - at))
        if group.part is not None:
            group.part.data += data[at : at + size].hex().encode() if group.part.name == "objdata" else b""
        return at + size
    if word in _TAKEN:
        group.part = Part(word.decode(), start)
        group.ignored = False
    elif word in _KNOWN:
        for one in groups[-3:]:
            one.marks.add(word.decode())
    elif group.part is not None:
        group.part.breaks += 1
        if group.starred:
            group.ignored = True
        group.part.data += b" " if group.part.name != "objdata" else b""
    group.starred = False
    return at


class Embedded(Struct, frozen=True, kw_only=True):
    """An OLE 1.0 object."""

    kind: str
    """Its class: Equation.3, Package, OLE2Link."""
    data: bytes
    linked: bool = False
    topic: str = ""


def embedded(part: Part) -> Embedded:
    """Decode the object of an `objdata`."""
    digits = _NO_HEX.sub(b"", bytes(part.data))
    raw = bytes.fromhex(digits[: len(digits) // 2 * 2].decode())
    linked, at = raw[4:5] == b"\x01", 8
    texts = []
    for _ in range(3):
        size = int.from_bytes(raw[at : at + 4], "little")
        if size > 4096 or at + 4 > len(raw):  # noqa: PLR2004  no name is that long: this is no header
            return Embedded(kind="", data=raw)
        texts.append(raw[at + 4 : at + 4 + size].split(b"\0")[0].decode("cp1252", "replace"))
        at += 4 + size
    size = int.from_bytes(raw[at : at + 4], "little")
    return Embedded(kind=texts[0], topic=texts[1], linked=linked, data=raw[at + 4 : at + 4 + size])
