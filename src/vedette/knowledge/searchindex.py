"""Entries filed by the words they have and by what those stand for; each weighed by how rare it is (BM25)."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from vedette.knowledge.searchentries import Entry
from vedette.knowledge.searchmeaning import about_words
from vedette.knowledge.searchwords import small, words

_OFTEN: Final = 1.2
"""How soon a word that stands several times counts no more."""
_LONG: Final = 0.6
"""How much long entries are held back."""


class Index:
    """All entries, ready to be asked."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries: Final = entries
        self.at: Final = {one.id: number for number, one in enumerate(entries)}
        self.words: Final = [_counted(one.texts) for one in entries]
        sizes = [sum(each.values()) for each in self.words]
        usual = sum(sizes) / max(len(sizes), 1) or 1.0
        self.filed: Final[dict[str, dict[int, float]]] = defaultdict(dict)
        for number, counts in enumerate(self.words):
            held_back = _OFTEN * (1 - _LONG + _LONG * sizes[number] / usual)
            for word, count in counts.items():
                self.filed[word][number] = count * (_OFTEN + 1) / (count + held_back)

    def rare(self, word: str) -> float:
        """Return how much a word tells."""
        known = len(self.filed.get(word, ()))
        return math.log(1 + (len(self.entries) - known + 0.5) / (known + 0.5))

    def score(self, wanted: Mapping[str, float]) -> dict[int, float]:
        """Return how well entries fit words of some weight, by their number, where they fit at all."""
        scores: dict[int, float] = defaultdict(float)
        for word, weight in wanted.items():
            held = self.filed.get(word)
            if held:
                tells = weight * self.rare(word)
                for number, fits in held.items():
                    scores[number] += tells * fits
        return scores


def _counted(texts: Iterable[tuple[float, str]]) -> dict[str, float]:
    counts: dict[str, float] = defaultdict(float)
    little = small()
    for weight, text in texts:
        if not weight:
            continue
        said = list(words(text))
        for word in said:
            if word not in little:
                counts[word] += weight
        for name in about_words(said):
            counts[name] += weight
    return counts
