"""Where any of many words stands in a text, in one pass that reads two letters at a time.

Plain search passes over a text once for each word, and an expression that begins with many letters stops at
most letters of a text. Two letters taken as one are seldom those of a word: a text is read as UTF-16, so that
each of its units holds two letters, and each word is looked for at its rarest two, in both ways they may fall
on units. What is found so is compared with the word.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from msgspec import Struct

_OFTEN: Final = " etsarnoil\ndfcmpu_.\"gh(),b=:yvwkx#q%j'[]0*-1/z"
"""Signs of texts and programs, those first that occur most often."""
_LEAST: Final = 3
"""Letters of a word, so that two of them are on one unit however it lies."""
FEW_LETTERS: Final = 32_768
"""Letters of all texts so far in which words are looked for one after another."""


class _Needle(Struct, frozen=True):
    """A word as it falls on units in one way."""

    word: str
    skipped: int
    """Letters of the word before its first whole unit: none or one."""
    units: str
    pivot: int
    """Which of the units is the rarest."""

    def around(self) -> str:
        """Return what has to be around the pivot, as a part of an expression that stands behind it."""
        before, after = self.units[: self.pivot + 1], self.units[self.pivot + 1 :]
        behind = f"(?<={re.escape(before)})" if self.pivot else ""
        return behind + (f"(?={re.escape(after)})" if after else "")


class Needles:
    """Finds words in texts; made once for a list of words.

    A word is of ASCII letters and signs, and has three or more of them.
    """

    def __init__(self, words: Iterable[str], few: int = FEW_LETTERS) -> None:
        self._words = tuple(dict.fromkeys(words))
        self._few = few
        """Letters in which words are still to be looked for one after another."""
        self._at: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self._any: re.Pattern[str] | None = None

    def _made(self) -> re.Pattern[str]:
        """Make the expression: that takes as long as plain search takes in some ten thousand letters."""
        around: dict[str, set[str]] = defaultdict(set)
        for one in (needle for word in self._words for needle in _needles(word)):
            pivot = one.units[one.pivot]
            self._at[pivot].append((one.skipped + 2 * one.pivot, one.word))
            around[pivot].add(one.around())
        parts = (re.escape(pivot) + _either(ways) for pivot, ways in around.items())
        return re.compile("|".join(parts) or r"(?!)")

    def places(self, text: str) -> Iterator[tuple[int, str]]:
        """Yield each place where one of the words stands, and the word; in no order, overlapping or not."""
        if self._any is None:
            self._few -= len(text)
            if self._few >= 0:
                yield from sorted(_one_by_one(self._words, text))
                return
            self._any = self._made()
        wide = _wide(text)
        for hit in self._any.finditer(wide):
            middle = 2 * hit.start()
            for before, word in self._at[hit[0]]:
                if text.startswith(word, middle - before) and middle >= before:
                    yield middle - before, word


def _one_by_one(words: Iterable[str], text: str) -> Iterator[tuple[int, str]]:
    for word in words:
        at = text.find(word)
        while at >= 0:
            yield at, word
            at = text.find(word, at + 1)


def _wide(text: str) -> str:
    """Return a text of half as many units, each of two letters; what is not ASCII is like no letter."""
    narrow = text.encode("ascii", "replace")
    return (narrow + b" " if len(narrow) % 2 else narrow).decode("utf-16-le")


def _needles(word: str) -> Iterator[_Needle]:
    for skipped in (0, 1):
        whole = word[skipped : len(word) - (len(word) - skipped) % 2]
        units = _wide(whole)
        yield _Needle(word, skipped, units, min(range(len(units)), key=lambda at: _often(units[at])))


def _often(unit: str) -> float:
    """Return a number that is higher for units that occur more often."""
    one, two = divmod(ord(unit), 256)
    return _weight(chr(one)) * _weight(chr(two))


def _weight(sign: str) -> float:
    at = _OFTEN.find(sign)
    return 1 / (at + 2) if at >= 0 else 1 / (2 * len(_OFTEN))


def _either(ways: set[str]) -> str:
    return "" if "" in ways else f"(?:{'|'.join(sorted(ways))})"
