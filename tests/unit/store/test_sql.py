"""The same questions to SQLite and PostgreSQL, and the same answers."""

import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from vedette.core.documents import Conflict
from vedette.core.errors import BadInput, Unavailable
from vedette.store.engine import Again, Args, Run
from vedette.store.sql import Database, on_postgres, on_sqlite

pytest_plugins = ["tests.postgres"]

NUMBERS = ["create table numbers (name text primary key, n bigint not null, raw bytea, x double precision)"]


@pytest.fixture(params=["sqlite", "postgres"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Database]:
    if request.param == "sqlite":
        return lambda: on_sqlite(tmp_path / "data" / "base.sqlite")
    dsn = request.getfixturevalue("postgres")
    return lambda: on_postgres(dsn)


@pytest.fixture
def base(make: Callable[[], Database]) -> Iterator[Database]:
    base = make()
    base.upgrade("numbers", NUMBERS)
    yield base
    base.close()


def add(base: Database, name: str, n: int = 0) -> None:
    base.change(lambda run: run("insert into numbers (name, n) values (?, ?)", (name, n)))


def names(base: Database) -> list[str]:
    return sorted(name for (name,) in base.read("select name from numbers"))


def test_values_come_back_as_they_went_in(base: Database) -> None:
    rows: list[Args] = [
        ("a", 1, b"\0\xff", 0.1),
        ("100% ä?", -(1 << 63), None, None),
        ("", (1 << 63) - 1, b"", -1e300),
    ]

    def work(run: Run) -> None:
        for row in rows:
            run("insert into numbers values (?, ?, ?, ?)", row)

    base.change(work)
    found = base.read("select name, n, raw, x from numbers where name like ? or n <> ?", ("%", 0))
    assert sorted(found, key=str) == sorted((tuple(row) for row in rows), key=str)


def test_a_change_that_raises_leaves_nothing(base: Database) -> None:
    def work(run: Run) -> None:
        run("insert into numbers (name, n) values ('a', 1)")
        assert run("select name from numbers") == [("a",)]
        raise KeyError

    with pytest.raises(KeyError):
        base.change(work)
    assert names(base) == []
    add(base, "b")
    assert names(base) == ["b"]


def test_others_see_a_change_when_it_is_done(make: Callable[[], Database], base: Database) -> None:
    other = make()

    def work(run: Run) -> list[str]:
        run("insert into numbers (name, n) values ('a', 1)")
        return names(other)

    assert base.change(work) == []
    assert names(other) == ["a"]
    other.close()


def test_what_is_there_already_is_a_conflict(base: Database) -> None:
    add(base, "a")
    with pytest.raises(Conflict, match="somebody else did it first"):
        add(base, "a")


@pytest.mark.parametrize("value", ["a\0b", "\udcff", 1 << 63, -(1 << 63) - 1])
def test_what_one_of_them_cannot_keep_neither_takes(base: Database, value: str | int) -> None:
    with pytest.raises(BadInput, match="cannot be stored"):
        base.change(lambda run: run("insert into numbers (name, n) values (?, ?)", (value, value)))
    with pytest.raises(BadInput, match="cannot be stored"):
        base.read("select 1 from numbers where name = ?", (value,))


def test_a_value_of_another_kind_is_a_mistake_of_the_caller_or_kept(make: Callable[[], Database]) -> None:
    base = make()
    base.upgrade("small", ["create table small (n smallint)"])
    try:
        base.change(lambda run: run("insert into small values (?)", (70_000,)))
    except BadInput as error:
        assert "a value" in str(error)  # noqa: PT017  only PostgreSQL minds
    base.close()


def test_reading_and_then_writing_loses_nothing_however_many_do_it(base: Database) -> None:
    add(base, "a")
    start = threading.Barrier(8)

    def count(_: int) -> None:
        start.wait()
        done = 0
        while done < 5:
            with suppress(Unavailable):  # others were in the way for too long: whoever is told so tries again
                base.change(more)
                done += 1

    def more(run: Run) -> None:
        ((n,),) = run("select n from numbers where name = 'a'")
        run("update numbers set n = ? where name = 'a'", (n + 1,))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(count, range(8)))
    assert base.read("select n from numbers") == [(40,)]


def test_tables_are_brought_up_to_date_once_and_never_back(make: Callable[[], Database]) -> None:
    base = make()
    base.upgrade("numbers", NUMBERS)
    add(base, "a")
    newer = [*NUMBERS, "alter table numbers add column more bigint; create index more on numbers (more)"]
    base.close()
    base = make()
    base.upgrade("numbers", newer)
    base.upgrade("numbers", newer)
    assert base.read("select name, more from numbers") == [("a", None)]
    with pytest.raises(Unavailable, match="written by a newer vedette") as error:
        base.upgrade("numbers", NUMBERS)
    assert "restore the backup" in error.value.hint
    base.close()


def test_a_step_that_fails_leaves_the_tables_as_they_were(make: Callable[[], Database]) -> None:
    base = make()
    with pytest.raises(Exception, match="nonsense"):
        base.upgrade("numbers", [f"{NUMBERS[0]}; nonsense"])
    base.upgrade("numbers", NUMBERS)
    assert names(base) == []
    base.close()


def test_many_who_open_it_at_once_make_the_tables_once(make: Callable[[], Database]) -> None:
    start = threading.Barrier(6)

    def one(_: int) -> Database:
        start.wait()
        base = make()
        base.upgrade("numbers", NUMBERS)
        return base

    with ThreadPoolExecutor(6) as threads:
        bases = list(threads.map(one, range(6)))
    assert [names(base) for base in bases] == [[]] * 6
    for base in bases:
        base.close()


class Unlucky:
    """An engine that is always in somebody's way."""

    tries = 0

    def change(self, work: object, **_: bool) -> None:
        assert callable(work)
        self.tries += 1
        raise Again


def test_it_is_tried_again_but_not_forever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    unlucky = Unlucky()
    with pytest.raises(Unavailable, match="too many change the same thing"):
        Database(unlucky).change(lambda _: None)  # type: ignore[arg-type]
    assert unlucky.tries == 10


def test_without_its_library_postgresql_is_not_to_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vedette.store.postgres", None)
    with pytest.raises(Unavailable, match="no library for PostgreSQL"):
        on_postgres("host=nowhere")
