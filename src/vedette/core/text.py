"""Source bytes as text, and places in that text: one way for whoever finds and whoever re-checks."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence

from vedette.core.expressions import expression
from vedette.core.nouns import Lines

_COOKIE = expression(rb"^[ \t\f]*#.*?(coding[:=][ \t]*([-\w.]+))", re.ASCII)

_UTF8 = expression(r"utf-?8(-.*)?")
_LATIN1 = expression(r"(latin-1|iso-8859-1|iso-latin-1)(-.*)?")
"""Python takes what editors add to these two: `utf-8-unix`."""
_LINES = 2
"""Where a coding may be declared."""
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode(data: bytes) -> str:
    """Decode source as Python would: as declared (PEP 263), else UTF-8, else Latin-1, which never fails.

    What begins with a byte order mark of UTF-16 is that: scripts of Windows often are.
    A declaration is believed only when what declares it reads the same under it: `coding: utf-16` in plain
    letters would otherwise turn the code after it into something nobody recognises.
    """
    if data.startswith(_UTF16):
        return data.decode("utf-16", "replace")
    if (found := _cookie(data)) is not None and (text := _declared(data, found)) is not None:
        return text
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def cookie(data: bytes) -> str | None:
    """Return the name of the coding a file declares in its first two lines, if it declares one."""
    found = _cookie(data)
    return None if found is None else _name(found)


def _name(found: re.Match[bytes]) -> str:
    name = found[2].decode("ascii").lower().replace("_", "-")
    if _UTF8.fullmatch(name):
        return "utf-8"
    return "latin-1" if _LATIN1.fullmatch(name) else name


def _cookie(data: bytes) -> re.Match[bytes] | None:
    for line in data.removeprefix(codecs.BOM_UTF8).split(b"\n", _LINES)[:_LINES]:
        if b"coding" in line and (found := _COOKIE.match(line)) is not None:
            return found
        if line.strip() and not line.lstrip().startswith(b"#"):
            break
    return None


def _declared(data: bytes, found: re.Match[bytes]) -> str | None:
    name = _name(found)
    if name == "utf-8" or data.startswith(codecs.BOM_UTF8):
        return None
    try:
        text = data.decode(name)
    except (LookupError, UnicodeError, ValueError):
        return None
    head = "\n".join(text.split("\n", _LINES)[:_LINES])
    return text if found[1].decode("ascii") in head else None


class Positions:
    """Turns UTF-8 byte offsets of one text into lines and columns, and cuts quotes."""

    def __init__(self, utf8: bytes) -> None:
        self._utf8 = utf8
        self._starts = [0]
        at = utf8.find(b"\n")
        while at >= 0:
            self._starts.append(at + 1)
            at = utf8.find(b"\n", at + 1)

    def place(self, start: int, end: int) -> Lines:
        """Return the span from byte `start` to byte `end`."""
        line, column = self._point(start)
        end_line, end_column = self._point(end)
        return Lines(line=line, column=column, end_line=end_line, end_column=end_column)

    def quote(self, start: int, end: int) -> str:
        """Return the text between two byte offsets."""
        return self._utf8[start:end].decode("utf-8", "replace")

    def boundary(self, at: int) -> int:
        """Return the nearest byte offset at or before `at` that does not cut a character."""
        at = min(at, len(self._utf8))
        while 0 < at < len(self._utf8) and self._utf8[at] & 0xC0 == 0x80:  # noqa: PLR2004 - a continuation byte
            at -= 1
        return at

    def _point(self, at: int) -> tuple[int, int]:
        low, high = 0, len(self._starts)
        while high - low > 1:
            middle = (low + high) // 2
            if self._starts[middle] <= at:
                low = middle
            else:
                high = middle
        return low + 1, len(self._utf8[self._starts[low] : at].decode("utf-8", "replace")) + 1


def cut(text: str, where: Lines) -> str | None:
    """Return what stands at a place, or None when the text has no such place."""
    return cut_lines(text.split("\n"), where)


def cut_lines(lines: Sequence[str], where: Lines) -> str | None:
    """Return what stands at a place of a text that is split into its lines, or None when there is none."""
    if where.end_line > len(lines) or where.line > where.end_line:
        return None
    if where.line == where.end_line:
        return lines[where.line - 1][where.column - 1 : where.end_column - 1]
    middle = lines[where.line : where.end_line - 1]
    first, last = lines[where.line - 1][where.column - 1 :], lines[where.end_line - 1][: where.end_column - 1]
    return "\n".join([first, *middle, last])
