"""Python's literals: what they say, and how a value is written as one."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from vedette.core.expressions import expression

_ESCAPE: Final = expression(
    r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|N\{([^}]{1,80})\}|(\r\n|.))",
    re.DOTALL,
)
_PLAIN: Final = {
    "n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "a": "\a", "\n": "", "\r\n": "",
    "\\": "\\", "'": "'", '"': '"',
}  # fmt: skip
_LAST: Final = 0x10FFFF
_DIGITS: Final = 4000


def cooked(text: str, *, data: bool) -> str:
    """Undo escapes; in bytes those with names and long codes mean nothing."""
    if "\\" not in text:
        return text

    def one(found: re.Match[str]) -> str:
        byte, short, wide, octal, name, plain = found.groups()
        if plain is not None:
            return _PLAIN.get(plain, found[0])
        if octal or byte:
            return chr(int(octal, 8) & 0x1FF if octal else int(byte, 16))
        if data:
            return found[0]
        return _named(name, found[0]) if name else _code(int(short or wide, 16), found[0])

    return _ESCAPE.sub(one, text)


def _named(name: str, other: str) -> str:
    try:
        return unicodedata.lookup(name)
    except KeyError:
        return other


def _code(code: int, other: str) -> str:
    return chr(code) if code <= _LAST else other


def text_of(prefix: str, content: str) -> str | bytes:
    """Return what a literal says, by its prefix."""
    raw, data = "r" in prefix, "b" in prefix
    said = content if raw else cooked(content, data=data)
    return said.encode("latin-1", "replace") if data else said


def number(text: str) -> object:
    """Return the number a literal says, or None."""
    text = text.replace("_", "").lower().removesuffix("l")
    if len(text) > _DIGITS:
        return None
    try:
        return int(text, 0)
    except ValueError:
        pass
    try:
        return int(text, 8) if text.isdigit() and text.startswith("0") else float(text)
    except ValueError:
        return None


def written(value: object) -> str | None:
    """Return the literal of a value, if it has one."""
    if (
        isinstance(value, str)
        and "\n" in value
        and "'''" not in value
        and "\\" not in value
        and value.isprintable()
    ):
        return f"'''{value}'''"
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > _DIGITS:
        return None
    return repr(value) if isinstance(value, str | bytes | int | float | bool) else None
