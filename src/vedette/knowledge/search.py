"""Find what somebody means, by the words they use and by what those mean, in everything that ships."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from msgspec import Struct

from vedette.knowledge.searchentries import Described, Entry, entries
from vedette.knowledge.searchindex import Index, made, shipped
from vedette.knowledge.searchmeaning import MARK, readings
from vedette.knowledge.searchwords import small, words

_LONGEST: Final = 2000
_MEANT: Final = 0.7
"""How much what words stand for counts beside the words."""
_FAMILY: Final = 2
"""Entries of one family in an answer."""


class Found(Struct, frozen=True, kw_only=True):
    """An entry that fits."""

    id: str
    kind: str
    name: str
    says: str
    score: float


def search(
    text: str, most: int = 10, *, meaning: bool = True, described: tuple[Described, ...] = ()
) -> tuple[Found, ...]:
    """Return the entries that fit best; by words alone where meaning is left out.

    `described` is what catalogues say: it is searched as well, and adds what they know beyond what ships.
    """
    index = _index(described)
    said = list(words(text[:_LONGEST]))
    places = readings(said, small())
    if not meaning:
        places = tuple((one[0],) for one in places if not one[0].startswith(MARK))
    scores = index.score(places, _MEANT)
    index.named(said, scores)
    best = sorted(scores.items(), key=lambda one: _order(index.entries[one[0]], one[1]))
    found = _varied(((index.entries[number], score) for number, score in best), most)
    return tuple(
        Found(id=one.id, kind=one.kind, name=one.name, says=one.says, score=round(score, 3))
        for one, score in found
    )


def _order(one: Entry, score: float) -> tuple[float, bool, str]:
    return -round(score, 2), one.special, one.id


def _varied(found: Iterable[tuple[Entry, float]], most: int) -> list[tuple[Entry, float]]:
    """Leave out the third and later of a family, such as sub-techniques of one technique in all matrices."""
    kept: list[tuple[Entry, float]] = []
    seen: Counter[str] = Counter()
    for one in found:
        if len(kept) == most:
            break
        seen[one[0].family] += 1
        if seen[one[0].family] <= _FAMILY:
            kept.append(one)
    return kept


@lru_cache(maxsize=1)
def _index(described: tuple[Described, ...]) -> Index:
    return made(entries(described)) if described else shipped()
