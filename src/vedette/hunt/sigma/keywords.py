"""Keywords: literals that may stand in any field, looked for in all fields at once.

Nearly no event holds one. So all its texts are put together and searched in one go, by an expression that
finds more than the index does, never less; only where it finds something is each text looked up by itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from functools import lru_cache
from typing import Any, Final, TypeAlias

import re2  # type: ignore[import-untyped]

from vedette.hunt.event import Value
from vedette.hunt.sigma.values import texts_of

WORDS_MAX: Final = 300
CHARS_MAX: Final = 10_000
"""Of the literals together: what the expression remembers while it searches stays small."""
STEMS_MAX: Final = 6
_SHARP_S: Final = "ß".encode("latin-1")
_Search: TypeAlias = Callable[[bytes], Any]


def prefilter(literals: Iterable[str]) -> Callable[[Collection[Value]], bool] | None:
    """Make a test of whether an event's values may hold one of these; None where there are too many.

    The literals are without case. A value that is no text is not looked at.
    """
    words = tuple(sorted(set(literals)))
    if len(words) > WORDS_MAX or sum(map(len, words)) > CHARS_MAX or not all(map(str.isascii, words)):
        return None
    search, stems = _search(words), _stems(words)

    def may_hold(values: Collection[Value]) -> bool:
        texts = [value for value in values if value.__class__ is str]
        if len(texts) < len(values):
            texts += ["\n".join(texts_of(value)) for value in values if value.__class__ is list]
        folded = _folded("\n".join(texts))
        if stems:
            for stem in stems:
                if stem in folded:
                    break
            else:
                return False
        return search(folded) is not None

    return may_hold


def _folded(text: str) -> bytes:
    """Give a text without case, so far as ASCII goes: nearly all is of one byte a letter, and quick to do.

    Of the letters that have one byte in Latin-1, only the sharp s becomes ASCII.
    """
    try:
        folded = text.encode("latin-1")
    except UnicodeEncodeError:
        return text.casefold().encode("utf-8", "replace")
    return folded.lower() if _SHARP_S not in folded else text.casefold().encode("utf-8", "replace")


@lru_cache(maxsize=256)
def _stems(words: tuple[str, ...]) -> tuple[bytes, ...]:
    """Find a few short texts one of which is in each word; none where it takes many.

    What stands in most words comes first. A stem is a run of letters no shorter than four, or shorter if it
    has none: what is in every second event would spare nothing.
    """
    left, stems = set(words), list[str]()
    while left and len(stems) < STEMS_MAX:
        of = Counter(stem for word in left for stem in _parts(word))
        stem = max(of, key=lambda one: (of[one], len(one), one))
        stems.append(stem)
        left = {word for word in left if stem not in word}
    return () if left else tuple(stem.encode("ascii") for stem in stems)


def _parts(word: str) -> set[str]:
    parts = {word[at : at + 4] for at in range(len(word) - 3)}
    pairs = (word[at : at + 2] for at in range(len(word) - 1))
    return parts | {pair for pair in pairs if not any(map(str.isalnum, pair)) and not pair.isspace()} | {word}


@lru_cache(maxsize=256)
def _search(words: tuple[str, ...]) -> _Search:
    options = re2.Options()
    options.log_errors = False
    options.never_capture = True
    search: _Search = re2.compile("|".join(map(re2.escape, words)), options).search
    return search
