import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.toys import NOON
from vedette.app import keeper as module
from vedette.app.clock import Clock
from vedette.app.keeper import LATE, POLICY_EVERY, Keeper
from vedette.app.ledgers import Book
from vedette.core.errors import Unavailable
from vedette.ledger import publish
from vedette.ledger.checkpoint import checkpoint_of
from vedette.ledger.entries import Kind, entry_of
from vedette.ledger.log import Ledger
from vedette.ledger.slots import Folder
from vedette.ledger.sqlite import SqliteStore


@dataclass
class Kept:
    """A ledger in a folder, its keeper, and the time."""

    folder: Path
    now: float = field(default_factory=NOON.timestamp)
    unchanged: bool = True
    chores: tuple[Callable[[float], object], ...] = ()
    ticks: tuple[Callable[[float], object], ...] = ()

    def __post_init__(self) -> None:
        self.ledger = Ledger(SqliteStore(self.folder / "ledger.sqlite"))
        book = Book(self.ledger, Folder(self.folder / "slots"), self.folder)
        clock = Clock(now=lambda: datetime.fromtimestamp(self.now, UTC))
        self.keeper = Keeper(book, clock, lambda: self.unchanged, self.chores, self.ticks)

    def kinds(self) -> list[Kind]:
        return [entry_of(one).kind for one in self.ledger.entries(0, self.ledger.size())]

    def signed(self) -> int:
        note = self.keeper.latest()
        return 0 if note is None else checkpoint_of(note).size


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "EVERY", 0.005)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    made = Kept(tmp_path)
    yield made
    made.keeper.close()
    made.ledger.close()


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_it_says_when_the_service_starts_and_stops_and_signs_both(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.keeper.start()
    kept.keeper.close()
    assert kept.kinds() == [Kind.STARTED, Kind.STOPPED]
    assert kept.signed() == 2
    kept.ledger.close()


def test_it_signs_what_waits(kept: Kept) -> None:
    kept.keeper.start()
    assert kept.keeper.latest() is None
    kept.now += 11
    until(lambda: kept.signed() == 1)
    assert kept.keeper.state() == "ok"
    assert kept.keeper.trouble() == ""


def test_a_ledger_that_is_not_signed_in_time_is_late(kept: Kept) -> None:
    assert kept.keeper.state() == "ok"
    kept.now += LATE + 1
    assert kept.keeper.state() == "late"
    assert kept.keeper.trouble() == "checkpoints are late"
    kept.keeper.start()
    until(lambda: kept.keeper.state() == "ok")


def test_a_ledger_that_was_changed_is_down_and_says_why(kept: Kept) -> None:
    kept.keeper.start()
    kept.now += 11
    until(lambda: kept.signed() == 1)
    base = sqlite3.connect(kept.folder / "ledger.sqlite")
    base.execute("update leaf set data = x'7b7d'")
    base.commit()
    base.close()
    publish.stop(kept.ledger, kept.now)
    kept.now += 11
    until(lambda: kept.keeper.state() == "down")
    assert "not signed" in kept.keeper.trouble()


def test_a_disk_that_is_about_to_be_full_counts_as_down_until_there_is_room(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.keeper.start()
    monkeypatch.setattr(module, "ROOM", 1 << 62)
    until(lambda: kept.keeper.state() == "down")
    assert "full" in kept.keeper.trouble()
    monkeypatch.setattr(module, "ROOM", 0)
    until(lambda: kept.keeper.state() == "ok")


def test_a_disk_that_is_gone_counts_as_down(kept: Kept) -> None:
    kept.keeper.start()
    kept.folder.rename(kept.folder.with_name("elsewhere"))
    until(lambda: kept.keeper.state() == "down")
    kept.folder.with_name("elsewhere").rename(kept.folder)
    until(lambda: kept.keeper.state() == "ok")


def test_it_knows_how_long_ago_the_policy_was_what_decides(kept: Kept) -> None:
    kept.keeper.start()
    kept.unchanged = False
    kept.now += POLICY_EVERY + 5
    time.sleep(0.05)
    assert kept.keeper.policy_age() == POLICY_EVERY + 5
    kept.unchanged = True
    until(lambda: kept.keeper.policy_age() == 0)


def test_a_clock_that_is_set_back_stops_nothing(tmp_path: Path) -> None:
    done: list[float] = []
    kept = Kept(tmp_path, chores=(done.append,))
    kept.keeper.start()
    until(lambda: len(done) == 1)
    before = kept.signed()
    kept.unchanged = False
    kept.now -= 86_400
    assert kept.keeper.policy_age() >= 86_400 - POLICY_EVERY, (
        "nobody has looked since, as far as anyone knows"
    )
    until(lambda: len(done) == 2)
    until(lambda: kept.signed() > before)
    kept.unchanged = True
    until(lambda: kept.keeper.policy_age() == 0)
    kept.keeper.close()
    kept.ledger.close()


def test_ticks_are_done_each_second_and_one_that_fails_keeps_none_from_it(tmp_path: Path) -> None:
    seen: list[float] = []

    def fails(_: float) -> None:
        raise Unavailable("gone", hint="wait")

    made = Kept(tmp_path, ticks=(fails, seen.append))
    made.keeper.start()
    until(lambda: len(seen) > 3)
    made.keeper.close()
    made.ledger.close()


def test_it_knows_how_long_nothing_was_signed_and_nobody_witnessed(kept: Kept) -> None:
    assert kept.keeper.late() == 0.0
    assert kept.keeper.unwitnessed() == 0.0, "there are no witnesses"
    kept.now += 90
    assert kept.keeper.late() == 90.0
    (kept.folder / "witnesses").write_text("")
    kept.keeper.start()
    until(lambda: kept.keeper.late() == 0.0)
    kept.now += 40
    assert kept.keeper.unwitnessed() == 40.0


def test_chores_are_done_and_one_that_fails_keeps_none_from_it(tmp_path: Path) -> None:
    done: list[float] = []

    def fail(_: float) -> None:
        raise Unavailable("not today", hint="later")

    kept = Kept(tmp_path, chores=(fail, done.append))
    kept.keeper.start()
    until(lambda: bool(done))
    assert done == [kept.now], "not again before five minutes are over"
    kept.now += 301
    until(lambda: len(done) == 2)
    kept.keeper.close()
    kept.ledger.close()


def test_a_chore_that_takes_long_makes_no_ledger_late(tmp_path: Path) -> None:
    """It may wait for a name server of somebody who wants just that."""
    answers, asks = threading.Event(), threading.Event()

    def waits(_: float) -> None:
        asks.set()
        answers.wait(30)

    kept = Kept(tmp_path, chores=(waits,))
    kept.keeper.start()
    assert asks.wait(30)
    kept.now += LATE + 1
    until(lambda: kept.keeper.state() == "ok")
    until(lambda: kept.signed() >= 1)
    answers.set()
    kept.keeper.close()
    kept.ledger.close()


def test_a_ledger_that_cannot_be_closed_is_logged_and_no_more(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "EVERY", 1000.0)  # so that nobody looks while it is broken
    kept = Kept(tmp_path)
    kept.keeper.start()
    kept.ledger.close()
    (tmp_path / "ledger.sqlite").write_bytes(b"not a database, and long enough to be looked at" * 100)
    for more in tmp_path.glob("ledger.sqlite-*"):
        more.unlink()
    kept.keeper.close()
    assert "not closed" in caplog.text
