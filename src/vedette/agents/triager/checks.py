"""What lets a finding be thought less of, by what stands in the code: the model has no say in any of it."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from vedette.agents.hunter.interest import in_tests
from vedette.core.nouns import Finding, Lines

_FILE_MAX: Final = 512 << 10
_ENDS: Final = ast.Return | ast.Raise | ast.Continue | ast.Break
_Functions = ast.FunctionDef | ast.AsyncFunctionDef


class Lookup:
    """The target's texts, and what was worked out about them."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._trees: dict[str, ast.Module | None] = {}

    def agreeing(self, finding: Finding) -> str:
        """Say which check agrees that a finding matters less: where it is, dead code, never called."""
        where = finding.primary
        if in_tests(where.name):
            return "it is in a test or an example"
        tree = self._tree(where.name)
        if tree is None or not isinstance(where.locator, Lines):
            return ""
        line = where.locator.line
        if any(first <= line <= last for first, last in _dead(tree)):
            return "the line is never run: it stands behind a return, or under a condition that is false"
        name = _private(tree, line)
        if name and self._occurrences(name) == 1:
            return f"nothing in the target names {name}, which is private"
        return ""

    def lines(self, path: str) -> list[str]:
        """Return the lines of a file; none where it is not there."""
        return self._texts.get(path, "").split("\n")

    def tree(self, path: str) -> ast.Module | None:
        """Return a file as it parsed, or None."""
        return self._tree(path)

    def text(self, path: str) -> str:
        """Return the text of a file."""
        return self._texts.get(path, "")

    def _tree(self, path: str) -> ast.Module | None:
        if path not in self._trees:
            self._trees[path] = _parsed(self._texts.get(path, ""))
        return self._trees[path]

    def _occurrences(self, name: str) -> int:
        word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
        return sum(len(word.findall(text)) for text in self._texts.values())


def _parsed(text: str) -> ast.Module | None:
    if len(text) > _FILE_MAX:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _dead(tree: ast.Module) -> Iterator[tuple[int, int]]:
    """Give the first and last lines of code that is never run."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If | ast.While) and isinstance(node.test, ast.Constant):
            yield from _spans(node.orelse if node.test.value else node.body, always=isinstance(node, ast.If))
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list):
                ends = next((n for n, one in enumerate(block) if isinstance(one, _ENDS)), len(block))
                yield from _spans(block[ends + 1 :])


def _spans(block: Iterable[ast.AST], *, always: bool = True) -> Iterator[tuple[int, int]]:
    for one in block if always else ():
        if isinstance(one, ast.stmt):
            yield one.lineno, one.end_lineno or one.lineno


def _private(tree: ast.Module, line: int) -> str:
    """Return the name of the innermost function around a line, if it is private and nothing decorates it."""
    around = [
        node
        for node in ast.walk(tree)
        if isinstance(node, _Functions) and node.lineno <= line <= (node.end_lineno or node.lineno)
    ]
    if not around:
        return ""
    node = max(around, key=lambda one: one.lineno)
    private = node.name.startswith("_") and not node.name.startswith("__")
    return node.name if private and not node.decorator_list else ""
