"""What plans remember: of values and of rules, bounded over all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from vedette.hunt.sigma.clauses import Clause, Clue, clause_of
from vedette.hunt.sigma.nodes import Node, fields_of

MEMO_TOTAL: Final = 16_000_000
"""Characters remembered over all plans; then all is forgotten, and learnt again."""


class Facts(NamedTuple):
    """What is needed to index a tree."""

    clues: tuple[tuple[str, Clause], ...] | None
    """The clause, by field; None where it has none."""
    fields: frozenset[str]
    """All it asks for."""

    def elsewhere(self, names: Mapping[str, str], also: Node | None) -> Facts:
        """Say the same of a place where fields are called otherwise, and something must hold besides."""
        clues, fields = self.clues, self.fields
        if not fields.isdisjoint(names):
            fields = frozenset(names.get(name, name) for name in fields)
            if clues is not None:
                clues = tuple((names.get(name, name), held) for name, held in clues)
        if also is not None:
            fields |= fields_of(also)
            clues = clues or by_field(clause_of(also))
        return Facts(clues, fields)


def facts_of(node: Node, clause: Clause | None = None, fields: Iterable[str] = ()) -> Facts:
    """Find out about a tree what nobody found out when rules were loaded."""
    return Facts(by_field(clause or clause_of(node)), frozenset(fields) or fields_of(node))


def by_field(clause: Clause | None) -> tuple[tuple[str, Clause], ...] | None:
    """Sort the clues of a clause by the field they are in."""
    if clause is None:
        return None
    found: dict[str, list[Clue]] = {}
    for clue in clause:
        if clue.field in found:
            found[clue.field].append(clue)
        else:
            found[clue.field] = [clue]
    return tuple((name, tuple(clues)) for name, clues in found.items())


@dataclass(slots=True)
class Memory:
    """How much all plans together remember."""

    chars: int = 0
    memos: list[dict[Any, Any]] = field(default_factory=list)

    def took(self, chars: int) -> None:
        """Count what was remembered; forget all when it is too much."""
        self.chars += chars + 100
        if self.chars > MEMO_TOTAL:
            for memo in self.memos:
                memo.clear()
            self.chars = 0
