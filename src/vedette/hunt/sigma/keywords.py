"""Keywords: literals that may stand in any field, looked for in all fields at once.

Nearly no event holds one. So all its texts are put together and searched in one go, by an expression that
finds more than the index does, never less; only where it finds something is each text looked up by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from functools import lru_cache
from typing import Any, Final, TypeAlias

import re2  # type: ignore[import-untyped]

from vedette.hunt.event import Value
from vedette.hunt.sigma.values import texts_of

WORDS_MAX: Final = 300
CHARS_MAX: Final = 10_000
"""Of the literals together: what the expression remembers while it searches stays small."""
_Search: TypeAlias = Callable[[bytes], Any]


def prefilter(literals: Iterable[str]) -> Callable[[Collection[Value]], bool] | None:
    """Make a test of whether an event's values may hold one of these; None where there are too many.

    The literals are without case. A value that is no text is not looked at.
    """
    words = tuple(sorted(set(literals)))
    if len(words) > WORDS_MAX or sum(map(len, words)) > CHARS_MAX or not all(map(str.isascii, words)):
        return None
    search = _search(words)

    def may_hold(values: Collection[Value]) -> bool:
        texts = [value if value.__class__ is str else _joined(value) for value in values]
        text = "\n".join(texts)
        return search((text if text.isascii() else text.casefold()).encode("utf-8", "replace")) is not None

    return may_hold


def _joined(value: Value) -> str:
    return "\n".join(texts_of(value)) if value.__class__ is list else ""


@lru_cache(maxsize=256)
def _search(words: tuple[str, ...]) -> _Search:
    options = re2.Options()
    options.log_errors = False
    options.never_capture = True
    search: _Search = re2.compile("(?i)" + "|".join(map(re2.escape, words)), options).search
    return search
