"""What only a database can get wrong: several processes, crashes, and power cuts."""

import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import pytest

from tests.forking import Script
from vedette.core.budgets import Cap, Charge, Reservation
from vedette.store.budgets import SqlBudgets
from vedette.store.engine import Run
from vedette.store.sql import Database, on_postgres, on_sqlite
from vedette.store.sqlite import Sqlite

T = TypeVar("T")
pytest_plugins = ["tests.postgres"]

NOW = 1_770_000_000.0
HAMMERING = "hammering"
PERSON = Cap(account="person:ada", limit=40)

# Reserves 2 and settles 1, leaving each fifth reservation open; says what it did as it does it.
HAMMER = """
import sys
from pathlib import Path
from vedette.core.budgets import Cap, Period, Reservation
from vedette.store.budgets import SqlBudgets
from vedette.store.sql import on_postgres, on_sqlite
kind, where, org_limit = sys.argv[1:]
budgets = SqlBudgets(on_sqlite(Path(where)) if kind == "sqlite" else on_postgres(where, 2))
caps = [Cap(account="org:acme", limit=int(org_limit), period=Period.MONTH)]
sys.stdin.readline()
for number in range(10_000):
    made = budgets.reserve(caps, 2, now=1_770_000_000.0, until=1_770_000_600.0)
    if not isinstance(made, Reservation):
        break
    print("reserved", flush=True)
    if number % 5 and budgets.settle(made.id, 1):
        print("settled", flush=True)
"""


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, str]:
    if request.param == "sqlite":
        return "sqlite", str(tmp_path / "budgets.sqlite")
    return "postgres", request.getfixturevalue("postgres")


@pytest.fixture
def base(place: tuple[str, str]) -> Iterator[Database]:
    """The database of `place`, closed even where the test fails."""
    kind, where = place
    with closing(on_sqlite(Path(where)) if kind == "sqlite" else on_postgres(where)) as base:
        yield base


def hammers(place: tuple[str, str], limit: int) -> list[Script]:
    """Start three processes that wait for a line before they begin."""
    kind, where = place
    where = f"{where} application_name={HAMMERING}" if kind == "postgres" else where
    return [Script(HAMMER, kind, where, str(limit)) for _ in range(3)]


def wait_for_the_dead(place: tuple[str, str], base: Database) -> None:
    """PostgreSQL finishes what a killed client had sent it: only then is there something to count."""
    ours = "select count(*) from pg_stat_activity where application_name = ?"
    until = time.monotonic() + 60
    while place[0] == "postgres" and base.read(ours, (HAMMERING,)) != [(0,)]:
        assert time.monotonic() < until, "a killed client's session ends"
        time.sleep(0.01)


def used(base: Database, account: str = "org:acme/month") -> int:
    rows = base.read("select used from budgets where account = ?", (account,))
    return int(rows[0][0]) if rows else 0


def held(base: Database) -> int:
    return sum(row[0] for row in base.read("select amount from reservations where lapsed = 0"))


def test_several_processes_do_not_pass_a_cap(place: tuple[str, str], base: Database) -> None:
    SqlBudgets(base)
    done = [process.communicate("go\n").split() for process in hammers(place, 60)]
    counts = Counter(word for words in done for word in words)
    assert used(base) == held(base) + counts["settled"]
    assert used(base) in (59, 60)
    assert used(base) == 2 * counts["reserved"] - counts["settled"]


@pytest.mark.parametrize(
    "kills", [(7,), pytest.param((1, 7, 23), marks=pytest.mark.slow)], ids=["once", "again and again"]
)
def test_after_a_kill_what_is_used_is_what_was_settled_and_what_is_held(
    place: tuple[str, str], base: Database, kills: tuple[int, ...]
) -> None:
    budgets = SqlBudgets(base)
    said: list[str] = []
    for seen in kills:
        processes = hammers(place, 1_000_000)
        for process in processes:
            process.stdin.write("go\n")
            process.stdin.flush()
        for process in processes:
            said += [process.stdout.readline().strip() for _ in range(seen)]
            process.kill()
            said += process.stdout.read().split()
            process.wait()
            process.close()
    wait_for_the_dead(place, base)
    counts = Counter(said)
    settled = used(base) - held(base)
    assert counts["settled"] <= settled <= counts["settled"] + 3 * len(kills), (
        "each may have died between deed and word"
    )
    assert held(base) >= 2 * (counts["reserved"] - settled)
    assert budgets.lapse(NOW + 600) > 0
    assert held(base) == 0
    assert used(base) == settled


class Noting(Database):
    """A database that remembers what is on its disk for certain."""

    def __init__(self, folder: Path) -> None:
        super().__init__(Sqlite(folder / "budgets.sqlite"))
        self._path = folder / "budgets.sqlite"
        self.kept = folder / "kept.sqlite"

    def change(self, work: Callable[[Run], T], *, rowwise: bool = False, durable: bool = True) -> T:
        done = super().change(work, rowwise=rowwise, durable=durable)
        if durable:
            source, target = sqlite3.connect(self._path), sqlite3.connect(self.kept)
            source.backup(target)
            source.close()
            target.close()
        return done


@pytest.mark.parametrize("steps", [1, 2, 30, 31, 75])
def test_what_a_power_cut_loses_is_charged(tmp_path: Path, steps: int) -> None:
    cap = Cap(account="person:ada", limit=100)
    base = Noting(tmp_path)
    budgets = SqlBudgets(base, "monday")
    open_ones = []
    for number in range(steps):
        made = budgets.reserve([cap], 1, now=NOW, until=NOW + 600)
        assert isinstance(made, Reservation)
        if number % 3:
            budgets.settle(made.id, 1)
        else:
            open_ones.append(made)
    base.close()
    again = on_sqlite(base.kept)
    budgets = SqlBudgets(again, "tuesday")
    assert steps <= budgets.used(cap, NOW + 601) <= steps + 4, (
        "at most a 32nd of the limit, and what was added"
    )
    assert not any(budgets.release(made.id) for made in open_ones)
    again.close()
    again = on_sqlite(base.kept)
    assert SqlBudgets(again, "tuesday").used(cap, NOW) == budgets_used(again), "once is enough"
    again.close()


@pytest.mark.parametrize("steps", [1, 2, 4, 5, 30, 75])
def test_what_was_used_at_once_and_lost_by_a_power_cut_is_charged(tmp_path: Path, steps: int) -> None:
    cap = Cap(account="person:ada", limit=100)
    base = Noting(tmp_path)
    budgets = SqlBudgets(base, "monday")
    assert all(isinstance(budgets.charge([cap], 1, now=NOW), Charge) for _ in range(steps))
    base.close()
    again = on_sqlite(base.kept)
    assert steps <= SqlBudgets(again, "tuesday").used(cap, NOW) <= steps + 4
    again.close()


@pytest.mark.parametrize("steps", [1, 2, 4, 5, 30, 75])
def test_what_each_account_was_charged_and_lost_by_a_power_cut_is_charged(tmp_path: Path, steps: int) -> None:
    one, other = Cap(account="requests:ada", limit=100), Cap(account="tokens:ada", limit=3200)
    base = Noting(tmp_path)
    budgets = SqlBudgets(base, "monday")
    for _ in range(steps):
        assert isinstance(budgets.charge_each([(one, 1), (other, 32)], now=NOW), tuple)
    base.close()
    again = on_sqlite(base.kept)
    budgets = SqlBudgets(again, "tuesday")
    assert steps <= budgets.used(one, NOW) <= steps + 4
    assert 32 * steps <= budgets.used(other, NOW) <= 32 * steps + 132
    again.close()


def test_what_is_charged_late_outlives_a_power_cut(tmp_path: Path) -> None:
    cap = Cap(account="person:ada", limit=100)
    base = Noting(tmp_path)
    budgets = SqlBudgets(base, "monday")
    made = budgets.reserve([cap], 50, now=NOW, until=NOW + 1)
    assert isinstance(made, Reservation)
    assert budgets.lapse(NOW + 1) == 1
    assert isinstance(budgets.reserve([cap], 50, now=NOW + 1, until=NOW + 600), Reservation)
    assert not budgets.settle(made.id, 40)
    base.close()
    again = on_sqlite(base.kept)
    assert SqlBudgets(again, "tuesday").used(cap, NOW) >= 90
    again.close()


def budgets_used(base: Database) -> int:
    return used(base, "person:ada/day")


def test_what_is_long_over_is_forgotten(base: Database) -> None:
    budgets = SqlBudgets(base)
    month = 31 * 86_400
    for now in (NOW, NOW + month, NOW + 5 * month):
        budgets.reserve([PERSON], 1, now=now, until=now + 600)
        budgets.lapse(now + 600)
    assert base.read("select count(*) from budgets") == [(1,)]
    assert base.read("select count(*) from reservations") == [(1,)]
