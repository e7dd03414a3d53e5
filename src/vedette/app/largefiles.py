"""The bytes of one file that are looked at: all, or so many of a large one as memory is there for."""

from __future__ import annotations

import errno
import hashlib
import os
from typing import BinaryIO, Final, NamedTuple

from vedette.core.limits import MIB
from vedette.triage.identify import identify
from vedette.triage.kinds import Kind

FILE_BYTES: Final = 128 * MIB
"""Of a larger file only so much is looked at, and that is said."""
ARCHIVE_BYTES: Final = 512 * MIB
"""The same for an archive that is really there: its list stands at the end, and its members are small."""
_ARCHIVES: Final = frozenset(
    {
        *(Kind.ZIP, Kind.WHEEL, Kind.JAR, Kind.APK, Kind.TAR, Kind.GZIP, Kind.BZIP2, Kind.XZ, Kind.ZSTD),
        *(Kind.SEVENZIP, Kind.RAR, Kind.CAB, Kind.AR, Kind.DEB, Kind.RPM, Kind.CPIO, Kind.ISO, Kind.MSI),
        *(Kind.SQUASHFS, Kind.FIRMWARE),
    }
)
_WHOLE_BYTES: Final = 2048 * MIB
"""Of a file up to this size the digest of the whole is told where only a part was read."""
_PADDING_LOOKED_AT: Final = 4096 * MIB
_PADDING_KEPT: Final = 4096
_HEAD: Final = MIB
_ON_DISK: Final = 512
"""Bytes of what systems call a block when they say how many a file has."""


class Read(NamedTuple):
    """What was read of a file."""

    data: bytes
    left_out: str
    """What was not, in words; empty where it is all there."""


def read(stream: BinaryIO, name: str) -> Read:
    """Read what is looked at of a file; padding at its end is not, nor are holes in it.

    Raises:
        OSError: it cannot be read.

    """
    about = os.fstat(stream.fileno())
    size = about.st_size
    if size <= FILE_BYTES:
        data = stream.read(FILE_BYTES)
        return Read(data, _cut(stream, len(data), size) if len(data) < size else "")
    padding = _padding(stream, size)
    if padding:
        data = _unpadded(stream, padding)
        return Read(data, _cut(stream, len(data), size, ": the rest is padding, one byte again and again"))
    stream.seek(0)
    is_archive = identify(stream.read(_HEAD), name) in _ARCHIVES
    whole = is_archive and about.st_blocks * _ON_DISK >= min(size, ARCHIVE_BYTES)
    stream.seek(0)
    data = stream.read(ARCHIVE_BYTES if whole else FILE_BYTES)
    return Read(data, _cut(stream, len(data), size) if len(data) < size else "")


def _cut(stream: BinaryIO, kept: int, size: int, rest: str = "") -> str:
    """Say how much was read, and whose digests these are: who looks a file up needs that of the whole."""
    whole = _digest(stream) if size <= _WHOLE_BYTES else ""
    named = f", and that of the whole file is {whole}" if whole else ""
    return (
        f"only its first {kept:,} bytes of {size:,}{rest}; its digest in this report is of that part{named}"
    )


def _digest(stream: BinaryIO) -> str:
    """Return the digest of a whole file, read a piece at a time."""
    stream.seek(0)
    made = hashlib.sha256()
    while piece := stream.read(MIB):
        made.update(piece)
    return f"sha256:{made.hexdigest()}"


def _padding(stream: BinaryIO, size: int) -> bytes:
    """Return the byte of which all is made that lies beyond what is read, if it is one."""
    handle = stream.fileno()
    if _is_hole_from(handle, FILE_BYTES):
        return b"\0"
    if size > FILE_BYTES + _PADDING_LOOKED_AT:
        return b""
    byte = os.pread(handle, 1, FILE_BYTES)
    alike, at = byte * MIB, FILE_BYTES
    while piece := os.pread(handle, MIB, at):
        if piece != alike[: len(piece)]:
            return b""
        at += len(piece)
    return byte


def _is_hole_from(handle: int, at: int) -> bool:
    """Tell whether a file has no bytes on disk from a place on; systems that do not know say no."""
    try:
        os.lseek(handle, at, os.SEEK_DATA)
    except OSError as error:
        return error.errno == errno.ENXIO
    except AttributeError:
        return False
    return False


def _unpadded(stream: BinaryIO, byte: bytes) -> bytes:
    """Read a file up to where its padding begins, and a little of that."""
    handle, made, waiting = stream.fileno(), bytearray(), 0
    for at in range(0, FILE_BYTES, MIB):
        if byte == b"\0" and _is_hole_from(handle, at):
            waiting += MIB
            break
        piece = os.pread(handle, MIB, at)
        kept = len(piece.rstrip(byte))
        if kept:
            made += byte * waiting
            made += piece[:kept]
            waiting = 0
        waiting += len(piece) - kept
    return bytes(made + byte * min(waiting, _PADDING_KEPT))
