"""Keywords: literals that may stand in any field, looked for in all fields at once.

Nearly no event holds one. So all its values are written one behind the other and searched in one go, which
finds more than the index does, never less; only where it finds something is each text looked up by itself.
Most of what an event says, the last one said too: that is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache
from typing import Any, Final, TypeAlias

import ahocorasick  # type: ignore[import-not-found]
import msgspec

from vedette.hunt.event import Value
from vedette.hunt.sigma.memory import Memory

WORDS_MAX: Final = 300
CHARS_MAX: Final = 10_000
"""Of the literals together: the automaton stays small."""
STEMS_MAX: Final = 6
DULL_CHARS: Final = 200
"""A longer text is not remembered."""
_LIKE_ASCII: Final = (*map(str.encode, "ßİŉſǰ\N{KELVIN SIGN}"), b"\xe1\xba", b"\xef\xac")
"""All that holds a character of ASCII when it is without case; of ẖ and ﬀ and their like, how they begin."""
_encode: Final = msgspec.json.Encoder().encode
_Search: TypeAlias = Callable[[str], Iterator[object]]


def prefilter(literals: Iterable[str], memory: Memory) -> Callable[[Collection[Value]], bool] | None:
    """Make a test of whether an event's values may hold one of these; None where there are too many.

    The literals are without case, and in no number or truth value.
    """
    words = tuple(sorted(set(literals)))
    if len(words) > WORDS_MAX or sum(map(len, words)) > CHARS_MAX or not all(map(str.isascii, words)):
        return None
    words = tuple(map(_as_json, words))
    held, dull = _held(words), memory.dull_of(words)

    def may_hold(values: Collection[Value]) -> bool:
        new = [one for one in values if (type(one) is str and one not in dull) or type(one) is list]
        if not new:
            return False
        try:
            if held(_folded(_encode(new))):
                return True
        except (UnicodeError, OverflowError):  # half a character, or a number of more than 64 bits
            return True
        for one in new:
            if type(one) is str and len(one) <= DULL_CHARS:
                dull.add(one)
                memory.took_dull(len(one))
        return False

    return may_hold


def _held(words: tuple[str, ...]) -> Callable[[bytes], bool]:
    """Make a test of whether a text holds one of some words."""
    search, stems = _search(words), tuple(map(str.encode, _stems(words)))

    def held(text: bytes) -> bool:
        if stems:
            for stem in stems:
                if stem in text:
                    break
            else:
                return False
        return next(search(text.decode()), None) is not None

    return held


def _folded(text: bytes) -> bytes:
    """Take away case as far as literals of ASCII need it: what stands beside them mostly stays as it is."""
    if not text.isascii():
        for like in _LIKE_ASCII:
            if like[0] in text and like in text:  # one byte is found many times as fast as two
                return text.decode().casefold().encode()
    return text.lower()


def _as_json(word: str) -> str:
    """Write a literal as it stands in values written as JSON, which is the quickest way to join them."""
    return _encode(word)[1:-1].decode().lower()


@lru_cache(maxsize=256)
def _stems(words: tuple[str, ...]) -> tuple[str, ...]:
    """Find a few short texts one of which is in each word; none where it takes many.

    What stands in most words comes first. A stem is a run of letters no shorter than four, or shorter if it
    has none: what is in every second event would spare nothing.
    """
    left, stems = set(words), list[str]()
    parts = {word: _parts(word) for word in words}
    while left and len(stems) < STEMS_MAX:
        of = Counter(stem for word in left for stem in parts[word])
        stem = max(of, key=lambda one: (of[one], len(one), one))
        stems.append(stem)
        left = {word for word in left if stem not in word}
    return () if left else tuple(stems)


def _parts(word: str) -> set[str]:
    parts = {word[at : at + 4] for at in range(len(word) - 3)}
    pairs = (word[at : at + 2] for at in range(len(word) - 1))
    return parts | {pair for pair in pairs if not any(map(str.isalnum, pair)) and not pair.isspace()} | {word}


@lru_cache(maxsize=256)
def _search(words: tuple[str, ...]) -> _Search:
    automaton: Any = ahocorasick.Automaton()
    for word in words:
        automaton.add_word(word, True)  # noqa: FBT003
    automaton.make_automaton()
    search: _Search = automaton.iter
    return search
