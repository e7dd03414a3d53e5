"""What is particular about the ledger in PostgreSQL; the rest is what holds for every store."""

import psycopg
import pytest

from tests.unit.ledger.stores import extend, filled
from vedette.core.errors import Unavailable
from vedette.ledger.log import Ledger
from vedette.ledger.postgres import PostgresStore

pytest_plugins = ["tests.postgres"]


def test_a_database_that_does_not_answer_is_unavailable() -> None:
    with pytest.raises(Unavailable, match="cannot use the ledger in PostgreSQL"):
        PostgresStore("host=/nowhere dbname=none")


def test_a_connection_that_was_cut_is_made_again(postgres: str) -> None:
    store = PostgresStore(postgres)
    ledger = filled(store, 3)
    with psycopg.connect(postgres, autocommit=True) as base:
        base.execute("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()")
    for question in (lambda: ledger.append(b"a"), ledger.size):
        with pytest.raises(Unavailable):
            question()
    assert ledger.append(b"a").index == 3
    assert ledger.size() == 4
    ledger.close()


def test_what_was_changed_with_sql_is_not_opened(postgres: str) -> None:
    store = PostgresStore(postgres)
    extend(store, [b"a", b"b", b"c"])
    for statement in ("delete from ledger_leaf where number = 2", "delete from ledger_head"):
        with psycopg.connect(postgres, autocommit=True) as base:
            base.execute(statement.encode())
        with pytest.raises(Unavailable):
            Ledger(store)
    store.close()


def test_it_is_durable_whatever_the_database_says_is_usual(postgres: str) -> None:
    store = PostgresStore(postgres + " application_name=ledger")
    with psycopg.connect(postgres, autocommit=True) as base:
        base.execute("alter role vedette set synchronous_commit = off")
    try:
        other = PostgresStore(postgres)
        said = other._writer.ask(lambda base: base.execute("show synchronous_commit").fetchone())  # noqa: SLF001
        assert said == ("on",)
        other.close()
    finally:
        with psycopg.connect(postgres, autocommit=True) as base:
            base.execute("alter role vedette reset synchronous_commit")
    store.close()
