"""PowerShell's expressions: what is missing is a node of kind `missing`, never an exception."""

from __future__ import annotations

import re
from typing import Final

from vedette.core.expressions import expression
from vedette.triage.layers.powershell.reader import DOUBLE, SINGLE, VARIABLE, Reader
from vedette.triage.layers.tracing.tree import Node

_COMPARE: Final = [
    "eq",
    "ne",
    "gt",
    "ge",
    "lt",
    "le",
    "like",
    "notlike",
    "match",
    "notmatch",
    "replace",
    "split",
    "contains",
    "notcontains",
    "in",
    "notin",
]
PRECEDENCE: Final[dict[str, int]] = {
    "-and": 1, "-or": 1, "-xor": 1,
    "-band": 2, "-bor": 2, "-bxor": 2,
    **{f"-{mark}{word}": 3 for word in _COMPARE for mark in ("", "c", "i")},
    "-join": 3, "-is": 3, "-isnot": 3, "-as": 3, "-shl": 3, "-shr": 3,
    "+": 4, "-": 4, "*": 5, "/": 5, "%": 5, "-f": 6, "..": 7,
}  # fmt: skip
_OPERATOR: Final = expression(r"[-–—]{1}[A-Za-z]+|\.\.|[-+*/%–—](?![-+=])|[-–—](?=\d)")  # noqa: RUF001  dashes it takes
_OPERATES: Final = frozenset("-–—.+*/%")  # noqa: RUF001
"""How an operator between two values begins."""
UNARY: Final = frozenset("-–—+!,")  # noqa: RUF001
"""How an operator before a value begins."""
_UNARY: Final = expression(r"[-–—](?:not|bnot|join|csplit|isplit|split)\b|\+\+|--|[!,+–—-]", re.IGNORECASE)  # noqa: RUF001
NUMBER: Final = expression(
    r"(?:0x[0-9a-f]+|\d+(?:\.\d+)?(?:e[+-]?\d+)?|\.\d+)(?:u?[yslnd]|ul)?(?:[kmgtp]b)?(?!\w)", re.IGNORECASE
)
_TYPE: Final = expression(r"[\w.,`+*\s\[\]]{0,300}")
_MEMBER: Final = expression(r"[\w`]+")
_STARTS_MEMBER: Final = expression(rf"\.(?=[A-Za-z_`(${SINGLE}{DOUBLE}])|::\s*")
_ATTRIBUTE: Final = expression(r"\[\s*[\w.]+\s*\(")
_NAME: Final = expression(r"[\w.\\:/-]+")
_KEY: Final = expression(r"[\w-]+(?=\s*=)")


class Expressions(Reader):
    """Reads values and what is reckoned from them."""

    def expression(self) -> Node:
        """Read an expression, lists with commas included."""
        return self._binary(1, commas=True)

    def _binary(self, least: int, *, commas: bool) -> Node:
        left = self._list() if commas else self.unary()
        while True:
            found = self._operator()
            if found is None or PRECEDENCE[found[1]] < least:
                return left
            left = self._chain_of(left, PRECEDENCE[found[1]], commas=commas)

    def _chain_of(self, left: Node, precedence: int, *, commas: bool) -> Node:
        """Read all that follows with one precedence into one flat node."""
        operands, operators = [left], []
        while (found := self._operator()) is not None and PRECEDENCE[found[1]] == precedence:
            self.at = found[0]
            self.blank(lines=True)
            operators.append(found[1])
            operands.append(self._binary(precedence + 1, commas=commas))
        return Node("binary", (left.start, operands[-1].end), " ".join(operators), operands)

    def _operator(self) -> tuple[int, str] | None:
        """Return the operator that comes next and where it ends, without passing it."""
        before = self.at
        self.blank()
        found = _OPERATOR.match(self.text, self.at) if self.peek() in _OPERATES else None
        if found is None:
            self.at = before
            return None
        word = found[0].lower().replace("–", "-").replace("—", "-")  # noqa: RUF001
        if word not in PRECEDENCE:
            self.at = before
            return None
        return found.end(), word

    def _list(self) -> Node:
        """Read values with commas between."""
        first = self.unary()
        self.blank()
        if self.peek() != ",":
            return first
        made = [first]
        while self.peek() == ",":
            self.at += 1
            self.blank(lines=True)
            made.append(self.unary())
            self.blank()
        return Node("list", (first.start, made[-1].end), "", made)

    def unary(self) -> Node:
        """Read a value with what stands before it."""
        self.blank()
        start = self.at
        if (kind := self._cast()) is not None:
            self.deeper()
            self.blank()
            inner = self.unary()
            self.depth -= 1
            return Node("cast", (start, inner.end), kind, (inner,))
        found = _UNARY.match(self.text, start) if self.text[start : start + 1] in UNARY else None
        if found is None:
            return self.chain()
        self.at = found.end()
        self.deeper()
        inner = self.unary()
        self.depth -= 1
        return Node("unary", (start, inner.end), found[0].lower(), (inner,))

    def _cast(self) -> str | None:
        """Pass a type in brackets that has a value behind it; other types are values themselves."""
        if self.peek() != "[":
            return None
        end = self._type_end()
        if end is None:
            return None
        start, self.at = self.at, end
        self.blank()
        if self._value_next():
            return self.text[start + 1 : end - 1].strip()
        self.at = start
        return None

    def _value_next(self) -> bool:
        """Say whether what follows a type is a value, not an operator or a member."""
        here = self.peek()
        if here and here in "+-":
            return self.text[self.at + 1 : self.at + 2].isdigit()
        return bool(here) and (here in "$@([{!" + SINGLE + DOUBLE or here.isdigit())

    def _type_end(self) -> int | None:
        """Return where the type in brackets here ends, or None where it is none."""
        inside = _TYPE.match(self.text, self.at)
        depth = 0
        if inside is None:
            return None
        for at in range(self.at, inside.end()):
            depth += (self.text[at] == "[") - (self.text[at] == "]")
            if depth == 0:
                return at + 1 if at > self.at + 1 else None
        return None

    def chain(self) -> Node:
        """Read a value and the members, calls and indices behind it."""
        first = self.primary()
        links: list[Node] = []
        while (link := self._link()) is not None:
            links.append(link)
        return Node("chain", (first.start, self.at), "", [first, *links]) if links else first

    def _link(self) -> Node | None:
        start, here = self.at, self.peek()
        if here in ("++", "--") or self.peek(2) in ("++", "--"):
            self.at += 2
            return Node("step", (start, self.at), self.text[start : self.at])
        if here == "[":
            self.at += 1
            inner = self._inside("]")
            return Node("index", (start, self.at), "", (inner,))
        found = _STARTS_MEMBER.match(self.text, start) if here and here in ".:" else None
        return self._member(found) if found is not None else None

    def _inside(self, ender: str) -> Node:
        """Read one expression up to a closing bracket."""
        self.deeper()
        self.blank(lines=True)
        inner = self.expression()
        self.blank(lines=True)
        self.depth -= 1
        if self.peek() == ender:
            self.at += 1
        return inner

    def _member(self, found: re.Match[str]) -> Node:
        start, self.at = self.at, found.end()
        mark = found[0].strip()
        name = self._member_name()
        if self.peek() != "(":
            return Node("member", (start, self.at), mark, (name,))
        self.at += 1
        arguments = self._arguments()
        return Node("call", (start, self.at), mark, (name, *arguments))

    def _member_name(self) -> Node:
        start, here = self.at, self.peek()
        if here and here in SINGLE + DOUBLE:
            return self.string()
        if here == "(":
            return self.primary()
        if here == "$" and (seen := VARIABLE.match(self.text, start)) is not None:
            return self.variable(seen)
        found = _MEMBER.match(self.text, start)
        if found is None:
            return Node("missing", (start, start))
        self.at = found.end()
        return Node("bare", found.span(), found[0].replace("`", ""))

    def _arguments(self) -> list[Node]:
        """Read the arguments of a call, and its closing bracket."""
        made: list[Node] = []
        self.deeper()
        while True:
            self.blank(lines=True)
            if self.peek() in (")", ""):
                break
            before = self.at
            made.append(self._binary(1, commas=False))
            self.blank(lines=True)
            if self.peek() in (",", "="):
                self.at += 1
            elif self.peek() != ")" and self.at == before:
                break
        self.depth -= 1
        if self.peek() == ")":
            self.at += 1
        return made

    def primary(self) -> Node:
        """Read a value without anything before or behind it."""
        here = self.peek()
        if here and here in SINGLE + DOUBLE:
            return self.string()
        read = _PRIMARY.get(here)
        made = getattr(self, read)() if read else None
        if made is None and (found := NUMBER.match(self.text, self.at)) is not None:
            self.at = found.end()
            return Node("number", found.span(), found[0].lower())
        if made is None and (found := _NAME.match(self.text, self.at)) is not None and here.isalpha():
            self.at = found.end()
            return Node("bare", found.span(), found[0])
        return made if isinstance(made, Node) else Node("missing", (self.at, self.at))

    def _dollar(self) -> Node | None:
        if self.peek(2) == "$(":
            return self.subexpression()
        found = VARIABLE.match(self.text, self.at)
        return self.variable(found) if found is not None else None

    def _ampersat(self) -> Node | None:
        if self.peek(2) == "@(":
            return self.subexpression()
        if self.peek(2) == "@{":
            return self._table()
        return self.here_string() or self._splat()

    def _splat(self) -> Node | None:
        found = _MEMBER.match(self.text, self.at + 1)
        if found is None:
            return None
        self.at = found.end()
        return Node("variable", (found.start() - 1, self.at), found[0].lower())

    def _table(self) -> Node:
        """Read @{name = value; ...}: its kids are names and values by turns."""
        start = self.at
        self.at += 2
        self.deeper()
        made: list[Node] = []
        while True:
            self.blank(lines=True)
            if self.peek() in ("}", ""):
                break
            before = self.at
            made += self._entry()
            self.blank()
            if self.peek() == ";":
                self.at += 1
            if self.at == before:
                self.at += 1
        self.depth -= 1
        self.at = min(self.at + 1, self.size)
        return Node("table", (start, self.at), "", made)

    def _entry(self) -> list[Node]:
        found = _KEY.match(self.text, self.at)
        if found is not None:
            self.at = found.end()
            key = Node("bare", found.span(), found[0])
        else:
            key = self.unary()
        self.blank()
        if self.peek() != "=":
            return []
        self.at += 1
        self.blank(lines=True)
        return [key, self.statement()]

    def statement(self) -> Node:
        """Read one statement; whoever knows the grammar says how."""
        raise NotImplementedError

    def _paren(self) -> Node:
        start = self.at
        self.at += 1
        self.deeper()
        inside = self.statements(")")
        self.depth -= 1
        self.at = min(self.at + 1, self.size)
        return Node("paren", (start, self.at), "", inside)

    def block(self) -> Node:
        """Read {...}: its first kid may be its parameters."""
        start = self.at
        self.at += 1
        self.deeper()
        inside = self.statements("}")
        self.depth -= 1
        self.at = min(self.at + 1, self.size)
        return Node("block", (start, self.at), "", inside)

    def _bracket(self) -> Node | None:
        """Read a type, or an attribute and what it is about."""
        start = self.at
        if _ATTRIBUTE.match(self.text, start) is not None:
            self.at = self.text.index("(", start) + 1
            arguments = self._arguments()
            self.blank(lines=True)
            self.at += self.peek() == "]"
            return Node("attribute", (start, self.at), "", arguments)
        end = self._type_end()
        if end is None:
            self.at += 1
            return Node("missing", (start, self.at))
        self.at = end
        return Node("type", (start, end), self.text[start + 1 : end - 1].strip())


_PRIMARY: Final = {
    "$": "_dollar",
    "@": "_ampersat",
    "(": "_paren",
    "{": "block",
    "[": "_bracket",
}
