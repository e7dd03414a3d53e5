"""The words the gates look for, by language: `words.toml`, read once and made ready to be found."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Final

from msgspec import Struct, convert

from vedette.agents.gates.written import Phrases, tokens
from vedette.core.tables import table
from vedette.explain.checking.plain import stem
from vedette.explain.words.texts import LANGUAGES, Slot, load

DOING: Final = ("kept", "told", "approved")
"""States that are about the response rather than about a thing it was done to."""


class Spelt(Struct, frozen=True, forbid_unknown_fields=True):
    """A number in words."""

    value: int
    words: tuple[str, ...]


class Numbers(Struct, frozen=True, forbid_unknown_fields=True):
    """Words that are numbers."""

    spelt: tuple[Spelt, ...]
    vague: frozenset[str]
    counted: frozenset[str]
    """What a bare count may be said of."""
    percent: frozenset[str]
    shares: frozenset[str]
    only: dict[str, str]
    """Words that are a number in one language only."""

    def value(self, word: str, language: str) -> Decimal | None:
        """Return the number a word is in a language."""
        if self.only.get(word, language) != language:
            return None
        return next((Decimal(one.value) for one in self.spelt if word in map(str.casefold, one.words)), None)


class Unit(Struct, frozen=True, forbid_unknown_fields=True):
    """What is measured: words of fields that hold it, and the size of each unit of it."""

    labels: frozenset[str]
    sizes: dict[str, int]


class Lexicon(Struct, frozen=True, forbid_unknown_fields=True):
    """All of it."""

    numbers: Numbers
    units: dict[str, Unit]
    states: dict[str, dict[str, tuple[str, ...]]]
    may: dict[str, dict[str, frozenset[str]]]
    verdicts: dict[str, dict[str, tuple[str, ...]]]
    severities: dict[str, dict[str, tuple[str, ...]]]
    roles: dict[str, frozenset[str]]

    def unit(self, word: str) -> tuple[Unit, Decimal] | None:
        """Return what a word measures, and how large one of it is."""
        found = (one for one in self.units.values() if word in one.sizes)
        return next(((one, Decimal(one.sizes[word])) for one in found), None)


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Read it, once."""
    return convert(table("vedette.agents.gates", "words.toml"), Lexicon)


@lru_cache(maxsize=16)
def phrases(table: str, language: str) -> Phrases:
    """Return the phrases of a table in a language and in English, which models fall back to."""
    tables: Mapping[str, Mapping[str, Mapping[str, tuple[str, ...]]]] = {
        "states": lexicon().states,
        "verdicts": lexicon().verdicts,
        "severities": lexicon().severities,
    }
    spoken = dict.fromkeys((known(language), "en"))
    return Phrases((name, rows) for one in spoken for name, rows in tables[table][one].items())


def known(language: str) -> str:
    """Return a language there are words of."""
    return language if language in LANGUAGES else "en"


@lru_cache(maxsize=4)
def vocabulary(language: str) -> frozenset[str]:
    """Return the stems of all words our own texts of a language are made of."""
    texts = load(known(language))
    found: set[str] = set()
    for variants in texts.rows.values():
        for variant in variants:
            for part in variant:
                said = (part.one or "", part.many) if isinstance(part, Slot) else (part,)
                found.update(stem(word) for text in said for word in tokens(text))
    return frozenset(found)
