"""Expressions of VBA and VBScript as a tree; what is missing is a node of kind `missing`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vedette.triage.layers.tracing.tree import Node
from vedette.triage.layers.vba.tokens import Token

if TYPE_CHECKING:
    from collections.abc import Sequence

PRECEDENCE: Final = {
    "imp": 1, "eqv": 2, "xor": 3, "or": 4, "and": 5,
    "=": 7, "<>": 7, "<": 7, ">": 7, "<=": 7, ">=": 7, "is": 7, "like": 7,
    "&": 8, "+": 9, "-": 9, "mod": 10, "\\": 11, "*": 12, "/": 12, "^": 14,
}  # fmt: skip
_NOT: Final = 6
_MINUS: Final = 13
DEEPEST: Final = 60
_NOTHING: Final = Token("end", "", 0, 0)
_STOPS: Final = frozenset("then else to step goto gosub".split())  # noqa: SIM905  a list of words


class TooDeep(Exception):
    """Brackets lie too deep within one another."""


class Expressions:
    """Words and where we are in them."""

    def __init__(self, words: Sequence[Token]) -> None:
        self.words = words
        self.at = 0
        self.depth = 0

    def peek(self, ahead: int = 0) -> Token:
        """Return a word that comes, without passing it."""
        at = self.at + ahead
        return self.words[at] if at < len(self.words) else _NOTHING

    def next(self) -> Token:
        """Pass a word."""
        word = self.peek()
        self.at = min(self.at + 1, len(self.words))
        return word

    def passes(self, *texts: str) -> bool:
        """Pass the next word if it is one of these."""
        word = self.peek()
        if word.text in texts and word.kind in ("name", "mark"):
            self.at += 1
            return True
        return False

    def expression(self, least: int = 1) -> Node:
        """Read an expression."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise TooDeep
        left = self._prefixed(least)
        while (found := PRECEDENCE.get(self._operator(), 0)) >= least:
            left = self._chain(left, found)
        self.depth -= 1
        return left

    def _operator(self) -> str:
        word = self.peek()
        return word.text if word.kind in ("mark", "name") else ""

    def _chain(self, left: Node, precedence: int) -> Node:
        operands, operators = [left], []
        while PRECEDENCE.get(self._operator()) == precedence:
            operators.append(self.next().text)
            operands.append(self.expression(precedence + 1))
        return Node("binary", (left.start, operands[-1].end), " ".join(operators), operands)

    def _prefixed(self, least: int) -> Node:
        word = self.peek()
        if word.kind == "name" and word.text == "not":
            self.next()
            inner = self.expression(_NOT)
            return Node("unary", (word.start, inner.end), "not", (inner,))
        if word.kind == "mark" and word.text in "+-":
            self.next()
            inner = self.expression(max(_MINUS, least))
            return Node("unary", (word.start, inner.end), word.text, (inner,))
        return self.chain()

    def chain(self) -> Node:
        """Read a value and the members and brackets behind it."""
        first = self._primary()
        links: list[Node] = []
        while (link := self._link(first)) is not None:
            links.append(link)
        return Node("chain", (first.start, links[-1].end), "", [first, *links]) if links else first

    def _link(self, first: Node) -> Node | None:
        word, following = self.peek(), self.peek(1)
        before = self.words[self.at - 1] if self.at else _NOTHING
        if word.kind != "mark" or first.kind == "missing":
            return None
        if word.text == "(" and first.kind != "text":
            self.next()
            arguments = self.arguments(")")
            return Node("call", (word.start, self.words[self.at - 1].end), "", arguments)
        joined = word.start == before.end
        if word.text in ".!" and following.kind == "name" and (joined or first.kind == "with"):
            self.at += 2
            return Node("member", (word.start, following.end), following.text)
        return None

    def arguments(self, ender: str) -> list[Node]:
        """Read arguments up to a closing bracket, or to the end of the statement."""
        made: list[Node] = []
        while True:
            word = self.peek()
            if word.kind == "end" or (word.text == ender and word.kind == "mark"):
                break
            if word.text in (",", ";") and word.kind == "mark":
                self.next()
                following = self.peek()
                if not made or (following.text in (",", ";") and following.kind == "mark"):
                    made.append(Node("missing", (word.start, word.start)))
                continue
            before = self.at
            made.append(self._argument())
            if self.at == before:
                break
        if ender and self.peek().text == ender:
            self.next()
        return made

    def _argument(self) -> Node:
        word, following = self.peek(), self.peek(1)
        if word.kind == "name" and following.text == ":=":
            self.at += 2
            value = self.expression()
            return Node("named", (word.start, value.end), word.text, (value,))
        if word.kind == "name" and word.text in ("byval", "byref") and following.kind == "name":
            self.next()
        return self.expression()

    def _primary(self) -> Node:
        word = self.peek()
        span = (word.start, word.end)
        if word.kind in ("text", "number"):
            self.next()
            return Node(word.kind, span, word.text)
        if word.kind == "name" and word.text not in _STOPS and word.text not in PRECEDENCE:
            return self._named(span)
        if word.kind == "mark" and word.text == "(":
            self.next()
            inner = self.expression()
            end = self.peek().end if self.passes(")") else inner.end
            return Node("paren", (word.start, end), "", (inner,))
        if word.kind == "mark" and word.text == "." and self.peek(1).kind == "name":
            return Node("with", (word.start, word.start))
        return Node("missing", (word.start, word.start))

    def _named(self, span: tuple[int, int]) -> Node:
        word = self.next()
        if word.text == "new" and self.peek().kind == "name":
            return self._new(span)
        return Node("variable", span, word.text)

    def _new(self, span: tuple[int, int]) -> Node:
        name, end = self.peek().text, self.next().end
        while self.peek().text == "." and self.peek(1).kind == "name":
            name += f".{self.peek(1).text}"
            end = self.peek(1).end
            self.at += 2
        return Node("new", (span[0], end), name)
