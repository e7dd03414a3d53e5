"""A model's text made comparable, and phrases looked for in it: one way for every gate."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from msgspec import Struct

from vedette.explain.checking.plain import normal

LONGEST: Final = 1_000
"""Characters of a sentence; more is none."""
_TOKEN: Final = re.compile(r"[^\s“”„«»\"`]+")
_EDGES: Final = ".,;:!?()[]{}'\u2018\u2019…\u2013\u2014*<>"
_QUOTED: Final = re.compile('“[^”]*”|`[^`]*`|„[^“]*“|«[^»]*»|"[^"]*"')
_DASHES: Final = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2212", "-"))


class Match(Struct, frozen=True):
    """A phrase, and where it stands: tokens from `start` up to `end`."""

    name: str
    start: int
    end: int


class Phrases:
    """Phrases by name, all looked for at once.

    A word ending in `*` is a beginning; `_` stands for up to three words; `+` for one or two.
    """

    def __init__(self, table: Iterable[tuple[str, Iterable[str]]]) -> None:
        self._names: list[str] = []
        parts: list[str] = []
        for name, phrases in table:
            ordered = sorted(phrases, key=len, reverse=True)
            parts.append(f"(?P<n{len(self._names)}>{'|'.join(map(_compiled, ordered))})")
            self._names.append(name)
        self._patterns = [re.compile(rf"(?<![^ ]){part}(?![^ ])") for part in parts]

    def find(self, found: list[str]) -> Iterator[Match]:
        """Return every phrase that stands in a list of tokens, by its place."""
        line = " ".join(found)
        for name, pattern in zip(self._names, self._patterns, strict=True):
            for match in pattern.finditer(line):
                start = line.count(" ", 0, match.start())
                yield Match(name, start, start + match[0].count(" ") + 1)


def _compiled(phrase: str) -> str:
    made = ""
    for word in phrase.casefold().split():
        if word == "_":
            made += r"(?:[^ ]+ ){0,3}"
        elif word == "+":
            made += r"(?:[^ ]+ ){1,2}"
        else:
            made += f"{re.escape(joined(word.removesuffix('*')))}{'[^ ]*' if word.endswith('*') else ''} "
    return made.rstrip()


def plain(text: str) -> str:
    """Return a text with one way to write letters, dashes, spaces and addresses."""
    return normal(unicodedata.normalize("NFKC", text).translate(_DASHES))


def tokens(text: str) -> list[str]:
    """Return the words of a text in lower case, without the punctuation around them."""
    found = (one.strip(_EDGES) for one in _TOKEN.findall(plain(text)))
    return [one.casefold().replace("\u2019", "'") for one in found if one]


def unquoted(text: str) -> str:
    """Return a text without what it quotes: quoted words are somebody else's."""
    return _QUOTED.sub(" ", text)


def clauses(text: str) -> list[list[str]]:
    """Return the tokens of each clause: what a comma, a semicolon or a full stop ends."""
    return [
        found
        for one in re.split(r"[,;:!?](?=\s|$)|\.(?=\s|$)|\s[\u2013\u2014]\s", text)
        if (found := tokens(one))
    ]


@lru_cache(maxsize=4096)
def joined(token: str) -> str:
    """Return a word without the hyphens that may have been put into it."""
    return token.replace("-", "") if token.replace("-", "").isalpha() else token
