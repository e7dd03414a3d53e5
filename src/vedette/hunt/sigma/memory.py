"""What plans remember: of values and of rules, bounded over all of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from vedette.hunt.sigma.clauses import ByField, clauses_of
from vedette.hunt.sigma.nodes import Node, fields_of

MEMO_TOTAL: Final = 16_000_000
"""Characters remembered over all plans; then all is forgotten, and learnt again."""
DULL_TOTAL: Final = 300_000
"""Characters of texts without keywords: far fewer, for many of them never come again."""


class Facts(NamedTuple):
    """What is needed to index a tree."""

    clauses: tuple[ByField, ...]
    """Of each something must be seen; none of a tree that must always be looked at."""
    fields: frozenset[str]
    """All it asks for."""

    def elsewhere(self, names: Mapping[str, str], also: Node | None) -> Facts:
        """Say the same of a place where fields are called otherwise, and something must hold besides."""
        clauses, fields = self.clauses, self.fields
        if not fields.isdisjoint(names):
            fields = frozenset(names.get(name, name) for name in fields)
            clauses = tuple(tuple((names.get(name, name), held) for name, held in one) for one in clauses)
        if also is not None:
            fields |= fields_of(also)
            clauses = clauses or clauses_of(also)
        return Facts(clauses, fields)


def facts_of(node: Node) -> Facts:
    """Find out about a tree what nobody found out when rules were loaded."""
    return Facts(clauses_of(node), fields_of(node))


@dataclass(slots=True)
class Memory:
    """How much all plans together remember."""

    chars: int = 0
    memos: list[dict[Any, Any]] = field(default_factory=list)
    dull: dict[tuple[str, ...], set[str]] = field(default_factory=dict)
    """By what was looked for, texts in which nothing of it was found."""
    dull_chars: int = 0

    def took(self, chars: int) -> None:
        """Count what was remembered; forget all when it is too much."""
        self.chars += chars + 100
        if self.chars > MEMO_TOTAL:
            for memo in self.memos:
                memo.clear()
            self.chars = 0

    def dull_of(self, words: tuple[str, ...]) -> set[str]:
        """Return the texts in which none of some words was found: the same, whoever looks for them."""
        return self.dull.setdefault(words, set())

    def took_dull(self, chars: int) -> None:
        """Count a text without keywords; forget all those when it is too much."""
        self.dull_chars += chars + 100
        if self.dull_chars > DULL_TOTAL:
            for texts in self.dull.values():
                texts.clear()
            self.dull_chars = 0
