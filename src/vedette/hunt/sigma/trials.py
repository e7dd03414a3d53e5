"""One rule as it is for one kind of event."""

from __future__ import annotations

from vedette.hunt.sigma.closures import Holds, late
from vedette.hunt.sigma.nodes import Node
from vedette.hunt.sigma.values import Look


class Case:
    """One rule as it is for one kind of event: compiled when looked at, and no further than that."""

    __slots__ = ("_holds", "node", "rule", "sure")

    def __init__(self, rule: int, node: Node) -> None:
        self.rule = rule
        self.node = node
        self.sure = ""
        """The field its clause is in, where there is one: what an index found there mostly holds."""
        self._holds: Holds | None = None

    def holds(self, look: Look) -> bool:
        """Tell whether the rule holds."""
        if self._holds is None:
            self._holds = late(self.node, self.sure)
        return self._holds(look)
