"""Hostile text made harmless: what a reader cannot see, or a terminal would obey, is spelled out."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import chain

TAB = "    "
LONGEST = 1_000
"""More is no sentence: it is cut, with a mark."""
# Letters and marks that leave no trace on a screen; text has been hidden in each of them.
_BLANK = frozenset(
    chain(
        (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0),
        range(0x180B, 0x1810),
        range(0xFE00, 0xFE10),
        range(0xE0100, 0xE01F0),
    )
)
_TURNS = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""What JSON may hold as it is, and a terminal would obey or not show."""
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def visible(text: str) -> str:
    """Return text that may be shown on one line: `<U+202E>` stands for what would not be seen as itself.

    Covers controls (ANSI escapes, NUL, line breaks), bidi controls, invisible letters and half characters.
    """
    return text if text.isascii() and text.isprintable() else "".join(map(_shown, text))


def one_line(text: str) -> str:
    """Return `visible` text in which every run of white space is one space: for sentences, not for code."""
    words = " ".join(text[: LONGEST + 1].split())
    return visible(words) if len(text) <= LONGEST else visible(words[:LONGEST]) + "…"


def harmless_json(text: bytes) -> bytes:
    """Return JSON that means the same, in which controls and marks that turn text around are escapes."""
    return text if text.isascii() and b"\x7f" not in text else _TURNS.sub(_escaped, text.decode()).encode()


def _escaped(found: re.Match[str]) -> str:
    halves = found[0].encode("utf-16-be")
    return "".join(f"\\u{halves[at : at + 2].hex()}" for at in range(0, len(halves), 2))


@lru_cache(maxsize=4096)
def _shown(char: str) -> str:
    if char == "\t":
        return TAB
    if unicodedata.category(char) in _UNSEEN or ord(char) in _BLANK:
        return f"<U+{ord(char):04X}>"
    return char
