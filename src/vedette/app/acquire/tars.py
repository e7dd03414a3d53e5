"""The entries of a tar file, plain or compressed, one by one as they stream past, into an `Unpacking`."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zlib
from pathlib import Path
from typing import IO, Any, cast

from vedette.app.acquire.names import brief
from vedette.app.acquire.unpacking import LINK, SPECIAL, Unpacking
from vedette.core.errors import BadInput, LimitHit
from vedette.core.limits import MIB, Limits

_BROKEN = (
    tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, OverflowError, IndexError,
    KeyError, RecursionError,
)  # fmt: skip
_HEAD_BYTES = MIB
_LONG_HEADS = frozenset(
    (
        tarfile.GNUTYPE_LONGNAME,
        tarfile.GNUTYPE_LONGLINK,
        tarfile.XHDTYPE,
        tarfile.XGLTYPE,
        tarfile.SOLARIS_XHDTYPE,
    )
)


class _Head(tarfile.TarInfo):
    """A header that may not claim a name of a gigabyte: such a name would be read into memory."""

    def _proc_member(self, archive: tarfile.TarFile) -> Any:  # noqa: ANN401  not in typeshed
        if self.type in _LONG_HEADS and self.size > _HEAD_BYTES:
            raise LimitHit(f"a name of {self.size} bytes", hint="this is not an honest archive")
        return super()._proc_member(archive)  # type: ignore[misc]


class _Counted(io.RawIOBase):
    """A stream that stops when more comes out of it than is allowed, in all or for what went in."""

    def __init__(self, stream: IO[bytes], packed: int, limits: Limits) -> None:
        self._stream = stream
        self._most = min(limits.unpacked_bytes, max(16 * MIB, packed * limits.ratio))
        self._given = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(min(size, MIB) if size >= 0 else MIB)
        self._given += len(data)
        if self._given > self._most:
            raise LimitHit(
                f"it unpacks to more than {self._most} bytes", hint="unpack it yourself, with care"
            )
        return data


def unpack(path: Path, into: Unpacking) -> None:
    """Read what is wanted of a tar file.

    Raises:
        BadInput: not one entry could be read.

    """
    with path.open("rb") as file:
        counted = _Counted(_plain(file), path.stat().st_size, into.limits)
        try:
            _entries(counted, into)
        except LimitHit as error:
            into.tally.skip(into.name, f"stopped there: {error}", partial=True)
        except _BROKEN as error:
            if not into.names:
                raise BadInput(f"{path}: not a tar file we can read: {error}", hint="is it whole?") from error
            into.tally.skip(into.name, f"breaks off: {brief(str(error))}", partial=True)


def _plain(file: IO[bytes]) -> IO[bytes]:
    """Unwrap the compression its first bytes tell of."""
    magic = file.read(2)
    file.seek(0)
    match magic:
        case b"\x1f\x8b":
            return cast("IO[bytes]", gzip.open(file))
        case b"BZ":
            return bz2.open(file)
        case b"\xfd7":
            return lzma.open(file)
        case _:
            return file


def _entries(stream: _Counted, into: Unpacking) -> None:
    with tarfile.open(fileobj=stream, mode="r|", tarinfo=_Head, errorlevel=0) as archive:
        for number, info in enumerate(archive):
            archive.members = []  # type: ignore[attr-defined]  # a stream needs no memory of what went past
            if number >= into.limits.archive_entries:
                raise LimitHit(f"more than {into.limits.archive_entries} entries", hint="unpack it yourself")
            _entry(archive, info, into)


def _entry(archive: tarfile.TarFile, info: tarfile.TarInfo, into: Unpacking) -> None:
    if info.isdir():
        return
    if info.issym() or info.islnk():
        into.tally.skip(brief(info.name), LINK)
    elif not info.isreg():
        into.tally.skip(brief(info.name), SPECIAL)
    elif (name := into.admits(info.name, info.size)) is not None:
        file = archive.extractfile(info)
        data = file.read(into.limits.file_bytes + 1) if file is not None else b""
        if len(data) != info.size:
            raise EOFError(f"{name} ends early")
        into.take(name, data)
