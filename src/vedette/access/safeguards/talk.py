"""What a text talks about: which class of capability, and how much of harm. Weighted words in, numbers out.

Where attackers and defenders say the same, these numbers are the same for both: they lead to questions only.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from msgspec import Struct, convert

from vedette.access.safeguards.phrases import Phrases

_STRONG: Final = 3
_WEAK: Final = 1
_ENOUGH: Final = 6
"""Weight from which a topic can be called clear: two strong phrases."""
_HARM: Final = 14
"""Points of intent for each unit of weight that speaks of harm …"""
_CARE: Final = 12
"""… and what is taken off for each that speaks of care."""
_ALL: Final = 100
_REPEATED: Final = 3
"""Times one phrase counts for a topic; once for harm and care: who says a word again means no more of it."""
_MOOD: Final = frozenset({"harm", "care"})
_STEM: Final = 5
"""Letters by which words are taken for forms of one."""


class Words(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Phrases, by how much they say."""

    strong: tuple[str, ...]
    weak: tuple[str, ...]


class Topic(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A class of capability, as people talk about it."""

    risk: str
    strong: tuple[str, ...]
    weak: tuple[str, ...]
    found: tuple[str, ...]
    other: tuple[str, ...]


class Example(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text for the tests."""

    text: str


class Table(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All the words."""

    topic: tuple[Topic, ...]
    harm: Words
    care: Words
    harmful: tuple[Example, ...]
    harmless: tuple[Example, ...]


class Talk(NamedTuple):
    """What a text talks about."""

    intent: int
    topic: str
    sure: int


@cache
def table() -> Table:
    """Return the words, as they lie beside this file."""
    text = (files("vedette.access.safeguards") / "talk.toml").read_text("utf-8")
    return convert(tomllib.loads(text), Table)


@cache
def _phrases() -> tuple[Phrases, dict[str, int]]:
    words = table()
    groups: dict[str, tuple[str, ...]] = {}
    weights: dict[str, int] = {}
    topics = {one.risk: Words(strong=one.strong, weak=one.weak) for one in words.topic}
    for name, one in (topics | {"harm": words.harm, "care": words.care}).items():
        for weight, phrases in ((_STRONG, one.strong), (_WEAK, one.weak)):
            groups[f"{name} {weight}"] = phrases
            weights[f"{name} {weight}"] = weight
    return Phrases(groups), weights


def talk(sentences: Iterable[Sequence[str]]) -> Talk:
    """Say what sentences (as words) talk about."""
    phrases, weights = _phrases()
    seen: Counter[tuple[str, str]] = Counter()
    weighed: Counter[str] = Counter()
    for sentence in sentences:
        for one in phrases.find(sentence):
            about = one.group.partition(" ")[0]
            said = about, sentence[one.start][:_STEM]
            seen[said] += 1
            if seen[said] <= (1 if about in _MOOD else _REPEATED):
                weighed[about] += weights[one.group]
    intent = _HARM * weighed.pop("harm", 0) - _CARE * weighed.pop("care", 0)
    topic, sure = _topic(weighed)
    return Talk(max(0, min(_ALL, intent)), topic, sure)


def _topic(weighed: Counter[str]) -> tuple[str, int]:
    """Return the class that is talked about most, and how clearly it is."""
    ranked = weighed.most_common(2)
    if not ranked:
        return "", 0
    name, best = ranked[0]
    second = ranked[1][1] if len(ranked) > 1 else 0
    sure = _ALL * (best - second) * min(best, _ENOUGH) // (best * _ENOUGH)
    return (name, sure) if sure else ("", 0)
