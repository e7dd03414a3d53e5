"""Tables in one SQLite file of this machine: write-ahead log, one writer at a time, owner's eyes only."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, Literal, TypeVar

from vedette.core.documents import Conflict
from vedette.core.errors import Unavailable, VedetteError
from vedette.store.engine import WAIT_S, Args, Row, Run, busy, storable
from vedette.store.turns import Turns, is_busy

T = TypeVar("T")
Sync = Literal["full", "normal", "off"]
"""What outlives a power cut: every change; all but the last seconds'; perhaps nothing.

A crash of ours loses none of them."""

_IDLE: Final = 8
"""Connections kept for the next reader."""
_BROKEN: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_HINTS: Final = {
    sqlite3.SQLITE_FULL: ("its disk is full", "make room, then try again; nothing was lost"),
    sqlite3.SQLITE_CORRUPT: ("it is damaged", "stop the service and restore it from a backup"),
    sqlite3.SQLITE_NOTADB: ("it is no database", "stop the service and restore it from a backup"),
    sqlite3.SQLITE_READONLY: ("it may not be written", "give the service's user the folder and the file"),
    sqlite3.SQLITE_CANTOPEN: ("it cannot be opened", "give the service's user the folder and the file"),
    sqlite3.SQLITE_IOERR: ("its disk does not answer well", "look at the disk, and at how full it is"),
}


class Sqlite:
    """An engine on one file."""

    def __init__(self, path: Path, sync: Sync = "full", wait_s: float = WAIT_S) -> None:
        """Open the file, or make it, in a folder for its owner only.

        Raises:
            Unavailable: it cannot be had; the message says why.

        """
        self._path = path
        self._sync = sync
        self._wait_s = wait_s
        self._lock = threading.Lock()
        self._idle: list[sqlite3.Connection] = []
        self._pid = os.getpid()
        self._parents: list[sqlite3.Connection] = []
        self._turns = _make_room(path)
        try:
            self._writer = self._open(0)
        except sqlite3.DatabaseError as error:
            if sync != "off" or _code(error) not in _BROKEN:
                raise (self._words(error) or error) from error
            self._writer = self._anew()  # it promised nothing beyond a power cut, and there was one
        self._durable = True

    def read(self, sql: str, args: Args) -> list[Row]:
        """Run one statement that changes nothing."""
        try:
            with self._reader() as base:
                return base.execute(sql, storable(args)).fetchall()
        except sqlite3.Error as error:
            if (told := self._words(error)) is None:
                raise
            raise told from error

    def change(self, work: Callable[[Run], T], *, rowwise: bool, durable: bool) -> T:
        """Run the work while nobody else writes."""
        del rowwise  # one writer at a time: every change sees what the last one left
        if not self._lock.acquire(timeout=self._wait_s):
            raise busy(self._path.name, self._wait_s)
        try:
            return self._transact(work, durable=durable)
        except sqlite3.Error as error:
            if (told := self._words(error)) is None:
                raise
            raise told from error
        finally:
            self._lock.release()

    def single(self, sql: str, args: Args, *, durable: bool) -> list[Row]:
        """Run one statement; what it needs of locks it takes by itself."""
        if not self._lock.acquire(timeout=self._wait_s):
            raise busy(self._path.name, self._wait_s)
        try:
            base, given = self._writing(durable=durable), storable(args)
            return self._turns.take(lambda: base.execute(sql, given).fetchall(), self._wait_s)
        except sqlite3.Error as error:
            if (told := self._words(error)) is None:
                raise
            raise told from error
        finally:
            self._lock.release()

    def define(self, statement: str) -> str:
        """Leave out what only PostgreSQL knows."""
        return statement.replace("create unlogged table", "create table")

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._writer.close()
            self._turns.close()
            while self._idle:
                self._idle.pop().close()

    def _transact(self, work: Callable[[Run], T], *, durable: bool) -> T:
        base = self._writing(durable=durable)
        self._turns.take(lambda: base.execute("begin immediate"), self._wait_s)
        try:
            done = work(lambda sql, args=(): base.execute(sql, storable(args)).fetchall())
            base.execute("commit")
        except BaseException:
            if base.in_transaction:
                base.execute("rollback")
            raise
        return done

    def _writing(self, *, durable: bool) -> sqlite3.Connection:
        base = self._own_writer()
        if durable is not self._durable and self._sync == "full":
            base.execute(f"pragma synchronous = {'full' if durable else 'normal'}")
            self._durable = durable
        return base

    def _own_writer(self) -> sqlite3.Connection:
        """After a fork the connections are the parent's: leave them alone, and open our own."""
        if self._pid != os.getpid():
            self._pid = os.getpid()
            self._parents += [self._writer, *self._idle]
            self._idle = []
            self._writer = self._open(0)
            self._durable = True
        return self._writer

    @contextlib.contextmanager
    def _reader(self) -> Iterator[sqlite3.Connection]:
        if self._pid != os.getpid():
            with self._lock:
                self._own_writer()
        try:
            base = self._idle.pop()
        except IndexError:
            base = self._open(self._wait_s)
        try:
            yield base
        finally:
            if len(self._idle) < _IDLE:
                self._idle.append(base)
            else:
                base.close()

    def _words(self, error: sqlite3.Error) -> VedetteError | None:
        """Say an error in our words; what can only be a bug stays as it is."""
        code, name = _code(error), self._path.name
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return busy(name, self._wait_s)
        if isinstance(error, sqlite3.IntegrityError):
            return Conflict(f"{name}: somebody else did it first", hint="read it again, then change it")
        if code not in _HINTS:
            return None
        what, hint = _HINTS[code]
        return Unavailable(f"{name}: {what}", hint=hint)

    def _open(self, patience_s: float) -> sqlite3.Connection:
        """Connect; the writer has no patience of its own, for it takes turns."""
        base = sqlite3.connect(self._path, timeout=patience_s, isolation_level=None, check_same_thread=False)
        try:
            _to_wal(base, self._path, self._wait_s)
            base.execute(f"pragma synchronous = {self._sync}")
            base.execute("pragma temp_store = memory")
        except BaseException:
            base.close()
            raise
        return base

    def _anew(self) -> sqlite3.Connection:
        for tail in ("", "-wal", "-shm"):
            Path(f"{self._path}{tail}").unlink(missing_ok=True)
        self._turns.close()
        self._turns = _make_room(self._path)
        return self._open(0)


def _make_room(path: Path) -> Turns:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.parent.stat().st_mode & stat.S_IWOTH:  # /tmp, or the like: not ours to close
            raise Unavailable(
                f"{path.parent} is open to everybody", hint="keep the data in a folder of its own, inside it"
            )
        path.parent.chmod(0o700)
        with contextlib.suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))
        path.chmod(0o600)
        return Turns(path)
    except OSError as error:
        raise Unavailable(
            f"{path.name}: {error.strerror}", hint=f"give the service's user the folder {path.parent}"
        ) from error


def _to_wal(base: sqlite3.Connection, path: Path, wait_s: float) -> None:
    """Turn the write-ahead log on; while several do so at once, SQLite does not wait by itself."""
    end = time.monotonic() + wait_s
    while True:
        try:
            (mode,) = base.execute("pragma journal_mode = wal").fetchone()
        except sqlite3.OperationalError as error:
            if not is_busy(error) or time.monotonic() > end:
                raise
            time.sleep(0.01)
            continue
        if mode != "wal":
            raise Unavailable(
                f"{path.name}: its disk has no write-ahead log", hint="keep the data folder on a local disk"
            )
        return


def _code(error: sqlite3.Error) -> int:
    """Return the plain result code: the low byte of the extended one."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
