"""A table whose last rows are made when they are asked for reads like any other."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest

from vedette.app.later import Later


def test_what_is_at_hand_makes_nothing_else() -> None:
    made: list[int] = []

    def others() -> dict[str, int]:
        made.append(1)
        return {"a": 1, "b": 2}

    table = Later({"a": 1}, others)
    assert table["a"] == 1
    assert "a" in table
    assert table.get("a") == 1
    assert not made
    assert table["b"] == 2
    assert "c" not in table
    assert table.get("c") is None
    with pytest.raises(KeyError):
        table["c"]
    assert made == [1]


def test_it_is_one_table_with_each_row_once() -> None:
    table = Later({"a": 1, "c": 3}, lambda: {"b": 2, "a": 9})
    assert list(table) == ["a", "c", "b"]
    assert len(table) == 3
    assert dict(table) == {"a": 1, "c": 3, "b": 2}
    assert table.keys() == {"a", "b", "c"}


def test_many_who_ask_at_once_get_the_same() -> None:
    asked: list[object] = []
    barrier = Barrier(8)
    table: Later[object] = Later({}, lambda: {"a": object()})

    def ask() -> None:
        barrier.wait()
        asked.append(table["a"])

    threads = [Thread(target=ask) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(set(map(id, asked))) == 1
