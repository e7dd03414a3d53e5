"""One database, whichever engine it is on: reads, changes, and tables brought up to date when opened."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeVar

from vedette.core.documents import Conflict
from vedette.core.errors import Unavailable
from vedette.store.engine import Again, Args, Engine, Row, Run
from vedette.store.sqlite import Sqlite, Sync

T = TypeVar("T")
_TRIES: Final = 10
_VERSIONS: Final = (
    "create table if not exists schema_version (name text primary key, version bigint not null)"
)


class Database:
    """Tables behind two verbs. Safe between threads, and between processes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def read(self, sql: str, args: Args = ()) -> list[Row]:
        """Run one statement that changes nothing.

        Raises:
            Unavailable: the database does not answer.
            BadInput: a value cannot be stored, and so not be looked for.

        """
        return self._engine.read(sql, args)

    def change(self, work: Callable[[Run], T], *, rowwise: bool = False, durable: bool = True) -> T:
        """Run the work in one transaction: all of it is kept, or, if it raises, nothing.

        It may be run more than once, so it does nothing but run statements. `rowwise`: each statement that
        writes holds its own condition, so others may change rows between two statements; saves PostgreSQL
        from starting over. Not `durable`: a power cut may lose it, where that is cheaper.

        Raises:
            Unavailable: the database does not answer, or others were in the way for too long.
            Conflict: a row that was to be new is there already.
            BadInput: a value cannot be stored.

        """
        return self._again(lambda: self._engine.change(work, rowwise=rowwise, durable=durable))

    def _again(self, work: Callable[[], T]) -> T:
        for round_ in range(_TRIES):
            try:
                return work()
            except Again:
                time.sleep(secrets.randbelow(2 << round_) / 1000)
        raise Unavailable("too many change the same thing at once", hint="try again in a moment")

    def single(self, sql: str, args: Args = (), *, durable: bool = True) -> list[Row]:
        """Run one statement that writes, in a transaction of its own: cheaper than `change` where one is all.

        Raises:
            Unavailable, Conflict, BadInput: as `change`.

        """
        return self._again(lambda: self._engine.single(sql, args, durable=durable))

    def upgrade(self, name: str, steps: Sequence[str]) -> None:
        """Bring one schema to the newest number: that of its last step.

        A step is statements with `;` between them; types as PostgreSQL names them: SQLite takes any.

        Raises:
            Unavailable: a newer program made it.

        """
        if self._number(name) != len(steps):
            self.change(lambda run: self._climb(run, name, steps))

    def close(self) -> None:
        """Let go of the files or the server."""
        self._engine.close()

    def _number(self, name: str) -> int:
        try:
            self.change(lambda run: run(_VERSIONS))
        except Conflict:  # PostgreSQL: somebody else made it in the same moment
            self.change(lambda run: run(_VERSIONS))
        return next(
            (row[0] for row in self.read("select version from schema_version where name = ?", (name,))), 0
        )

    def _climb(self, run: Run, name: str, steps: Sequence[str]) -> None:
        """Insert first: whoever upgrades the same schema meanwhile waits for us, or starts over."""
        run("insert into schema_version values (?, 0) on conflict (name) do nothing", (name,))
        ((found,),) = run(
            "update schema_version set version = version where name = ? returning version", (name,)
        )
        if found > len(steps):
            raise Unavailable(
                f"the {name} were written by a newer vedette (schema {found}; this one knows {len(steps)})",
                hint="run that version or a newer one, or restore the backup made before the update",
            )
        for step in steps[found:]:
            for statement in step.split(";"):
                run(self._engine.define(statement))
        run("update schema_version set version = ? where name = ?", (len(steps), name))


def on_sqlite(path: Path, sync: Sync = "full") -> Database:
    """Open a database in one file, or make it.

    Raises:
        Unavailable: it cannot be had; the message says why.

    """
    return Database(Sqlite(path, sync))


def on_postgres(dsn: str, most: int = 10) -> Database:
    """Use a database on a PostgreSQL server; `most` connections at once.

    Raises:
        Unavailable: the library for it is not installed.

    """
    try:
        from vedette.store.postgres import Postgres  # noqa: PLC0415  heavy, and not everybody has one
    except ImportError as error:
        raise Unavailable("no library for PostgreSQL", hint="install vedette[server]") from error
    return Database(Postgres(dsn, most))
