"""Tables in a PostgreSQL somebody else runs: a few connections, opened when needed, replaced when lost."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final, TypeVar

import psycopg
from psycopg import errors
from psycopg.pq import TransactionStatus

from vedette.core.documents import Conflict
from vedette.core.errors import Unavailable, VedetteError
from vedette.store.engine import WAIT_S, Again, Args, Row, Run, busy, storable, unstorable

T = TypeVar("T")
Connection = psycopg.Connection[Row]

_WHERE: Final = "PostgreSQL"
_MANNERS: Final = f"""
set statement_timeout = '{WAIT_S * 2:.0f}s';
set lock_timeout = '{WAIT_S:.0f}s';
set idle_in_transaction_session_timeout = '{WAIT_S * 6:.0f}s';
""".encode()
# `create … if not exists` is not one step on this server: two at once meet in any of its catalogues.
_MADE_MEANWHILE: Final = (errors.DuplicateTable, errors.DuplicateObject)
_BEGIN: Final = {True: b"begin isolation level read committed", False: b"begin isolation level serializable"}


class Postgres:
    """An engine on a server."""

    def __init__(self, dsn: str, most: int = 10, wait_s: float = WAIT_S) -> None:
        """Remember where the server is; `most` is how many connections may be open at once."""
        self._dsn = dsn
        self._wait_s = wait_s
        self._idle: list[Connection] = []
        self._room = threading.BoundedSemaphore(most)
        self._pid = os.getpid()

    def read(self, sql: str, args: Args) -> list[Row]:
        """Run one statement that changes nothing; over a new connection if the old one was lost."""
        for fresh in (False, True):
            with _told(), self._lent(fresh=fresh) as base:
                try:
                    return _run(base, sql, args)
                except psycopg.OperationalError:
                    if fresh or not base.closed:
                        raise
        raise AssertionError  # the second round returns or raises

    def change(self, work: Callable[[Run], T], *, rowwise: bool, durable: bool) -> T:
        """Run the work in one transaction; every change is durable here."""
        del durable  # the server gathers commits by itself, and may restart without our knowing
        with _told(), self._begun(_BEGIN[rowwise]) as base:
            done = work(lambda sql, args=(): _run(base, sql, args))
            base.execute(b"commit")
            return done

    def single(self, sql: str, args: Args, *, durable: bool) -> list[Row]:
        """Run one statement in a transaction of its own."""
        return self.change(lambda run: run(sql, args), rowwise=True, durable=durable)

    def define(self, statement: str) -> str:
        """Leave it: the dialect is PostgreSQL's where tables are made."""
        return statement

    def close(self) -> None:
        """Close what is open."""
        while self._idle:
            self._idle.pop().close()

    @contextlib.contextmanager
    def _begun(self, begin: bytes) -> Iterator[Connection]:
        """Lend a connection with a transaction begun: a lost connection shows here, where nothing is lost."""
        with contextlib.ExitStack() as stack:
            base = stack.enter_context(self._lent(fresh=False))
            try:
                base.execute(begin)
            except psycopg.OperationalError:
                stack.close()
                base = stack.enter_context(self._lent(fresh=True))
                base.execute(begin)
            yield base

    @contextlib.contextmanager
    def _lent(self, *, fresh: bool) -> Iterator[Connection]:
        if not self._room.acquire(timeout=self._wait_s):
            raise busy(_WHERE, self._wait_s)
        if self._pid != os.getpid():  # after a fork they are the parent's
            self._pid, self._idle = os.getpid(), []
        try:
            base = self._idle.pop() if self._idle and not fresh else self._open()
            try:
                yield base
            finally:
                self._take_back(base)
        finally:
            self._room.release()

    def _take_back(self, base: Connection) -> None:
        """Keep a connection that is well; what is left of a transaction is undone first."""
        with contextlib.suppress(psycopg.Error):
            if base.info.transaction_status is not TransactionStatus.IDLE:
                base.execute(b"rollback")
        if base.closed or base.info.transaction_status is not TransactionStatus.IDLE:
            base.close()
        else:
            self._idle.append(base)

    def _open(self) -> Connection:
        base: Connection = psycopg.connect(self._dsn, autocommit=True, connect_timeout=int(WAIT_S))
        base.execute(_MANNERS)
        return base


@lru_cache(maxsize=256)
def _spelt(sql: str) -> bytes:
    return sql.replace("%", "%%").replace("?", "%s").encode()


def _run(base: Connection, sql: str, args: Args) -> list[Row]:
    cursor = base.execute(_spelt(sql), storable(args), binary=True)
    return cursor.fetchall() if cursor.description is not None else []


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Say an error in our words; what can only be a bug stays as it is."""
    try:
        yield
    except (errors.SerializationFailure, errors.DeadlockDetected) as error:
        raise Again from error
    except _MADE_MEANWHILE as error:
        raise Conflict(f"{_WHERE}: somebody else made it first", hint="try again") from error
    except (psycopg.OperationalError, psycopg.InterfaceError, psycopg.IntegrityError) as error:
        raise _words(error) from error
    except psycopg.DataError as error:
        raise unstorable("a value") from error


def _words(error: psycopg.Error) -> VedetteError:
    if isinstance(error, psycopg.IntegrityError):
        return Conflict(f"{_WHERE}: somebody else did it first", hint="read it again, then change it")
    if isinstance(error, errors.LockNotAvailable | errors.QueryCanceled | errors.TooManyConnections):
        return busy(_WHERE, WAIT_S)
    if isinstance(error, errors.DiskFull):
        return Unavailable(f"{_WHERE}: its disk is full", hint="make room, then try again; nothing was lost")
    return Unavailable(
        f"{_WHERE} does not answer", hint="look whether it runs, and whether its address is right"
    )
