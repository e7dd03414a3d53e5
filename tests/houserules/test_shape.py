"""How big things are and what they are called: the budgets of the house."""

import ast
from pathlib import Path

import pytest

from tests.houserules.tree import MODULES, ROOT, SRC, code_lines, definitions, name, plainly_fine, text

LINES_A_FILE = 400
LINES_A_FUNCTION = 40
SAYS_NOTHING = {"utils", "helpers", "manager", "base"}


def long_functions(source: str, where: str) -> list[str]:
    return [
        f"{found.where}: {lines}"
        for found in definitions(source, where)
        if isinstance(found.node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := code_lines(found.node, source)) > LINES_A_FUNCTION
    ]


def undocumented(source: str, where: str) -> list[str]:
    return [
        found.where
        for found in definitions(source, where)
        if found.public and ast.get_docstring(found.node) is None and not said_elsewhere(found.node)
    ]


def said_elsewhere(node: ast.AST) -> bool:
    """The words stand with what it overrides, overloads or sets."""
    marks = getattr(node, "decorator_list", [])
    return any(ast.unparse(mark).rpartition(".")[2] in {"override", "overload", "setter"} for mark in marks)


def mirrored(test: Path) -> bool:
    """Whether a test's path is that of a source module or folder."""
    source = SRC / test.relative_to(ROOT / "tests" / "unit").parent / test.stem.removeprefix("test_")
    return source.is_dir() or source.with_suffix(".py").is_file()


def test_no_file_is_too_long() -> None:
    long = {name(path): n for path in MODULES if (n := len(text(path).splitlines())) > LINES_A_FILE}
    assert not long, "split these along the nouns they hold"


def faulty(source: str, where: str) -> tuple[list[str], list[str]]:
    """What is too long and what says nothing in a module."""
    return long_functions(source, where), undocumented(source, where)


@pytest.fixture(scope="module")
def faults() -> list[tuple[list[str], list[str]]]:
    """What is wrong with each module that has to be taken apart to know."""
    return [
        faulty(text(path), name(path)) for path in MODULES if not plainly_fine(text(path), LINES_A_FUNCTION)
    ]


def test_no_function_is_too_long(faults: list[tuple[list[str], list[str]]]) -> None:
    assert not [one for long, _ in faults for one in long]


def test_every_public_thing_says_what_it_is(faults: list[tuple[list[str], list[str]]]) -> None:
    assert not [one for _, silent in faults for one in silent]


@pytest.mark.slow
def test_what_looks_fine_is_fine() -> None:
    fine = [path for path in MODULES if plainly_fine(text(path), LINES_A_FUNCTION)]
    assert fine
    assert not [path for path in fine if faulty(text(path), name(path)) != ([], [])]


FINE = '"""M."""\n\n\nclass A:\n    """A."""\n\n    def b(self) -> int:\n        """B."""\n        return 1\n'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"""M."""\n', ""),
        ('    """A."""\n', ""),
        ('        """B."""\n', ""),
        ('"""B."""', "return 1"),
        ("return 1", "return 1\n" + "        x = 1\n" * 40),
        ("return 1", 'return """\ndef c(): ...\n"""\n' + "        x = 1\n" * 40),
        ("(self)", "(\n        self,\n    )"),
        ("return 1", "return 1\n\n\nif A:\n    def c(): ...\n"),
        ("return 1", "return 1\n\n\nclass _C:\n    x = 1\n\n\nif A:\n    def c(): ...\n"),
        ("return 1", "return 1\n\n    class C:\n        def c(): ...\n"),
    ],
)
def test_what_may_be_at_fault_is_taken_apart(old: str, new: str) -> None:
    bad = FINE.replace(old, new)
    assert plainly_fine(FINE, LINES_A_FUNCTION)
    assert not plainly_fine(bad, LINES_A_FUNCTION) or faulty(bad, "m") == ([], [])


@pytest.mark.parametrize(
    "new",
    [
        "def c():\n            return 1\n\n        return c()",
        "return 1\n\n\nclass _C:\n    def c(): ...\n\n    def d(): ...\n",
        "return 1\n\n\ndef _c(\n    a: int,\n) -> int:\n    # Why.\n    def d(): ...\n\n    return d()\n",
    ],
)
def test_what_nobody_outside_can_ask_is_fine(new: str) -> None:
    assert plainly_fine(FINE.replace("return 1", new), LINES_A_FUNCTION)


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    names = {part for path in MODULES for part in path.relative_to(SRC).with_suffix("").parts}
    assert not names & SAYS_NOTHING, "name it for the noun it holds"


def test_a_unit_test_lies_where_its_source_lies() -> None:
    tests = sorted((ROOT / "tests" / "unit").rglob("test_*.py"))
    assert not [name(test) for test in tests if not mirrored(test)], "name it for a module, as src has it"


@pytest.mark.parametrize(("body", "long"), [(39, False), (40, True)])
def test_only_lines_that_do_something_count(body: int, long: bool) -> None:  # noqa: FBT001
    source = 'def f():\n    """One.\n\n    Two.\n    """\n    # why\n\n' + "    x = 1\n" * body
    assert bool(long_functions(source, "m")) is long


def test_what_needs_words_and_what_does_not() -> None:
    source = (
        "class A:\n  def b(self):\n    def c(): ...\n  def _d(self): ...\n"
        "  @typing.override\n  def e(self): ...\nclass _F:\n  def g(self): ...\n"
    )
    assert undocumented(source, "m") == ["m", "m:1 A", "m:2 b"]
