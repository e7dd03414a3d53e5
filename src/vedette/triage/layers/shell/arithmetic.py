"""Shell arithmetic, worked out without a shell; None where it is not known or too large."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from vedette.core.expressions import expression

_TOKEN: Final = expression(
    r"\s*(0[xX][0-9a-fA-F]+|\d+#[0-9a-zA-Z]+|\d+|[A-Za-z_]\w*|\*\*|<<|>>|[-+*/%&|^~()!])"
)
_LONGEST: Final = 2000
_DEPTH: Final = 40
_LARGEST: Final = 1 << 63
_BASES: Final = range(2, 37)
_LEVELS: Final = (("|",), ("^",), ("&",), ("<<", ">>"), ("+", "-"), ("*", "/", "%"), ("**",))
_SHIFT: Final = 62
_POWER: Final = 64


def worked_out(text: str, names: Mapping[str, str | None]) -> int | None:
    """Return what an expression comes to."""
    words = _words(text)
    if words is None:
        return None
    reader = _Reader(words, names)
    value = reader.level(0, 0)
    return value if value is not None and reader.at == len(words) and abs(value) < _LARGEST else None


def _words(text: str) -> list[str] | None:
    if len(text) > _LONGEST:
        return None
    made, at = [], 0
    text = text.replace("$", "").strip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            return None
        made.append(found[1])
        at = found.end()
    return made


class _Reader:
    def __init__(self, words: list[str], names: Mapping[str, str | None]) -> None:
        self.words, self.names, self.at = words, names, 0

    def next(self) -> str:
        return self.words[self.at] if self.at < len(self.words) else ""

    def level(self, which: int, depth: int) -> int | None:
        if depth > _DEPTH:
            return None
        if which == len(_LEVELS):
            return self.unary(depth)
        left = self.level(which + 1, depth)
        while left is not None and self.next() in _LEVELS[which]:
            sign = self.next()
            self.at += 1
            right = self.level(which + 1, depth)
            left = None if right is None else _applied(sign, left, right)
        return left

    def unary(self, depth: int) -> int | None:
        word = self.next()
        self.at += 1
        if word in {"-", "+", "~", "!"}:
            value = self.unary(depth + 1) if depth < _DEPTH else None
            if value is None:
                return None
            return {"-": -value, "+": value, "~": ~value, "!": int(not value)}[word]
        if word == "(":
            value = self.level(0, depth + 1)
            closed = self.next() == ")"
            self.at += 1
            return value if closed else None
        return self.operand(word)

    def operand(self, word: str) -> int | None:
        if not word:
            return None
        if word[0].isdigit():
            return number(word)
        value = self.names.get(word, "0")
        return number(value) if value and value.lstrip("-").isalnum() else 0 if value == "" else None


def number(text: str) -> int | None:
    """Return the number a word says, in whichever base."""
    base, mark, digits = text.partition("#")
    try:
        if mark:
            return int(digits, int(base)) if int(base) in _BASES else None
        if text[:2].lower() == "0x":
            return int(text, 16)
        return int(text, 8) if text[:1] == "0" and text.isdigit() else int(text)
    except ValueError:
        return None


_APPLY: Final[dict[str, Callable[[int, int], int]]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: int(a / b) if abs(a) < 1 << 50 else a // b,
    "%": lambda a, b: abs(a) % abs(b) * (-1 if a < 0 else 1),
    "&": lambda a, b: a & b,
    "|": lambda a, b: a | b,
    "^": lambda a, b: a ^ b,
    "<<": lambda a, b: a << b if 0 <= b <= _SHIFT else 0,
    ">>": lambda a, b: a >> b if 0 <= b <= _SHIFT else 0,
    "**": lambda a, b: a**b if 0 <= b <= _POWER else 0,
}


def _applied(sign: str, left: int, right: int) -> int | None:
    if abs(left) > _LARGEST or abs(right) > _LARGEST or (sign in "/%" and right == 0):
        return None
    return _APPLY[sign](left, right)
