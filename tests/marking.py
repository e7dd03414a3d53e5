"""Marks between the statements of a module, each of which tells when it is reached.

Python before 3.12 tells a tracer of each line it runs, those of libraries and of what runs the tests too, and
tests take twice as long for it. A mark is one assignment into a list for each run of statements that follow
one another, before the last of them: so all before it have ended well. What a branch leads to has its own.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Final, TypedDict

COUNTED: Final = "__counted__"
"""What marks are written to: an object of the module."""
Run = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
Loop = ast.For | ast.AsyncFor | ast.While


@dataclass(frozen=True, slots=True)
class Mark:
    """What was run if this is reached: statements by their first lines, and a way out of a branch."""

    lines: tuple[int, ...]
    branch: int | None = None


def marked(tree: ast.Module, first: int) -> list[Mark]:
    """Put marks into the tree; return them in the order of their numbers, of which this is the first."""
    marker = _Marker(first)
    tree.body = marker.block(tree.body)
    return marker.marks


class _Marker:
    def __init__(self, first: int) -> None:
        self.marks: list[Mark] = []
        self._first = first

    def block(
        self, body: list[ast.stmt], branch: int | None = None, header: int | None = None
    ) -> list[ast.stmt]:
        """Return these with marks; `header` is the line of what has them, if it runs when they do."""
        made: list[ast.stmt] = []
        lines = [] if header is None else [header]
        last = None
        for statement in body:
            if _is_nothing(statement):
                made.append(statement)
                continue
            lines += _lines(statement)
            if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
                made.append(statement)  # and nothing else before it
                continue
            if isinstance(statement, Run):
                statement.body = self.block(statement.body)
            elif self._is_left_at_once(statement):
                made.append(self._mark(statement.lineno, lines, branch))
                lines, branch, last = [], None, None
                self._within(statement)
                made.append(statement)
                continue
            last = len(made)
            made.append(statement)
        if lines or branch is not None:
            at = len(made) if last is None else last
            made.insert(at, self._mark(body[-1].lineno, lines, branch))
        return made

    @staticmethod
    def _is_left_at_once(statement: ast.stmt) -> bool:
        return isinstance(
            statement, ast.If | Loop | ast.Try | ast.TryStar | ast.With | ast.AsyncWith | ast.Match
        )

    def _within(self, statement: ast.stmt) -> None:
        line = statement.lineno
        match statement:
            case ast.If() | ast.For() | ast.AsyncFor() | ast.While():
                self._branch(statement)
            case ast.With() | ast.AsyncWith():
                statement.body = self.block(statement.body)
            case ast.Try() | ast.TryStar():
                statement.body = self.block(statement.body)
                for handler in statement.handlers:
                    handler.body = self.block(handler.body, header=handler.lineno)
                statement.orelse = self.block(statement.orelse)
                statement.finalbody = self.block(statement.finalbody)
            case ast.Match():
                self._cases(statement, line)
            case _:
                raise AssertionError(statement)

    def _branch(self, statement: ast.If | Loop) -> None:
        line = statement.lineno
        for_ever = isinstance(statement, ast.While) and isinstance(statement.test, ast.Constant)
        statement.body = self.block(statement.body, None if for_ever else line)
        if statement.orelse:
            statement.orelse = self.block(statement.orelse, line)
        elif not for_ever:
            statement.orelse = [self._mark(line, [], line)]

    def _cases(self, statement: ast.Match, line: int) -> None:
        for case in statement.cases:
            case.body = self.block(case.body, line, case.pattern.lineno)
        last = statement.cases[-1]
        if last.guard or not _fits_all(last.pattern):
            rest = ast.MatchAs(**_place(line))
            statement.cases.append(ast.match_case(pattern=rest, body=[self._mark(line, [], line)]))

    def _mark(self, line: int, lines: list[int], branch: int | None) -> ast.stmt:
        number = self._first + len(self.marks)
        self.marks.append(Mark(tuple(lines), branch))
        place = _place(line)
        counted = ast.Name(COUNTED, ast.Load(), **place)
        item = ast.Subscript(counted, ast.Constant(number, **place), ast.Store(), **place)
        return ast.Assign([item], ast.Constant(1, **place), **place)


class _Place(TypedDict):
    lineno: int
    col_offset: int
    end_lineno: int
    end_col_offset: int


def _place(line: int) -> _Place:
    return {"lineno": line, "col_offset": 0, "end_lineno": line, "end_col_offset": 0}


def _fits_all(pattern: ast.pattern) -> bool:
    while isinstance(pattern, ast.MatchOr):
        pattern = pattern.patterns[-1]
    return isinstance(pattern, ast.MatchAs) and pattern.pattern is None


def _lines(statement: ast.stmt) -> list[int]:
    decorated = statement.decorator_list if isinstance(statement, Run) else []
    return [*(one.lineno for one in decorated), statement.lineno]


def _is_nothing(statement: ast.stmt) -> bool:
    """Tell whether nothing runs here, or only where types are checked."""
    match statement:
        case ast.Expr(value=ast.Constant()) | ast.Global() | ast.Nonlocal():
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return True
        case _:
            return False
