"""Glob patterns as people write them for git: `*.py`, `tests/`, `**/migrations/*`, `src/app.py`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_MOST = 1000


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> re.Pattern[str]:
    """Turn one pattern into an expression over a whole relative path.

    Without a slash it matches a name at any depth, else from the top; what lies below a match matches.
    """
    body = pattern[:_MOST].strip("/")
    free = "" if "/" in body or pattern.startswith("/") else "(?:.*/)?"
    return re.compile(free + _body(body) + "(?:/.*)?", re.DOTALL)


def matches(path: str, patterns: Iterable[str]) -> bool:
    """Whether any pattern covers a path."""
    return any(compiled(pattern).fullmatch(path) for pattern in patterns)


def _body(body: str) -> str:
    made, at = [], 0
    while at < len(body):
        piece, at = _piece(body, at)
        made.append(piece)
    return "".join(made)


def _piece(body: str, at: int) -> tuple[str, int]:
    """Translate what stands at one place: its expression, and where the next begins."""
    if body.startswith("**/", at):
        return "(?:.*/)?", at + 3
    if body[at] == "*":
        end = at + 1
        while body.startswith("*", end):
            end += 1
        return (".*" if end - at > 1 else "[^/]*"), end
    if body[at] == "?":
        return "[^/]", at + 1
    close = body.find("]", at + 2) if body[at] == "[" else -1
    return _set(body[at + 1 : close], close) if close > 0 else (re.escape(body[at]), at + 1)


def _set(inside: str, close: int) -> tuple[str, int]:
    negated = inside[0] in "!^"
    chars = re.sub(r"([\\\[\]^&|~])", r"\\\1", inside[negated:])
    expression = f"[{'^/' if negated else ''}{chars}]"
    try:
        re.compile(expression)
    except re.error:
        expression = re.escape(f"[{inside}]")
    return expression, close + 1
