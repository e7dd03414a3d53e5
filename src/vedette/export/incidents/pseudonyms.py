"""Names that must not be read become numbers, the same name the same number, wherever text mentions it.

A name counts where no letter or digit touches it, in any case, and with its dots broken or not.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable
from typing import Final

_TOKEN: Final = re.compile(r"[^\W_]+")
_EDGES: Final = re.compile(r"^[\W_]+|[\W_]+$")
_SHORTEST: Final = 2
"""One letter is no name."""


class Pseudonyms:
    """Gives each thing a number of its sort, and replaces what it was called."""

    def __init__(self, say: Callable[..., str]) -> None:
        self._say = say
        self._numbers: dict[str, dict[str, int]] = defaultdict(dict)
        self._literals: dict[tuple[str, ...], list[tuple[re.Pattern[str], int, str]]] = defaultdict(list)
        self._known: dict[str, str] = {}

    def add(self, sort: str, thing: str, *names: str) -> str:
        """Give a thing its number; whatever of these it is called is replaced. Return what stands for it."""
        instead = self.instead(sort, thing)
        for name in (thing, *names):
            self._learn(name, instead)
        return instead

    def instead(self, sort: str, thing: str) -> str:
        """Return what stands for a thing, without looking for its name in text."""
        return self._say(f"redacted.{sort}", n=self.number(sort, thing))

    def number(self, sort: str, thing: str) -> int:
        """Return the number of a thing, which is new where nobody asked before."""
        numbers = self._numbers[sort]
        return numbers.setdefault(composed(thing).lower(), len(numbers) + 1)

    def replace(self, sort: str, name: str) -> None:
        """Replace a name by a phrase that is the same for all of its sort."""
        self._learn(name, self._say(f"redacted.{sort}"))

    def count(self, *sorts: str) -> int:
        """Count the things of these sorts."""
        return sum(len(self._numbers[sort]) for sort in sorts)

    def text(self, words: str) -> str:
        """Return text without any of the names."""
        tokens = list(_TOKEN.finditer(words))
        lower = [token[0].lower() for token in tokens]
        made: list[str] = []
        end = 0
        for at, token in enumerate(tokens):
            if token.start() < end:
                continue
            # Names that begin alike are told apart by what comes second: host-1, host-2 …
            for key in (tuple(lower[at : at + 2]), (lower[at],)):
                hit = self._hit(key, words, token.start())
                if hit is not None:
                    made += [words[end : token.start()], hit[1]]
                    end = hit[0]
                    break
        return "".join([*made, words[end:]]) if made else words

    def _hit(self, key: tuple[str, ...], words: str, start: int) -> tuple[int, str] | None:
        for pattern, _, instead in self._literals.get(key, ()):
            found = pattern.match(words, start)
            if found is not None:
                return found.end(), instead
        return None

    def _learn(self, name: str, instead: str) -> None:
        literal = _EDGES.sub("", composed(name))
        first = tuple(token.lower() for token in _TOKEN.findall(literal)[:2])
        if not first or len(literal) < _SHORTEST or literal.lower() in self._known:
            return
        self._known[literal.lower()] = instead
        pattern = r"\[?\.\]?".join(map(re.escape, literal.split(".")))
        same = self._literals[first]
        same.append((re.compile(rf"{pattern}(?![^\W_])", re.IGNORECASE), len(literal), instead))
        same.sort(key=lambda one: -one[1])


def composed(text: str) -> str:
    """Return text in which a letter and its accent are one character: names and logs may differ in that."""
    return unicodedata.normalize("NFC", text)
