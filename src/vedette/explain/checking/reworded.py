"""A sentence of ours in other words: the same words in the same order, but for those that mean the same.

What may change stands in a table of phrases that mean the same (`alike.toml`); small words of no meaning come
and go; a time may move between the beginning and the end. Nothing else: a word, name or number that came or
went, a "not", a "may" or a "tried to" that was lost would make another statement of it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from msgspec import Struct, convert

from vedette.core.tables import table
from vedette.explain.checking.plain import is_literal, normal, tokens

_SPAN: Final = 6
"""Words a gap of a phrase holds, at most."""
_LONGEST: Final = 12
"""Words of a time that may move."""
_KEPT: Final = 256
"""Sentences remembered: one of ours is held against several."""
_ENDS: Final = re.compile(r",\s|[.;]\s|:\s")
_EDGES: Final = ".,;:!?()[]{}\"'“”„«»…"
_SPOKEN: Final = re.compile(r"[.!?;](?=\s|$)")


class _Alike(Struct, frozen=True, forbid_unknown_fields=True):
    idle: frozenset[str]
    times: frozenset[str]
    """Words a time begins with."""
    same: tuple[tuple[str, ...], ...]


class _Known(Struct, frozen=True):
    alike: _Alike
    patterns: tuple[tuple[re.Pattern[str], str], ...]


def fault_of(text: str, original: str, language: str) -> str:
    """Say in what a sentence says something else than the one it re-words; nothing where it does not."""
    if name := _recased(text, original, language):
        return f"{name!a} is not how the sentence it re-words writes it"
    said, meant = _settled(text, language), _settled(original, language)
    if said == meant or said in _moved(original, language) or meant in _moved(text, language):
        return ""
    came = next((one for one in said if one not in meant), "")
    went = next((one for one in meant if one not in said), "")
    if came:
        return f"{came!a} is not in the sentence it re-words"
    if went:
        return f"{went!a} of the sentence it re-words is gone"
    return "its words stand in another order than in the sentence it re-words"


def _recased(text: str, original: str, language: str) -> str:
    """Return a name that is written otherwise: GW1 for gw1. In German any word may have a capital."""
    held = set(_words(original))
    for sentence in _SPOKEN.split(normal(text)):
        for at, word in enumerate(_words(sentence)):
            capital = at > 0 and word != word.lower() and language != "de"
            if word not in held and (is_literal(word) or capital) and word.lower() in map(str.lower, held):
                return word
    return ""


def _words(text: str) -> list[str]:
    return [one.strip(_EDGES) for one in normal(text).split()]


@lru_cache(maxsize=_KEPT)
def _settled(text: str, language: str) -> tuple[str, ...]:
    """Return the words that mean something, of phrases that mean the same always the first."""
    known = _known(language)
    line = f" {' '.join(tokens(text))} "
    for pattern, first in known.patterns:
        line = pattern.sub(first, line)
    return tuple(one for one in line.split() if one not in known.alike.idle)


@lru_cache(maxsize=_KEPT)
def _moved(text: str, language: str) -> frozenset[tuple[str, ...]]:
    """Return the words of a sentence with the time it begins with at its end."""
    known = _known(language)
    found: set[tuple[str, ...]] = set()
    line = normal(text).strip()
    if _SPOKEN.search(line.rstrip(".!?")):
        return frozenset()
    for match in _ENDS.finditer(line):
        first = line[: match.start()]
        head = tokens(first)
        if head and len(head) <= _LONGEST and head[0] in known.alike.times and any(map(str.isdigit, first)):
            found.add(_settled(f"{line[match.end() :].rstrip('.')} {first}", language))
    return frozenset(found)


@lru_cache(maxsize=4)
def _known(language: str) -> _Known:
    tables = convert(table("vedette.explain.words", "alike.toml"), dict[str, _Alike])
    alike = tables[language]
    rows = [(phrase, row[0]) for row in alike.same for phrase in row[1:]]
    ordered = sorted(rows, key=lambda one: -len(one[0]))
    return _Known(alike, tuple((_pattern(phrase), _template(first)) for phrase, first in ordered))


def _pattern(phrase: str) -> re.Pattern[str]:
    """Return what finds a phrase between words; `_` is a gap of some words."""
    parts = [rf"((?:\S+ ){{1,{_SPAN}}}?)" if one == "_" else f"{re.escape(one)} " for one in phrase.split()]
    return re.compile(rf"(?<= ){''.join(parts)}")


def _template(phrase: str) -> str:
    return "".join(r"\1" if one == "_" else f"{one} " for one in phrase.split())
