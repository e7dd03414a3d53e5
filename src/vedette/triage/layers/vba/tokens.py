"""The words of VBA and VBScript, line by line; lines that go on are one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from vedette.core.expressions import expression

if TYPE_CHECKING:
    from vedette.triage.allowance import Allowance

_TOKEN: Final = expression(
    r"""(?P<space>[ \t]+_[ \t]*\r?\n|[ \t\f\v\xa0\ufeff]+)
    |(?P<end>\r?\n|\r|:(?!=))
    |(?P<comment>'[^\n]*|(?<![\w.])rem(?![\w])[^\n]*)
    |(?P<text>"(?:[^"\n]|"")*"?)
    |(?P<number>&h[0-9a-f]+&?|&o[0-7]+&?|\d+(?:\.\d+)?(?:e[+-]?\d+)?[%&!\#@^]?|\.\d+)
    |(?P<date>\#[0-9/:\ apm-]{3,30}\#)
    |(?P<name>[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*[$%!\#@]?|\[[^\]\n]{1,200}\])
    |(?P<mark><>|<=|>=|:=|[-+*/\\^&=<>(),.!?;])""",
    re.IGNORECASE | re.VERBOSE,
)


class Token(NamedTuple):
    """One word and where it stands."""

    kind: str
    text: str
    """Names in small letters without a type mark, texts without quotes."""
    start: int
    end: int


def tokens(text: str, allowance: Allowance) -> list[Token]:
    """Return the words of a text; what is none is passed over."""
    allowance.burn(len(text) + 1)
    made: list[Token] = []
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup or ""
        if kind in ("space", "comment"):
            if "\n" in found[0] and kind == "comment":
                made.append(Token("end", "\n", found.end(), found.end()))
            continue
        made.append(Token(kind, _word(kind, found[0]), found.start(), found.end()))
    return made


def _word(kind: str, word: str) -> str:
    if kind == "text":
        inner = word[1:-1] if len(word) > 1 and word.endswith('"') else word[1:]
        return inner.replace('""', '"')
    if kind == "name":
        return word.strip("[]").rstrip("$%!#@").lower()
    return word.lower()
