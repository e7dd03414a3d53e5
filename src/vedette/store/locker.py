"""Evidence kept under the digest of its bytes: written once, for reading only, never run.

What is said to be kept is on the disk, whole. The same bytes handed in twice are kept once.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from vedette.core.errors import BadInput, LimitHit, Unavailable
from vedette.core.limits import MIB

_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}")
_CHUNK: Final = MIB
_ARRIVING: Final = "arriving-"
_FORGOTTEN_S: Final = 24 * 3600.0


class Stored(NamedTuple):
    """What was put in."""

    digest: str
    size: int


class Locker:
    """A folder of evidence. Safe between threads and processes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, chunks: Iterable[bytes], most: int) -> Stored:
        """Keep bytes as they arrive; return once they are on the disk.

        Raises:
            LimitHit: there are more than `most`; nothing is kept.
            Unavailable: the disk is full, or the folder cannot be written.

        """
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._sweep()
            arriving = self._folder / f"{_ARRIVING}{secrets.token_hex(16)}"
            try:
                stored = _written(arriving, chunks, most)
                self._settle(arriving, stored.digest)
            finally:
                arriving.unlink(missing_ok=True)
        except OSError as error:
            raise Unavailable(
                f"the evidence cannot be kept: {error.strerror}", hint="make room, or look at the data folder"
            ) from error
        return stored

    def open(self, digest: str) -> BinaryIO:
        """Return a piece to be read.

        Raises:
            BadInput: it is not here.
            Unavailable: it cannot be read.

        """
        try:
            return os.fdopen(os.open(self._path(digest), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb")
        except FileNotFoundError:
            raise BadInput(f"{digest} is not in the locker", hint="restore it from a backup") from None
        except OSError as error:
            raise Unavailable(
                f"{digest} cannot be read: {error.strerror}", hint="look at the data folder"
            ) from error

    def read(self, digest: str) -> Iterator[bytes]:
        """Yield a piece bit by bit.

        Raises:
            BadInput, Unavailable: as `open`.

        """
        with self.open(digest) as file:
            while chunk := file.read(_CHUNK):
                yield chunk

    def found(self, digest: str) -> str:
        """Return the digest a piece's bytes have now; empty where there are none.

        Raises:
            Unavailable: it cannot be read.

        """
        now = hashlib.sha256()
        try:
            for chunk in self.read(digest):
                now.update(chunk)
        except BadInput:
            return ""
        except OSError as error:
            raise Unavailable(
                f"{digest} cannot be read: {error.strerror}", hint="look at the disk it lies on"
            ) from error
        return f"sha256:{now.hexdigest()}"

    def _path(self, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise BadInput(f"{digest[:80]!r} is no digest", hint="sha256: and 64 hex digits")
        name = digest.removeprefix("sha256:")
        return self._folder / name[:2] / name

    def _settle(self, arriving: Path, digest: str) -> None:
        """Move it to its place, unless it lies there whole."""
        path = self._path(digest)
        if self.found(digest) == digest:
            return
        path.parent.mkdir(mode=0o700, exist_ok=True)
        arriving.rename(path)
        for folder in (path.parent, self._folder):
            _sync(folder)

    def _sweep(self) -> None:
        """Forget what was on its way when its writer died."""
        before = time.time() - _FORGOTTEN_S
        for one in self._folder.glob(f"{_ARRIVING}*"):
            with contextlib.suppress(FileNotFoundError):
                if one.stat().st_mtime < before:
                    one.unlink()


def _written(path: Path, chunks: Iterable[bytes], most: int) -> Stored:
    digest, size = hashlib.sha256(), 0
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(path, flags, 0o400), "wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > most:
                raise LimitHit(
                    f"evidence of more than {most:,} bytes", hint="keep its digest only, or a part of it"
                )
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return Stored(f"sha256:{digest.hexdigest()}", size)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
