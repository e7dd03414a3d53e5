"""Source as a model is shown it: lines numbered, without comments and docstrings, with nothing hidden in it.

What people write beside code is written for people, and for whoever wants to steer a model: a verdict needs
none of it. Lines keep their numbers, so that a quote can be found again in the file.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator
from typing import Final

from vedette.export.visible import visible as spelled

LONGEST_LINE: Final = 300
_DOCUMENTED: Final = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def bare(text: str, tree: ast.Module) -> list[str]:
    """Return the lines of a file that parsed, blank where only words for people stood."""
    lines = text.split("\n")
    for start, end in sorted(_words(text, tree), reverse=True):
        _blank(lines, start, end)
    return [visible(line.rstrip()) for line in lines]


def numbered(lines: list[str], first: int, last: int, most: int) -> tuple[str, bool]:
    """Return some lines with their numbers, without blank ones; and whether `most` letters cut them."""
    shown: list[str] = []
    room = most
    for number in range(first, min(last, len(lines)) + 1):
        line = lines[number - 1]
        if line.strip():
            made = f"{number}| {line}"
            room -= len(made) + 1
            if room < 0:
                return "\n".join(shown), True
            shown.append(made)
    return "\n".join(shown), False


def visible(line: str) -> str:
    """Return a line with what cannot be seen written out, and no longer than can be read."""
    shown = spelled(line.replace("\t", " "))
    return shown if len(shown) <= LONGEST_LINE else shown[:LONGEST_LINE] + " …"


def _words(text: str, tree: ast.Module) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Give the places of comments and of texts that stand as statements: line from 1, column in letters."""
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                yield token.start, token.end
    except (tokenize.TokenError, SyntaxError):
        pass  # it parsed, so there is at most a last line missing
    lines = text.split("\n")
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            value = node.value
            if isinstance(value.value, str) and value.end_lineno is not None:
                yield (
                    (value.lineno, _column(lines, value.lineno, value.col_offset)),
                    (value.end_lineno, _column(lines, value.end_lineno, value.end_col_offset or 0)),
                )


def _column(lines: list[str], line: int, offset: int) -> int:
    """Turn an offset in UTF-8 bytes into one in letters."""
    encoded = lines[line - 1].encode("utf-8", "surrogatepass")[:offset]
    return len(encoded.decode("utf-8", "surrogatepass"))


def _blank(lines: list[str], start: tuple[int, int], end: tuple[int, int]) -> None:
    for number in range(start[0], min(end[0], len(lines)) + 1):
        line = lines[number - 1]
        first = start[1] if number == start[0] else 0
        last = end[1] if number == end[0] else len(line)
        kept = line[:first] + line[last:]
        lines[number - 1] = kept if kept.strip() else ""
