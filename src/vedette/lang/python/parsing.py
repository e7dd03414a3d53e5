"""The one door to the parser. It does not look at the most of a long run of comments.

For each line of a comment the grammar looks through all blanks and comments that follow it: 8,000 lines took
13 seconds, and twice as many take four times as long.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from tree_sitter import Range

from vedette.lang.python.grammar import parser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Tree

_MANY: Final = 100
"""Lines; the time for fewer is nothing beside that of parsing."""
_LINES: Final = rb"^[ \t\f]*+#[^\n]*+((?>(?:\n[ \t\f\r]*+(?:#%s[^\n]*+)?(?=\n)){%d,}))"
_ENDS_A_STRING: Final = rb"[^\n]*(?:\"\"\"|'''|\\\r?\n)"
_RUN: Final = re.compile(_LINES % (b"(?!%s)" % _ENDS_A_STRING, _MANY), re.MULTILINE)
"""Nothing passed over is tried in another way; no line is passed over with which a string may end."""
_ODD: Final = re.compile(rb"^[ \t\f\r]*+#" + _ENDS_A_STRING, re.MULTILINE)
_ANY_RUN: Final = re.compile(_LINES % (b"", _MANY), re.MULTILINE)
_ODD_MOST: Final = 1000
"""A text with more was not written to be read: they are passed over as well, for the time they take."""
_ALONE: Final = re.compile(rb"\r(?!\n)")
_END: Final = (1 << 32) - 1


def parse(source: bytes) -> Tree:
    """Return the syntax of a text of Python, with every place where it is in the text.

    Of a run of a hundred lines of comments or more, only the first line is a node. Lines that are blank or
    begin with `#` are comments outside of strings; what a string holds is in the text under its node as ever,
    and the line it ends with is read.

    A carriage return alone ends a line, as it does for Python: for the grammar a comment would go on behind,
    and hide the code there.
    """
    if b"\r" in source:
        source = _ALONE.sub(b"\n", source)
    by = parser()
    if source.count(b"#") >= _MANY and (ranges := list(_around(source))):
        by.included_ranges = ranges
    return by.parse(source)


def _around(source: bytes) -> Iterator[Range]:
    """Yield what is left to read around long runs of comments; nothing where there are none."""
    at, place = 0, (0, 0)
    odd = sum(1 for _ in islice(_ODD.finditer(source), _ODD_MOST))
    for run in (_RUN if odd < _ODD_MOST else _ANY_RUN).finditer(source):
        start, end = run.span(1)
        before = _place(source, at, place, start)
        yield Range(place, before, at, start)
        at, place = end, _place(source, start, before, end)
    if at:
        yield Range(place, (_END, _END), at, _END)


def _place(source: bytes, known: int, place: tuple[int, int], at: int) -> tuple[int, int]:
    """Return the line and column of an offset, counted on from one before it."""
    lines = source.count(b"\n", known, at)
    if not lines:
        return place[0], place[1] + at - known
    return place[0] + lines, at - source.rfind(b"\n", known, at) - 1
