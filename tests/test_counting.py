"""What is counted is what coverage counts, which is trusted by everybody and too slow for all our tests."""

import json
import os
from collections import Counter
from pathlib import Path

from coverage import Coverage

from tests.counting import ENOUGH, Counted
from tests.marking import COUNTED, Mark

SOME = '''"""What it is."""
from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import never

A = 1; B = 2


class Thing:
    """A thing."""

    slow = False

    @property
    def size(self):
        """How much."""
        global C
        C = [
            1,
            2,
        ]
        return len(C)

    async def later(self):
        async with self:
            return 1


def never_called(one):
    if one:
        return 1
    return 2


def called(number):
    if number > 3:
        number -= 1
        number -= 1
    elif number > 2:
        number += 1
    else:
        number = 0
    for one in range(number):
        if one == 1:
            continue
        if one > 5:
            break
    else:
        number += 1
    while number > 0:
        number -= 1
        with contextlib.suppress(ValueError):
            int("x")
    try:
        number = int("x")
    except ValueError:
        number += 2
    else:
        number += 3
    finally:
        number += 4
    while True:
        if number:
            break
        number += 1

    def within(this):
        return this

    return [within(one) for one in range(number) if one > 1]


called(4)
called(0)
Thing().size
'''
CASES = """
def said(what):
    match what:
        case 1:
            return "one"
        case [first, *_] if first:
            return "some"
        case str() as text:
            return text
    return "else"

def all_of(what):
    match what:
        case 1 | 2:
            return 1
        case int() | _:
            return 2

said(1)
said("x")
said(0)
all_of(3)
"""


def _counted(text: str, path: str = "some.py") -> Counted:
    made = Counted()
    exec(made.compiled(text.encode(), path), {COUNTED: made.reached, "__name__": "some"})  # noqa: S102 - ours
    return made


def _told(made: Counted) -> list[tuple[Mark, int]]:
    return list(zip(made.marks, made.reached[: len(made.marks)], strict=True))


def test_lines_and_branches_are_those_that_coverage_counts(tmp_path: Path) -> None:
    file = tmp_path / "some.py"
    file.write_text(SOME)
    theirs = Coverage(data_file=None, branch=True, include=[str(file)], config_file=False)
    theirs.exclude("if TYPE_CHECKING:")
    code = compile(SOME, str(file), "exec", dont_inherit=True)
    with theirs.collect():
        exec(code, {"__name__": "some"})  # noqa: S102 - ours
    theirs.json_report(outfile=str(tmp_path / "told.json"))
    [told] = json.loads((tmp_path / "told.json").read_text())["files"].values()
    ours = _counted(SOME)
    for reached, kind in ((1, "executed"), (0, "missing")):
        marks = [mark for mark, was in _told(ours) if was == reached]
        lines = {line for mark in marks for line in mark.lines}
        branches = Counter(mark.branch for mark in marks if mark.branch)
        assert sorted(lines) == told[f"{kind}_lines"]
        assert branches == Counter(line for line, _ in told[f"{kind}_branches"])


def test_of_a_run_that_breaks_off_nothing_is_counted() -> None:
    made = _counted("try:\n    a = 1\n    int('x')\n    b = 2\nexcept ValueError:\n    c = 3\n")
    assert _told(made) == [(Mark((1,)), 1), (Mark((2, 3, 4)), 0), (Mark((5, 6)), 1)]


def test_of_cases_each_and_none_of_them_is_a_way() -> None:
    made = _counted(CASES)
    ways = [(mark.lines, was) for mark, was in _told(made) if mark.branch]
    assert ways == [((4, 5), 1), ((6, 7), 0), ((8, 9), 1), ((), 1), ((14, 15), 0), ((16, 17), 1)]


def test_what_was_forked_tells_what_it_reached() -> None:
    root = Path(__file__).parents[1]
    made = Counted()
    code = made.compiled(b"a = 1\n", str(root / "one.py"))
    assert not made.told()[1]
    if not (child := os.fork()):
        exec(code, {COUNTED: made.reached})  # noqa: S102 - ours
        made.tell()
        os._exit(0)
    os.waitpid(child, 0)
    assert made.told()[1]


def test_what_was_not_run_is_told() -> None:
    root = Path(__file__).parents[1]
    words, enough = _counted("def one():\n    a = 1\n    return a\n", str(root / "one.py")).told()
    first, last = words.splitlines()
    assert first == "one.py: 33 %, without 2-3"
    assert last == f"33.33 % of 3 lines and branches were run by tests, {ENOUGH:.0f} have to be"
    assert not enough
    assert _counted("a = 1\n", str(root / "one.py")).told()[1]
