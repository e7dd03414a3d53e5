"""The members of a zip file: what its directory lists, and what it does not."""

from __future__ import annotations

import stat
import zlib
from bisect import bisect_right, insort
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from msgspec import Struct, field

from vedette.core.errors import BadInput
from vedette.core.nouns import Skipped
from vedette.triage.allowance import Allowance
from vedette.triage.causes import Cause
from vedette.triage.sample import Sample
from vedette.triage.unpack import zip_directory, zip_locks
from vedette.triage.unpack.growth import gather, inflated, inflated64, unbzipped, unlzma, unxz, unzstd
from vedette.triage.unpack.member import Member, attempt, broken, skipped
from vedette.triage.unpack.passwords import LOCKED, candidates, opened_by
from vedette.triage.unpack.zip_directory import LOCAL, Directory, Entry, own_head

_STORED, _DEFLATED, _DEFLATE64, _BZIP2, _LZMA, _ZSTD, _XZ, _AES = 0, 8, 9, 12, 14, 93, 95, 99
_OLD_ZSTD: Final = 20
_NAMED: Final = {
    1: "Shrink",
    2: "Reduce",
    6: "Implode",
    97: "WavPack",
    98: "PPMd",
    96: "Jpeg",
}
_LOCKED: Final = 1
_TOLD_AFTER: Final = 8
_EMPTY: Final = 2
"""Bytes that nothing takes when it is deflated: folders of Java archives are."""
_LZMA_ENDS: Final = 2
_AES_TRY: Final = 5_000
_OLD_BYTE: Final = 4
"""Steps one byte under the old cipher costs: it is undone byte by byte."""
_REFUSED: Final = 5
"""After so many members that nothing opened, no more is tried on the rest: they mostly share one password."""
_SPACE: Final = b"\0 \r\n\t"


class _Zip(Struct):
    """One archive being read."""

    data: bytes
    allowance: Allowance
    passwords: tuple[str, ...]
    taken: list[tuple[int, int]] = field(default_factory=list)
    """Where the data of members lies that were read, in order."""
    refused: int = 0
    """How many locked members no password opened."""

    def overlaps(self, start: int, stop: int) -> bool:
        """Tell whether a member's data lies in another's, and remember where it is if not."""
        at = bisect_right(self.taken, (start, stop))
        if at and self.taken[at - 1][1] > start:
            return True
        if at < len(self.taken) and self.taken[at][0] < stop:
            return True
        insort(self.taken, (start, stop))
        return False


def members(sample: Sample, allowance: Allowance, passwords: Sequence[str]) -> Iterator[Member | Skipped]:
    """Yield the files of a zip file.

    Raises:
        BadInput: no member was found.

    """
    archive = _Zip(sample.data, allowance, candidates(passwords, allowance))
    found = zip_directory.find(sample.data)
    count = 0
    if found is not None:
        yield from _around(archive, found)
        for entry in zip_directory.listed(sample.data, found, allowance):
            count += 1
            yield from _entry(archive, entry)
    for one in _unlisted(archive, found):
        count += 1
        yield one
    if found is None:
        raise broken("it has no directory" + (": members were found by their heads" if count else ""))


def _around(archive: _Zip, found: Directory) -> Iterator[Member]:
    """Yield what stands before and after the archive proper."""
    after = archive.data[found.after :]
    if after.strip(_SPACE):
        archive.allowance.take_bytes(len(after))
        yield Member("after-the-archive", after, "stood after the end of the archive")
    before = archive.data[: found.shift] if found.shift > 0 else b""
    if before.strip(_SPACE):
        archive.allowance.take_bytes(len(before))
        yield Member("before-the-archive", before, "stood before the beginning of the archive")


def _entry(archive: _Zip, entry: Entry) -> Iterator[Member | Skipped]:
    head = own_head(archive.data, entry.at)
    if head is not None and _is_no_file(entry):
        insort(archive.taken, (entry.at, head.at + entry.packed))
    if stat.S_ISLNK(entry.mode):
        yield skipped(entry.name, "a link: not followed")
    elif _is_no_file(entry):
        return
    elif head is None:
        yield skipped(entry.name, "the directory lists it, but it is not there")
    elif head.at + entry.packed > len(archive.data):
        yield from attempt(_read(archive, entry, head, ["it is cut off"]), entry.name, archive.allowance)
    elif archive.overlaps(entry.at, head.at + entry.packed):
        yield skipped(entry.name, "its data overlaps that of another member", Cause.CRAFTED)
    else:
        notes = _differences(entry, head)
        yield from attempt(_read(archive, entry, head, notes), entry.name, archive.allowance)


def _is_no_file(entry: Entry) -> bool:
    return stat.S_ISLNK(entry.mode) or (
        entry.name.endswith("/") and not entry.size and entry.packed <= _EMPTY
    )


def _differences(entry: Entry, head: Entry) -> list[str]:
    """Say where the directory and the head before a member disagree."""
    notes = []
    if head.name != entry.name:
        notes.append(f"before its data it is called {head.name[:120]!a}")
    if head.method != entry.method:
        notes.append("the directory and its own head name different ways it is packed")
    if (head.flags ^ entry.flags) & _LOCKED:
        notes.append("the directory and its own head disagree on whether it is locked")
    if not head.flags & _TOLD_AFTER and head.packed and head.packed != entry.packed:
        notes.append("the directory and its own head give different sizes")
    return notes


def _unlisted(archive: _Zip, found: Directory | None) -> Iterator[Member | Skipped]:
    """Yield members that have a head and are in no directory."""
    data, at = archive.data, 0
    stop = found.start if found is not None else len(data)
    while 0 <= (at := data.find(LOCAL, at)) < stop:
        archive.allowance.burn(1)
        inside = bisect_right(archive.taken, (at, len(data)))
        if inside and archive.taken[inside - 1][1] > at:
            at = archive.taken[inside - 1][1]
            continue
        head = own_head(data, at)
        at += 4
        if head is None or not _is_likely(head, len(data)) or head.name.endswith("/"):
            continue
        note = ["not in the directory of the archive"] if found is not None else []
        if head.at + head.packed > len(data):
            note.append("it is cut off")
        insort(archive.taken, (at - 4, head.at + (head.packed if not head.flags & _TOLD_AFTER else 0)))
        yield from attempt(_read(archive, head, head, note), head.name, archive.allowance)


def _is_likely(head: Entry, size: int) -> bool:
    known = {_STORED, _DEFLATED, _DEFLATE64, _BZIP2, _LZMA, _ZSTD, _XZ, _AES, *_NAMED}
    return head.method in known and len(head.name) > 0 and head.at <= size and "\0" not in head.name


def _read(archive: _Zip, entry: Entry, head: Entry, notes: list[str]) -> Iterator[Member]:
    """Yield one member, opened and unpacked; a second way is tried where the two heads disagree."""
    size = entry.packed
    if not size and head.flags & _TOLD_AFTER:
        size = len(archive.data) - head.at
    packed = memoryview(archive.data)[head.at : head.at + size]
    try:
        data = _opened(archive, entry, head, packed, notes)
    except BadInput:
        if entry.method == head.method and entry.packed == head.packed:
            raise
        packed = memoryview(archive.data)[head.at : head.at + (head.packed or size)]
        data = _opened(archive, head, head, packed, notes)
    if entry.crc and zlib.crc32(data) != entry.crc and (entry.aes is None or entry.aes[0] == 1):
        notes.append("its checksum is wrong")
    yield Member(entry.name, data, "; ".join(notes))


def _opened(archive: _Zip, entry: Entry, head: Entry, packed: memoryview, notes: list[str]) -> bytes:
    if not (entry.flags & _LOCKED and head.flags & _LOCKED):
        return _unpacked(entry.method, packed, entry, archive.allowance)
    if archive.refused >= _REFUSED:
        raise broken(LOCKED)
    method = (entry.inner or head.inner) if entry.method == _AES else entry.method
    wrong = None
    for password in archive.passwords:
        plain = _unlocked(archive, entry, head, packed, password)
        if plain is None:
            continue
        try:
            data = _unpacked(method, memoryview(plain), entry, archive.allowance)
        except BadInput as error:
            wrong = error
            continue
        if entry.method != _AES and zlib.crc32(data) != entry.crc:
            continue
        notes.append(opened_by(password))
        archive.passwords = (password, *(one for one in archive.passwords if one != password))
        return data
    archive.refused += 1
    raise wrong or broken(LOCKED)


def _unlocked(archive: _Zip, entry: Entry, head: Entry, packed: memoryview, password: str) -> bytes | None:
    aes = entry.aes or head.aes
    if entry.method == _AES and aes is not None:
        archive.allowance.burn(_AES_TRY)
        return zip_locks.aes_opened(bytes(packed), aes[1], password.encode())
    steps = _OLD_BYTE * len(packed)
    if archive.allowance.fuel_used + steps > archive.allowance.bounds.fuel // 2:
        raise broken("locked with the old cipher, and too large to open here")
    told = head.flags & _TOLD_AFTER
    check = (_time(archive.data, entry.at) >> 8 if told else entry.crc >> 24) & 255
    plain = zip_locks.old_opened(bytes(packed), check, password.encode())
    archive.allowance.burn(steps if plain is not None else _AES_TRY // 10)
    return plain


def _time(data: bytes, at: int) -> int:
    """Return the time a member's own head gives: the check byte of a member whose checksum follows it."""
    return int.from_bytes(data[at + 10 : at + 12], "little")


def _unpacked(method: int, packed: memoryview, entry: Entry, allowance: Allowance) -> bytes:
    if method == _STORED:
        allowance.take_bytes(len(packed))
        return bytes(packed)
    return gather(_pieces(method, packed, entry), allowance, len(packed))


def _pieces(method: int, packed: memoryview, entry: Entry) -> Iterator[bytes]:
    if method == _LZMA:
        size = None if entry.flags & _LZMA_ENDS else entry.size
        return unlzma(packed[9:], bytes(packed[4:9]), size)
    if method not in _WAYS:
        raise broken(f"packed in a way nothing here reads ({_NAMED.get(method, method)})")
    return _WAYS[method](packed)


_WAYS: Final[dict[int, Callable[[memoryview], Iterator[bytes]]]] = {
    _DEFLATED: inflated,
    _DEFLATE64: inflated64,
    _BZIP2: unbzipped,
    _OLD_ZSTD: unzstd,
    _ZSTD: unzstd,
    _XZ: unxz,
}
