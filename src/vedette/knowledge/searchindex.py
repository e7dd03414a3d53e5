"""Entries filed by the words they have and by what those stand for; each weighed by how rare it is (BM25)."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from msgspec import Struct, convert, to_builtins
from msgspec.structs import replace

from vedette.core.tables import derived
from vedette.knowledge.searchentries import Entry, entries
from vedette.knowledge.searchmeaning import MARK, about
from vedette.knowledge.searchwords import small, words

_SOURCES: Final = frozenset((".py", ".toml", ".tsv"))
_OFTEN: Final = 1.2
"""How soon a word that stands several times counts no more."""
_LONG: Final = 0.5
"""How much long entries are held back."""
_NAMED: Final = 1.0
"""How much it counts that a question is nothing but a name."""
_BARE: Final = 0.7
"""The same, of what has nothing but a name."""
_WHOLE: Final = 0.6
"""How much it counts that much of a question fits."""


class Index(Struct, frozen=True, kw_only=True):
    """All entries, ready to be asked."""

    entries: tuple[Entry, ...]
    filed: dict[str, dict[int, float]]
    """By word: the entries it stands in, by number, and how much it tells of each."""
    names: dict[str, list[tuple[tuple[str, ...], int]]]
    """Every name under its first word, and whose it is."""

    def named(self, said: Sequence[str], scores: dict[int, float]) -> None:
        """Put forward the entries a question calls by their name."""
        little = small()
        telling = [one for one in said if one not in little]
        for at in range(len(telling)):
            for name, number in self.names.get(telling[at], ()):
                if tuple(telling[at : at + len(name)]) == name:
                    share = len(name) / len(telling) * (_NAMED if self.entries[number].says else _BARE)
                    scores[number] = scores.get(number, 0.0) + share * sum(map(self.rare, name))

    def rare(self, word: str) -> float:
        """Return how much a word tells."""
        known = len(self.filed.get(word, ()))
        return math.log(1 + (len(self.entries) - known + 0.5) / (known + 0.5))

    def score(self, readings: Sequence[Sequence[str]], meant: float) -> dict[int, float]:
        """Return how well entries fit a question, by their number, where they fit at all.

        Each place of the question counts once, by the reading that fits best; what a word stands for counts
        `meant` as much as the word. Entries that fit many places go before those that fit one well.
        """
        scores: dict[int, float] = defaultdict(float)
        places: dict[int, int] = defaultdict(int)
        for place in readings:
            for number, fits in self._place(place, meant).items():
                scores[number] += fits
                places[number] += 1
        return {number: fits * (places[number] / len(readings)) ** _WHOLE for number, fits in scores.items()}

    def _place(self, readings: Sequence[str], meant: float) -> dict[int, float]:
        best: dict[int, float] = {}
        for word in readings:
            held = self.filed.get(word)
            if held:
                tells = self.rare(word) * (meant if word.startswith(MARK) else 1.0)
                for number, fits in held.items():
                    best[number] = max(best.get(number, 0.0), tells * fits)
        return best


def made(of: Sequence[Entry]) -> Index:
    """File entries."""
    before: dict[str, Counter[str]] = {}
    counted = [_counted(one.texts, before) for one in of]
    sizes = [_size(each) for each in counted]
    usual = sum(sizes) / max(len(sizes), 1) or 1.0
    filed: dict[str, dict[int, float]] = defaultdict(dict)
    for number, counts in enumerate(counted):
        held_back = _OFTEN * (1 - _LONG + _LONG * sizes[number] / usual)
        for word, count in counts.items():
            filed[word][number] = count * (_OFTEN + 1) / (count + held_back)
    shown = tuple(replace(one, texts=(), names=()) for one in of)
    return Index(entries=shown, filed=dict(filed), names=_names(of))


def shipped() -> Index:
    """File what ships; that is kept until a table or a line beside this changes."""
    place = Path(__file__)
    return convert(derived(place.with_suffix(""), _source(place.parent), _shipped), Index)


def _source(folder: Path) -> bytes:
    """Return all that decides what is filed, and how."""
    files = sorted(one for one in folder.rglob("*") if one.suffix in _SOURCES)
    return b"\0".join(one.read_bytes() for one in files)


def _shipped() -> dict[str, Any]:
    found: dict[str, Any] = to_builtins(made(entries()), str_keys=False)
    return found


def _names(of: Sequence[Entry]) -> dict[str, list[tuple[tuple[str, ...], int]]]:
    little = small()
    filed: dict[str, list[tuple[tuple[str, ...], int]]] = defaultdict(list)
    for number, one in enumerate(of):
        called = (tuple(word for word in words(each) if word not in little) for each in one.names)
        for name in dict.fromkeys(called):
            if name:
                filed[name[0]].append((name, number))
    return dict(filed)


def _counted(texts: Iterable[tuple[float, str]], before: dict[str, Counter[str]]) -> dict[str, float]:
    """Weigh what texts say; many techniques share a sentence, which is taken apart once."""
    counts: dict[str, float] = defaultdict(float)
    for weight, text in texts:
        if not weight:
            continue
        taken = before.get(text)
        if taken is None:
            taken = before[text] = _taken(text)
        for word, times in taken.items():
            counts[word] += weight * times
    return counts


def _taken(text: str) -> Counter[str]:
    said = list(words(text))
    little = small()
    counts = Counter(word for word in said if word not in little)
    counts.update(set(about(said)))
    return counts


def _size(counts: Mapping[str, float]) -> float:
    return sum(count for word, count in counts.items() if not word.startswith(MARK))
