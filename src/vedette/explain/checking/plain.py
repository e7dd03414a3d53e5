"""Texts made comparable: one way to write white space, quotes and addresses that were made harmless."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_FANGS: Final = (
    (re.compile(r"\[\.\]|\(\.\)|\[dot\]", re.IGNORECASE), "."),
    (re.compile(r"\[:\]"), ":"),
    (re.compile(r"\[@\]|\[at\]", re.IGNORECASE), "@"),
    (re.compile(r"\bh(?:xx|XX)p(s?)(?=://)"), r"http\1"),
)
_SPACES: Final = re.compile(r"\s+")
_TOKEN: Final = re.compile(r"“[^”]*”|\S+")
_EDGES: Final = ".,;:!?()[]{}\"'“”\u2018\u2019„«»…\u2013—"


def normal(text: str) -> str:
    """Return a text as it is compared: NFC, single spaces, addresses as machines write them."""
    made = unicodedata.normalize("NFC", text)
    for pattern, plain in _FANGS:
        made = pattern.sub(plain, made)
    return _SPACES.sub(" ", made)


def tokens(text: str) -> list[str]:
    """Return words and literals without the punctuation around them, quoted text in pieces, in lower case."""
    found = (one.strip(_EDGES) for chunk in _TOKEN.findall(normal(text)) for one in chunk.split())
    return [one.lower() for one in found if one]


def is_literal(token: str) -> bool:
    """Whether a token is a name, number, path, address or time rather than a word."""
    return any(not char.isalpha() and char not in "-'\u2019" for char in token)


def stem(word: str) -> str:
    """Cut common endings, so that forms of one word are one: crude, and the same on both sides."""
    for ending in ("ing", "ed", "es", "s", "en", "er", "e", "n", "d"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:  # noqa: PLR2004  what is left is a stem
            return word[: -len(ending)]
    return word
