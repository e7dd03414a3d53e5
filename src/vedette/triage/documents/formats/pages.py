"""HTML, read tolerantly and in one go: tags with what they are given, scripts, and the words between."""

from __future__ import annotations

import html
import re
import sys
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from msgspec import Struct

from vedette.core.expressions import expression
from vedette.triage.allowance import Allowance, Bounds

_OPENS: Final = expression(r"<(?:!--|(/?[a-zA-Z][a-zA-Z0-9:-]{0,60}))")
"""A comment, or the name of a tag, of an end tag with its slash."""
_PLAIN: Final = expression(
    r"<(/?[a-zA-Z][a-zA-Z0-9:-]{0,60})"
    r"((?>(?:\s[\s/]*+[^\s=>/\"'<]{1,200}+(?:=(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"']{0,65536}+))?){0,100}))\s*+/?>([^<]*+)"
)
"""A tag as nearly all are written, with what it is given and the text after it."""
_GIVEN: Final = expression(r"[\s/]*([^\s=>/\"'<]{1,200})(\s{0,200}=\s{0,200})?")
_BARE: Final = expression(r"[^\s>\"']{0,65536}")
_TAGS: Final = 200_000
_ATTRIBUTES: Final = 200
_RAW: Final = {name: re.compile(f"(?i)</{name}") for name in ("script", "style")}
"""Tags whose text is none of the page's, and how that text ends."""


class Tag(Struct):
    """One tag."""

    name: str
    """In small letters; of an end tag, with a slash before it."""
    at: int
    end: int
    raw: str = ""
    """Attributes as they are written."""
    words: str = ""
    """The text between it and the next tag; of a script, the script."""
    read: dict[str, str] | None = None
    """Attributes, once they were read."""

    @property
    def given(self) -> dict[str, str]:
        """Attributes, names in small letters, entities in values put back; read when first asked for."""
        if self.read is None:
            self.read = _attributes(self.raw, 0)[0] if self.raw else {}
        return self.read

    def might_say(self, words: str) -> bool:
        """Tell whether names or values may hold words in small letters; a no is certain, and cheap."""
        if self.read is not None or "&" in self.raw:
            return bool(self.given)
        return bool(self.raw) and words in self.raw.lower()


def tags(text: str, allowance: Allowance) -> Iterator[Tag]:
    """Yield the tags of a page."""
    at = 0
    for _ in range(_TAGS):
        begin = text.find("<", at)
        if begin < 0:
            return
        match = _PLAIN.match(text, begin)
        if match is not None and (name := match[1].lower()) not in _RAW:
            at = match.end()
            one = Tag(name, begin, match.start(3), match[2], match[3])
        else:
            found = _next(text, begin)
            if found is None:
                return
            one, at = found
            begin = one.at
        allowance.burn(4 + (at - begin) // 64)
        yield one


def _next(text: str, at: int) -> tuple[Tag, int] | None:
    """Return the next tag however it is written, and where to go on; nothing where there is none."""
    while (match := _OPENS.search(text, at)) is not None:
        begin, at = match.span()
        if match[1] is not None:
            one = Tag(match[1].lower(), begin, at)
            if text.startswith(">", at):
                one.end += 1
            else:
                one.read, one.end = _attributes(text, at)
            return one, _words(text, one)
        at = text.find("-->", at) + 3
        if at < 3:  # noqa: PLR2004  none: the comment goes on to the end
            return None
    return None


def page(text: str, allowance: Allowance) -> tuple[Tag, ...]:
    """Return all tags of a page; asked twice in a row, it is read once, and costs as much again.

    Raises:
        LimitHit: there is no allowance left for it.

    """
    found, fuel = _read(text)
    allowance.burn(fuel)
    return found


@lru_cache(maxsize=1)
def _read(text: str) -> tuple[tuple[Tag, ...], int]:
    spent = Allowance(bounds=Bounds(fuel=sys.maxsize))
    return tuple(tags(text, spent)), spent.fuel_used


def _attributes(text: str, at: int) -> tuple[dict[str, str], int]:
    """Return what a tag is given, and where it ends; `at` is behind its name."""
    given: dict[str, str] = {}
    for _ in range(_ATTRIBUTES):
        match = _GIVEN.match(text, at)
        if match is None:
            break
        at, value = match.end(), ""
        if match[2] is not None:
            at, value = _value(text, at)
        given.setdefault(match[1].lower(), html.unescape(value) if "&" in value else value)
    closes = text.find(">", at)
    return given, closes + 1 if closes >= 0 else len(text)


def _value(text: str, at: int) -> tuple[int, str]:
    quote = text[at : at + 1]
    if quote in ('"', "'"):
        end = text.find(quote, at + 1)
        end = len(text) if end < 0 else end
        return end + 1, text[at + 1 : end]
    match = _BARE.match(text, at)
    value = match[0] if match is not None else ""
    return at + len(value), value


def _words(text: str, one: Tag) -> int:
    """Take the text after a tag, and return where to go on."""
    if one.name in _RAW:
        match = _RAW[one.name].search(text, one.end)
        end = match.start() if match is not None else len(text)
    else:
        end = text.find("<", one.end)
        end = len(text) if end < 0 else end
    one.words = text[one.end : end]
    return max(end, one.end)
