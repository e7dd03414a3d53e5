"""Budgets are exact however many runs there are at once: threads in processes on one SQLite file."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from tests.unit.app.agentkilled import ANSWER, MOST, PROMPT, run
from vedette.access.budgets import Memory
from vedette.app.agentdrivebudget import Accounts, Allowance, Budget, Exhausted, Free, Spent, Unit
from vedette.app.clock import SYSTEM
from vedette.core.budgets import Cap
from vedette.core.dialogue import Usage
from vedette.models.attachments import Prices
from vedette.store.budgets import SqlBudgets
from vedette.store.sql import on_sqlite

PROCESSES, THREADS, EACH = 5, 10, 6
CAPS = (Cap(account="r", limit=10_000), Cap(account="t", limit=200 * (PROMPT + ANSWER) + 11))


def ten(folder: Path, process: int) -> list[tuple[int, int, bool]]:
    """Run ten agents in threads; return what each says it used, and whether it was stopped."""

    def one(thread: int) -> tuple[int, int, bool]:
        made = run(folder, f"run-{process}-{thread}", EACH, CAPS)
        return made.spent.requests, made.spent.tokens, bool(made.exhausted)

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(one, range(THREADS)))


@pytest.mark.slow
def test_fifty_runs_at_once_never_pass_a_cap_and_are_charged_to_the_token(tmp_path: Path) -> None:
    SqlBudgets(on_sqlite(tmp_path / "budgets.sqlite"))
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        runs = [one for some in pool.map(ten, [tmp_path] * PROCESSES, range(PROCESSES)) for one in some]
    assert len(runs) == PROCESSES * THREADS
    budgets = SqlBudgets(on_sqlite(tmp_path / "budgets.sqlite"))
    now = SYSTEM.now().timestamp()
    used = budgets.used(CAPS[1], now)
    assert used == sum(tokens for _, tokens, _ in runs)
    assert budgets.used(CAPS[0], now) == sum(requests for requests, _, _ in runs)
    assert used <= CAPS[1].limit
    assert any(stopped for _, _, stopped in runs), "together they want more than there is"
    paid = sum(len(path.read_text().splitlines()) for path in tmp_path.glob("*.paid"))
    assert paid == sum(requests for requests, _, _ in runs)


def test_all_accounts_are_held_or_none() -> None:
    budgets = Memory()
    caps = {Unit.REQUESTS: (Cap(account="r", limit=5),), Unit.TOKENS: (Cap(account="t", limit=5),)}
    accounts = Accounts(budgets, caps)
    refused = accounts.reserve("one", Spent(requests=1, tokens=6), 1_000_000.0, 60.0)
    assert isinstance(refused, Exhausted)
    assert (refused.unit, budgets.used(caps[Unit.REQUESTS][0], 1_000_000.0)) == (Unit.TOKENS, 0)
    assert accounts.reserve("two", Spent(requests=1, tokens=5), 1_000_000.0, 60.0) is None
    accounts.settle("two", Spent(requests=1, tokens=2))
    accounts.settle("two", Spent(requests=1, tokens=2))
    accounts.settle("never", Spent(requests=1, tokens=2))
    assert budgets.used(caps[Unit.TOKENS][0], 1_000_000.0) == 2


def test_a_call_nobody_settles_stays_charged_until_the_account_is_full_again() -> None:
    budgets = Memory()
    cap = Cap(account="t", limit=100)
    Accounts(budgets, {Unit.TOKENS: (cap,)}).reserve("one", Spent(tokens=60), 1_000_000.0, 1.0)
    _, refills = cap.period.span(1_000_000.0)
    assert budgets.used(cap, refills - 1.0) == 60
    assert budgets.used(cap, refills + 1.0) == 0


def test_money_is_whole_billionths() -> None:
    budget = Budget(Allowance(money=100), Prices(prompt=0.003, completion=0.001))
    assert budget.wanted(20, MOST).money == 20 * 3 + MOST
    assert budget.room(budget.wanted(20, MOST)) is None
    assert [*budget.charge(budget.used(Usage(prompt=20, completion=20)))] == [
        "80 % of the run's money are used: 80"
    ]
    full = budget.room(budget.wanted(20, MOST))
    assert full is not None
    assert full.unit is Unit.MONEY
    assert budget.exhausted == full
    assert Free().cost(Usage(prompt=10**9)) == 0
