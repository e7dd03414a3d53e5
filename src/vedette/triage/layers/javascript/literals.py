"""JavaScript's literals: what they say, and how a value is written as one."""

from __future__ import annotations

import json
import math
import re
from typing import Final

from vedette.core.expressions import expression

_ESCAPE: Final = expression(
    r"\\(?:x([0-9a-fA-F]{2})|u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|([0-3][0-7]{0,2}|[4-7][0-7]?)|(\r\n|.))",
    re.DOTALL,
)
_PLAIN: Final = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "\n": "", "\r\n": ""}
_LAST: Final = 0x10FFFF
_PAIR: Final = expression("[\ud800-\udbff][\udc00-\udfff]")
_DIGITS: Final = 400
EXACT: Final = 1 << 53
"""Whole numbers beyond it are not exact."""


def cooked(text: str) -> str:
    """Undo escapes."""
    if "\\" not in text:
        return text
    return paired(_ESCAPE.sub(_one, text))


def paired(text: str) -> str:
    """Make one character of two that stand for it."""
    return _PAIR.sub(lambda found: found[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le"), text)


def _one(found: re.Match[str]) -> str:
    byte, wide, short, octal, plain = found.groups()
    if plain is not None:
        return _PLAIN.get(plain, plain)
    code = int(octal, 8) if octal else int(byte or wide or short, 16)
    return chr(code) if code <= _LAST else "\ufffd"


def string(text: str) -> str:
    """Return what a string in quotes says."""
    return cooked(text[1:-1])


def number(text: str) -> int | float:
    """Return the number a literal says; what is none is not a number."""
    text = text.replace("_", "").removesuffix("n").lower()
    if len(text) > _DIGITS:
        return math.inf
    try:
        if text[:2] in {"0x", "0o", "0b"}:
            return int(text, 0)
        if text.isdigit():
            return int(text, 8) if text.startswith("0") and not set(text) & {"8", "9"} else int(text)
        return whole(float(text))
    except ValueError:
        return math.nan


def whole(value: float) -> int | float:
    """Return a number as a whole one where it is."""
    if isinstance(value, int):
        return value if abs(value) <= EXACT else float(value) if abs(value) < 1 << 1000 else math.inf
    return int(value) if value.is_integer() and abs(value) <= EXACT else value


def written(value: object) -> str | None:
    """Return the literal of a value, if it has one."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float) and math.isfinite(value):
        return repr(value)
    return None
