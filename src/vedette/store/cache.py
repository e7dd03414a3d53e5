"""Bytes kept between runs, by key: may forget anything at any time, and never fails its user.

`Sqlite` is a file in the user's cache folder; `Memory` forgets when the program ends.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

_SCHEMA: Final = """
pragma page_size = 32768;
pragma auto_vacuum = incremental;
pragma journal_mode = wal;
pragma synchronous = normal;
create table if not exists kept (
  id integer primary key, key blob not null unique, value blob not null, used integer not null);
"""
_VERSION = 3
_CHECK_BYTES = 8
_NAME_BYTES = 16
_BATCH_BYTES = 4 << 20
_DAY = 86_400
_ROOM = 0.8
"""How full the cache is after it was too full."""
_AT_ONCE = 256
_MANY = f"select key, value, used from kept where key in ({', '.join('?' * _AT_ONCE)})"  # noqa: S608 - only signs
_LIVE = "select total(length(key) * 2 + length(value) + 40) from kept"
_EVICT = """
delete from kept where id in (select id from kept order by used, id limit 512)
returning length(key) * 2 + length(value) + 40
"""


class Memory:
    """The fake that ships: keeps everything until it is dropped."""

    def __init__(self) -> None:
        self._kept: dict[bytes, bytes] = {}

    def get(self, key: bytes) -> bytes | None:
        """Return what was put."""
        return self._kept.get(key)

    def get_many(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return what was put, by key."""
        return {key: self._kept[key] for key in keys if key in self._kept}

    def put(self, key: bytes, value: bytes) -> None:
        """Keep it."""
        self._kept[key] = value

    def close(self) -> tuple[str, ...]:
        """Do nothing: there is nothing to write."""
        return ()


class Sqlite:
    """A cache in one file, bounded in size; the least lately used goes first. A broken file is dropped."""

    def __init__(self, folder: Path, most_bytes: int, now: Callable[[], float]) -> None:
        self._path = folder / "facts.sqlite"
        self._most = most_bytes
        self._now = now
        self._lock = threading.Lock()
        self._new: dict[bytes, bytes] = {}
        self._new_bytes = 0
        self._touched: set[bytes] = set()
        self._notes: list[str] = []
        self._base: sqlite3.Connection | None = self._open()

    def get(self, key: bytes) -> bytes | None:
        """Return what was put, if it is still there and whole."""
        with self._lock:
            if (fresh := self._new.get(key)) is not None:
                return fresh
            name = _name(key)
            rows = self._ask("select key, value, used from kept where key = ?", (name,))
            return self._checked(rows, {name: key}).get(key)

    def get_many(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return what was put under any of some keys, if it is still there and whole: a question for many."""
        with self._lock:
            found = {key: self._new[key] for key in keys if key in self._new}
            rest = [key for key in keys if key not in found]
            for at in range(0, len(rest), _AT_ONCE):
                asked = {_name(key): key for key in rest[at : at + _AT_ONCE]}
                names = [*asked, *[b""] * (_AT_ONCE - len(asked))]
                found |= self._checked(self._ask(_MANY, tuple(names)), asked)
            return found

    def _checked(self, rows: list[tuple[bytes, bytes, int]], asked: dict[bytes, bytes]) -> dict[bytes, bytes]:
        """Return the values that are whole, by key, and note which were not used for a day."""
        whole = [(name, value, used) for name, value, used in rows if _whole(asked.get(name, name), value)]
        lately = self._now() - _DAY
        self._touched.update(name for name, _, used in whole if used < lately)
        return {asked.get(name, name): value[_CHECK_BYTES:] for name, value, _ in whole}

    def put(self, key: bytes, value: bytes) -> None:
        """Keep it, with the next batch."""
        with self._lock:
            self._new[key] = value
            self._new_bytes += len(key) + len(value)
            if self._new_bytes > _BATCH_BYTES:
                self._write()

    def close(self) -> tuple[str, ...]:
        """Write what is left, make room, and say what went wrong on the way, if anything did."""
        with self._lock:
            self._write()
            self._guard(self._evict)
            if self._base is not None:
                self._base.close()
                self._base = None
            return tuple(self._notes)

    def _open(self) -> sqlite3.Connection | None:
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._path.parent.chmod(0o700)
            return self._connect()
        except sqlite3.DatabaseError:
            return self._again()
        except OSError as error:
            self._notes.append(f"no cache: {self._path.parent}: {error.strerror}")
            return None

    def _connect(self) -> sqlite3.Connection:
        with contextlib.suppress(FileExistsError):
            os.close(os.open(self._path, os.O_CREAT | os.O_EXCL, 0o600))
        base = sqlite3.connect(self._path, timeout=2.0, isolation_level=None, check_same_thread=False)
        try:
            _set_up(base)
        except sqlite3.DatabaseError:
            base.close()
            raise
        return base

    def _again(self) -> sqlite3.Connection | None:
        """Start over with an empty file."""
        self._notes.append("the cache was broken: it was dropped and everything was looked at anew")
        try:
            for tail in ("", "-wal", "-shm"):
                Path(f"{self._path}{tail}").unlink(missing_ok=True)
            return self._connect()
        except (OSError, sqlite3.DatabaseError) as error:
            self._notes.append(f"no cache: {error}")
            return None

    def _guard(self, work: Callable[[sqlite3.Connection], None]) -> None:
        """Do something to the file; if it is busy forget it, if it is broken drop it."""
        if self._base is None:
            return
        try:
            work(self._base)
        except sqlite3.OperationalError as error:
            self._notes.append(f"not everything was cached: {error}")
        except sqlite3.DatabaseError:
            self._base.close()
            self._base = self._again()

    def _ask(self, query: str, given: tuple[object, ...]) -> list[tuple[bytes, bytes, int]]:
        found: list[tuple[bytes, bytes, int]] = []
        self._guard(lambda base: found.extend(base.execute(query, given).fetchall()))
        return found

    def _write(self) -> None:
        now = int(self._now())
        rows = [(_name(key), _check(key, value) + value, now) for key, value in self._new.items()]
        touched = [(now, name) for name in self._touched]
        self._new, self._new_bytes, self._touched = {}, 0, set()
        if rows or touched:
            self._guard(lambda base: _store(base, rows, touched))

    def _evict(self, base: sqlite3.Connection) -> None:
        if _file_bytes(base) <= self._most:
            return
        live = base.execute(_LIVE).fetchone()[0]
        while live > self._most * _ROOM:
            gone = base.execute(_EVICT).fetchall()
            if not gone:
                break
            live -= sum(size for (size,) in gone)
        base.executescript("pragma incremental_vacuum; pragma wal_checkpoint(truncate);")


def _set_up(base: sqlite3.Connection) -> None:
    (version,) = base.execute("pragma user_version").fetchone()
    if version not in {0, _VERSION}:
        raise sqlite3.DatabaseError("of another version")
    base.executescript(_SCHEMA + f"pragma user_version = {_VERSION};")


def _store(
    base: sqlite3.Connection, rows: list[tuple[bytes, bytes, int]], touched: list[tuple[int, bytes]]
) -> None:
    base.execute("begin immediate")
    try:
        base.executemany("insert or replace into kept (key, value, used) values (?, ?, ?)", rows)
        base.executemany("update kept set used = ? where key = ?", touched)
        base.execute("commit")
    except sqlite3.Error:
        with contextlib.suppress(sqlite3.Error):
            base.execute("rollback")
        raise


def _file_bytes(base: sqlite3.Connection) -> int:
    pages, size = (base.execute(f"pragma {name}").fetchone()[0] for name in ("page_count", "page_size"))
    return int(pages) * int(size)


def _name(key: bytes) -> bytes:
    """Return what stands for a key in the file; what is short stands for itself.

    Keys are in no order, and each batch writes the pages anew that its keys come to stand on. Whole keys fill
    so many that twenty times what was kept was written.
    """
    return key if len(key) <= _NAME_BYTES else hashlib.blake2b(key, digest_size=_NAME_BYTES).digest()


def _check(key: bytes, value: bytes) -> bytes:
    return hashlib.blake2b(
        value, digest_size=_CHECK_BYTES, salt=hashlib.blake2b(key, digest_size=16).digest()
    ).digest()


def _whole(key: bytes, value: bytes) -> bool:
    return value[:_CHECK_BYTES] == _check(key, value[_CHECK_BYTES:])
