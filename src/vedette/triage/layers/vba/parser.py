"""From VBA or VBScript to a tree, whatever the text is: what cannot be read is passed over by the line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vedette.triage.layers.tracing.tree import Node
from vedette.triage.layers.vba.expressions import Expressions, TooDeep
from vedette.triage.layers.vba.tokens import tokens

if TYPE_CHECKING:
    from vedette.triage.allowance import Allowance

_SKIPPED: Final = frozenset(
    [
        "dim",
        "redim",
        "static",
        "option",
        "attribute",
        "on",
        "resume",
        "goto",
        "gosub",
        "type",
        "enum",
        "event",
        "implements",
    ]
)
_ADORNED: Final = frozenset({"public", "private", "friend", "default"})
_ENDS: Final = frozenset({"end", "else", "elseif", "next", "wend", "loop", "case"})
_PROCEDURES: Final = ("sub", "function", "property")
NESTED_MOST: Final = 60


def parse(text: str, allowance: Allowance) -> Node:
    """Return the tree of a script."""
    parser = _Parser(tokens(text, allowance))
    made: list[Node] = []
    while parser.at < len(parser.words):
        before = parser.at
        made += parser.statements()
        if parser.at == before or parser.peek().text in _ENDS:
            parser.line()
    return Node("script", (0, len(text)), "", made)


class _Parser(Expressions):
    """Reads statements."""

    nested = 0

    def statements(self) -> list[Node]:
        """Read statements up to a word that ends a block, which is not passed."""
        made: list[Node] = []
        self.nested += 1
        while self.at < len(self.words):
            word = self.peek()
            if word.kind == "end":
                self.next()
                continue
            if word.kind == "name" and word.text in _ENDS and self._ends(word.text):
                break
            before = self.at
            made += self._safely()
            if self.at == before:
                self.next()
        self.nested -= 1
        return made

    def _ends(self, word: str) -> bool:
        """Say whether an ending word ends a block here: `Next` as a name does not."""
        following = self.peek(1)
        return not (following.kind == "mark" and following.text in "=.(") or word == "case"

    def _safely(self) -> list[Node]:
        start = self.at
        try:
            self.depth = 0
            return self.statement()
        except TooDeep:
            self.depth = 0
            self.at = max(self.at, start)
            self.line()
            return []

    def line(self) -> None:
        """Pass the rest of a statement."""
        while self.at < len(self.words) and self.words[self.at].kind != "end":
            self.at += 1

    def statement(self) -> list[Node]:
        """Read one statement."""
        word = self.peek()
        if word.kind == "name" and not self._is_value():
            while self.peek().text in _ADORNED and self.peek(1).kind == "name":
                self.next()
            read = _STATEMENTS.get(self.peek().text)
            if read is not None and self.nested < NESTED_MOST:
                return getattr(self, read)()  # type: ignore[no-any-return]
            if self.peek().text in _SKIPPED or word.text in _ADORNED:
                return self._declared()
        return [self._simple()]

    def _is_value(self) -> bool:
        """Say whether a statement begins with a name that is set or has a member, whatever the name is."""
        following = self.peek(1)
        return following.kind == "mark" and following.text in ("=", ".")

    def _declared(self) -> list[Node]:
        """Read a declaration: it says nothing, but for the size of a list."""
        word = self.next()
        made: list[Node] = []
        if word.text in ("redim", "dim"):
            self.passes("preserve")
            while self.peek().kind == "name" and self.peek(1).text == "(":
                name = self.next()
                self.next()
                bounds = self.arguments(")")
                if bounds:
                    made.append(Node("sized", (name.start, bounds[-1].end), name.text, bounds[:1]))
                while self.peek().kind == "name":
                    self.next()
                if not self.passes(","):
                    break
        self.line()
        return made

    def _simple(self) -> Node:
        """Read a call or an assignment."""
        start = self.peek().start
        if self.peek().text in ("set", "let", "call", "const") and self.peek(1).kind == "name":
            self.next()
        target = self.chain()
        if self.peek().text == "as":
            while self.peek().text != "=" and self.peek().kind != "end":
                self.next()
        if self.passes("="):
            value = self.expression()
            self.line_rest()
            return Node("assign", (start, value.end), "", (target, value))
        if target.kind == "missing":
            self.line()
            return target
        arguments = self.arguments("")
        self.line_rest()
        end = arguments[-1].end if arguments else target.end
        return Node("does", (start, end), "", (target, *arguments))

    def line_rest(self) -> None:
        """Pass what is left of a statement, unless an Else on the same line follows."""
        while self.at < len(self.words) and self.words[self.at].kind != "end":
            if self.words[self.at].kind == "name" and self.words[self.at].text in ("else", "elseif"):
                return
            self.at += 1

    def _if(self) -> list[Node]:
        """Read If: its kids are conditions and bodies by turns, and what else is done last."""
        start = self.next().start
        made = [self.expression()]
        self.passes("then")
        if self.peek().kind != "end" or self.peek().text == ":":
            return [self._if_on_one_line(start, made)]
        made.append(self._body())
        while self.peek().text in ("elseif", "else"):
            if self.next().text == "elseif":
                made.append(self.expression())
                self.passes("then")
            made.append(self._body())
        self._end("if")
        return [Node("if", (start, self.words[self.at - 1].end), "", made)]

    def _if_on_one_line(self, start: int, made: list[Node]) -> Node:
        self.nested += 1
        made.append(self._rest_of_line())
        if self.passes("else"):
            made.append(self._rest_of_line())
        self.nested -= 1
        return Node("if", (start, made[-1].end), "", made)

    def _rest_of_line(self) -> Node:
        """Read statements with colons between, to the end of the line or an Else."""
        start = self.peek().start
        made: list[Node] = []
        while self.at < len(self.words):
            word = self.peek()
            if word.text in ("else", "end") and word.kind == "name" and self.peek(1).text in ("if", ""):
                break
            if word.text == "else" or (word.kind == "end" and word.text != ":"):
                break
            before = self.at
            if word.kind != "end":
                made += self._safely()
            if self.at == before:
                self.next()
        return Node("body", (start, self.words[self.at - 1].end), "", made)

    def _body(self) -> Node:
        start = self.peek().start
        made = self.statements()
        return Node("body", (start, self.peek().start), "", made)

    def _end(self, *words: str) -> None:
        """Pass `End If` and the like."""
        if self.peek().text == "end" and self.peek(1).text in words:
            self.at += 2

    def _for(self) -> list[Node]:
        start = self.next().start
        if self.passes("each"):
            variable = self.chain()
            self.passes("in")
            source = self.expression()
            body = self._looped("next")
            return [Node("each", (start, body.end), "", (variable, source, body))]
        variable = self.chain()
        self.passes("=")
        first = self.expression()
        self.passes("to")
        last = self.expression()
        step = self.expression() if self.passes("step") else Node("number", (start, start), "1")
        body = self._looped("next")
        return [Node("for", (start, body.end), "", (variable, first, last, step, body))]

    def _looped(self, ender: str) -> Node:
        body = self._body()
        if self.peek().text == ender:
            self.line()
        return body

    def _while(self) -> list[Node]:
        start = self.next().start
        condition = self.expression()
        body = self._looped("wend")
        return [Node("while", (start, body.end), "while", (condition, body))]

    def _do(self) -> list[Node]:
        """Read Do: the condition may stand at either end."""
        start = self.next().start
        word, condition = "while", None
        if self.peek().text in ("while", "until"):
            word = self.next().text
            condition = self.expression()
        body = self._body()
        if self.passes("loop") and self.peek().text in ("while", "until"):
            word = self.next().text + " after"
            condition = self.expression()
        condition = condition or Node("variable", (start, start), "true")
        return [Node("while", (start, body.end), word, (condition, body))]

    def _select(self) -> list[Node]:
        """Read Select Case: its kids are what is compared, then values and bodies by turns."""
        start = self.next().start
        self.passes("case")
        made = [self.expression()]
        self._body()
        while self.passes("case"):
            if self.passes("else"):
                made.append(Node("list", (start, start), "else"))
            else:
                made.append(Node("list", (start, start), "", self.arguments("")))
            made.append(self._body())
        self._end("select")
        return [Node("select", (start, self.words[self.at - 1].end), "", made)]

    def _procedure(self) -> list[Node]:
        """Read Sub or Function: its kids are its parameters, then its body."""
        start = self.next().start
        if self.peek().text in ("get", "let", "set") and self.peek(1).kind == "name":
            self.next()
        name = self.next().text
        parameters: list[Node] = []
        if self.passes("("):
            parameters = self._parameters()
        self.line()
        body = self._body()
        self._end(*_PROCEDURES)
        return [Node("procedure", (start, body.end), name, (*parameters, body))]

    def _parameters(self) -> list[Node]:
        made: list[Node] = []
        while self.peek().kind != "end" and not self.passes(")"):
            while self.peek().text in ("byval", "byref", "optional", "paramarray"):
                self.next()
            word = self.next()
            if word.kind == "name":
                made.append(Node("variable", (word.start, word.end), word.text))
            while self.peek().kind != "end" and self.peek().text not in (",", ")"):
                self.next()
                if self.peek(-1).text == "(" and self.passes(")"):
                    continue
            self.passes(",")
        return made

    def _with(self) -> list[Node]:
        start = self.next().start
        what = self.expression()
        body = self._body()
        self._end("with")
        return [Node("withblock", (start, body.end), "", (what, body))]

    def _exit(self) -> list[Node]:
        start = self.next()
        word = self.next().text if self.peek().kind == "name" else ""
        return [Node("leave", (start.start, start.end), word)]

    def _declare(self) -> list[Node]:
        """Read Declare Function X Lib "y": which functions of Windows it calls."""
        start = self.next().start
        self.passes("ptrsafe")
        self.next()
        name = self.peek()
        texts = []
        while self.peek().kind != "end":
            word = self.next()
            if word.kind == "text":
                texts.append(Node("text", (word.start, word.end), word.text))
        return [Node("declare", (start, self.words[self.at - 1].end), name.text, texts)]

    def _class(self) -> list[Node]:
        start = self.next().start
        self.line()
        body = self._body()
        self._end("class")
        return [Node("body", (start, body.end), "", body.kids)]


_STATEMENTS: Final = {
    "if": "_if",
    "for": "_for",
    "while": "_while",
    "do": "_do",
    "select": "_select",
    "with": "_with",
    "exit": "_exit",
    "declare": "_declare",
    "class": "_class",
    **dict.fromkeys(_PROCEDURES, "_procedure"),
}
