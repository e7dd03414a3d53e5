"""What words mean beyond how they are spelt: the things everyday words and terms of security stand for alike.

`everyday.toml` says which words and phrases mean the same. What a text is about is the set of those: two
texts that share no word can be about the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

from msgspec import convert

from vedette.core.tables import table
from vedette.knowledge.searchwords import words

MARK: Final = "="
"""Before the name of what a text is about, which is filed like a word."""
Phrases = Mapping[str, Sequence[tuple[tuple[str, ...], str]]]


def about(said: Sequence[str]) -> Iterator[str]:
    """Yield what words without their endings stand for, as often as they do."""
    phrases = _phrases()
    for at, word in enumerate(said):
        if word in phrases:
            yield from _beginning(said, at)


def readings(said: Sequence[str], little: frozenset[str]) -> tuple[tuple[str, ...], ...]:
    """Return for each place in a question what it can be read as: its word, and what it stands for."""
    found = (
        (() if word in little else (word,)) + tuple(_beginning(said, at)) for at, word in enumerate(said)
    )
    return tuple(dict.fromkeys(one for one in found if one))


def _beginning(said: Sequence[str], at: int) -> Iterator[str]:
    for phrase, name in _phrases().get(said[at], ()):
        if len(phrase) == 1 or tuple(said[at : at + len(phrase)]) == phrase:
            yield name


@lru_cache(maxsize=1)
def _phrases() -> Phrases:
    """File every phrase under its first word."""
    filed: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for name, members in groups().items():
        for phrase in {tuple(words(one)) for one in members}:
            filed.setdefault(phrase[0], []).append((phrase, MARK + name))
    return filed


def groups() -> Mapping[str, Sequence[str]]:
    """Return the words and phrases that mean the same."""
    return convert(table("vedette.knowledge", "everyday.toml"), dict[str, list[str]])
