"""Small values that must outlive this process and are changed only by who saw the last one: by name."""

from __future__ import annotations

import fcntl
import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from vedette.core.errors import Unavailable


class Slots(Protocol):
    """Values by name. Every call is one transaction, safe between threads and processes, and durable."""

    def read(self, name: str) -> bytes | None:
        """Return a value as it is now."""
        ...

    def swap(self, name: str, old: bytes | None, new: bytes | None) -> bool:
        """Change a value if it is still the old one (None: there is none); tell whether it was."""
        ...


class Memory:
    """Slots in this process: forgets when it ends."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, bytes] = {}

    def read(self, name: str) -> bytes | None:
        """Return a value as it is now."""
        return self._kept.get(name)

    def swap(self, name: str, old: bytes | None, new: bytes | None) -> bool:
        """Change a value if it is still the old one."""
        with self._lock:
            if self._kept.get(name) != old:
                return False
            if new is None:
                self._kept.pop(name, None)
            else:
                self._kept[name] = new
            return True


class Folder:
    """Slots as files only this user can read, one a name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, name: str) -> bytes | None:
        """Return a value as it is now."""
        with _told(self._folder):
            return self._read(self._path(name))

    def swap(self, name: str, old: bytes | None, new: bytes | None) -> bool:
        """Change a value if it is still the old one."""
        path = self._path(name)
        with _told(self._folder), _locked(self._folder):
            if self._read(path) != old:
                return False
            if new is None:
                path.unlink(missing_ok=True)
            else:
                _write(path.with_suffix(".new"), new)
                path.with_suffix(".new").replace(path)
            _sync(self._folder)
            return True

    def _path(self, name: str) -> Path:
        return self._folder / hashlib.sha256(name.encode()).hexdigest()

    def _read(self, path: Path) -> bytes | None:
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unavailable(
            f"cannot keep state in {folder}: {error.strerror}", hint="make it a folder you can write to"
        ) from error


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder / "lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _write(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(handle)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
