"""Phrases found in a text, all of them in one pass: words in, what they stand for and where out.

A phrase is words; `encrypt*` is any word that begins so, `..` is up to three words of any kind. Found by the
first word, so that the time taken depends on the text and not on how many phrases there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

_WORD: Final = re.compile(r"[^\W_]+(?:['+#][^\W_]*)?|[.!?;](?=\s|$)|\n(?=[ \t]*\n)")
_ENDS: Final = frozenset(".!?;\n")
_STEM: Final = 3
"""Letters by which phrases that begin with a cut word are found."""
_GAP: Final = 3
ANY: Final = ".."
LONGEST: Final = 60
"""Words of a sentence: what is longer is taken for several."""


class Found(NamedTuple):
    """One phrase, where it stands in a sentence."""

    group: str
    start: int
    """Number of its first word."""
    end: int
    """Number of the word after it."""


class Phrases:
    """A table of phrases by what they stand for."""

    def __init__(self, groups: Mapping[str, Iterable[str]]) -> None:
        self._whole: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        self._cut: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for group, phrases in groups.items():
            for phrase in phrases:
                words = tuple(phrase.split())
                first = words[0]
                if first.endswith("*"):
                    self._cut.setdefault(first[:_STEM], []).append((group, words))
                else:
                    self._whole.setdefault(first, []).append((group, words))

    def find(self, sentence: Sequence[str]) -> Iterator[Found]:
        """Yield the phrases of a sentence, from its beginning."""
        for start, word in enumerate(sentence):
            for known in (self._whole.get(word), self._cut.get(word[:_STEM])):
                for group, words in known or ():
                    if end := _matched(words, sentence, start):
                        yield Found(group, start, end)


def sentences(text: str) -> Iterator[list[str]]:
    """Yield a text's sentences as words."""
    words: list[str] = []
    for word in _WORD.findall(text):
        if word not in _ENDS:
            words.append(word)
        if words and (word in _ENDS or len(words) >= LONGEST):
            yield words
            words = []
    if words:
        yield words


def _matched(words: Sequence[str], sentence: Sequence[str], start: int) -> int:
    """Return the number of the word after a phrase that begins there; 0 where it does not."""
    if not _is(words[0], sentence[start]):
        return 0
    at, place = start + 1, 1
    while place < len(words):
        if words[place] == ANY:
            place += 1
            upto = min(len(sentence), at + _GAP + 1)
            at = next((n for n in range(at, upto) if _is(words[place], sentence[n])), len(sentence))
        if at >= len(sentence) or not _is(words[place], sentence[at]):
            return 0
        at, place = at + 1, place + 1
    return at


def _is(wanted: str, word: str) -> bool:
    return word.startswith(wanted[:-1]) if wanted[-1] == "*" else word == wanted
