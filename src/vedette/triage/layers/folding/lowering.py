"""From a syntax tree to terms: what every language needs of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from vedette.triage.layers.folding.statements import Block
from vedette.triage.layers.folding.terms import Chain, Opaque, Term

if TYPE_CHECKING:
    from tree_sitter import Node

_DEPTH: Final = 90
"""Terms within terms. Chains of operators count once, however long."""
_OPERANDS: Final = 20_000

Lower = Callable[["Node"], Term]


class Lowering:
    """Turns nodes into terms by a table of the language; what the table lacks is opaque."""

    def __init__(self, source: bytes, most: int = 400_000) -> None:
        self.most = most
        self.source = source
        self.table: dict[str, Lower] = {}
        self._depth = 0
        self.nodes = 0

    def term(self, node: Node | None) -> Term:
        """Return the term of a node."""
        if node is None or self._depth > _DEPTH or self.nodes > self.most:
            return Opaque()
        self._depth += 1
        self.nodes += 1
        try:
            lower = self.table.get(node.type)
            made = self.opaque(node) if lower is None else lower(node)
        finally:
            self._depth -= 1
        if not made.end:
            made.start, made.end = node.start_byte, node.end_byte
        return made

    def terms(self, nodes: list[Node]) -> tuple[Term, ...]:
        """Return the terms of nodes, comments left out."""
        return tuple(self.term(node) for node in nodes if node.type != "comment")

    def opaque(self, node: Node) -> Term:
        """Return a term that is not followed, with what is in it."""
        return Opaque(inner=self.terms(node.named_children))

    def inner(self, node: Node) -> Term:
        """Return the term of the only thing in a node: parentheses and statements around expressions."""
        children = [one for one in node.named_children if one.type != "comment"]
        return self.term(children[0]) if len(children) == 1 else self.opaque(node)

    def field(self, node: Node, name: str) -> Term | None:
        """Return the term of a field, if it is there."""
        child = node.child_by_field_name(name)
        return None if child is None else self.term(child)

    def block(self, node: Node) -> Block:
        """Return statements one after another."""
        return Block(body=self.terms(node.named_children), start=node.start_byte, end=node.end_byte)

    def chain(self, node: Node, kinds: frozenset[str]) -> Term:
        """Return operators with what stands left and right of them; a long chain takes no depth."""
        rest: list[tuple[str, Term]] = []
        while node.type in kinds and len(rest) < _OPERANDS:
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            sign = node.child_by_field_name("operator")
            if left is None or right is None or sign is None:
                break
            rest.append((sign.type, self.term(right)))
            if left.type not in kinds or self.apart(left):
                return Chain(first=self.term(left), rest=tuple(reversed(rest)))
            node = left
        return Chain(first=self.opaque(node), rest=tuple(reversed(rest)))

    def apart(self, node: Node) -> bool:
        """Return whether a node of the kind of a chain is lowered by itself: and, or."""
        del node
        return False

    def text(self, node: Node | None) -> str:
        """Return what stands there."""
        if node is None:
            return ""
        return self.source[node.start_byte : node.end_byte].decode("utf-8", "replace")
