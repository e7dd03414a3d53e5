"""Windows event logs (EVTX): read a stretch of chunks at a time, so that size does not matter.

A chunk is 64 KiB and stands for itself; its head says how many records it holds. What a chunk promises and
does not give is counted as lost. The parser itself is `evtx`, in Rust.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterable, Iterator
from struct import Struct as Packed
from typing import Any, BinaryIO, Final, TypeAlias

import msgspec
from evtx import PyEvtxParser

from vedette.hunt.event import Event
from vedette.hunt.format import Format, Numbers
from vedette.hunt.source import Skips, Source
from vedette.hunt.sources.streams import BROKEN, what_failed
from vedette.hunt.sources.windows.decoded import decoded_event
from vedette.hunt.sources.windows.leftovers import leftovers

CHUNK: Final = 64 * 1024
_FILE_HEAD: Final = 4096
_STRETCH: Final = 4
"""Chunks read at a time: larger stretches come from the system each time, and clearing them takes longer."""
_CHUNK_MARK: Final = b"ElfChnk\0"
_UNUSED: Final = bytes(CHUNK)
_FILE_MARK: Final = b"ElfFile\0"
_NUMBERS: Final = Packed("<QQ")
_IDS: Final = Packed("<8sQQQQ")
"""How a chunk begins: mark, numbers of its first and last record in the file, and in the log for good."""
_NO_NUMBER: Final = (1 << 64) - 1
_DIGITS_MAX: Final = 20
_HEAD_FIELDS: Final = Packed("<8sQQQIHHHH")
_TABLES: Final = 128
"""In a chunk: where its tables of names and templates begin. They only save the parser time; where they are
broken, it reads the records without them."""
_LISTS: Final = Packed("<96I")
_NEXT: Final = 4
"""Bytes a member of a list begins with: where the next one is."""
_MEMBERS_MAX: Final = CHUNK // 10
"""Of all lists of a chunk together: a name takes ten bytes before its first letter."""
_RECORDS: Final = 512
"""In a chunk: where its records begin."""
_RECORD: Final = Packed("<4sIQQ")
_RECORD_MARK: Final = b"**\0\0"
"""How a record begins: mark, size, its number for good, when it was written."""
_RECORDS_MAX: Final = CHUNK // 28
"""A record is no smaller than its head and tail."""

BROKEN_RECORD: Final = "an event record that cannot be parsed"
LOST: Final = "an event record its chunk counts and does not hold"
BROKEN_CHUNK: Final = "a chunk of 64 KiB that cannot be parsed"
CUT: Final = "the log ends inside a chunk"
STRANGE: Final = "an event record that is not what it seems"
BROKEN_LEFTOVER: Final = "what is left of an older event cannot be parsed"
"""Skips."""

RECOVERED: Final = "Recovered"
"""The field that says an event was deleted, and found in what was left of it."""
_Found: TypeAlias = "tuple[str, str, bool] | str"
"""A record as JSON, when it was written, whether it is a leftover; or in words why there is none."""


def fits(head: bytes, _: str) -> bool:
    """Whether it is an event log, or one whose first bytes were overwritten."""
    return head[:8] == _FILE_MARK or head[_FILE_HEAD : _FILE_HEAD + 8] == _CHUNK_MARK


def read(source: Source, skips: Skips) -> Iterator[Event]:
    """Give the events of an event log."""
    return _read(source, skips, _of_stretch)


def read_with_leftovers(source: Source, skips: Skips) -> Iterator[Event]:
    """Give the events of an event log, and after those of each chunk what is left of older ones in it."""
    return _read(source, skips, _of_stretch_with_leftovers)


def highest_number(stream: BinaryIO) -> int:
    """Return the highest number of a record that the heads of a log's chunks tell; 0 for none."""
    highest, at = 0, _FILE_HEAD
    while True:
        stream.seek(at)
        head = stream.read(_IDS.size)
        if len(head) < _IDS.size:
            return highest
        mark, *_, last = _IDS.unpack(head)
        if mark == _CHUNK_MARK and last < _NO_NUMBER:
            highest = max(highest, last)
        at += CHUNK


def mark_of(stream: BinaryIO, number: int) -> str:
    """Return what the record of a number is known by: when it was written, and a sum; empty if it is gone."""
    at = _FILE_HEAD
    while True:
        stream.seek(at)
        head = stream.read(_IDS.size)
        if len(head) < _IDS.size:
            return ""
        mark, _, _, first, last = _IDS.unpack(head)
        if mark == _CHUNK_MARK and first <= number <= last < _NO_NUMBER:
            stream.seek(at)
            found = _mark_in(stream.read(CHUNK), number)
            if found:
                return found
        at += CHUNK


def _mark_in(chunk: bytes, number: int) -> str:
    at = _RECORDS
    while at + _RECORD.size <= len(chunk):
        mark, size, known, written = _RECORD.unpack_from(chunk, at)
        if mark != _RECORD_MARK or size < _RECORD.size:
            return ""
        if known == number:
            return f"{written:x} {zlib.crc32(chunk[at : at + size]):x}"
        at += size
    return ""


def number_of(event: Event) -> int | None:
    """Return the number an event has in its log, for good."""
    number = str(event.fields.get("EventRecordID", ""))
    return int(number) if number.isdecimal() and len(number) <= _DIGITS_MAX else None


def _read(source: Source, skips: Skips, of_stretch: Callable[[bytes], Iterable[_Found]]) -> Iterator[Event]:
    number = 0
    try:
        with source.open() as stream:
            for part in _rendered(stream, of_stretch):
                for found in part:
                    number += 1
                    event = found if isinstance(found, str) else _made(found, source.number, number)
                    if type(event) is str:
                        skips.add(source, event, number)
                    else:
                        yield event  # type: ignore[misc]
    except BROKEN as error:
        skips.add(source, what_failed(error), number + 1)


def _made(found: tuple[str, str, bool], source: int, number: int) -> Event | str:
    data, written, left = found
    try:
        event = decoded_event(data, source, number, written)
    except (msgspec.DecodeError, KeyError, TypeError, ValueError, AttributeError, RecursionError):
        return STRANGE
    if left:
        event.fields[RECOVERED] = True
    return event


def _rendered(
    stream: BinaryIO, of_stretch: Callable[[bytes], Iterable[_Found]]
) -> Iterator[Iterable[_Found]]:
    """Give each record as JSON and when it was written, or in words why there is none; some at a time."""
    if len(stream.read(_FILE_HEAD)) < _FILE_HEAD:
        yield (CUT,)
        return
    while True:
        stretch = stream.read(_STRETCH * CHUNK)
        whole = len(stretch) - len(stretch) % CHUNK
        if whole:
            yield of_stretch(stretch if whole == len(stretch) else stretch[:whole])
        if whole < len(stretch) and stretch.startswith(_CHUNK_MARK, whole):
            yield (*_of_chunk(stretch[whole:].ljust(CHUNK, b"\0")), CUT)
        if len(stretch) < _STRETCH * CHUNK:
            return


def _of_stretch(stretch: bytes) -> list[_Found]:
    """Read chunks together, which is quicker; one by one if that does not give what they promise.

    Most logs end in chunks nothing was written to yet: the parser is spared those.
    """
    end = len(stretch)
    while end and stretch.endswith(_UNUSED, 0, end):
        end -= CHUNK
    if not end:
        return []
    if end < len(stretch):
        stretch = stretch[:end]
    promised = sum(_promised(stretch, at) for at in range(0, end, CHUNK))
    found = _parsed(stretch)
    if len(found) == promised and not any(isinstance(one, str) for one in found):
        return found
    found = []
    for at in range(0, end, CHUNK):
        if stretch.startswith(_CHUNK_MARK, at):
            found += _of_chunk(stretch[at : at + CHUNK])
        elif not stretch.startswith(_UNUSED, at):
            found.append(BROKEN_CHUNK)
    return found


def _of_stretch_with_leftovers(stretch: bytes) -> Iterator[_Found]:
    for at in range(0, len(stretch), CHUNK):
        chunk = stretch[at : at + CHUNK]
        yield from _of_stretch(chunk)
        for run in leftovers(chunk) if chunk.startswith(_CHUNK_MARK) else ():
            for place, found in enumerate(_parsed(run)):
                if isinstance(found, str):
                    yield BROKEN_LEFTOVER
                elif place:
                    yield found[0], found[1], True


def _of_chunk(chunk: bytes) -> list[_Found]:
    found = _parsed(chunk)
    if any(isinstance(one, str) for one in found):
        again = _parsed(chunk[:_TABLES] + bytes(_RECORDS - _TABLES) + chunk[_RECORDS:])
        if _whole(again) >= _whole(found):
            found = again
    found += [LOST] * (_promised(chunk, 0) - len(found))
    return found


def _whole(found: list[_Found]) -> int:
    return sum(1 for one in found if not isinstance(one, str))


def _promised(stretch: bytes, at: int) -> int:
    """Return how many records a chunk says it holds."""
    if not stretch.startswith(_CHUNK_MARK, at) or len(stretch) < at + 8 + _NUMBERS.size:
        return 0
    first, last = _NUMBERS.unpack_from(stretch, at + 8)
    count: int = last - first + 1
    return count if 0 < count <= _RECORDS_MAX else 0


def _parsed(chunks: bytes) -> list[_Found]:
    """Let the parser read some chunks behind a head of ours: what a log's own head says is not needed."""
    found: list[_Found] = []
    try:
        records: Any = PyEvtxParser(io.BytesIO(_HEAD + _ending(chunks)), number_of_threads=1).records_json()
    except Exception:  # noqa: BLE001  whatever foreign code says of hostile bytes
        return [BROKEN_CHUNK]
    for _ in range(_RECORDS_MAX * _STRETCH):
        try:
            record = next(records)
        except StopIteration:
            break
        except BaseException as error:
            if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
                raise
            found.append(BROKEN_RECORD)
        else:
            found.append((record["data"], record["timestamp"], False))
    return found


def _ending(chunks: bytes) -> bytes:
    """Take away the tables of chunks whose lists go round in a circle: the parser would never be done."""
    for at in range(0, len(chunks), CHUNK):
        if _goes_round(chunks, at):
            chunks = chunks[: at + _TABLES] + bytes(_RECORDS - _TABLES) + chunks[at + _RECORDS :]
    return chunks


def _goes_round(chunks: bytes, at: int) -> bool:
    """Whether a chunk's lists of names and templates are longer than can be: one leads back to itself.

    Each begins in a table, and each of its members begins with the place of the next one.
    """
    size = min(CHUNK, len(chunks) - at)
    if size < _RECORDS:
        return False
    steps, last = 0, size - _NEXT
    lists: tuple[int, ...] = _LISTS.unpack_from(chunks, at + _TABLES)
    for first in lists:
        place = first
        while 0 < place <= last:
            steps += 1
            if steps > _MEMBERS_MAX:
                return True
            here = at + place
            place = chunks[here] | chunks[here + 1] << 8 | chunks[here + 2] << 16 | chunks[here + 3] << 24
    return False


def _made_head() -> bytes:
    head = bytearray(_FILE_HEAD)
    _HEAD_FIELDS.pack_into(head, 0, _FILE_MARK, 0, 0, 1, 128, 1, 3, _FILE_HEAD, 1)
    head[124:128] = zlib.crc32(bytes(head[:120])).to_bytes(4, "little")
    return bytes(head)


_HEAD: Final = _made_head()

_RECORD_IDS: Final = Numbers(of=number_of, highest=highest_number, mark=mark_of)
FORMATS: Final = (
    Format(name="evtx", says="Windows event log", fits=fits, read=read, whole=True, numbers=_RECORD_IDS),
    Format(
        name="evtx-recovered",
        says="Windows event log, with what is left of deleted events",
        fits=lambda _, __: False,
        read=read_with_leftovers,
        whole=True,
        numbers=_RECORD_IDS,
    ),
)
