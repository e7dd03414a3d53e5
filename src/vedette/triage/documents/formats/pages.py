"""HTML, read tolerantly and in one go: tags with what they are given, scripts, and the words between."""

from __future__ import annotations

import html
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from vedette.triage.allowance import Allowance, Bounds

_OPENS: Final = re.compile(r"<(?:!--|(/?[a-zA-Z][a-zA-Z0-9:-]{0,60}))")
"""A comment, or the name of a tag, of an end tag with its slash."""
_GIVEN: Final = re.compile(r"[\s/]*([^\s=>/\"'<]{1,200})(\s{0,200}=\s{0,200})?")
_BARE: Final = re.compile(r"[^\s>\"']{0,65536}")
_TAGS: Final = 200_000
_ATTRIBUTES: Final = 200
_RAW: Final = {name: re.compile(f"(?i)</{name}") for name in ("script", "style")}
"""Tags whose text is none of the page's, and how that text ends."""


@dataclass(slots=True)
class Tag:
    """One tag."""

    name: str
    """In small letters; of an end tag, with a slash before it."""
    at: int
    end: int
    given: dict[str, str] = field(default_factory=dict)
    """Attributes, names in small letters, entities in values put back."""
    words: str = ""
    """The text between it and the next tag; of a script, the script."""


def tags(text: str, allowance: Allowance) -> Iterator[Tag]:
    """Yield the tags of a page."""
    at = 0
    for _ in range(_TAGS):
        match = _OPENS.search(text, at)
        if match is None:
            return
        begin, at = match.span()
        name = match[1]
        if name is None:
            at = text.find("-->", at) + 3
            if at < 3:  # noqa: PLR2004  none: the comment goes on to the end
                return
            continue
        one = Tag(name=name.lower(), at=begin, end=at)
        if text.startswith(">", at):
            one.end += 1
        else:
            _attributes(text, one)
        at = _words(text, one)
        allowance.burn(4 + (at - begin) // 64)
        yield one


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


def _attributes(text: str, one: Tag) -> None:
    """Read what a tag is given, up to its end."""
    at = one.end
    for _ in range(_ATTRIBUTES):
        match = _GIVEN.match(text, at)
        if match is None:
            break
        at, value = match.end(), ""
        if match[2] is not None:
            at, value = _value(text, at)
        one.given.setdefault(match[1].lower(), html.unescape(value) if "&" in value else value)
    closes = text.find(">", at)
    one.end = closes + 1 if closes >= 0 else len(text)


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
