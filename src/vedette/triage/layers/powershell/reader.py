"""The letters of a PowerShell script: blanks, strings, variables, words; broken ones are read to the end."""

from __future__ import annotations

import re
from typing import Final

from vedette.core.expressions import expression
from vedette.triage.layers.tracing.tree import Node

_SPACE: Final = expression(r"[ \t\f\v\xa0\ufeff\r]*")
_SPACE_LINES: Final = expression(r"[ \t\f\v\xa0\ufeff\r\n]*")
_BLANKS: Final = " \t\f\v\xa0\ufeff\r\n#<`"
"""How blanks and comments begin."""
VARIABLE: Final = expression(
    r"\$(?:\{([^}]{0,200})\}|((?:[A-Za-z]\w*:(?=[\w{]))?(?:\w+|\{[^}]{0,200}\}))|([$^?]))"
)
SINGLE: Final = "'‘’‚‛"  # noqa: RUF001  PowerShell takes them all
DOUBLE: Final = '"“”„'
_IN_SINGLE: Final = expression(f"[^{SINGLE}]*")
_IN_DOUBLE: Final = expression(f"[^{DOUBLE}`$]+")
_IN_HERE: Final = expression("[^`$]+")
_IN_WORD: Final = expression(rf"[^\s`${SINGLE}{DOUBLE}{{}}();,|&<>]+")
_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_CODE: Final = expression(r"u\{([0-9a-fA-F]{1,6})\}")
DEEPEST: Final = 50
"""Brackets within brackets; beyond, the rest of the line is not read."""


class TooDeep(Exception):
    """Brackets lie too deep within one another."""


class Reader:
    """A text and where we are in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.size = len(text)
        self.at = 0
        self.depth = 0

    def statements(self, ender: str) -> list[Node]:
        """Read statements up to an end; whoever knows the grammar says how."""
        raise NotImplementedError

    def peek(self, count: int = 1) -> str:
        """Return what comes next."""
        return self.text[self.at : self.at + count]

    def blank(self, *, lines: bool = False) -> None:
        """Pass over blanks and comments, and over ends of lines where asked."""
        text = self.text
        if text[self.at : self.at + 1] not in _BLANKS:
            return
        space = _SPACE_LINES if lines else _SPACE
        while True:
            self.at = space.match(text, self.at).end()  # type: ignore[union-attr]  # it matches nothing too
            here = text[self.at : self.at + 1]
            if here == "#":
                self.at = self._find("\n", self.at)
            elif here == "<" and text.startswith("<#", self.at):
                self.at = self._find("#>", self.at + 2, 2)
            elif here == "`" and text[self.at + 1 : self.at + 3].startswith(("\n", "\r\n")):
                self.at += 2
            else:
                return

    def _find(self, what: str, start: int, past: int = 0) -> int:
        found = self.text.find(what, start)
        return found + past if found >= 0 else self.size

    def string(self) -> Node:
        """Read a quoted string."""
        start, mark = self.at, self.peek()
        self.at += 1
        if mark in SINGLE:
            word = self._single(start)
            return Node("text", (start, self.at), word)
        parts = self._parts(DOUBLE, _IN_DOUBLE, self.size)
        return _whole("text", (start, self.at), parts)

    def _single(self, start: int) -> str:
        made: list[str] = []
        while self.at < self.size:
            found = _IN_SINGLE.match(self.text, self.at)
            made.append(found[0])  # type: ignore[index]  # it matches nothing too
            self.at = found.end() + 1  # type: ignore[union-attr]
            if self.peek() not in SINGLE or not self.peek():
                break
            made.append(self.peek())
            self.at += 1
        self.at = min(max(self.at, start + 1), self.size)
        return "".join(made)

    def here_string(self) -> Node | None:
        """Read @'...'@ or @"..."@, or None where there is none."""
        start, mark = self.at, self.text[self.at + 1 : self.at + 2]
        begin = _SPACE.match(self.text, start + 2)
        if (
            not mark
            or mark not in SINGLE + DOUBLE
            or begin is None
            or self.text[begin.end() : begin.end() + 1] != "\n"
        ):
            return None
        first = begin.end() + 1
        last = self.text.find(f"\n{mark}@", first - 1)
        last = last if last >= 0 else self.size
        if mark in SINGLE:
            body = self.text[first:last].removesuffix("\r")
            self.at = min(last + 3, self.size)
            return Node("text", (start, self.at), body)
        self.at = first
        parts = self._parts("", _IN_HERE, last)
        self.at = min(last + 3, self.size)
        return _whole("text", (start, self.at), parts)

    def _parts(self, marks: str, plain: re.Pattern[str], stop: int) -> list[Node]:
        """Read text with variables in it, to its closing mark or to `stop`."""
        parts: list[Node] = []
        text = self.text
        while self.at < stop:
            here = text[self.at]
            if marks and here in marks:
                self.at += 1
                if not (self.at < stop and text[self.at] in marks):
                    break
                parts.append(Node("text", (self.at - 1, self.at + 1), text[self.at]))
                self.at += 1
            elif (found := plain.match(text, self.at, stop)) is not None:
                parts.append(Node("text", found.span(), found[0]))
                self.at = found.end()
            else:
                parts.append(self._special())
        return parts

    def _special(self) -> Node:
        """Read a back-tick or a dollar inside a string or word."""
        start = self.at
        if self.peek() == "`":
            return self._escape()
        if self.peek(2) == "$(":
            return self.subexpression()
        if (found := VARIABLE.match(self.text, start)) is not None:
            return self.variable(found)
        self.at += 1
        return Node("text", (start, self.at), "$")

    def _escape(self) -> Node:
        start = self.at
        if (found := _CODE.match(self.text, start + 1)) is not None:
            self.at = found.end()
            return Node("text", (start, self.at), chr(min(int(found[1], 16), 0x10FFFF)))
        letter = self.text[start + 1 : start + 2]
        self.at = min(start + 2, self.size)
        return Node("text", (start, self.at), _ESCAPES.get(letter, letter))

    def subexpression(self) -> Node:
        """Read $(...) or @(...)."""
        start, kind = self.at, "each" if self.peek() == "@" else "inner"
        self.at += 2
        self.deeper()
        inside = self.statements(")")
        self.depth -= 1
        self.at = min(self.at + 1, self.size)
        return Node(kind, (start, self.at), "", inside)

    def deeper(self) -> None:
        """Go one bracket deeper.

        Raises:
            TooDeep: there are too many.

        """
        self.depth += 1
        if self.depth > DEEPEST:
            raise TooDeep

    def variable(self, found: re.Match[str]) -> Node:
        """Read a variable that was seen."""
        self.at = found.end()
        name = (found[1] or found[2] or found[3] or "").replace("`", "").replace("{", "").replace("}", "")
        return Node("variable", found.span(), name.lower())

    def word(self) -> Node:
        """Read a bare word, as in an argument: it may hold quotes and variables."""
        start = self.at
        parts: list[Node] = []
        text = self.text
        while self.at < self.size:
            here = text[self.at]
            if (found := _IN_WORD.match(text, self.at)) is not None:
                parts.append(Node("text", found.span(), found[0]))
                self.at = found.end()
            elif here == "`" and text[self.at + 1 : self.at + 2] not in "\r\n":
                parts.append(Node("text", (self.at, self.at + 2), text[self.at + 1]))
                self.at += 2
            elif here in SINGLE or here in DOUBLE:
                parts.append(self.string())
            elif here == "$":
                parts.append(self._special())
            else:
                break
        return _whole("bare", (start, self.at), parts)


def _whole(kind: str, span: tuple[int, int], parts: list[Node]) -> Node:
    """Return one text where all parts are, else what is put together when it runs."""
    if all(part.kind == "text" for part in parts):
        return Node(kind, span, "".join(part.word for part in parts))
    return Node("expandable", span, "", parts)
