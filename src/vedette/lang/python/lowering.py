"""The walk itself: a table from node kind to the function that lowers it."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeAlias

from vedette.lang.ir import CONST, LENGTH_BITS, LENGTH_MAX, NAME, Block, Node
from vedette.lang.python.grammar import kind

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

COMMENT: Final = kind("comment")

ExpressionTable: TypeAlias = "defaultdict[int, Callable[[Lowering, Syntax], Node]]"
StatementTable: TypeAlias = "dict[int, Callable[[Lowering, Syntax, list[Node]], None]]"


class Lowering:
    """Lowers the nodes of one file. Holds its text, the two tables, and what is noted on the way."""

    __slots__ = ("_names", "_statements", "by_kind", "called", "source", "yields")

    def __init__(self, source: bytes, expressions: ExpressionTable, statements: StatementTable) -> None:
        self.source = source
        self.yields = False
        self.called: set[str] = set()
        self.by_kind = expressions
        self._statements = statements
        self._names: dict[bytes, str] = {}

    def expression(self, node: Syntax) -> Node:
        """Lower one expression. Where most are lowered this is written out: it is asked of every node."""
        return self.by_kind[node.kind_id](self, node)

    def expressions(self, nodes: list[Syntax]) -> tuple[Node, ...]:
        """Lower several, leaving out comments."""
        table = self.by_kind
        return tuple([table[number](self, node) for node in nodes if (number := node.kind_id) != COMMENT])

    def block(self, node: Syntax) -> Block:
        """Lower the statements of a block."""
        out: list[Node] = []
        table = self._statements
        for child in node.named_children:
            handler = table.get(child.kind_id)
            if handler is not None:
                handler(self, child, out)
        return tuple(out)

    def source_of(self, node: Syntax) -> bytes:
        """Return a node's text as it stands in the file."""
        return self.source[node.start_byte : node.end_byte]

    def name(self, node: Syntax) -> str:
        """Return a node's text; equal names share one string."""
        text = self.source[node.start_byte : node.end_byte]
        return self._names.get(text) or self._first(text)

    def _first(self, text: bytes) -> str:
        """Return a name that was not met before."""
        known = self._names[text] = sys.intern(text.decode("utf-8", "replace"))
        return known

    def identifier(self, node: Syntax) -> Node:
        """Lower a name: `at` and `name` at once, for one node in three is one."""
        start, end = node.start_byte, node.end_byte
        text = self.source[start:end]
        length = end - start
        place = start << LENGTH_BITS | (length if length < LENGTH_MAX else LENGTH_MAX)  # noqa: FURB136  as in `at`
        return (NAME, place, self._names.get(text) or self._first(text))

    @staticmethod
    def at(node: Syntax) -> int:
        """Return where a node stands: `lang.ir.at`, written out, for it is asked of every node."""
        start = node.start_byte
        length = node.end_byte - start
        return start << LENGTH_BITS | (length if length < LENGTH_MAX else LENGTH_MAX)  # noqa: FURB136  faster


def parts(node: Syntax) -> list[Syntax]:
    """Return the named children that are not comments."""
    children = node.named_children
    for child in children:
        if child.kind_id == COMMENT:  # seldom: most lists need not be made a second time
            return [child for child in children if child.kind_id != COMMENT]
    return children


def pair(node: Syntax, first: int, second: int) -> tuple[Syntax, Syntax]:
    """Return the two children of what always has two, by their fields: half the time a list of all takes.

    What the parser mended, and kinds without these fields, have them at the ends.
    """
    one, other = node.child_by_field_id(first), node.child_by_field_id(second)
    if one is None or other is None:
        children = parts(node)
        return children[0], children[-1]
    return one, other


def none(place: int) -> Node:
    """Return the constant None, standing at a place."""
    return (CONST, place, None)
