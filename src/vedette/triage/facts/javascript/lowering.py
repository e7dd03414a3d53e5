"""JavaScript's syntax tree on its way to the intermediate form: places, texts, and what has to come first."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from vedette.lang import ir
from vedette.lang.ir import Block, Node

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

Expression = Callable[["Lowering", "Syntax"], Node]
Statement = Callable[["Lowering", "Syntax", list[Node]], None]
_SHORT: Final = 512
"""Bytes of a function that is lowered whatever it holds."""
_MODULE: Final = 1 << 16
"""Bytes of a function that may be one module of a bundle, and not the wrapper of many."""
_FIRST: Final = {"function_declaration", "generator_function_declaration", "import_statement"}
_NOTHING: Final = {"comment", "empty_statement", ";", "hash_bang_line", "html_comment"}


class Lowering:
    """One file. What an expression assigns on its way becomes a statement before it."""

    def __init__(
        self, source: bytes, expressions: Mapping[str, Expression], statements: Mapping[str, Statement]
    ) -> None:
        self._source = source
        self._expressions = expressions
        self._statements = statements
        self.before: list[Node] = []
        self.declares: str | None = "let"
        """What an assignment is marked with: `let` where it declares its names."""
        self.telling: Sequence[int] | None = None
        """Places of words in a bundle, in order; None where all of a file is lowered."""
        self._whole = 0
        """Where the function ends that is lowered whole, for it holds such a word."""

    def at(self, node: Syntax) -> int:
        """Return a node's place."""
        start = node.start_byte
        length = node.end_byte - start
        if length > ir.LENGTH_MAX:  # noqa: PLR1730  asked for each node: `min` takes thrice as long
            length = ir.LENGTH_MAX
        return start << ir.LENGTH_BITS | length

    def text(self, node: Syntax) -> str:
        """Return a node's text."""
        return self._source[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def quiet(self, node: Syntax) -> bool:
        """Tell whether a function of a bundle need not be lowered: it holds no word, nor does what holds it.

        A function of the size of a module that holds a word is lowered whole; a larger one only wraps others.
        """
        size = node.end_byte - node.start_byte
        if self.telling is None or size < _SHORT or node.start_byte < self._whole:
            return False
        if bisect_left(self.telling, node.start_byte) == bisect_left(self.telling, node.end_byte):
            return True
        if size <= _MODULE:
            self._whole = node.end_byte
        return False

    def none(self, node: Syntax) -> Node:
        """Return an expression that says nothing."""
        return (ir.CONST, self.at(node), None)

    def expression(self, node: Syntax | None) -> Node:
        """Lower an expression; one nobody knows keeps its parts."""
        if node is None:
            return (ir.CONST, 0, None)
        known = self._expressions.get(node.type)
        if known is not None:
            return known(self, node)
        return (ir.UNKNOWN, self.at(node), tuple(self.expression(one) for one in node.named_children))

    def statement(self, node: Syntax, out: list[Node]) -> None:
        """Lower a statement, after what its expressions assign."""
        if node.type in _NOTHING:
            return
        saved, self.before = self.before, []
        made: list[Node] = []
        try:
            known = self._statements.get(node.type)
            if known is not None:
                known(self, node, made)
            else:
                made.append((ir.EXPR, self.at(node), self.expression(node)))
        except RecursionError:
            made = []
        out += [*self.before, *made]
        self.before = saved

    def block(self, node: Syntax | None) -> Block:
        """Lower statements; functions come first, as they are known above where they stand."""
        out: list[Node] = []
        if node is None:
            return ()
        inner = node.named_children if node.type in {"statement_block", "program", "ERROR"} else [node]
        for one in sorted(inner, key=lambda child: child.type not in _FIRST):
            self.statement(one, out)
        return tuple(out)

    def body(self, node: Syntax | None, first: list[Node]) -> Block:
        """Lower a function's body: statements, or one expression that is returned."""
        if node is None:
            return tuple(first)
        if node.type == "statement_block":
            return (*first, *self.block(node))
        saved, self.before = self.before, []
        value = self.expression(node)
        made = (*first, *self.before, (ir.RETURN, self.at(node), value))
        self.before = saved
        return made
