"""From PowerShell to a tree, whatever the text is: what cannot be read is passed over, a line at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vedette.core.expressions import expression
from vedette.triage.layers.powershell.commandlines import REDIRECT, VALUE_STARTS, Commands
from vedette.triage.layers.powershell.expressions import NUMBER, UNARY
from vedette.triage.layers.powershell.reader import TooDeep
from vedette.triage.layers.tracing.tree import Node

if TYPE_CHECKING:
    from vedette.triage.allowance import Allowance

_KEYWORD: Final = expression(r"[A-Za-z]+(?![\w.\\:/`'\"-])")
_ASSIGN: Final = expression(r"(?:\?\?|[-+*/%])?=")
_UNARY_WORD: Final = expression(r"(?i)[-–—](?:join|split|csplit|isplit|not|bnot)\b|[-+!,]")  # noqa: RUF001


def parse(text: str, allowance: Allowance) -> Node:
    """Return the tree of a script; its word tells whether something in it was nested too deeply to read."""
    allowance.burn(len(text) + 1)
    parser = _Parser(text)
    made, cut = list[Node](), ""
    while parser.at < parser.size:
        before = parser.at
        try:
            parser.statements("", made)
        except TooDeep:
            cut = "cut"
            parser.at = max(parser.at, before)
            end = text.find("\n", parser.at)
            parser.at = end if end >= 0 else parser.size
        parser.depth = 0
        if parser.at == before:
            parser.at += 1
    return Node("script", (0, len(text)), cut, made)


class _Parser(Commands):
    """Reads statements."""

    def statements(self, ender: str, into: list[Node] | None = None) -> list[Node]:
        """Read statements up to the bracket that ends them, which is not passed."""
        made = [] if into is None else into
        while True:
            self.blank(lines=True)
            here = self.peek()
            if not here or (here == ender):
                return made
            before = self.at
            if here in ";&|":
                self.at += 1 if self.invokes() is None else 0
            if self.at == before:
                made.append(self.statement())
            if self.at == before:
                if not ender:
                    self.at += 1
                elif here in ")}":
                    return made
                else:
                    self.at += 1

    def statement(self) -> Node:
        """Read one statement."""
        found = _KEYWORD.match(self.text, self.at)
        if found is not None and (read := _STATEMENTS.get(found[0].lower())) is not None:
            before = self.at
            self.at = found.end()
            made = getattr(self, read)(before, found[0].lower())
            if isinstance(made, Node):
                return made
            self.at = before
        return self.pipeline()

    def pipeline(self) -> Node:
        """Read commands and values with bars between, or an assignment."""
        start = self.at
        first = self._element()
        self.blank()
        found = _ASSIGN.match(self.text, self.at)
        if found is not None and first.kind not in ("command", "missing"):
            self.at = found.end()
            self.blank(lines=True)
            self.deeper()
            value = self.statement()
            self.depth -= 1
            return Node("assign", (start, value.end), found[0], (first, value))
        made = [first, *self._piped()]
        return Node("pipeline", (start, made[-1].end), "", made) if len(made) > 1 else first

    def _piped(self) -> list[Node]:
        made: list[Node] = []
        while True:
            self.blank()
            if (found := REDIRECT.match(self.text, self.at)) is not None:
                made += self.redirect(found)
                continue
            if self.peek() != "|" or self.peek(2) == "||":
                return made
            self.at += 1
            self.blank(lines=True)
            before = self.at
            made.append(self.command())
            if self.at == before:
                return made

    def _element(self) -> Node:
        here = self.peek()
        if self.invokes() is not None:
            return self.command()
        if here in VALUE_STARTS or self._reckons(here):
            return self.expression()
        return self.command()

    def _reckons(self, here: str) -> bool:
        """Say whether a statement begins with an operator or a number; 7z.exe does not."""
        if here.isdigit():
            return NUMBER.match(self.text, self.at) is not None
        return here in UNARY and _UNARY_WORD.match(self.text, self.at) is not None

    def _parenthesised(self) -> Node:
        self.blank(lines=True)
        return self._paren() if self.peek() == "(" else Node("missing", (self.at, self.at))

    def _body(self) -> Node:
        self.blank(lines=True)
        return self.block() if self.peek() == "{" else Node("missing", (self.at, self.at))

    def _next_keyword(self, *wanted: str) -> str:
        before = self.at
        self.blank(lines=True)
        found = _KEYWORD.match(self.text, self.at)
        if found is not None and found[0].lower() in wanted:
            self.at = found.end()
            return found[0].lower()
        self.at = before
        return ""

    def _if(self, start: int, _: str) -> Node:
        """Read if: its kids are conditions and bodies by turns, and what else is done last."""
        made = [self._parenthesised(), self._body()]
        while word := self._next_keyword("elseif", "else"):
            if word == "elseif":
                made.append(self._parenthesised())
            made.append(self._body())
        return Node("if", (start, self.at), "", made)

    def _while(self, start: int, _: str) -> Node:
        return Node("while", (start, self.at), "", (self._parenthesised(), self._body()))

    def _do(self, start: int, _: str) -> Node:
        body = self._body()
        word = self._next_keyword("while", "until")
        return Node("do", (start, self.at), word, (self._parenthesised(), body))

    def _for(self, start: int, _: str) -> Node:
        """Read for: its kids are start, condition, step, body."""
        self.blank(lines=True)
        if self.peek() != "(":
            return Node("for", (start, self.at))
        self.at += 1
        self.deeper()
        parts: list[Node] = []
        for _part in range(3):
            self.blank(lines=True)
            parts.append(
                self.pipeline() if self.peek() not in (";", ")", "") else Node("missing", (self.at, self.at))
            )
            self.blank(lines=True)
            self.at += self.peek() == ";"
        self.depth -= 1
        self.at += self.peek() == ")"
        return Node("for", (start, self.at), "", (*parts, self._body()))

    def _foreach(self, start: int, _: str) -> Node | None:
        """Read foreach: its kids are variable, collection, body."""
        self.blank(lines=True)
        if self.peek() != "(":
            return None
        self.at += 1
        self.deeper()
        self.blank(lines=True)
        variable = self.primary()
        self._next_keyword("in")
        self.blank(lines=True)
        collection = self.pipeline()
        self.blank(lines=True)
        self.depth -= 1
        self.at += self.peek() == ")"
        return Node("foreach", (start, self.at), "", (variable, collection, self._body()))

    def _switch(self, start: int, _: str) -> Node:
        """Read switch: its kids are what is compared, then values and bodies by turns."""
        self.blank()
        while self.peek() == "-":
            self.word()
            self.blank()
        made = [self._parenthesised()]
        self.blank(lines=True)
        if self.peek() == "{":
            self.at += 1
            self.deeper()
            made += self._cases()
            self.depth -= 1
            self.at = min(self.at + 1, self.size)
        return Node("switch", (start, self.at), "", made)

    def _cases(self) -> list[Node]:
        made: list[Node] = []
        while True:
            self.blank(lines=True)
            if self.peek() in ("}", ""):
                return made
            before = self.at
            value = self.chain() if self.peek() in VALUE_STARTS else self.word()
            made += [value, self._body()]
            if self.at == before:
                self.at += 1

    def _function(self, start: int, _: str) -> Node:
        """Read function: its kids are its parameters, then its body."""
        self.blank()
        name = self.word()
        self.blank()
        parameters = self._parameters() if self.peek() == "(" else []
        body = self._body()
        return Node("function", (start, self.at), name.word.lower().rpartition(":")[2], (*parameters, body))

    def _param(self, start: int, _: str) -> Node | None:
        self.blank(lines=True)
        if self.peek() != "(":
            return None
        made = self._parameters()
        return Node("parameters", (start, self.at), "", made)

    def _parameters(self) -> list[Node]:
        """Read (a, b = 1): each a node with its name and what it is if not given."""
        self.at += 1
        self.deeper()
        made: list[Node] = []
        while True:
            self.blank(lines=True)
            if self.peek() in (")", ""):
                break
            before = self.at
            made += self._one_parameter()
            if self.at == before:
                self.at += 1
        self.depth -= 1
        self.at = min(self.at + 1, self.size)
        return made

    def _one_parameter(self) -> list[Node]:
        found = self.unary()
        while found.kind == "cast":
            found = found.kids[0]
        self.blank(lines=True)
        given: list[Node] = []
        if self.peek() == "=":
            self.at += 1
            self.blank(lines=True)
            given = [self._binary(1, commas=False)]
            self.blank(lines=True)
        if self.peek() == ",":
            self.at += 1
        return [Node("given", (found.start, self.at), found.word, given)] if found.kind == "variable" else []

    def _blocks(self, start: int, word: str) -> Node | None:
        """Read what only surrounds: try, catch, finally, trap, begin, process, end, class."""
        self.blank(lines=True)
        head = self.at
        while self.peek() not in ("{", "", ";", "|", ")"):
            before = self.at
            self.at = found.end() if (found := _HEAD.match(self.text, self.at)) else self.at + 1
            self.at = min(self.at, self.size)
            if self.at == before or self.at - head > _HEAD_LONGEST:
                break
        if self.peek() != "{":
            return None
        return Node("blocks", (start, self.at), word, (self._body(),))

    def _leave(self, start: int, word: str) -> Node:
        """Read return, throw, exit, break, continue and what they give."""
        self.blank()
        if self.peek() in (";", "}", ")", "\n", ""):
            return Node("leave", (start, self.at), word)
        self.deeper()
        value = self.pipeline()
        self.depth -= 1
        return Node("leave", (start, value.end), word, (value,))


_HEAD: Final = expression(r"[\w\s\[\].,:$]+")
_HEAD_LONGEST: Final = 200
_STATEMENTS: Final = {
    "if": "_if",
    "while": "_while",
    "do": "_do",
    "for": "_for",
    "foreach": "_foreach",
    "switch": "_switch",
    "function": "_function",
    "filter": "_function",
    "param": "_param",
    **dict.fromkeys(
        ("try", "catch", "finally", "trap", "begin", "process", "end", "class", "workflow"), "_blocks"
    ),
    **dict.fromkeys(("return", "throw", "exit", "break", "continue"), "_leave"),
}
