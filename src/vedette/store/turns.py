"""Turns between processes that change one SQLite file: who has waited goes before who comes again.

SQLite only looks now and then whether its lock is free, so beside a process that writes without a pause
another may wait for ever. Here who finds that lock taken holds a place in front of it until it is free, and
everybody comes past that place first. SQLite's own lock, and all it promises, stay as they are.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, TypeVar

T = TypeVar("T")
_LOOK_S: Final = 0.001
TAIL: Final = "-turn"
"""What the name of the file to queue at ends with; it stays empty."""


class Turns:
    """The place before one file's lock. Threads of one process take turns elsewhere."""

    def __init__(self, path: Path) -> None:
        """Make the file to queue at, for the owner's eyes only, beside the one named.

        Raises:
            OSError: it cannot be made.

        """
        self._file = -1
        self._path = Path(f"{path}{TAIL}")
        self._file = self._open()
        self._pid = os.getpid()

    def take(self, work: Callable[[], T], wait_s: float) -> T:
        """Run what needs the lock and does nothing without it, on a connection that does not wait by itself.

        Raises:
            sqlite3.Error: of the work; that the lock is taken, when it was for `wait_s` seconds.

        """
        end = time.monotonic() + wait_s
        with self._place(end):
            pass
        try:
            return work()
        except sqlite3.OperationalError as error:
            if not is_busy(error):
                raise
        with self._place(end):
            return _patiently(work, end)

    def close(self) -> None:
        """Let go of the file."""
        file, self._file = self._file, -1
        if file >= 0:
            os.close(file)

    def __del__(self) -> None:
        """Leave no file open, as connections nobody closed leave none."""
        self.close()

    @contextlib.contextmanager
    def _place(self, end: float) -> Iterator[None]:
        """Hold the place; without it, when the time is over, all the same."""
        file = self._own()
        while not _locked(file) and time.monotonic() < end:
            time.sleep(_LOOK_S)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)

    def _own(self) -> int:
        """After a fork the file is open for parent and child together: what one holds, both would."""
        if self._pid != os.getpid():
            self._pid = os.getpid()
            self._file = self._open()
        return self._file

    def _open(self) -> int:
        return os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def is_busy(error: sqlite3.Error) -> bool:
    """Tell whether somebody else holds the lock."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY


def _patiently(work: Callable[[], T], end: float) -> T:
    while True:
        try:
            return work()
        except sqlite3.OperationalError as error:
            if not is_busy(error) or time.monotonic() > end:
                raise
        time.sleep(_LOOK_S)


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
