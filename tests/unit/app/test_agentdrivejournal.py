"""What is written down holds when the process is killed: with real processes, and a real kill."""

from __future__ import annotations

import random
import signal
import subprocess  # noqa: TID251 - it is killed
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.unit.app.agentkilled import ANSWER, MOST, PROMPT, QUESTIONS, TOKENS, run
from vedette.app.agentdrivejournal import read_entries
from vedette.app.clock import SYSTEM
from vedette.store.budgets import SqlBudgets
from vedette.store.sql import on_sqlite

ROOT = Path(__file__).parents[3]
GIVEN_UP = "no answer came before the process ended, 2 times"


def killed_at_random(folder: Path, times: int, seed: int) -> int:
    """Start the run again and again, killing it soon after it has begun to ask; return how often it was."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    kills = 0
    while not (folder / "done").exists() and kills < times:
        before = (folder / "run.jsonl").stat().st_size if (folder / "run.jsonl").exists() else 0
        process = subprocess.Popen([sys.executable, "-m", "tests.unit.app.agentkilled", folder], cwd=ROOT)  # noqa: S603
        while process.poll() is None and (
            not (folder / "run.jsonl").exists() or (folder / "run.jsonl").stat().st_size <= before
        ):
            time.sleep(0.002)
        time.sleep(rng.uniform(0, 0.06))
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            kills += 1
        process.wait()
    return kills


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
def test_a_run_killed_again_and_again_pays_for_nothing_twice(tmp_path: Path, seed: int) -> None:
    kills = killed_at_random(tmp_path, 12, seed)
    assert kills >= 3
    made = run(tmp_path)
    assert all(text in {f"answer to question {n}", GIVEN_UP} for n, text in enumerate(made.value))
    paid = Counter((tmp_path / "run.paid").read_text().splitlines())
    entries = read_entries((tmp_path / "run.jsonl").read_bytes(), "run")
    answered = [one for one in entries if one.phase == "answered" and one.kind == "consult"]
    sent = [one for one in entries if one.phase == "sent"]
    closed = {one.call for one in answered}
    lost = [one for one in sent if one.call not in closed]
    assert len(lost) == made.lost <= kills
    assert set(paid.values()) <= {1, 2}
    repeats = sum(count - 1 for count in paid.values())
    assert repeats <= len(lost), "a call is repeated only where nobody saw its end"
    assert len({one.n for one in answered}) == QUESTIONS
    # the account holds what was answered, and the estimate of each call that was begun and never seen to end
    used = SqlBudgets(on_sqlite(tmp_path / "budgets.sqlite")).used(TOKENS, SYSTEM.now().timestamp())
    exact = sum(one.used.tokens for one in answered if one.used is not None)
    replies = sum(one.type == "reply" for one in answered)
    given_up = QUESTIONS - replies  # twice under way when the process died: not asked a third time
    assert exact == replies * (PROMPT + ANSWER)
    assert 2 * given_up <= len(lost)
    assert exact + repeats * (PROMPT + MOST) <= used <= exact + len(lost) * (PROMPT + MOST)
    assert (used - exact) % (PROMPT + MOST) == 0
    # what is run in the sandbox is on disk before the agent goes on: the same again only where it was cut off
    effects = Counter((tmp_path / "run.effects").read_text().splitlines())
    assert sum(count - 1 for count in effects.values()) <= kills
