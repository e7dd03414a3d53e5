"""The files of an ISO 9660 image, under the longest names it gives: Rock Ridge, Joliet, or its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from vedette.core.nouns import Skipped
from vedette.triage.allowance import Allowance
from vedette.triage.sample import Sample
from vedette.triage.unpack.growth import keep
from vedette.triage.unpack.member import Member, attempt, broken, skipped
from vedette.triage.unpack.reading import number

_SECTOR: Final = 2048
_FIRST: Final = 16
_DESCRIPTORS: Final = 64
_PLAIN, _JOLIET, _END = 1, 2, 255
_JOLIET_MARKS: Final = (b"%/@", b"%/C", b"%/E")
_RECORD: Final = 33
_FOLDER, _MORE, _HIDDEN = 2, 0x80, 1
_DEEP: Final = 64
_STEPS: Final = 100
_UNPLAYED: Final = "holds a UDF file system and no ISO 9660 one, which is all that is read here"


@dataclass(slots=True)
class _Image:
    """One image being read."""

    data: bytes
    allowance: Allowance
    wide: bool = False
    """Whether names are in UTF-16."""
    seen: set[int] = field(default_factory=set)
    """Where folders lie that were read: one may name itself as its own child."""


@dataclass(frozen=True, slots=True)
class _Record:
    name: str
    start: int
    size: int
    flags: int
    link: bool = False


def members(sample: Sample, allowance: Allowance, _passwords: Sequence[str]) -> Iterator[Member | Skipped]:
    """Yield the files of an image.

    Raises:
        BadInput: it has no readable file system.

    """
    roots = _roots(sample.data)
    if not roots:
        raise broken(
            _UNPLAYED if b"NSR0" in sample.data[_FIRST * _SECTOR :][: 32 * _SECTOR] else "no folder in it"
        )
    image = _Image(sample.data, allowance)
    plain, joliet = roots.get(_PLAIN), roots.get(_JOLIET)
    image.wide = joliet is not None and not (plain is not None and _has_rock_ridge(image, plain))
    root = joliet if image.wide else plain
    if root is None:
        raise broken("no folder in it")
    yield from _folder(image, root, "", 0)


def _roots(data: bytes) -> dict[int, _Record]:
    """Return the root folders of its file systems."""
    found: dict[int, _Record] = {}
    for sector in range(_FIRST, _FIRST + _DESCRIPTORS):
        head = data[sector * _SECTOR : (sector + 1) * _SECTOR]
        if head[1:6] != b"CD001" or head[0] == _END:
            break
        joliet = head[88:91] in _JOLIET_MARKS
        if head[0] == _PLAIN or (head[0] == _JOLIET and joliet):
            start, size = number(head, 158, 4), number(head, 166, 4)
            found.setdefault(head[0], _Record("", start, size, _FOLDER))
    return found


def _has_rock_ridge(image: _Image, root: _Record) -> bool:
    first = image.data[root.start * _SECTOR : root.start * _SECTOR + _SECTOR]
    return b"RRIP" in first or b"IEEE_P1282" in first or b"NM\x06\x01" in first or b"SP\x07\x01" in first


def _folder(image: _Image, at: _Record, path: str, depth: int) -> Iterator[Member | Skipped]:
    if at.start in image.seen or depth > _DEEP:
        yield skipped(
            path, "a folder that holds itself" if depth <= _DEEP else f"more than {_DEEP} folders deep"
        )
        return
    image.seen.add(at.start)
    parts: list[_Record] = []
    for record in _records(image, at):
        name = f"{path}{record.name}"
        if record.flags & _FOLDER:
            yield from _folder(image, record, f"{name}/", depth + 1)
        elif record.link:
            yield skipped(name, "a link: not followed")
        elif record.flags & _MORE:
            parts.append(record)
        else:
            one = _file(image, name, [*parts, record])
            yield from attempt(one, name, image.allowance)
            parts = []


def _file(image: _Image, name: str, parts: Sequence[_Record]) -> Iterator[Member]:
    pieces = []
    for part in parts:
        piece = image.data[part.start * _SECTOR : part.start * _SECTOR + part.size]
        if len(piece) < part.size:
            raise broken("it lies beyond the end of the image")
        pieces.append(keep(piece, image.allowance))
    hidden = "hidden in the image" if parts[-1].flags & _HIDDEN else ""
    yield Member(name, b"".join(pieces), hidden)


def _records(image: _Image, at: _Record) -> Iterator[_Record]:
    """Yield what a folder lists, without itself and its parent."""
    place, end = at.start * _SECTOR, min(at.start * _SECTOR + at.size, len(image.data))
    while place < end:
        image.allowance.burn(_STEPS)
        length = image.data[place]
        if not length:
            place = (place // _SECTOR + 1) * _SECTOR
            continue
        record = image.data[place : place + length]
        place += length
        if length <= _RECORD or len(record) < length or record[32] > length - _RECORD:
            raise broken("a folder in it is damaged")
        raw = record[_RECORD : _RECORD + record[32]]
        if raw not in {b"\0", b"\1"}:
            yield _record(image, record, raw)


def _record(image: _Image, record: bytes, raw: bytes) -> _Record:
    size = record[32]
    system = record[_RECORD + size + (1 - size % 2) :]
    named, link = (b"", False) if image.wide else _rock_ridge(image, system)
    if named:
        name = named.decode("utf-8", "surrogateescape")
    else:
        text = raw.decode("utf-16-be", "replace") if image.wide else raw.decode("latin-1")
        name = text.rpartition(";")[0].rstrip(".") if ";" in text else text
    return _Record(name, number(record, 2, 4), number(record, 10, 4), record[25], link)


def _rock_ridge(image: _Image, system: bytes) -> tuple[bytes, bool]:
    """Return the name in the system's part of a record, and whether it is a link; it may go on elsewhere."""
    name, link, at, jumps = b"", False, 0, 0
    while at + 4 <= len(system):
        mark, length = system[at : at + 2], system[at + 2]
        if length < 4:  # noqa: PLR2004  its own head
            break
        body = system[at + 4 : at + length]
        at += length
        if mark == b"NM" and body[:1] and not body[0] & 6:
            name += body[1:]
        link = link or mark == b"SL"
        if mark == b"CE" and len(body) >= 24 and jumps < 8:  # noqa: PLR2004
            start = number(body, 0, 4) * _SECTOR + number(body, 8, 4)
            system, at, jumps = image.data[start : start + min(number(body, 16, 4), _SECTOR)], 0, jumps + 1
    return name[:1024], link
