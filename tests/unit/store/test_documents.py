"""What the suite over all Documents does not see: files, processes, and what is swept away."""

from pathlib import Path

import pytest

from tests.forking import Script
from vedette.core.errors import BadInput, Unavailable
from vedette.store.documents import SqlDocuments
from vedette.store.sql import Database, on_postgres, on_sqlite

pytest_plugins = ["tests.postgres"]

SHOW = """
import sys
from pathlib import Path
from vedette.store.documents import SqlDocuments
from vedette.store.sql import on_postgres, on_sqlite
bases = [on_postgres(sys.argv[1])] if "host=" in sys.argv[1] else [
    on_sqlite(Path(sys.argv[1])), on_sqlite(Path(sys.argv[1] + ".seen"), "off")]
documents = SqlDocuments(*bases)
print(sum(documents.once("jti", str(number), 10, 0) for number in range(300)))
"""


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return str(tmp_path / "kept") if request.param == "sqlite" else request.getfixturevalue("postgres")


def opened(place: str) -> list[Database]:
    if "host=" in place:
        return [on_postgres(place)]
    return [on_sqlite(Path(place)), on_sqlite(Path(place + ".seen"), "off")]


def test_what_one_process_was_shown_no_other_takes_for_new(place: str) -> None:
    both = [Script(SHOW, place) for _ in range(2)]
    assert sum(int(one.communicate()) for one in both) == 300


def test_what_is_over_is_swept_away_as_new_keys_come(place: str) -> None:
    bases = opened(place)
    documents = SqlDocuments(*bases)
    for number in range(600):
        assert documents.once("jti", str(number), until=number + 10, now=number)
    assert bases[-1].read("select count(*) from seen")[0][0] < 300
    for base in bases:
        base.close()


def test_documents_are_there_after_a_restart(place: str) -> None:
    for expect in range(3):
        bases = opened(place)
        assert SqlDocuments(*bases).put("person", "ada", b"1", expect=expect, tags=["x"]) == expect + 1
        for base in bases:
            base.close()


@pytest.mark.parametrize("key", ["a\0b", "\ud800"])
def test_a_key_that_is_no_text_is_refused_by_both_alike(place: str, key: str) -> None:
    bases = opened(place)
    documents = SqlDocuments(*bases)
    for ask in (documents.get, documents.tagged, documents.delete):
        with pytest.raises(BadInput, match="cannot be stored"):
            ask("person", key)
    with pytest.raises(BadInput, match="cannot be stored"):
        documents.put("person", "ada", b"", tags=[key])
    assert documents.get("person", "ada") is None, "nothing is kept by halves"
    for base in bases:
        base.close()


def test_when_the_disk_is_full_it_says_so_and_keeps_what_it_has(tmp_path: Path) -> None:
    base = on_sqlite(tmp_path / "kept")
    documents = SqlDocuments(base)
    documents.put("person", "ada", b"1", tags=["x"])
    base.change(lambda run: run("pragma max_page_count = 16"))
    with pytest.raises(Unavailable, match="kept: its disk is full") as error:
        documents.put("person", "ada", b"2" * 200_000, tags=["y"])
    assert "make room" in error.value.hint
    assert documents.get("person", "ada") == ("ada", b"1", 1)
    assert len(documents.tagged("person", "x")) == 1
    base.change(lambda run: run("pragma max_page_count = 1000"))
    assert documents.put("person", "ada", b"2" * 200_000) == 2
    base.close()


def test_who_may_not_look_cannot(tmp_path: Path) -> None:
    base = on_sqlite(tmp_path / "folder" / "kept")
    SqlDocuments(base).put("person", "ada", b"1")
    assert (tmp_path / "folder").stat().st_mode & 0o777 == 0o700
    files = list((tmp_path / "folder").iterdir())
    assert {file.name for file in files} == {"kept", "kept-wal", "kept-shm", "kept-turn"}
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in files)
    base.close()
