"""What is PostgreSQL's own: a server that goes away and comes back, and a few connections for many."""

import subprocess  # noqa: TID251  a process that forks
import sys

import pytest

from tests.unit.store.test_sqlite import FORK
from vedette.core.errors import Unavailable
from vedette.store.engine import Run
from vedette.store.postgres import Postgres
from vedette.store.sql import Database, on_postgres

pytest_plugins = ["tests.postgres"]

TABLE = ["create table numbers (n bigint)"]


def cut_off(dsn: str) -> None:
    """End every other connection, as a restart of the server does."""
    base = on_postgres(dsn)
    base.read("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()")
    base.close()


def test_a_lost_connection_is_replaced(postgres: str) -> None:
    base = on_postgres(postgres)
    base.upgrade("numbers", TABLE)
    cut_off(postgres)
    assert base.read("select * from numbers") == []
    cut_off(postgres)
    base.change(lambda run: run("insert into numbers values (1)"))
    assert base.read("select * from numbers") == [(1,)]
    base.close()


def test_a_connection_lost_in_the_middle_of_a_change_undoes_it(postgres: str) -> None:
    base = on_postgres(postgres)
    base.upgrade("numbers", TABLE)

    def work(run: Run) -> None:
        run("insert into numbers values (1)")
        cut_off(postgres)
        run("insert into numbers values (2)")

    with pytest.raises(Unavailable, match="PostgreSQL does not answer"):
        base.change(work)
    assert base.read("select * from numbers") == []
    base.close()


def test_a_server_that_is_not_there_is_told() -> None:
    base = on_postgres("host=/nowhere user=vedette dbname=nothing")
    with pytest.raises(Unavailable, match="PostgreSQL does not answer") as error:
        base.read("select 1")
    assert "whether it runs" in error.value.hint
    with pytest.raises(Unavailable, match="PostgreSQL does not answer"):
        base.change(lambda run: run("select 1"))
    base.close()


def test_who_waits_too_long_for_a_connection_is_told(postgres: str) -> None:
    base = Database(Postgres(postgres, most=1, wait_s=0.05))

    def work(run: Run) -> None:
        run("select 1")
        with pytest.raises(Unavailable, match="PostgreSQL is busy"):
            base.read("select 1")

    base.change(work)
    assert base.read("select 1") == [(1,)]
    base.close()


def test_who_waits_too_long_for_a_row_is_told(postgres: str) -> None:
    base = on_postgres(postgres)
    base.upgrade("numbers", TABLE)
    base.change(lambda run: run("insert into numbers values (1)"))

    def impatient(run: Run) -> None:
        run("set local lock_timeout = '20ms'")
        run("update numbers set n = 3")

    def work(run: Run) -> None:
        run("update numbers set n = 2")
        with pytest.raises(Unavailable, match="PostgreSQL is busy"):
            base.change(impatient, rowwise=True)

    base.change(work, rowwise=True)
    assert base.read("select * from numbers") == [(2,)]
    base.close()


def test_after_a_fork_each_has_connections_of_its_own(postgres: str) -> None:
    base = on_postgres(postgres)
    base.upgrade("numbers", TABLE)
    base.close()
    script = FORK.replace("on_sqlite(Path(sys.argv[1]))", "on_postgres(sys.argv[1])").replace(
        "import on_sqlite", "import on_postgres"
    )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script, postgres], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("101\n", "")


def test_a_mistake_of_ours_is_not_hidden(postgres: str) -> None:
    base = on_postgres(postgres)
    with pytest.raises(Exception, match="does not exist") as error:
        base.read("select * from nothing")
    assert not isinstance(error.value, Unavailable)
    assert base.read("select 1") == [(1,)]
    base.close()
