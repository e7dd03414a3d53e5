from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import few
from tests.patching import Target, Unwalled
from vedette.agents.patching.testing import Said, judge, results, telling
from vedette.core.executions import Execution, NotExecuted, Program, Walls
from vedette.core.patches import Gate, Outcome

APP = "def calc(text):\n    return eval(text)\n\n\ndef twice(number):\n    return 2 * number\n"
CALC, TWICE = "    return eval(text)\n", "    return 2 * number\n"
TEST = """import os
import unittest

import app


class Sums(unittest.TestCase):
    def test_calc(self):
        \"\"\"It calculates.\"\"\"
        self.assertEqual(app.calc("2"), 2)

    def test_twice(self):
        self.assertEqual(app.twice(2), 4)

    @unittest.skipIf(app.twice(3) != 6, "odd")
    def test_odd(self):
        self.assertEqual(app.twice(3), 6)

    def test_broken(self):
        self.fail("it always did")


if app.twice(4) == 8:

    class More(unittest.TestCase):
        def test_more(self):
            pass
"""
UNITTEST = ("python", "-m", "unittest")
PYTEST = ("pytest",)
GOOD = (CALC, "    return int(text)\n")
LIES: dict[str, tuple[str, str]] = {
    "a test fails": (CALC, "    return int(text) + 1\n"),
    "an error": (CALC, "    return undefined\n"),
    "a test is skipped": (TWICE, "    return 2 * number if number != 3 else 5\n"),
    "a test is gone": (TWICE, "    return 2 * number if number != 4 else 5\n"),
    "all are gone": (TWICE, TWICE + "\n\nraise RuntimeError('no')\n"),
    "it ends at once": (TWICE, TWICE + "\n\nimport os\nos._exit(0)\n"),
    "it ends at once, and well": (TWICE, TWICE + "\n\nimport sys\nsys.exit(0)\n"),
    "it says they passed": (
        TWICE,
        TWICE + "\n\nprint('test_a.py::Sums::test_calc PASSED')\nimport os\nos._exit(0)\n",
    ),
    "it says so to both": (
        TWICE,
        TWICE
        + "\n\nimport os, sys\n"
        + "sys.stderr.write('test_calc (test_a.Sums.test_calc) ... ok\\n')\nos._exit(0)\n",
    ),
}


@pytest.fixture(scope="module")
def target() -> Target:
    return Target({"app.py": APP, "test_a.py": TEST}, sandbox=Unwalled())


@pytest.mark.parametrize("name", few(LIES))
def test_a_lie_stops_at_this_gate(target: Target, name: str) -> None:
    old, new = LIES[name]
    runner = PYTEST if "says they" in name or "skipped" in name else UNITTEST
    trial = target.trial(judge, "code-injection", ("app.py", old, new), tests=runner)
    assert (trial.gate, trial.outcome) == (Gate.G4, Outcome.FAILED), trial


@pytest.mark.parametrize("runner", [UNITTEST, PYTEST], ids=["unittest", "pytest"])
def test_tests_that_pass_as_before_are_counted(target: Target, runner: tuple[str, ...]) -> None:
    trial = target.trial(judge, "code-injection", ("app.py", *GOOD), tests=runner)
    assert trial.outcome is Outcome.PASSED
    assert trial.why.startswith("4 tests pass as before"), trial
    assert "1 did not pass before either" in trial.why


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ((), "no test command"),
        (("true",), "no test could be read"),
        ((sys.executable, "-c", "1"), "ended with 0"),
    ],
)
def test_where_nothing_can_be_read_it_says_so(target: Target, command: tuple[str, ...], why: str) -> None:
    trial = target.trial(judge, "code-injection", ("app.py", *GOOD), tests=command)
    assert trial.outcome is Outcome.NOT_RUN
    assert why in trial.why


def test_tests_that_never_passed_show_nothing() -> None:
    test = "import app\n\n\ndef test_it():\n    assert app.twice(1) == 3\n"
    target = Target({"app.py": APP, "test_a.py": test}, sandbox=Unwalled())
    trial = target.trial(judge, "code-injection", ("app.py", *GOOD), tests=PYTEST)
    assert (trial.outcome, "even before" in trial.why) == (Outcome.NOT_RUN, True)


class Slow:
    """Ends as it is told, one answer after the other."""

    def __init__(self, *answers: Execution | NotExecuted) -> None:
        self.answers = list(answers)

    def run(self, program: Program) -> Execution | NotExecuted:
        del program
        return self.answers.pop(0)


def said(*lines: str, code: int = 0, timed_out: bool = False, cut: int = 0) -> Execution:
    return Execution(
        code=code,
        out="\n".join(lines).encode(),
        err=b"",
        out_digest="",
        err_digest="",
        timed_out=timed_out,
        cut=cut,
        walls=Walls.LANDLOCK,
    )


OK = said("a.py::test PASSED")


@pytest.mark.parametrize(
    ("before", "after", "outcome"),
    [
        (OK, OK, Outcome.PASSED),
        (NotExecuted(why="no wall"), OK, Outcome.NOT_RUN),
        (said(timed_out=True), OK, Outcome.NOT_RUN),
        (said("a.py::test PASSED", cut=9), OK, Outcome.NOT_RUN),
        (OK, said("a.py::test PASSED", timed_out=True), Outcome.FAILED),
        (OK, NotExecuted(why="no wall"), Outcome.FAILED),
        (OK, said("a.py::test PASSED", code=1), Outcome.FAILED),
        (OK, said("a.py::test PASSED", "a.py::test FAILED"), Outcome.FAILED),
        (OK, said("a.py::test SKIPPED (why)"), Outcome.FAILED),
        (OK, said("a.py::test XFAIL"), Outcome.FAILED),
        (OK, said("a.py::test PASSED", "a.py::other FAILED", code=1), Outcome.FAILED),
    ],
)
def test_two_runs_are_compared(
    before: Execution | NotExecuted, after: Execution | NotExecuted, outcome: Outcome
) -> None:
    target = Target({"app.py": APP}, sandbox=Slow(before, after))
    trial = target.trial(judge, "code-injection", ("app.py", *GOOD), tests=PYTEST)
    assert trial.outcome is outcome, trial


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("tests/test_a.py::test_b[x y] PASSED                [ 10%]", "tests/test_a.py::test_b[x y]"),
        ("[gw0] [ 50%] PASSED tests/test_a.py::test_b ", "tests/test_a.py::test_b"),
        ("test_b (test_a.Sums.test_b) ... ok", "test_b (test_a.Sums.test_b)"),
        ("test_b (test_a.Sums)", ""),
        ("PASSED", ""),
        ("ok", ""),
    ],
)
def test_lines_of_runners_are_read(line: str, name: str) -> None:
    assert results([line]) == ({name: Said.PASSED} if name else {})


@given(st.lists(st.text(max_size=60), max_size=8))
def test_any_lines_are_read(lines: list[str]) -> None:
    assert all(isinstance(one, Said) for one in results(lines).values())


def test_long_lines_take_no_time() -> None:
    assert results(["x::" * 500_000, "a ... " * 300_000, "a.py::b PASSED"]) == {"a.py::b": Said.PASSED}


def test_a_command_is_told_to_name_its_tests() -> None:
    assert telling(("pytest", "-q"), "py")[:4] == ("py", "-m", "pytest", "-vvv")
    assert telling(("python3", "-m", "pytest", "tests"), "py")[0] == "py"
    assert telling(("python", "-m", "unittest", "discover", "-s", "t"), "py") == (
        "py",
        "-m",
        "unittest",
        "discover",
        "-v",
        "-s",
        "t",
    )
    assert telling((".venv/bin/pytest", "x"), "py")[0] == ".venv/bin/pytest"
    assert telling(("make", "test"), "py") == ("make", "test")
