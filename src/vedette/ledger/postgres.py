"""The ledger in PostgreSQL: one writer at a time across all servers, durable when its commit returns."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias, TypeVar

import psycopg

from vedette.core.errors import Unavailable
from vedette.ledger.merkle import HASH_BYTES
from vedette.ledger.store import missing, open_tile
from vedette.ledger.tiles import WIDTH, Frontier

T = TypeVar("T")
Connection: TypeAlias = psycopg.Connection[tuple[Any, ...]]

_LOCK: Final = "select pg_advisory_xact_lock(1449416772, hashtext(current_schema()))"
_SCHEMA: Final = """
create table if not exists ledger_head (one integer primary key check (one = 1), size bigint not null);
create table if not exists ledger_leaf (number bigint primary key, data bytea not null);
create table if not exists ledger_tile (
  level integer, number bigint, hashes bytea not null, primary key (level, number));
insert into ledger_head values (1, 0) on conflict do nothing;
"""
_LEAVES: Final = "select data from ledger_leaf where number >= %s and number < %s order by number"
_INSERT: Final = """
insert into ledger_leaf
select %s + place - 1, data from unnest(%s::bytea[]) with ordinality as given (data, place)
"""
_TILE: Final = """
insert into ledger_tile values (%s, %s, %s)
on conflict (level, number) do update set hashes = excluded.hashes
"""


class PostgresStore:
    """A store in the first schema of the connection's search path."""

    def __init__(self, dsn: str) -> None:
        """Connect, and make the tables if there are none.

        Raises:
            Unavailable: the database does not answer, or does not allow it.

        """
        self._dsn = dsn
        self._writer = _Line(dsn)
        self._reader = _Line(dsn)
        self._frontier = Frontier()
        self._writer.ask(_set_up)

    def extend(self, leaves: Sequence[bytes], hashes: Sequence[bytes]) -> int:
        """Add leaves at the end."""
        return self._writer.ask(lambda base: self._extend(base, leaves, hashes))

    def size(self) -> int:
        """Return how many leaves there are."""
        return self._reader.ask(_size)

    def leaves(self, start: int, end: int) -> list[bytes]:
        """Return the leaves from start up to end."""
        return self._reader.ask(lambda base: _leaves(base, start, end))

    def tile(self, level: int, number: int, width: int) -> bytes:
        """Return the first hashes of a tile."""
        return self._reader.ask(lambda base: _Inside(base).tile(level, number, width))

    def close(self) -> None:
        """Close the connections."""
        self._writer.close()
        self._reader.close()

    def _extend(self, base: Connection, leaves: Sequence[bytes], hashes: Sequence[bytes]) -> int:
        with base.transaction():
            base.execute(_LOCK)
            first = _size(base)
            tiles, done = self._frontier.plan(first, hashes, lambda: _Inside(base))
            base.execute(_INSERT, (first, list(leaves)), binary=True)
            for tile in tiles:
                base.execute(_TILE, tile)
            base.execute("update ledger_head set size = %s", (first + len(leaves),))
        done()
        return first


class _Line:
    """One connection that is made when it is needed, and made again after it broke."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._lock = threading.Lock()
        self._base: Connection | None = None

    def ask(self, work: Callable[[Connection], T]) -> T:
        with self._lock:
            try:
                if self._base is None or self._base.broken:
                    self._base = _connected(self._dsn)
                return work(self._base)
            except psycopg.Error as error:
                self._drop()
                raise Unavailable(
                    f"cannot use the ledger in PostgreSQL: {str(error).strip() or type(error).__name__}",
                    hint="check that the database answers and has room: nothing is done unrecorded",
                ) from error

    def close(self) -> None:
        with self._lock:
            self._drop()

    def _drop(self) -> None:
        if self._base is not None:
            self._base.close()
            self._base = None


class _Inside:
    """Tiles as one connection sees them, within its transaction if it is in one."""

    def __init__(self, base: Connection) -> None:
        self._base = base

    def tile(self, level: int, number: int, width: int) -> bytes:
        ask = "select hashes from ledger_tile where level = %s and number = %s"
        row = self._base.execute(ask, (level, number), binary=True).fetchone()
        if row is not None and len(row[0]) >= width * HASH_BYTES:
            return bytes(row[0][: width * HASH_BYTES])
        if level:
            raise missing(level, number)
        return open_tile(_leaves(self._base, number * WIDTH, number * WIDTH + width), number, width)


def _connected(dsn: str) -> Connection:
    base = psycopg.connect(dsn, autocommit=True)
    base.execute("set synchronous_commit = on")
    base.execute("set lock_timeout = '10s'")
    return base


def _set_up(base: Connection) -> None:
    with base.transaction():
        base.execute(_LOCK)
        base.execute(_SCHEMA)


def _size(base: Connection) -> int:
    row = base.execute("select size from ledger_head").fetchone()
    if row is None:
        raise psycopg.DataError("the head of the ledger is missing")
    return int(row[0])


def _leaves(base: Connection, start: int, end: int) -> list[bytes]:
    return [bytes(data) for (data,) in base.execute(_LEAVES, (start, end), binary=True)]
