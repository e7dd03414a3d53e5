"""What is new in a log that grows: whole lines since the last look, with the head its format needs.

A file is known by device and inode; one that shrank begins anew. Where a rotated one went, `known` finds out.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

import msgspec
from msgspec import Struct

from vedette.app.plainfiles import open_plain

HEAD: Final = 1024
"""Bytes at the beginning of a file by which it is known again."""
TAIL: Final = 1024
"""Bytes at the end of what was read by which a copy of it is known."""
CHUNK: Final = 4 << 20
"""Bytes of one file taken at a time, so that one busy log does not keep the others waiting."""
_HEADINGS: Final = 64 * 1024
_COLUMNS: Final = 3
"""Fewer names between commas may be prose."""
_NAME: Final = re.compile(rb"[A-Za-z_][\w .()/%-]{0,40}\Z")


class Cursor(Struct, frozen=True, kw_only=True):
    """How much of one file was read."""

    path: str
    inode: int
    device: int
    head: str
    """Digest of its first bytes, as many as there were."""
    head_bytes: int
    offset: int = 0
    lines: int = 0
    """Lines before the offset; of a file that makes sense only whole, the number of the last record."""
    modified: int = 0
    """When a file that makes sense only whole was last changed, in microseconds since 1970."""
    headings: bytes = b""
    """Lines at the top that say what the columns are."""
    tail: str = ""
    """Digest of the last bytes that were read; of a file that makes sense only whole there is none."""
    tail_bytes: int = 0
    mark: str = ""
    """Of a log that is written in place: what the last record that was taken is known by."""
    settled: bool = False
    """Whether nobody waits for more of it: it goes by another name now, or was read or given up."""

    @property
    def place(self) -> tuple[int, int]:
        """Device and inode."""
        return self.device, self.inode


@dataclass(frozen=True, slots=True)
class Chunk:
    """What is new in one file."""

    before: Cursor
    after: Cursor
    data: bytes
    """Whole lines, after the file's headings."""
    skipped_lines: int
    """Lines of `data` that are headings repeated: records are numbered without them."""

    def open(self) -> BinaryIO:
        """Open it as a source is opened."""
        return io.BytesIO(self.data)


def fresh(path: Path) -> Cursor | None:
    """Begin with a file nobody has read of; nothing for what is no plain file."""
    try:
        with open_plain(path) as file:
            info = os.fstat(file.fileno())
            head = file.read(HEAD)
    except OSError:
        return None
    return Cursor(
        path=str(path), inode=info.st_ino, device=info.st_dev, head=_digest(head), head_bytes=len(head)
    )


def is_same(cursor: Cursor, path: Path) -> bool:
    """Whether a file is still the one that was read, and has not shrunk."""
    try:
        with open_plain(path) as file:
            return _is_still(cursor, file)
    except OSError:
        return False


def _is_still(cursor: Cursor, file: BinaryIO) -> bool:
    info = os.fstat(file.fileno())
    if (info.st_dev, info.st_ino) != cursor.place or info.st_size < cursor.offset:
        return False
    file.seek(0)
    return _digest(file.read(cursor.head_bytes)) == cursor.head


def is_copy(cursor: Cursor, path: Path) -> bool:
    """Whether a file of the same head holds what was read of another: gone, cut, or much of it."""
    try:
        with open_plain(path) as file:
            file.seek(cursor.offset - cursor.tail_bytes)
            if _digest(file.read(cursor.tail_bytes)) != cursor.tail:
                return False
    except OSError:
        return False
    return cursor.head_bytes == HEAD or not is_same(cursor, Path(cursor.path))


def whole(cursor: Cursor, last: int, now: tuple[int, int], mark: str | None = None) -> Cursor:
    """Say that a file was read as a whole, up to its record `last`, when its size and time were these.

    One that is written in place is known again by its last record, its mark: its first bytes change.
    """
    size, modified = now
    head, head_bytes = (_digest(b""), 0) if mark is not None else (cursor.head, cursor.head_bytes)
    return msgspec.structs.replace(
        cursor,
        offset=size,
        lines=last,
        modified=modified,
        head=head,
        head_bytes=head_bytes,
        mark=mark or "",
        settled=True,
    )


def new_lines(cursor: Cursor, path: Path) -> Chunk | None:
    """Read whole lines that are new, a chunk of them; nothing when there are none.

    A line longer than a chunk is taken in pieces: the reader counts it as one it cannot use.

    Raises:
        OSError: the file cannot be read now.

    """
    with open_plain(path) as file:
        return _new_lines(cursor, file)


def rest(cursor: Cursor, file: BinaryIO) -> Chunk | None:
    """Read whole lines that are new in a file that is open; nothing when there are none, or it was cut.

    Raises:
        OSError: it cannot be read now.

    """
    return _new_lines(cursor, file) if _is_still(cursor, file) else None


def _new_lines(cursor: Cursor, file: BinaryIO) -> Chunk | None:
    file.seek(cursor.offset)
    data = file.read(CHUNK)
    whole = data[: data.rfind(b"\n") + 1] if len(data) < CHUNK else data[: (data.rfind(b"\n") + 1) or CHUNK]
    if not whole:
        return None
    after = _after(cursor, whole, file)
    lead = cursor.headings if cursor.offset else b""
    return Chunk(cursor, after, lead + whole, lead.count(b"\n"))


def _after(cursor: Cursor, whole: bytes, file: BinaryIO) -> Cursor:
    head, head_bytes = cursor.head, cursor.head_bytes
    if head_bytes < HEAD:
        file.seek(0)
        found = file.read(min(HEAD, cursor.offset + len(whole)))
        head, head_bytes = _digest(found), len(found)
    tail = whole[-TAIL:]
    return Cursor(
        path=cursor.path,
        inode=cursor.inode,
        device=cursor.device,
        head=head,
        head_bytes=head_bytes,
        offset=cursor.offset + len(whole),
        lines=cursor.lines + whole.count(b"\n"),
        headings=_headings(cursor.headings, whole, first=not cursor.offset),
        tail=_digest(tail),
        tail_bytes=len(tail),
        settled=cursor.settled,
    )


def _headings(known: bytes, whole: bytes, *, first: bool) -> bytes:
    """Keep the lines that begin with # (W3C, Zeek), or else the first line (CSV), for the chunks to come."""
    lines = [line for line in whole[:_HEADINGS].split(b"\n") if line.startswith(b"#")]
    if lines:
        return (known if known.startswith(b"#") and not first else b"") + b"\n".join(lines) + b"\n"
    if not first:
        return known
    line = whole.split(b"\n", 1)[0]
    return line + b"\n" if _is_heading(line) else b""


def _is_heading(line: bytes) -> bool:
    """Whether a first line names columns: words between commas, tabs or semicolons, no figures among them."""
    for mark in (b",", b"\t", b";"):
        cells = [cell.strip(b'" \r') for cell in line.split(mark)]
        if len(cells) >= _COLUMNS and all(map(_NAME.match, cells)):
            return True
    return False


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
