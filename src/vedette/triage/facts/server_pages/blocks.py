"""The code of a server page at its own places: the rest of the page and all comments are blanks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from vedette.core.expressions import expression

_BLOCK: Final = expression(r"<%(?P<mark>[@#$=:!-]?)(?P<code>.*?)(?:%>|\Z)", re.DOTALL)
_SCRIPT: Final = expression(
    r"<script\b(?=[^>]{0,300}\brunat\s{0,5}=\s{0,5}[\"']?server)[^>]{0,400}>(.*?)(?:</script\s{0,5}>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_ALL_CODE: Final = expression(r"<%@\s{0,20}(?:webhandler|webservice)\b[^%]{0,500}%>", re.IGNORECASE)
_NO_CODE: Final = frozenset("@#$-")
"""Directives, data bindings, expressions of the configuration, and comments."""
_SPOKEN: Final = expression(r"\blanguage\s{0,5}=\s{0,5}[\"']?\s{0,5}([a-z#.]{1,12})", re.IGNORECASE)
_BASIC: Final = expression(
    r"^[ \t]{0,99}(?:dim|set|end (?:if|sub|function)|(?:private |public )?(?:sub|function) \w+\s{0,5}(?:\(|$)"
    r"|on error resume)\b",
    re.IGNORECASE | re.MULTILINE,
)
_BRACES: Final = expression(r"[;{}]\s{0,20}(?:$|//)", re.MULTILINE)
_WORDS: Final = {
    False: re.compile(
        r"//[^\n]*|/\*.*?(?:\*/|\Z)|@\"(?:[^\"]|\"\")*\"?|\"(?:\\.|[^\"\\\n])*\"?|'(?:\\.|[^'\\\n])*'?|[;{}]",
        re.DOTALL,
    ),
    True: re.compile(r"'[^\n]*|\brem [^\n]*|\"(?:\"\"|[^\"\n])*\"?|_[ \t]*\r?\n|[\n:]", re.IGNORECASE),
}
"""Comments, texts, and what ends a statement: of C#, Java and JScript, and of Basic."""
_ENDS: Final = frozenset(";{}\n:")
_TEXTS: Final = frozenset("\"@'")


class Statement(Struct, frozen=True):
    """One statement: where it stands in the page, its code, and what ends it."""

    start: int
    text: str
    end: str


class Code(Struct, frozen=True):
    """The code of a page, as long as the page."""

    text: str
    statements: tuple[Statement, ...]
    basic: bool
    texts: tuple[tuple[int, int], ...] = ()
    """Where texts begin and end, in order: what stands in them is not called."""

    def in_text(self, at: int) -> bool:
        """Tell whether a place lies within a text, behind its first mark."""
        number = bisect_right(self.texts, at, key=lambda one: one[0]) - 1
        return number >= 0 and self.texts[number][0] < at < self.texts[number][1]


def code_of(page: str) -> Code:
    """Return the code of a page and its statements."""
    parts = [*_parts(page)]
    joined = "\n".join(page[start:end] for start, end in parts)
    basic = _is_basic(page, joined)
    made, at = [], 0
    for start, end in sorted(parts):
        if start >= at:
            made += [_blank(page[at:start], "\n" if basic else ";"), page[start:end]]
            at = end
    made.append(_blank(page[at:], ""))
    return _worded("".join(made), basic=basic)


def _parts(page: str) -> Iterator[tuple[int, int]]:
    """Give where code stands: between marks, in scripts for the server, and all of a handler."""
    whole = _ALL_CODE.search(page[:4096])
    if whole is not None:
        yield whole.end(), len(page)
        return
    for found in _BLOCK.finditer(page):
        if found["mark"] not in _NO_CODE:
            yield found.span("code")
    for found in _SCRIPT.finditer(page):
        if "<%" not in found[1]:
            yield found.span(1)


def _is_basic(page: str, code: str) -> bool:
    """Tell whether the code is Basic: by what the page says, or by how it is written."""
    said = _SPOKEN.search(page)
    if said is not None:
        return said[1].lower().startswith("vb")
    return bool(_BASIC.search(code)) or not _BRACES.search(code)


def _blank(text: str, end: str) -> str:
    """Return as many blanks, the first of which ends a statement."""
    return (end + " " * (len(text) - len(end))) if len(text) >= len(end) else " " * len(text)


def _worded(text: str, *, basic: bool) -> Code:
    """Blank out comments and cut into statements."""
    made: list[str] = []
    ends: list[tuple[int, str]] = []
    texts: list[tuple[int, int]] = []
    at = 0
    for found in _WORDS[basic].finditer(text):
        word = found[0]
        if word in _ENDS:
            ends.append((found.start(), word))
        if word[0] in _TEXTS and not (basic and word[0] == "'"):
            texts.append(found.span())
        kept = word[0] in '"@;{}\n:' or (not basic and word[0] == "'")
        made += [text[at : found.start()], word if kept else " " * len(word)]
        at = found.end()
    whole = "".join([*made, text[at:]])
    return Code(whole, tuple(_cut(whole, ends)), basic, tuple(texts))


def _cut(text: str, ends: list[tuple[int, str]]) -> Iterator[Statement]:
    """Give the statements between the ends, without those that say nothing."""
    start = 0
    for at, end in [*ends, (len(text), "")]:
        statement = text[start:at]
        if statement.strip():
            yield Statement(start, statement, end)
        start = at + 1
