"""Zip files: their members, by their directory, one at a time; encrypted ones with the passwords given."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import BinaryIO, Final, cast

from vedette.core.errors import LimitHit
from vedette.core.limits import MIB
from vedette.hunt.source import Skips, Source
from vedette.hunt.sources.containers.unpacking import (
    HELD_MAX,
    Budget,
    Member,
    Meter,
    Unpacking,
    metered,
    tidy,
)
from vedette.hunt.sources.times import from_datetime

_ENCRYPTED: Final = 0x1
_AES: Final = 99
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2})
"""LZMA in zip files has no bound on memory, and nobody packs logs so."""
LOCKED: Final = "encrypted: give its password with --password"
STILL_LOCKED: Final = "encrypted, and none of the passwords given opens it"
STRONG: Final = "encrypted with AES: decrypt it first"
METHOD: Final = "packed in a way not unpacked here"
_TRIED: Final = 4096
_TAIL: Final = 66 * 1024
_IN_WIDE: Final = 0xFFFFFFFF
_DIRECTORY_MAX: Final = 16 * MIB


class _Owned(zipfile.ZipFile):
    """A zip file that closes the stream it was made of: the library leaves one it was handed open."""

    def close(self) -> None:
        """Close both."""
        stream = self.fp
        super().close()
        if stream is not None:
            stream.close()


class Zip:
    """One zip file, kept open while its members are looked at in turn."""

    def __init__(self, source: Source, unpacking: Unpacking, budget: Budget) -> None:
        self._source = source
        self._passwords = tuple(one.encode("utf-8", "replace") for one in unpacking.passwords)
        self._budget = budget
        self._kept: zipfile.ZipFile | None = None

    def members(self, skips: Skips) -> Iterator[Member]:
        """Give the members that can be read; say why others can't.

        Raises:
            OSError, zipfile.BadZipFile, LimitHit …: it is no zip file, or too large to be held.

        """
        with self._opened() as kept:
            self._kept = kept
            try:
                for info in kept.infolist():
                    if self._budget.enter():
                        skips.whole(self._source.name, "more entries than the limit: the rest was not read")
                        return
                    if info.is_dir():
                        continue
                    password = self._password(kept, info)
                    if why := self._refusal(info, password):
                        skips.whole(f"{self._source.name}!/{tidy(info.filename)}", why)
                    else:
                        yield self._member(info, password)
            finally:
                self._kept = None

    def _member(self, info: zipfile.ZipInfo, password: bytes | None) -> Member:
        meter = Meter(self._budget, info.compress_size)
        return Member(
            name=tidy(info.filename),
            size=info.file_size,
            modified=_moment(info),
            open=partial(self._open, info, password, meter),
        )

    def _open(self, info: zipfile.ZipInfo, password: bytes | None, meter: Meter) -> BinaryIO:
        if self._kept is not None:
            return metered(_read(self._kept, info, password), meter)
        again = self._opened()
        try:
            return metered(_read(again, info, password), meter, again)
        except BaseException:
            again.close()
            raise

    def _opened(self) -> zipfile.ZipFile:
        stream = self._source.open()
        if not stream.seekable():
            with stream:
                held = stream.read(HELD_MAX + 1)
            if len(held) > HELD_MAX:
                raise LimitHit(
                    f"a zip file inside another of more than {HELD_MAX} bytes", hint="unpack it first"
                )
            stream = io.BytesIO(held)
        try:
            _check_directory(stream)
            return _Owned(stream)
        except BaseException:
            stream.close()
            raise

    def _password(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes | None:
        """Find the password: a wrong one is let through one time in 256, and shows later."""
        if not info.flag_bits & _ENCRYPTED or info.compress_type not in _METHODS:
            return None
        for one in self._passwords:
            try:
                with archive.open(info, pwd=one) as tried:
                    tried.read(_TRIED)
            except (RuntimeError, zlib.error, zipfile.BadZipFile, EOFError, OSError):
                continue
            return one
        return None

    def _refusal(self, info: zipfile.ZipInfo, password: bytes | None) -> str | None:
        if info.compress_type not in _METHODS:
            return STRONG if info.compress_type == _AES else METHOD
        if info.flag_bits & _ENCRYPTED and password is None:
            return STILL_LOCKED if self._passwords else LOCKED
        return None


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, password: bytes | None) -> BinaryIO:
    return cast(BinaryIO, archive.open(info, pwd=password))


def _check_directory(stream: BinaryIO) -> None:
    """See that the list of members, which is held in memory as a whole, is of a size for that."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - _TAIL))
    tail = stream.read(_TAIL)
    stream.seek(0)
    at = tail.rfind(b"PK\x05\x06")
    claimed = int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0
    wide = tail.rfind(b"PK\x06\x06")
    if claimed == _IN_WIDE and wide >= 0:
        claimed = int.from_bytes(tail[wide + 40 : wide + 48], "little")
    if claimed > _DIRECTORY_MAX:
        raise LimitHit("its list of members is longer than 16 MiB", hint="unpack it first")


def _moment(info: zipfile.ZipInfo) -> int:
    try:
        return from_datetime(datetime(*info.date_time, tzinfo=UTC)) or 0
    except ValueError:
        return 0
