"""Entries written once and looked up: whole, or not there at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from vedette.core.errors import BadInput, Unavailable
from vedette.store.shelf import Shelf, write


def test_what_was_put_under_a_key_comes_back_in_order(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    assert write(path, [("a", b"1"), ("b", b"2"), ("a", b"3")]) == 3
    shelf = Shelf(path)
    assert shelf.get("a") == (b"1", b"3")
    assert shelf.get("c") == ()
    assert list(shelf.everything()) == [("a", b"1"), ("b", b"2"), ("a", b"3")]


def test_a_name_with_odd_letters_is_a_name(tmp_path: Path) -> None:
    path = tmp_path / "a?mode=rw#%20ü.sqlite"
    write(path, [("a", b"1")])
    assert Shelf(path).get("a") == (b"1",)
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_one_that_fails_half_way_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    write(path, [("a", b"1")])

    def failing() -> Iterator[tuple[str, bytes]]:
        yield "a", b"2"
        raise BadInput("broken", hint="none")

    with pytest.raises(BadInput):
        write(path, failing())
    assert Shelf(path).get("a") == (b"1",)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("data", [None, b"", b"no database", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_broken_file_is_one_clear_error(tmp_path: Path, data: bytes | None) -> None:
    path = tmp_path / "a.sqlite"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(BadInput, match=r"a\.sqlite"):
        Shelf(path).get("a")


def test_where_nothing_can_be_written_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot write"):
        write(tmp_path / "nowhere" / "a.sqlite", [])
