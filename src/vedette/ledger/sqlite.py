"""The ledger in one SQLite file: what was acknowledged is on the disk. Many processes may write to it."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeVar

from vedette.core.errors import Unavailable
from vedette.ledger.merkle import HASH_BYTES
from vedette.ledger.store import missing, open_tile
from vedette.ledger.tiles import WIDTH, Frontier

T = TypeVar("T")

_SCHEMA: Final = (
    "create table if not exists head (one integer primary key check (one = 1), size integer not null)",
    "create table if not exists leaf (number integer primary key, data blob not null)",
    "create table if not exists tile (level integer, number integer, hashes blob not null)",
    "create unique index if not exists tiles on tile (level, number)",
    "insert or ignore into head values (1, 0)",
    "pragma user_version = 1",
)
_LEAVES: Final = "select cast(data as blob) from leaf where number >= ? and number < ? order by number"
"""The cast changes nothing that we wrote; what somebody else wrote there is read as what it is."""
_VERSION: Final = 1
_WAIT_S: Final = 10.0
"""How long to wait for another process that is writing."""
_ROWS: Final = 64
"""Rows of one statement: each statement lets other threads in, and most of them have nothing to do here."""
_CODE = 0xFF
_HINTS: Final = {
    sqlite3.SQLITE_FULL: "make room on the disk: nothing is done unrecorded",
    sqlite3.SQLITE_BUSY: "another process is writing to it: try again",
    sqlite3.SQLITE_LOCKED: "another process is writing to it: try again",
    sqlite3.SQLITE_CORRUPT: "keep the file, verify the newest export, and restore from it",
    sqlite3.SQLITE_NOTADB: "keep the file, verify the newest export, and restore from it",
    sqlite3.SQLITE_READONLY: "make its folder one this user can write to",
    sqlite3.SQLITE_CANTOPEN: "make its folder one this user can write to",
}
_LOST: Final = {sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_DIR_FSYNC}
"""The disk could not say whether it has what it was given; asked again, its yes would mean nothing."""


class SqliteStore:
    """A store in one file that only this user can read."""

    def __init__(self, path: Path) -> None:
        """Open the file, or make it.

        Raises:
            Unavailable: it cannot be opened, or is no ledger.

        """
        self._path = path
        self._writing = threading.Lock()
        self._reading = threading.Lock()
        self._writer: sqlite3.Connection | None = None
        self._reader: sqlite3.Connection | None = None
        self._frontier = Frontier()
        self._lost = False
        self._write(lambda _: None)

    def extend(self, leaves: Sequence[bytes], hashes: Sequence[bytes]) -> int:
        """Add leaves at the end."""
        return self._write(lambda base: self._extend(base, leaves, hashes))

    def size(self) -> int:
        """Return how many leaves there are."""
        return self._read(_size)

    def leaves(self, start: int, end: int) -> list[bytes]:
        """Return the leaves from start up to end."""
        return self._read(lambda base: [data for (data,) in base.execute(_LEAVES, (start, end))])

    def tile(self, level: int, number: int, width: int) -> bytes:
        """Return the first hashes of a tile."""
        return self._read(lambda base: _Inside(base).tile(level, number, width))

    def close(self) -> None:
        """Close the file."""
        for lock, base in ((self._writing, self._writer), (self._reading, self._reader)):
            with lock:
                if base is not None:
                    base.close()
        self._writer = self._reader = None

    def _extend(self, base: sqlite3.Connection, leaves: Sequence[bytes], hashes: Sequence[bytes]) -> int:
        base.execute("begin immediate")
        try:
            first = _size(base)
            tiles, done = self._frontier.plan(first, hashes, lambda: _Inside(base))
            _insert(base, first, leaves)
            if tiles:
                base.executemany("insert or replace into tile values (?, ?, ?)", tiles)
            base.execute("update head set size = ?", (first + len(leaves),))
            base.execute("commit")
        except BaseException:
            if base.in_transaction:
                base.execute("rollback")
            raise
        done()
        return first

    def _write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        with self._writing:
            if self._lost:
                raise _unavailable(
                    self._path, "the disk failed while it was written", "check it, then restart"
                )
            try:
                if self._writer is None:
                    self._writer = _opened(self._path)
                return work(self._writer)
            except sqlite3.Error as error:
                self._lost = getattr(error, "sqlite_errorcode", 0) in _LOST
                raise _said(self._path, error) from error
            except OSError as error:
                raise _unavailable(
                    self._path, str(error.strerror), "use a folder you can write to"
                ) from error

    def _read(self, ask: Callable[[sqlite3.Connection], T]) -> T:
        with self._reading:
            try:
                if self._reader is None:
                    self._reader = _connected(self._path)
                return ask(self._reader)
            except sqlite3.Error as error:
                raise _said(self._path, error) from error


class _Inside:
    """Tiles as one connection sees them, within its transaction if it is in one."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base

    def tile(self, level: int, number: int, width: int) -> bytes:
        ask = "select hashes from tile where level = ? and number = ?"
        row = self._base.execute(ask, (level, number)).fetchone()
        if row is not None and len(row[0]) >= width * HASH_BYTES:
            return bytes(row[0][: width * HASH_BYTES])
        if level:
            raise missing(level, number)
        found = self._base.execute(_LEAVES, (number * WIDTH, number * WIDTH + width)).fetchall()
        return open_tile([data for (data,) in found], number, width)


def _insert(base: sqlite3.Connection, first: int, leaves: Sequence[bytes]) -> None:
    for at in range(0, len(leaves), _ROWS):
        part = leaves[at : at + _ROWS]
        given = [value for place, data in enumerate(part, first + at) for value in (place, data)]
        base.execute(f"insert into leaf values (?, ?){', (?, ?)' * (len(part) - 1)}", given)  # noqa: S608


def _size(base: sqlite3.Connection) -> int:
    row = base.execute("select size from head").fetchone()
    if row is None or not isinstance(row[0], int):
        raise sqlite3.DatabaseError("the head is missing")
    return row[0]


def _opened(path: Path) -> sqlite3.Connection:
    """Open the file to write; make it first if there is none."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)  # or the file itself may be gone after a power cut
        finally:
            os.close(folder)
    base = _connected(path)
    try:
        if base.execute("pragma user_version").fetchone() != (_VERSION,):
            _set_up(base)
    except sqlite3.Error:
        base.close()
        raise
    return base


def _connected(path: Path) -> sqlite3.Connection:
    base = sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None, check_same_thread=False)
    try:
        base.execute("pragma journal_mode = wal")
        base.execute("pragma synchronous = full")
        base.execute("pragma fullfsync = on")
    except sqlite3.Error:
        base.close()
        raise
    return base


def _set_up(base: sqlite3.Connection) -> None:
    base.execute("begin immediate")
    for statement in _SCHEMA:
        base.execute(statement)
    base.execute("commit")


def _said(path: Path, error: sqlite3.Error) -> Unavailable:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & _CODE
    return _unavailable(path, str(error), _HINTS.get(code, "check the disk it is on, and the room on it"))


def _unavailable(path: Path, what: str, hint: str) -> Unavailable:
    return Unavailable(f"cannot use the ledger {path}: {what}", hint=hint)
