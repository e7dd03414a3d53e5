"""A run of an agent in a process of its own, to be killed: python -m tests.unit.app.agentkilled FOLDER."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from vedette.agents.effects import ReadSource, Rescan, Steps, consult, execute
from vedette.app.agentdrive import Driven, drive
from vedette.app.agentdrivebudget import Accounts, Allowance, Budget, Unit
from vedette.app.agentdrivejournal import Journal
from vedette.app.jobs import Job
from vedette.core.budgets import Cap
from vedette.core.dialogue import (
    Ask,
    Delta,
    LanguageModel,
    Message,
    ModelRole,
    Reply,
    Speaker,
    Usage,
    unstoppable,
)
from vedette.core.errors import BadInput
from vedette.core.executions import Execution, NotExecuted, Program
from vedette.core.nouns import Report
from vedette.store.budgets import SqlBudgets
from vedette.store.sql import on_sqlite

QUESTIONS = 40
PROMPT, ANSWER, MOST = 30, 7, 20
TOKENS = Cap(account="tokens:all", limit=1_000_000)
REQUESTS = Cap(account="requests:all", limit=1_000_000)


def noted(path: Path, line: str) -> None:
    """Write a line that is on disk when this returns."""
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(file, f"{line}\n".encode())
    os.fsync(file)
    os.close(file)


@dataclass
class Paid:
    """Writes down each question it is paid for, and takes its time."""

    log: Path
    seconds: float = 0.004
    name: str = "paid"
    context: int = 0

    def answer(self, ask: Ask, cancelled: Callable[[], bool] = unstoppable) -> Reply:
        del cancelled
        noted(self.log, ask.messages[0].text)
        time.sleep(self.seconds)
        return Reply(text=f"answer to {ask.messages[0].text}", usage=Usage(prompt=PROMPT, completion=ANSWER))

    def stream(self, ask: Ask, cancelled: Callable[[], bool] = unstoppable) -> Iterator[Delta]:
        yield Delta(text=self.answer(ask, cancelled).text)

    def size(self, ask: Ask) -> int:
        del ask
        return PROMPT


@dataclass
class Doing:
    paid: Paid
    effects: Path

    def model(self, role: ModelRole) -> LanguageModel | None:
        del role
        return self.paid

    def rescan(self, effect: Rescan) -> Report:
        del effect
        raise BadInput("no engine", hint="")

    def execute(self, effect: object) -> Execution | NotExecuted:
        noted(self.effects, str(effect))
        return NotExecuted(why="only noted")

    def read(self, effect: ReadSource) -> str | None:
        return effect.path


def agent(questions: int = QUESTIONS) -> Steps[list[str]]:
    heard = []
    for n in range(questions):
        ask = Ask(messages=(Message(speaker=Speaker.USER, text=f"question {n}"),), most=MOST)
        answer = yield from consult(ModelRole.DRAFTER, ask)
        heard.append(answer.text if isinstance(answer, Reply) else answer.why)
        if n % 5 == 0:
            yield from execute(Program(command=("true", str(n))))
    return heard


def run(
    folder: Path, name: str = "run", questions: int = QUESTIONS, caps: tuple[Cap, Cap] = (REQUESTS, TOKENS)
) -> Driven[list[str]]:
    """Take the run up, or begin it."""
    budgets = SqlBudgets(on_sqlite(folder / "budgets.sqlite"))
    accounts = Accounts(budgets, {Unit.REQUESTS: (caps[0],), Unit.TOKENS: (caps[1],)})
    with Journal(folder / f"{name}.jsonl") as journal:
        doer = Doing(Paid(folder / f"{name}.paid"), folder / f"{name}.effects")
        return drive(agent(questions), doer, journal, Budget(Allowance(), accounts=accounts), Job())


if __name__ == "__main__":
    run(Path(sys.argv[1]))
    Path(sys.argv[1], "done").touch()
