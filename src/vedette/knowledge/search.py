"""Find what somebody means, by the words they use and by what those mean, in everything that ships."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from msgspec import Struct

from vedette.knowledge.searchentries import entries
from vedette.knowledge.searchindex import Index
from vedette.knowledge.searchmeaning import about_words
from vedette.knowledge.searchwords import small, words

_LONGEST: Final = 2000
_MEANT: Final = 0.8
"""How much what words stand for counts beside the words."""


class Found(Struct, frozen=True, kw_only=True):
    """An entry that fits."""

    id: str
    kind: str
    name: str
    says: str
    score: float


def search(text: str, most: int = 10, *, meaning: bool = True) -> tuple[Found, ...]:
    """Return the entries that fit best; by words alone where meaning is left out."""
    index = _index()
    said = list(words(text[:_LONGEST]))
    wanted = dict.fromkeys((one for one in said if one not in small()), 1.0)
    if meaning:
        wanted |= dict.fromkeys(about_words(said), _MEANT)
    scores = index.score(wanted)
    best = sorted(scores.items(), key=lambda one: (-one[1], index.entries[one[0]].id))[:most]
    found = ((index.entries[number], score) for number, score in best)
    return tuple(
        Found(id=one.id, kind=one.kind, name=one.name, says=one.says, score=round(score, 3))
        for one, score in found
    )


@lru_cache(maxsize=1)
def _index() -> Index:
    return Index(entries())
