"""That a model's text is what it looks like: no hidden or steering characters, no link, markup or code."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from vedette.agents.gates.written import LONGEST

_LETTERS: Final = re.compile(r"^(?:LATIN|FEMININE ORDINAL|MASCULINE ORDINAL)")
_PUNCTUATION: Final = frozenset(
    " .,;:!?()[]{}'\"“”„«»\u2018\u2019…\u2013\u2014-_/\\@#%&+*=<>|~$^`°§€£¿¡\u00d7·→"
)
_MARKUP: Final = re.compile(
    r"!?\[[^\]]*\]\s*\(|<\s*/?\s*[a-z!?]|&#?\w+;|\bjavascript:|\bdata:\w+/|```|\]\]>|\$\{|\{\{|\x1b",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(r"\b[a-z][a-z0-9+.-]{1,12}://[^\s\"“”<>]+", re.IGNORECASE)
_SPACED: Final = re.compile(r"(?<!\w)(?:\w[ .\-_*]){3,}\w(?!\w)")


def fault(text: str, held: Iterable[str] = ()) -> str:
    """Say what hides in a text; odd letters and addresses may be from `held`, what its evidence says."""
    if not text.strip() or len(text) > LONGEST:
        return "it is empty, or too long for a sentence"
    around = tuple(held)
    for odd in (one for one in text if not _is_plain(one)):
        if not (odd.isalpha() and any(odd in one for one in around)):
            return f"it holds U+{ord(odd):04X}, which hides or turns what it says"
    if _MARKUP.search(text):
        return "it holds markup, a link or code where only words belong"
    if _SPACED.search(text):
        return "it spells a word in single letters"
    foreign = next((one for one in _ADDRESS.findall(text) if not any(one in held for held in around)), "")
    return "it holds an address that is not in what it cites" if foreign else ""


def _is_plain(char: str) -> bool:
    if char.isascii():
        return char.isprintable()
    if char.isalpha():
        return _LETTERS.match(unicodedata.name(char, "")) is not None and _is_one(char)
    return char in _PUNCTUATION


def _is_one(char: str) -> bool:
    """Whether a letter is itself, and no dressed-up form of another."""
    return unicodedata.normalize("NFKC", char) == char
