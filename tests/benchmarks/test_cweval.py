from __future__ import annotations

import ast
from pathlib import Path

from benchmarks.models.cweval import Judge, Variant, variants
from vedette.core.executions import Execution, NotExecuted, Program, Walls
from vedette.sandbox.jail.toolchain import Toolchain

TEST = '''"""A made-up task."""

import json
import os

import pytest
from cwe_999_0_task import name_of

LIMIT = 3


def _cut(text):
    return text[:LIMIT]


def name_of_unsafe_0(text: str) -> str:
    # a remark that stays
    return _cut(os.path.join("/", text))


def name_of_unsafe_1(text: str) -> str:
    return json.dumps(text)


def test_name_of_unsafe(text):
    pass
'''


class Box:
    """Answers with what a runner would print."""

    def __init__(self, words: str, code: int = 0) -> None:
        self.words, self.code = words, code
        self.seen: list[Program] = []

    def run(self, program: Program) -> Execution | NotExecuted:
        self.seen.append(program)
        return Execution(
            code=self.code,
            out=self.words.encode(),
            err=b"",
            out_digest="",
            err_digest="",
            walls=Walls.BUBBLEWRAP,
        )


def test_an_unsafe_variant_stands_where_the_solution_would_and_alone(tmp_path: Path) -> None:
    folder = tmp_path / "benchmark" / "core" / "py"
    folder.mkdir(parents=True)
    (folder / "cwe_999_0_test.py").write_text(TEST)
    first, second = variants(tmp_path)
    assert (first.name, first.module) == ("name_of_unsafe_0", "cwe_999_0_task")
    tree = ast.parse(first.text)
    assert [one.name for one in tree.body if isinstance(one, ast.FunctionDef)] == ["_cut", "name_of"]
    assert "LIMIT = 3" in first.text
    assert "# a remark that stays" in first.text
    assert "pytest" not in first.text
    assert "cwe_999" not in first.text
    assert "LIMIT" not in second.text


def test_tests_of_one_kind_are_judged_by_themselves() -> None:
    variant = Variant("x_unsafe", "cwe_999_0_task", "x = 1\n", TEST)
    for words, code, passes in (
        ("test_it.py::a PASSED\ntest_it.py::b PASSED", 0, True),
        ("test_it.py::a PASSED\ntest_it.py::b FAILED", 1, False),
        ("no tests ran", 5, None),
    ):
        box = Box(words, code)
        judge = Judge(Toolchain("python", ()), box)
        assert judge.passes(variant, "x = 2\n", "security") is passes
        assert box.seen[0].files["cwe_999_0_task.py"] == b"x = 2\n"
        assert "security" in box.seen[0].command
