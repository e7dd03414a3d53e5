"""Which strings of an executable may be what rows ask for; all others are passed over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import re2  # type: ignore[import-untyped]

from vedette.core.tables import derived
from vedette.triage.binary.capabilities import detector, patterns
from vedette.triage.binary.masks import Mask
from vedette.triage.binary.wordsearch import WordSearch

_LONGEST: Final = 400
"""A longer string is looked at in parts: around what patterns find in it."""
_ACROSS: Final = 1000
"""How far from its first line on a pattern is looked for that may go on to the next ones."""
_END: Final = b"\n"
_MAKERS: Final = ("literals.py", "sieve.py")
"""What decides on what patterns need, besides themselves."""


class _Sieve(NamedTuple):
    words: WordSearch
    """What patterns need."""
    asking: dict[bytes, list[int]]
    """The numbers of the patterns that need each of these words."""
    crossing: dict[bytes, list[int]]
    """Those of them that go on from one line to the next."""
    others: Any
    """All patterns that need none, as one."""


def sifted(mask: Mask) -> Iterator[tuple[int, int]]:
    """Give strings of a readable part that may be asked for: where each begins and ends in its text.

    One is given if it holds what a pattern needs, whether the pattern finds it or not.
    """
    sieve, text, given = _sieve(), mask.text, set[tuple[int, int]]()
    framed = b"".join((_END, text, _END))
    for low, high, words in _lines(text, sieve.words.places(framed)):
        found: list[tuple[int, int]] = []
        short = high - low <= _LONGEST
        if b"" in words:
            found += _around(mask, detector(), low, len(text))
        elif short and any(_finder(word).search(text, low, high + 1) for word in words):
            found.append((low, high))
        for word in words - {b""} if not short else words & sieve.crossing.keys():
            finder = _finder(word, crossing=short)
            found += _around(mask, finder, low, low + _ACROSS if short else high + 1)
        for one in found:
            if one not in given:
                given.add(one)
                yield one
    yield from (one for one in _around(mask, sieve.others, 0, len(text)) if one not in given)


def _lines(text: bytes, places: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, int, set[bytes]]]:
    """Give lines with the words that stand in them, whose places are told in the framed text."""
    low, high, words = 0, -1, set[bytes]()
    for place, word in places:
        at = min(place - 1 + word.startswith(_END), len(text))
        if not low <= at <= high:
            if words:
                yield low, high, words
            low, words = text.rfind(_END, 0, at) + 1, set()
            high = text.find(_END, at)
            high = high if high >= 0 else len(text)
        words.add(word)
    if words:
        yield low, high, words


def _around(mask: Mask, pattern: Any, start: int, end: int) -> Iterator[tuple[int, int]]:  # noqa: ANN401
    """Give the surroundings of whatever a pattern finds there."""
    for match in pattern.finditer(mask.text, start, end):
        low, line = mask.line(*match.span())
        yield low, low + len(line)


@lru_cache(maxsize=512)
def _finder(word: bytes, *, crossing: bool = False) -> Any:  # noqa: ANN401 - of a library without types
    """Return the patterns that need a word, as one; or those of them that cross lines."""
    sieve = _sieve()
    return _joined(patterns()[number] for number in (sieve.crossing if crossing else sieve.asking)[word])


def _joined(of: Iterable[str]) -> Any:  # noqa: ANN401 - of a library without types
    options = re2.Options()
    options.case_sensitive, options.never_capture = False, True
    return re2.compile("|".join(f"(?m:{one})" for one in of).encode(), options)


@lru_cache(maxsize=1)
def _sieve() -> _Sieve:
    place = Path(__file__)
    source = "\0".join((*patterns(), *(place.with_name(name).read_text() for name in _MAKERS))).encode()
    made = derived(place.with_name("rows") / "needed", source, _needed)
    asking = {word.encode(): numbers for word, numbers in made["asking"].items()}
    cross = set(made["crossing"])
    crossing = {
        word: found for word, numbers in asking.items() if (found := [one for one in numbers if one in cross])
    }
    return _Sieve(WordSearch(asking), asking, crossing, _joined(patterns()[one] for one in made["others"]))


def _needed() -> dict[str, Any]:
    from vedette.triage.binary.literals import fewest, needed  # noqa: PLC0415  once a version

    needs = [needed(pattern) for pattern in patterns()]
    asking: dict[str, list[int]] = {one: [] for one in fewest(one for need in needs for one in need.literals)}
    for number, need in enumerate(needs):
        literals = "\0".join(need.literals)
        for word, numbers in asking.items():
            if word in literals:
                numbers.append(number)
    return {
        "asking": asking,
        "crossing": [number for number, need in enumerate(needs) if need.crosses],
        "others": [number for number, need in enumerate(needs) if not need.literals],
    }
