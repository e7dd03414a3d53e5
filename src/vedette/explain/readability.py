"""How hard a text is to read, by published formulas, and by measures that chopping sentences does not please.

English: Flesch-Kincaid grade (Kincaid and others 1975). German: first Vienna formula for factual texts
(Bamberger and Vanecek 1984) and Amstad's reading ease (1978). Spanish: Fernández Huerta's reading ease
(1959). Paths, addresses, names with digits, commands and quoted text count as one word of one syllable:
whoever knows it reads it at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from statistics import median
from typing import Final

from msgspec import Struct

_QUOTED: Final = re.compile("“[^”]*”|`[^`]*`|„[^“]*“|«[^»]*»")
_CHUNK: Final = re.compile(r"\S+")
_EDGES: Final = ".,;:!?()[]{}\"'“”\u2018\u2019„«»…"
_WORD: Final = re.compile(r"[^\W\d_]+(?:[-'\u2019][^\W\d_]+)*")
_END: Final = re.compile(r"(?<=[.!?])\s+(?=[\"“„«¿¡]?[A-ZÄÖÜÁÉÍÓÚÑ¿¡])")
_ENGLISH: Final = re.compile(r"[aeiouy]+")
_SILENT: Final = re.compile(r"(?<=[^aeiouy])es?$|(?<=[^aeiouytd])ed$")
_SOUNDED: Final = re.compile(r"(?:[^aeiouy]le|[sxz]es|ches|shes|[cg]es)$")
_SPLIT: Final = re.compile(r"ia(?!l)|io(?!n)|iu|eo|ua(?!r)|uing|ying|(?<!q)uous|ism$")
_OTHER: Final = {
    "de": re.compile(r"ei|ai|au|eu|äu|ie|aa|ee|oo|[aeiouyäöü]"),
    "es": re.compile(r"[iuü]?[aeoáéó][iuy]?|[iuü]+|[íú]"),
}
LITERAL: Final = "x"
"""What stands for a literal: one syllable."""


class Reading(Struct, frozen=True, kw_only=True):
    """How a text measures."""

    words: int
    sentences: int
    grade: float
    """School years it takes: Flesch-Kincaid, in German Vienna; in Spanish the ease, put on that scale."""
    ease: float
    """0 hard to 100 easy: Flesch, Amstad, Fernández Huerta."""
    middle: float
    """Words of the middle sentence."""
    long: float
    """Share of sentences of more than twelve words."""

    @property
    def chopped(self) -> bool:
        """Whether sentences look cut up to please a formula."""
        return self.sentences >= _ENOUGH and not (
            _SHORTEST <= self.middle <= _LONGEST and self.long >= _SHARE
        )


_ENOUGH: Final = 8
_SHORTEST: Final = 8
_LONGEST: Final = 22
_SHARE: Final = 0.15
_LONG: Final = 12
_VIENNA_LONG: Final = 6
_MANY: Final = 3


def words_of(text: str) -> list[str]:
    """Return the words of a text; a literal is one word."""
    found = []
    for chunk in _CHUNK.findall(_QUOTED.sub(f" {LITERAL} ", text)):
        word = chunk.strip(_EDGES)
        if word:
            found.append(word if _WORD.fullmatch(word) else LITERAL)
    return [one for one in found if one not in {"-", "\u2013", "—"}]


def words_in(text: str) -> int:
    """Count the words of a text."""
    return len(words_of(text))


def sentences_of(texts: Iterable[str]) -> list[list[str]]:
    """Split texts into sentences of words; a text ends a sentence."""
    parts = (part for text in texts for part in _END.split(_QUOTED.sub(f" {LITERAL} ", text)))
    return [words for part in parts if (words := words_of(part))]


def syllables(word: str, language: str = "en") -> int:
    """Count syllables by a small rule."""
    lower = word.lower()
    if "-" in lower:
        return sum(syllables(part, language) for part in lower.split("-") if part)
    if language in _OTHER:
        return max(1, len(_OTHER[language].findall(lower)))
    count = len(_ENGLISH.findall(lower))
    if _SILENT.search(lower) and not _SOUNDED.search(lower):
        count -= 1
    return max(1, count + len(_SPLIT.findall(lower)))


def read(texts: Sequence[str], language: str = "en") -> Reading:
    """Measure texts: each ends its last sentence."""
    found = sentences_of(texts)
    words = [word for sentence in found for word in sentence]
    if not words:
        return Reading(words=0, sentences=0, grade=0.0, ease=100.0, middle=0.0, long=0.0)
    counts = [syllables(word, language) for word in words]
    length, heavy = len(words) / len(found), sum(counts) / len(words)
    lengths = [len(one) for one in found]
    return Reading(
        words=len(words),
        sentences=len(found),
        grade=_grade(words, counts, length, language),
        ease=_ease(length, heavy, language),
        middle=median(lengths),
        long=sum(one > _LONG for one in lengths) / len(lengths),
    )


def _ease(length: float, heavy: float, language: str) -> float:
    match language:
        case "de":
            return 180 - length - 58.5 * heavy
        case "es":
            return 206.84 - 60 * heavy - 1.02 * length
        case _:
            return 206.835 - 1.015 * length - 84.6 * heavy


def _grade(words: Sequence[str], counts: Sequence[int], length: float, language: str) -> float:
    total = len(words)
    heavy = sum(counts) / total
    match language:
        case "de":
            many = 100 * sum(one >= _MANY for one in counts) / total
            long = 100 * sum(len(word) > _VIENNA_LONG for word in words) / total
            single = 100 * sum(one == 1 for one in counts) / total
            return 0.1935 * many + 0.1672 * length + 0.1297 * long - 0.0327 * single - 0.875
        case "es":
            return (100 - _ease(length, heavy, language)) / 10 + 4
        case _:
            return 0.39 * length + 11.8 * heavy - 15.59
