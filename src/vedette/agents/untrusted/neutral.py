"""Text made harmless for a reader, human or not: nothing hidden, nothing turned around, no endless line."""

from __future__ import annotations

import unicodedata
from typing import Final

LINE: Final = 2000
"""Characters of a line that are kept."""
_HIDDEN: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
_KEPT: Final = frozenset("\n\t")


def neutral(text: str) -> str:
    """Return a text in which every letter is seen as itself, or spelled out; lines stay lines.

    Covers bidirectional and zero-width signs, tag letters, variation selectors, controls and the escapes that
    steer terminals.
    """
    if text.isascii() and text.replace("\n", "").replace("\t", "").isprintable():
        shown = text
    else:
        shown = "".join(_spelled(sign) for sign in text.replace("\r\n", "\n"))
    if len(shown) <= LINE:
        return shown
    return "\n".join(line if len(line) <= LINE else f"{line[:LINE]} …" for line in shown.split("\n"))


def _spelled(sign: str) -> str:
    if sign in _KEPT or sign.isprintable():
        code = ord(sign)
        return f"<U+{code:04X}>" if 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF else sign  # noqa: PLR2004
    return f"<U+{ord(sign):04X}>" if unicodedata.category(sign) in _HIDDEN or not sign.isspace() else " "
