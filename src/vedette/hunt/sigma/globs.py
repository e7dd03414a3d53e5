"""Wildcards: `*` is any text, newlines too, `?` one character. Never backtracks."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from vedette.hunt.sigma.nodes import MANY, ONE

Fits: TypeAlias = Callable[[str], bool]
Segment: TypeAlias = Callable[[str, int], tuple[int, int]]


def glob(parts: tuple[str | int, ...]) -> Fits:
    """Make a test of a whole text."""
    pieces = _split(parts)
    if len(pieces) == 1:
        whole = re.compile(_source(pieces[0]) + r"\Z", re.DOTALL)
        return lambda text: whole.match(text) is not None
    head, *middle, tail = pieces
    if not any(ONE in piece for piece in pieces):
        return _literal(_joined(head), [_joined(piece) for piece in middle if piece], _joined(tail))
    starts = re.compile(_source(head), re.DOTALL)
    finds = [_finder(piece) for piece in middle if piece]
    ends = re.compile(_source(tail) + r"\Z", re.DOTALL)
    width = _width(tail)

    def fits(text: str) -> bool:
        found = starts.match(text)
        if found is None:
            return False
        at = found.end()
        for find in finds:
            begin, end = find(text, at)
            if begin < 0:
                return False
            at = end
        last = len(text) - width
        return last >= at and ends.match(text, last) is not None

    return fits


def _literal(head: str, middle: list[str], tail: str) -> Fits:
    """Make a test where nothing but MANY stands between literals."""

    def fits(text: str) -> bool:
        if not text.startswith(head):
            return False
        at = len(head)
        for piece in middle:
            begin = text.find(piece, at)
            if begin < 0:
                return False
            at = begin + len(piece)
        return len(text) - len(tail) >= at and text.endswith(tail)

    return fits


def _joined(piece: list[str | int]) -> str:
    return "".join(str(part) for part in piece)


def _split(parts: tuple[str | int, ...]) -> list[list[str | int]]:
    pieces: list[list[str | int]] = [[]]
    for part in parts:
        if part == MANY:
            pieces.append([])
        else:
            pieces[-1].append(part)
    return pieces


def _source(piece: list[str | int]) -> str:
    return "".join("." if part == ONE else re.escape(str(part)) for part in piece)


def _width(piece: list[str | int]) -> int:
    return sum(len(part) if isinstance(part, str) else 1 for part in piece)


def _finder(piece: list[str | int]) -> Segment:
    """Find the first place from a position on: taking the first leaves the most for what follows."""
    if ONE in piece:
        search = re.compile(_source(piece), re.DOTALL).search

        def find_pattern(text: str, at: int) -> tuple[int, int]:
            found = search(text, at)
            return found.span() if found is not None else (-1, -1)

        return find_pattern
    literal = _joined(piece)
    size = len(literal)

    def find_literal(text: str, at: int) -> tuple[int, int]:
        begin = text.find(literal, at)
        return begin, begin + size

    return find_literal
