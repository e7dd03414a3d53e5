"""The entries of a zip file or wheel, one by one, into an `Unpacking`."""

from __future__ import annotations

import io
import lzma
import stat
import zipfile
import zlib
from pathlib import Path

from vedette.app.acquire.names import brief
from vedette.app.acquire.unpacking import LINK, SPECIAL, Unpacking
from vedette.core.errors import BadInput, LimitHit
from vedette.core.limits import MIB

_BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError, NotImplementedError,
    RuntimeError, OverflowError, IndexError, KeyError,
)  # fmt: skip
_DIRECTORY_BYTES_AN_ENTRY = 160
_SMALL_DIRECTORY = 4096
_ENCRYPTED = 1
_ZIP64 = 0xFFFFFFFF
_TAIL = 22 + 65_535
_DIRECTORY_SIZE = slice(12, 16)


def unpack(path: Path, into: Unpacking) -> None:
    """Read what is wanted of a zip file.

    Raises:
        BadInput: it has no readable directory.

    """
    _bound_directory(path, into)
    try:
        archive = zipfile.ZipFile(path)
    except _BROKEN as error:
        raise BadInput(f"{path}: not a zip file we can read: {error}", hint="is it whole?") from error
    with archive:
        infos = archive.infolist()
        if len(infos) > into.limits.archive_entries:
            into.tally.skip(into.name, f"more than {into.limits.archive_entries} entries", partial=True)
        try:
            for info in infos[: into.limits.archive_entries]:
                _entry(archive, info, into)
        except LimitHit as error:
            into.tally.skip(into.name, f"stopped there: {error}", partial=True)


def _bound_directory(path: Path, into: Unpacking) -> None:
    """Look at the size of the directory before it is read into memory."""
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, io.SEEK_END) - _TAIL))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    size = int.from_bytes(tail[at:][_DIRECTORY_SIZE], "little") if at >= 0 else 0
    most = max(_SMALL_DIRECTORY, into.limits.archive_entries * _DIRECTORY_BYTES_AN_ENTRY)
    if size != _ZIP64 and size > most:
        raise LimitHit(
            f"{path}: its directory alone is {size} bytes", hint="unpack it yourself and scan the folder"
        )


def _entry(archive: zipfile.ZipFile, info: zipfile.ZipInfo, into: Unpacking) -> None:
    mode = info.external_attr >> 16
    if info.filename.endswith("/"):
        return
    if stat.S_ISLNK(mode):
        into.tally.skip(brief(info.filename), LINK)
    elif stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
        into.tally.skip(brief(info.filename), SPECIAL)
    elif (name := into.admits(info.orig_filename, info.file_size)) is not None:
        _read(archive, info, name, into)


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, into: Unpacking) -> None:
    if info.flag_bits & _ENCRYPTED:
        into.tally.skip(brief(name), "encrypted")
        return
    if info.file_size > MIB and info.file_size > into.limits.ratio * max(info.compress_size, 1):
        into.tally.skip(brief(name), f"unpacks to more than {into.limits.ratio} times its size")
        return
    try:
        with archive.open(info) as file:
            data = file.read(into.limits.file_bytes + 1)
    except _BROKEN as error:
        into.tally.skip(brief(name), f"cannot be unpacked: {brief(str(error))}")
        return
    if len(data) > into.limits.file_bytes:
        into.tally.skip(brief(name), f"larger than the limit of {into.limits.file_bytes} bytes")
    else:
        into.take(name, data)
