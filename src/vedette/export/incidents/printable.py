"""Text in letters a printed page has: what its fonts cannot draw is spelled out, as `<U+6F22>`."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from vedette.export.visible import visible

# What both fonts of the typesetter have of the scripts of Europe, with arrows, lines and shapes: a test sets
# every one of them.
_DRAWN: Final = (
    "\u0020-\u007e\u00a0-\u00ac\u00ae-\u01c3\u01cd-\u01e3\u01f8-\u0221\u0250-\u02b9\u0386\u0388-\u038a\u038c"
    "\u038e-\u03a1\u03a3-\u03ce\u0400-\u045f\u0490-\u049b\u1e00-\u1e99\u1ea0-\u1ef9\u2010-\u2022\u2026\u2030-\u2037"
    "\u2039\u203a\u20a0-\u20b5\u2122\u2190-\u21ff\u2212\u2500-\u25ff"
)
_MISSING: Final = re.compile(f"[^{_DRAWN}]")


def printable(text: str, *, escaped: bool = False) -> str:
    """Return text a page can show. `escaped`: it is XML, and what is spelled out has to be as well."""
    before, after = ("&lt;", "&gt;") if escaped else ("<", ">")
    composed = unicodedata.normalize("NFC", text)
    shown = composed if escaped else visible(composed)
    return _MISSING.sub(lambda match: f"{before}U+{ord(match[0]):04X}{after}", shown)


def drawn() -> str:
    """Return every letter a page has."""
    return "".join(filter(lambda char: _MISSING.match(char) is None, map(chr, range(0x2600))))
