"""One rule as it is for one kind of event."""

from __future__ import annotations

from vedette.hunt.sigma.closures import Holds, late
from vedette.hunt.sigma.memory import Facts, facts_of
from vedette.hunt.sigma.nodes import Node, all_of, renamed
from vedette.hunt.sigma.rules import Gate
from vedette.hunt.sigma.values import Look


class Case:
    """One rule as it is for one kind of event: compiled when looked at, and no further than that."""

    __slots__ = ("_gate", "_holds", "_node", "facts", "rule")

    def __init__(self, rule: int, node: Node, facts: Facts | None = None, gate: Gate | None = None) -> None:
        """Take a rule's tree, and the gate it came through where fields are called otherwise behind it."""
        self.rule = rule
        self.facts = facts or facts_of(node)
        self._node = node
        self._gate = gate
        self._holds: Holds | None = None

    @property
    def same(self) -> tuple[int, int, int]:
        """What is equal for cases that ask the same, as long as both are there."""
        return self.rule, id(self._node), id(self._gate)

    @property
    def node(self) -> Node:
        """What it asks, with fields as they are called here."""
        if self._gate is not None:
            self._node, self._gate = elsewhere(self._node, self._gate), None
        return self._node

    def holds(self, look: Look) -> bool:
        """Tell whether the rule holds."""
        if self._holds is None:
            self._holds = late(self.node, frozenset(name for one in self.facts.clauses for name, _ in one))
        return self._holds(look)


def elsewhere(node: Node, gate: Gate) -> Node:
    """Give a rule's tree as it is behind a gate."""
    if gate.names:
        node = renamed(node, gate.names)
    return node if gate.also is None else all_of((gate.also, node))
