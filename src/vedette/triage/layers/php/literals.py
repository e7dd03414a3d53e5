"""PHP's literals: what they say."""

from __future__ import annotations

import re
from typing import Final

from vedette.core.expressions import expression
from vedette.triage.layers.folding.values import UNKNOWN

_ESCAPE: Final = expression(r"\\(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3})|u\{([0-9a-fA-F]{1,6})\}|(.))", re.DOTALL)
_PLAIN: Final = {
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    "e": "\x1b",
    "f": "\f",
    "\\": "\\",
    "$": "$",
    '"': '"',
}
_CLOSING: Final = {"(": ")", "[": "]", "{": "}", "<": ">"}
_LAST: Final = 0x10FFFF
_DIGITS: Final = 400


def cooked(text: str) -> str:
    """Undo the escapes of double quotes."""

    def one(found: re.Match[str]) -> str:
        byte, octal, wide, plain = found.groups()
        if plain is not None:
            return _PLAIN.get(plain, found[0])
        if wide:
            code = int(wide, 16)
            return chr(code).encode("utf-8", "replace").decode("latin-1") if code <= _LAST else "?"
        return chr(int(byte, 16) if byte else int(octal, 8) & 255)

    return _ESCAPE.sub(one, text) if "\\" in text else text


def number(text: str) -> object:
    """Return the number a literal says; unknown where it is none."""
    text = text.replace("_", "").lower()
    if len(text) > _DIGITS:
        return UNKNOWN
    try:
        if text[:2] in {"0x", "0b", "0o"}:
            return int(text, 0)
        if text.isdigit():
            return int(text, 8) if text.startswith("0") and len(text) > 1 else int(text)
        return float(text)
    except ValueError:
        return UNKNOWN


def evaluates(pattern: str) -> bool:
    """Return whether a pattern of `preg_replace` asks that what it puts in be run: the modifier `e`."""
    first = pattern[:1]
    closes = pattern.rfind(_CLOSING.get(first, first), 1) if first else -1
    modifiers = pattern[closes + 1 :]
    return closes > 0 and "e" in modifiers and modifiers.isascii() and modifiers.isalpha()
