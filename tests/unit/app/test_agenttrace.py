from __future__ import annotations

import io
from pathlib import Path

import pytest

from tests.toys import tools
from tests.unit.app.test_agentdrive import Counting, Doing, Killed, die, everything, three
from tests.warm import warm
from vedette.app.agentdrive import drive
from vedette.app.agentdrivebudget import Budget
from vedette.app.agentdrivejournal import Journal
from vedette.app.agenttrace import run
from vedette.app.assist_answers import TraceShown
from vedette.app.assist_requests import ShowTrace
from vedette.app.jobs import Job
from vedette.core.errors import BadInput
from vedette.doors.cli.console import Console
from vedette.doors.cli.entry import main


def shown(path: Path) -> TraceShown:
    return run(tools(path.parent), ShowTrace(path=path), Job())


def test_a_run_is_shown_step_by_step(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    with Journal(path) as journal:
        drive(everything(), Doing(Counting(), texts={"a.py": "x" * (5 << 20)}), journal, Budget(), Job())
    made = shown(path)
    assert made.ended
    assert [one.kind for one in made.steps] == [
        "read",
        "read",
        "rescan",
        "execute",
        "noted",
        "noted",
        "rescan",
        "consult",
        "consult",
    ]
    said = [one.answered for one in made.steps]
    assert said[0] == "text, too long to keep"
    assert said[2] == "0 findings"
    assert said[3] == "not executed: no sandbox here"
    assert said[6] == "failed: no such rule"
    assert said[7] == "heard q"
    assert said[8].startswith("no answer: no model")
    assert made.steps[5].asked == "weakness dropped quote not there"
    assert (made.requests, made.tokens) == (1, 15)
    assert made.counts()["steps"] == 9


def test_a_run_that_was_killed_is_shown_as_far_as_it_came(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    with Journal(path) as journal, pytest.raises(Killed):
        drive(three(), Doing(Counting(before=die)), journal, Budget(), Job())
    with path.open("ab") as file:
        file.write(b'{"n": 7, "pha')
    made = shown(path)
    assert (made.ended, made.lost, made.requests) == (False, 1, 1)


def test_what_is_no_journal_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="No such file"):
        shown(tmp_path / "nothing")
    (tmp_path / "x").write_bytes(b"hello\n")
    with pytest.raises(BadInput, match="not a line of a journal"):
        shown(tmp_path / "x")


def test_the_command_shows_it_and_lets_nothing_steer_a_terminal(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    with Journal(path) as journal:
        drive(three(("a\x1b[31m",)), Doing(Counting()), journal, Budget(), Job())
    out = io.StringIO()
    environ = {"VEDETTE_DATA_DIR": str(tmp_path / "d"), "VEDETTE_CACHE_DIR": warm()}
    assert main(["trace", str(path)], Console(environ, out, io.StringIO())) == 0
    page = out.getvalue()
    assert "1 steps, 1 requests, 15 tokens; ended" in page
    assert "\x1b" not in page
