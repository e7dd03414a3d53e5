"""What plans remember: of values and of rules, bounded over all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from vedette.hunt.sigma.clauses import Clause, clause_of
from vedette.hunt.sigma.nodes import Node, fields_of

MEMO_TOTAL: Final = 16_000_000
"""Characters remembered over all plans; then all is forgotten, and learnt again."""
_FACTS_KEPT: Final = 20_000


class Facts(NamedTuple):
    """What is known of a tree."""

    node: Node
    clause: Clause | None
    fields: frozenset[str]


@dataclass(slots=True)
class Memory:
    """How much all plans together remember."""

    chars: int = 0
    memos: list[dict[Any, Any]] = field(default_factory=list)
    _facts: dict[int, Facts] = field(default_factory=dict)
    _told: dict[int, tuple[Node, Clause | None, Iterable[str]]] = field(default_factory=dict)

    def facts(self, node: Node) -> Facts:
        """Say of a tree what is needed to index it: found out once, not once a plan."""
        known = self._facts.get(id(node))
        if known is not None and known.node is node:
            return known
        if len(self._facts) > _FACTS_KEPT:
            self._facts.clear()
        told = self._told.get(id(node))
        if told is not None and told[0] is node:
            found = Facts(node, told[1], frozenset(told[2]) or fields_of(node))
        else:
            found = Facts(node, clause_of(node), fields_of(node))
        self._facts[id(node)] = found
        return found

    def know(self, node: Node, clause: Clause | None, fields: Iterable[str]) -> None:
        """Take in what was found out when rules were loaded; no fields where nobody did."""
        self._told[id(node)] = (node, clause, fields)

    def took(self, chars: int) -> None:
        """Count what was remembered; forget all when it is too much."""
        self.chars += chars + 100
        if self.chars > MEMO_TOTAL:
            for memo in self.memos:
                memo.clear()
            self.chars = 0
