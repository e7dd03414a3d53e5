"""Files people hand in: bytes in, a file only its owner's jobs are given out, gone after a day."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from vedette.access.documents import Documents
from vedette.app.job_answers import Missing, TooMany, Upload, UploadShown
from vedette.core.errors import BadInput, LimitHit, Unavailable
from vedette.core.limits import MIB

_KIND: Final = "upload"
_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._ +-]{0,127}")


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadLimits:
    """How much people may hand in."""

    file_bytes: int = 512 * MIB
    person_bytes: int = 2048 * MIB
    person_files: int = 100
    person_at_once: int = 2
    keep_seconds: float = 24 * 3600.0


class UploadFolder:
    """A folder of uploads, and the notes on whose they are."""

    def __init__(
        self, documents: Documents, folder: Path, limits: UploadLimits, now: Callable[[], float]
    ) -> None:
        self._documents = documents
        self._folder = folder
        self._limits = limits
        self._now = now
        self._lock = threading.Lock()
        self._arriving: list[str] = []

    def keep(self, owner: str, name: str, chunks: Iterable[bytes]) -> UploadShown:
        """Write down what arrives, piece by piece.

        Raises:
            BadInput: the name is none for a file, or nothing arrived.
            LimitHit: it is larger than may be.
            TooMany: the owner has too much here already.
            Unavailable: the disk is full.

        """
        if not _NAME.fullmatch(name):
            raise BadInput(
                "that is no plain name of a file: up to 128 letters, digits, spaces and . _ + -",
                hint="give it a plain name that ends in what it is, such as app.zip or shop.py",
            )
        with self._arrival(owner):
            room = self._room(owner)
            made = Upload(
                id=secrets.token_hex(16), owner=owner, name=name, size=0, digest="", made=self._now()
            )
            try:
                size, digest = self._write(self._path(made), chunks, room)
                made = msgspec.structs.replace(made, size=size, digest=digest)
                self._documents.put(_KIND, made.id, msgspec.json.encode(made), expect=0, tags=(owner,))
            except BaseException:
                shutil.rmtree(self._folder / made.id, ignore_errors=True)
                raise
        return self._shown(made)

    def path(self, owner: str, upload: str) -> tuple[str, Path]:
        """Return the name and place of somebody's upload.

        Raises:
            Missing: they have none of that id.

        """
        found = self._find(owner, upload)
        return found.name, self._path(found)

    def owned(self, owner: str) -> tuple[UploadShown, ...]:
        """Return somebody's uploads, newest first."""
        return tuple(self._shown(one) for one in sorted(self._owned(owner), key=lambda one: -one.made))

    def drop(self, owner: str, upload: str) -> UploadShown:
        """Forget somebody's upload.

        Raises:
            Missing: they have none of that id.

        """
        found = self._find(owner, upload)
        self._forget(found)
        return self._shown(found)

    def sweep(self, keep: Callable[[Path], bool] = lambda _: False) -> int:
        """Forget what is older than uploads are kept, unless somebody still needs it; return how many."""
        end = self._now() - self._limits.keep_seconds
        kept = [msgspec.json.decode(one.value, type=Upload) for one in self._documents.all(_KIND)]
        old = [one for one in kept if one.made < end and not keep(self._path(one))]
        for one in old:
            self._forget(one)
        return len(old)

    @contextlib.contextmanager
    def _arrival(self, owner: str) -> Iterator[None]:
        with self._lock:
            if self._arriving.count(owner) >= self._limits.person_at_once:
                raise TooMany(
                    f"{self._limits.person_at_once} uploads of yours are on their way already",
                    hint="wait until one has arrived",
                )
            self._arriving.append(owner)
        try:
            yield
        finally:
            with self._lock:
                self._arriving.remove(owner)

    def _room(self, owner: str) -> int:
        """Return how many bytes one more file may have."""
        owned = self._owned(owner)
        left = self._limits.person_bytes - sum(one.size for one in owned)
        if len(owned) >= self._limits.person_files or left <= 0:
            raise TooMany("you have as many uploads here as you may", hint="delete some of them")
        return min(left, self._limits.file_bytes)

    def _write(self, path: Path, chunks: Iterable[bytes], most: int) -> tuple[int, str]:
        digest = hashlib.sha256()
        size = 0
        try:
            path.parent.mkdir(mode=0o700, parents=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                for chunk in chunks:
                    size += len(chunk)
                    if size > most:
                        raise LimitHit(f"larger than {most} bytes", hint="hand in a part of it")
                    digest.update(chunk)
                    file.write(chunk)
        except OSError as error:
            raise Unavailable(
                f"the upload cannot be kept: {error.strerror}", hint="tell the operator"
            ) from error
        if not size:
            raise BadInput("nothing arrived", hint="send the file as the body of the request")
        return size, f"sha256:{digest.hexdigest()}"

    def _find(self, owner: str, upload: str) -> Upload:
        kept = self._documents.get(_KIND, upload)
        found = msgspec.json.decode(kept.value, type=Upload) if kept is not None else None
        if found is None or found.owner != owner:
            raise Missing("no such upload", hint="list yours; they are kept for a day")
        return found

    def _owned(self, owner: str) -> list[Upload]:
        return [msgspec.json.decode(one.value, type=Upload) for one in self._documents.tagged(_KIND, owner)]

    def _forget(self, upload: Upload) -> None:
        shutil.rmtree(self._folder / upload.id, ignore_errors=True)
        self._documents.delete(_KIND, upload.id)

    def _path(self, upload: Upload) -> Path:
        return self._folder / upload.id / upload.name

    def _shown(self, upload: Upload) -> UploadShown:
        return UploadShown(
            id=upload.id,
            name=upload.name,
            size=upload.size,
            digest=upload.digest,
            made=upload.made,
            expires=upload.made + self._limits.keep_seconds,
        )
