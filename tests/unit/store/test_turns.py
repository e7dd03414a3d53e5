"""Turns before a lock: between two who hold a place each, with no database behind."""

import sqlite3
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from vedette.store.turns import TAIL, Turns


def taken() -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = sqlite3.SQLITE_BUSY
    return error


@pytest.fixture
def turns(tmp_path: Path) -> Iterator[tuple[Turns, Turns]]:
    one, other = Turns(tmp_path / "base"), Turns(tmp_path / "base")
    yield one, other
    one.close()
    other.close()


def test_what_is_free_is_done_at_once_and_nobody_else_reads_the_file(
    turns: tuple[Turns, Turns], tmp_path: Path
) -> None:
    assert turns[0].take(lambda: 1, 0) == 1
    assert stat.S_IMODE((tmp_path / f"base{TAIL}").stat().st_mode) == 0o600


def test_who_waits_goes_before_who_comes_again(turns: tuple[Turns, Turns]) -> None:
    free, waits, order = threading.Event(), threading.Event(), list[str]()

    def patient() -> None:
        waits.set()
        if not free.is_set():
            raise taken()
        order.append("who waited")

    waiting = threading.Thread(target=turns[0].take, args=(patient, 60))
    waiting.start()
    for _ in range(3):  # it looks once without the place, and from then on holding it
        waits.wait()
        waits.clear()
    coming = threading.Thread(target=turns[1].take, args=(lambda: order.append("who came again"), 60))
    coming.start()
    free.set()
    waiting.join()
    coming.join()
    assert order == ["who waited", "who came again"]


def test_waiting_has_an_end_and_says_what_is_in_the_way(turns: tuple[Turns, Turns]) -> None:
    def never() -> None:
        raise taken()

    with pytest.raises(sqlite3.OperationalError, match="locked"):
        turns[0].take(never, 0.01)


def test_any_other_mistake_is_not_tried_again(turns: tuple[Turns, Turns]) -> None:
    tries = []

    def wrong() -> None:
        tries.append(1)
        raise sqlite3.OperationalError("no such table")

    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        turns[0].take(wrong, 60)
    assert tries == [1]


def test_closing_twice_is_closing_once(turns: tuple[Turns, Turns]) -> None:
    turns[0].close()
    turns[0].close()
