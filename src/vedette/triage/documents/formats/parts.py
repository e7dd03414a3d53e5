"""The parts of a zip-based document, bounded."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Final

from vedette.triage.allowance import Allowance

_PARTS: Final = 5000
_BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    ValueError,
    NotImplementedError,
    OSError,
    RuntimeError,
    LookupError,
    OverflowError,
    MemoryError,
)


def parts(data: bytes, allowance: Allowance) -> Iterator[tuple[str, bytes] | str]:
    """Yield names and contents of the parts; a text says why one could not be read."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            for entry in entries[:_PARTS]:
                if not entry.is_dir():
                    yield _part(archive, entry, allowance)
            if len(entries) > _PARTS:
                yield f"only {_PARTS:,} of {len(entries):,} parts were looked at"
    except _BROKEN:
        yield "this archive of parts is broken"


def names(data: bytes) -> list[str]:
    """Return the names of the parts, none where it cannot be read."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return [entry.filename for entry in archive.infolist()[:_PARTS]]
    except _BROKEN:
        return []


def part(data: bytes, name: str, allowance: Allowance) -> bytes:
    """Return one part, empty where it cannot be read."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            found = _part(archive, archive.getinfo(name), allowance)
    except _BROKEN:
        return b""
    return b"" if isinstance(found, str) else found[1]


def _part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, allowance: Allowance) -> tuple[str, bytes] | str:
    allowance.take_bytes(max(entry.file_size, 0), max(entry.compress_size, 1))
    try:
        with archive.open(entry) as stream:
            body = stream.read(min(entry.file_size, allowance.bounds.sample_bytes) + 1)
    except _BROKEN as error:
        return f"{entry.filename}: cannot be read ({type(error).__name__})"
    return entry.filename, body
