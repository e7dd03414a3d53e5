"""How much room text takes on a terminal, and how to make it fit; takes text that is already visible."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import accumulate

CUT = "…"


def width_of(text: str) -> int:
    """Count the cells the text fills: two for wide letters, none for combining marks."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def head(text: str, room: int) -> str:
    """Keep the beginning that fits, with a mark where something was cut off."""
    if width_of(text) <= room:
        return text
    if room < 1:
        return ""
    ends = accumulate(map(_cells, text))
    return text[: sum(1 for end in ends if end <= room - 1)] + CUT


def tail(text: str, room: int) -> str:
    """Keep the end that fits, with a mark where something was cut off."""
    return head(text[::-1], room)[::-1]


def wrap(text: str, room: int) -> list[str]:
    """Break a sentence into lines that fit; a word longer than a line is broken where it must be."""
    room = max(room, 2)
    lines: list[str] = []
    line = ""
    for word in _pieces(text, room):
        joined = f"{line} {word}" if line else word
        if width_of(joined) <= room:
            line = joined
        else:
            lines.append(line)
            line = word
    return [*lines, line] if line else lines


def _pieces(text: str, room: int) -> Iterator[str]:
    for word in text.split():
        if width_of(word) <= room:
            yield word
            continue
        piece, used = "", 0
        for char in word:
            if used + _cells(char) > room:
                yield piece
                piece, used = "", 0
            piece += char
            used += _cells(char)
        yield piece


def _cells(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
