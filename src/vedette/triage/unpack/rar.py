"""The members of RAR archives of versions 4 and 5: those that are only stored come out, the rest is named."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from struct import Struct
from typing import Final

from vedette.core.errors import BadInput
from vedette.core.nouns import Skipped
from vedette.triage.allowance import Allowance
from vedette.triage.sample import Sample
from vedette.triage.unpack.growth import keep
from vedette.triage.unpack.member import Member, attempt, broken, skipped
from vedette.triage.unpack.reading import number, take

_OLD: Final = b"Rar!\x1a\x07\0"
_NEW: Final = b"Rar!\x1a\x07\x01\0"
_BLOCK: Final = Struct("<HBHH")
_FILE: Final = Struct("<IIBIIBBHI")
_STEPS: Final = 100
_STORED: Final = 0x30
_NO_READER: Final = "packed with RAR, which nothing free of charge here unpacks"
_LOCKED: Final = "locked with a password"
_PART: Final = "a part of a file: the rest lies in another archive of the set"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One file, as both versions describe it."""

    name: str
    start: int
    packed: int
    crc: int | None
    stored: bool
    locked: bool = False
    split: bool = False
    folder: bool = False
    link: bool = False


def members(sample: Sample, allowance: Allowance, _passwords: Sequence[str]) -> Iterator[Member | Skipped]:
    """Yield the files of a RAR archive.

    Raises:
        BadInput: it breaks off, or even its heads are locked.

    """
    data = sample.data
    entries = _new(data, allowance) if data.startswith(_NEW) else _old(data, allowance)
    for entry in entries:
        yield from _given(data, entry, allowance)


def _given(data: bytes, entry: _Entry, allowance: Allowance) -> Iterator[Member | Skipped]:
    whys = (
        (entry.link, "a link: not followed"),
        (entry.locked, _LOCKED),
        (entry.split, _PART),
        (not entry.stored, _NO_READER),
    )
    why = next((why for holds, why in whys if holds), "")
    if entry.folder:
        return
    if why:
        yield skipped(entry.name, why)
    else:
        yield from attempt(_member(data, entry, allowance), entry.name, allowance)


def _member(data: bytes, entry: _Entry, allowance: Allowance) -> Iterator[Member]:
    body = data[entry.start : entry.start + entry.packed]
    if len(body) < entry.packed:
        raise broken("it is cut off")
    wrong = entry.crc is not None and zlib.crc32(body) != entry.crc
    yield Member(entry.name, keep(body, allowance), "its checksum is wrong" if wrong else "")


def _old(data: bytes, allowance: Allowance) -> Iterator[_Entry]:
    """Yield the files of version 4 and before."""
    at = len(_OLD)
    while at + _BLOCK.size <= len(data):
        allowance.burn(_STEPS)
        _, kind, flags, size = take(_BLOCK, data, at)
        if size < _BLOCK.size:
            raise broken("a block in it has no size")
        more = number(data, at + 7, 4) if flags & 0x8000 or kind == _FILE_BLOCK else 0
        if kind == _MAIN_BLOCK and flags & 0x80:
            raise broken("even its directory is " + _LOCKED)
        if kind == _FILE_BLOCK:
            entry = _old_file(data, at, flags, size)
            more = entry.packed
            yield entry
        if kind == _END_BLOCK:
            return
        at += size + more


_MAIN_BLOCK, _FILE_BLOCK, _END_BLOCK = 0x73, 0x74, 0x7B


def _old_file(data: bytes, at: int, flags: int, size: int) -> _Entry:
    packed, _, _, crc, _, _, method, name_size, attributes = take(_FILE, data, at + 7)
    name_at = at + 7 + _FILE.size
    if flags & 0x100:
        packed |= number(data, name_at, 4) << 32
        name_at += 8
    raw = data[name_at : name_at + name_size]
    return _Entry(
        name=_old_name(raw) if flags & 0x200 else raw.decode("utf-8", "surrogateescape"),
        start=at + size,
        packed=packed,
        crc=crc,
        stored=method == _STORED,
        locked=bool(flags & 0x04),
        split=bool(flags & 0x03),
        folder=flags & 0xE0 == 0xE0,  # noqa: PLR2004
        link=attributes >> 28 == 0xA,  # noqa: PLR2004
    )


def _old_name(raw: bytes) -> str:
    """Return the name in the packed Unicode of version 4: a plain name, NUL, and how to change it."""
    plain, zero, coded = raw.partition(b"\0")
    if not zero or not coded:
        return plain.decode("utf-8", "surrogateescape")
    made: list[int] = []
    try:
        _widen(plain, coded, made)
    except IndexError:
        return plain.decode("utf-8", "surrogateescape")
    return b"".join(one.to_bytes(2, "little") for one in made).decode("utf-16-le", "replace")


def _widen(plain: bytes, coded: bytes, made: list[int]) -> None:
    high, at, bits, flags = coded[0], 1, 0, 0
    while at < len(coded):
        if not bits:
            flags, bits, at = coded[at], 8, at + 1
        bits -= 2
        match flags >> bits & 3:
            case 0:
                made.append(coded[at])
                at += 1
            case 1:
                made.append(coded[at] | high << 8)
                at += 1
            case 2:
                made.append(coded[at] | coded[at + 1] << 8)
                at += 2
            case _:
                at = _copied(plain, coded, at, made)


def _copied(plain: bytes, coded: bytes, at: int, made: list[int]) -> int:
    """Take a run of the plain name, perhaps with another high byte."""
    length = coded[at]
    if not length & 0x80:
        made.extend(plain[len(made) : len(made) + length + 2])
        return at + 1
    change = coded[at + 1]
    run = plain[len(made) : len(made) + (length & 0x7F) + 2]
    made.extend(((one + change) & 255) | coded[0] << 8 for one in run)
    return at + 2


class _Fields:
    """Numbers of version 5: seven bits a byte, the least first."""

    def __init__(self, data: bytes, at: int) -> None:
        self.data, self.at = data, at

    def next(self) -> int:
        value = 0
        for shift in range(0, 70, 7):
            byte = number(self.data, self.at, 1)
            self.at += 1
            value |= (byte & 0x7F) << shift
            if not byte & 0x80:
                return value
        raise broken("a number in it does not end")

    def fixed(self, size: int) -> int:
        value = number(self.data, self.at, size)
        self.at += size
        return value


def _new(data: bytes, allowance: Allowance) -> Iterator[_Entry]:
    """Yield the files of version 5 and later."""
    at = len(_NEW)
    while at + 7 <= len(data):
        allowance.burn(_STEPS)
        fields = _Fields(data, at + 4)
        size = fields.next()
        head = fields.at
        kind, flags = fields.next(), fields.next()
        extra = fields.next() if flags & 1 else 0
        body = fields.next() if flags & 2 else 0
        if kind == _LOCK:
            raise broken("even its directory is " + _LOCKED)
        if kind == _NEW_FILE:
            yield _new_file(fields, flags, head + size, (extra, body))
        if kind == _NEW_END:
            return
        if not size:
            raise broken("a block in it has no size")
        at = head + size + body


_NEW_FILE, _LOCK, _NEW_END = 2, 4, 5


def _new_file(fields: _Fields, flags: int, start: int, sizes: tuple[int, int]) -> _Entry:
    """Read the head of a file; `sizes` are those of the extra area and of the data."""
    about = fields.next()
    fields.next()
    attributes = fields.next()
    if about & 2:
        fields.fixed(4)
    crc = fields.fixed(4) if about & 4 else None
    method = fields.next() >> 7 & 7
    fields.next()
    length = fields.next()
    raw = fields.data[fields.at : fields.at + min(length, 8192)]
    kinds = set(_extras(fields.data[max(0, start - sizes[0]) : start]))
    return _Entry(
        name=raw.decode("utf-8", "surrogateescape"),
        start=start,
        packed=sizes[1],
        crc=crc,
        stored=not method,
        locked=1 in kinds,
        split=bool(flags & 0x18),
        folder=bool(about & 1),
        link=5 in kinds or attributes >> 12 == 0xA,  # noqa: PLR2004
    )


def _extras(area: bytes) -> Iterator[int]:
    """Yield the kinds of records in the extra area of a head: 1 is a lock, 5 a link."""
    fields = _Fields(area, 0)
    try:
        while fields.at < len(area):
            size = fields.next()
            after = fields.at + size
            yield fields.next()
            if not size:
                return
            fields.at = after
    except BadInput:
        return
