"""One suite over every kind of Documents: the fake, SQLite and PostgreSQL."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from vedette.access.documents import Conflict, Documents, Kept, Memory
from vedette.store.documents import SqlDocuments
from vedette.store.sql import on_postgres, on_sqlite

pytest_plugins = ["tests.postgres"]


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def documents(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Documents]:
    if request.param == "memory":
        yield Memory()
        return
    if request.param == "sqlite":
        bases = [on_sqlite(tmp_path / "kept.sqlite"), on_sqlite(tmp_path / "seen.sqlite", "off")]
    else:
        bases = [on_postgres(request.getfixturevalue("postgres"))]
    yield SqlDocuments(*bases)
    for base in bases:
        base.close()


def at_once(count: int, work: Callable[[int], bool]) -> list[bool]:
    """Run the same thing in as many threads, all starting together."""
    start = threading.Barrier(count)

    def one(number: int) -> bool:
        start.wait()
        return work(number)

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(one, range(count)))


def test_what_was_put_comes_back_with_the_number_of_its_changes(documents: Documents) -> None:
    assert documents.get("person", "ada") is None
    assert documents.put("person", "ada", b"\0one") == 1
    assert documents.put("person", "ada", b"two") == 2
    assert documents.get("person", "ada") == Kept("ada", b"two", 2)
    assert documents.get("org", "ada") is None


def test_only_who_saw_the_last_version_may_change_it(documents: Documents) -> None:
    assert documents.put("person", "ada", b"1", expect=0) == 1
    assert documents.put("person", "ada", b"2", expect=1) == 2
    for stale in (0, 1, 3):
        with pytest.raises(Conflict, match="person ada was changed meanwhile"):
            documents.put("person", "ada", b"3", expect=stale, tags=["lost"])
    with pytest.raises(Conflict):
        documents.put("person", "bob", b"1", expect=1)
    assert documents.get("person", "ada") == Kept("ada", b"2", 2)
    assert documents.tagged("person", "lost") == []


def test_tags_are_those_of_the_last_change(documents: Documents) -> None:
    documents.put("key", "b", b"B", tags=["ada", "old"])
    documents.put("key", "ä", b"AE", tags=["ada", "ada"])
    documents.put("key", "a", b"A", tags=["ada"])
    documents.put("org", "a", b"-", tags=["ada"])
    documents.put("key", "b", b"B2", tags=["ada"])
    assert documents.tagged("key", "old") == []
    assert documents.tagged("key", "ada") == [Kept("a", b"A", 1), Kept("b", b"B2", 2), Kept("ä", b"AE", 1)]
    assert [kept.key for kept in documents.all("key")] == ["a", "b", "ä"]
    assert documents.all("nothing") == []


def test_what_is_deleted_is_gone_with_its_tags_and_begins_anew(documents: Documents) -> None:
    documents.put("key", "a", b"A", tags=["ada"])
    documents.put("key", "a", b"A", tags=["ada"])
    assert documents.delete("key", "a")
    assert not documents.delete("key", "a")
    assert documents.get("key", "a") is None
    assert documents.tagged("key", "ada") == []
    assert documents.put("key", "a", b"A", expect=0) == 1
    assert documents.tagged("key", "ada") == []


def test_of_many_who_change_it_at_once_one_succeeds(documents: Documents) -> None:
    documents.put("grant", "g", b"0")

    def change(number: int) -> bool:
        try:
            documents.put("grant", "g", str(number).encode(), expect=1, tags=[str(number)])
        except Conflict:
            return False
        return True

    assert at_once(12, change).count(True) == 1
    kept = documents.get("grant", "g")
    assert kept is not None
    assert kept.version == 2
    assert documents.tagged("grant", kept.value.decode()) == [kept]


def test_a_key_is_new_once(documents: Documents) -> None:
    assert documents.once("jti", "a", until=10, now=0)
    assert not documents.once("jti", "a", until=10, now=9.9)
    assert documents.once("nonce", "a", until=10, now=0)
    assert documents.once("jti", "b", until=10, now=0)
    assert documents.once("jti", "a", until=20, now=10), "forgotten once its time is over"
    assert not documents.once("jti", "a", until=20, now=11)


def test_of_many_who_show_the_same_key_one_is_first(documents: Documents) -> None:
    assert at_once(12, lambda _: documents.once("jti", "a", until=10, now=0)).count(True) == 1


def test_any_key_may_be_shown_even_one_that_is_no_text(documents: Documents) -> None:
    for key in ("", "\0", "\ud800", "a" * 10_000):
        assert documents.once("jti", key, until=10, now=0)
        assert not documents.once("jti", key, until=10, now=0)
