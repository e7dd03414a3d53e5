"""Words of a shell script, as commands get them: quotes gone, variables and substitutions put in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from vedette.core.expressions import expression
from vedette.triage.layers.codecs import Step
from vedette.triage.layers.shell.arithmetic import worked_out
from vedette.triage.layers.shell.filters import escaped
from vedette.triage.layers.shell.parameters import expanded
from vedette.triage.layers.shell.state import State

if TYPE_CHECKING:
    from tree_sitter import Node

_BACKSLASH: Final = expression(r"\\(\n|.)", re.DOTALL)
_QUOTED: Final = expression(r"\\([\\$`\"\n])")
_VARIABLE: Final = expression(r"\$(?:\{([^{}]{1,200})\}|([A-Za-z_]\w*|[0-9@*#?]))")
_RANGE: Final = expression(r"(-?\d{1,6}|[A-Za-z])\.\.(-?\d{1,6}|[A-Za-z])")
_DEPTH: Final = 40
_WORDS: Final = 4096
LONGEST: Final = 1 << 23
"""Characters of one value: it may double with every line."""
_SPLITS: Final = frozenset({"simple_expansion", "expansion", "command_substitution"})


class Words:
    """Expands words; `output` returns what a command substitution writes."""

    def __init__(self, source: bytes, state: State, output: Callable[[Node], str | None]) -> None:
        self.source, self.state, self.output = source, state, output
        self._depth = 0
        self._table: dict[str, Callable[[Node], str | None]] = {
            "word": lambda node: _BACKSLASH.sub(_unescaped, self.text(node)),
            "variable_name": self.text,
            "number": self.text,
            "special_character": self.text,
            "command_name": self._all,
            "raw_string": lambda node: self.text(node)[1:-1],
            "ansi_c_string": self._ansi,
            "string": self._string,
            "translated_string": self._all,
            "string_content": lambda node: _QUOTED.sub(_unescaped, self.text(node)),
            "heredoc_content": lambda node: _QUOTED.sub(_unescaped, self.text(node)),
            "heredoc_body": self._between,
            "concatenation": self._concatenation,
            "simple_expansion": self._simple,
            "expansion": self._expansion,
            "command_substitution": self._substitution,
            "arithmetic_expansion": self._arithmetic,
            "brace_expression": self.text,
        }

    def text(self, node: Node) -> str:
        """Return what stands there, one character for each byte."""
        return self.source[node.start_byte : node.end_byte].decode("latin-1")

    def word(self, node: Node) -> str | None:
        """Return a node as one word; None where it is not known."""
        if self._depth > _DEPTH:
            return None
        self._depth += 1
        try:
            function = self._table.get(node.type)
            return None if function is None else function(node)
        finally:
            self._depth -= 1

    def fields(self, node: Node) -> list[str | None]:
        """Return the words it becomes: split at blanks where it is not quoted, braces written out."""
        made = self.word(node)
        if made is None:
            return [None]
        parts = node.children if node.type == "concatenation" else [node]
        if any(one.type in _SPLITS for one in parts):
            return self._split(made)
        if node.type in {"word", "concatenation", "brace_expression"}:
            return _written_out(made) if "{" in self.text(node) else [made]
        return [made]

    def _split(self, text: str) -> list[str | None]:
        marks = self.state.names.get("IFS")
        if marks is None:
            return [text]
        table = str.maketrans(dict.fromkeys(marks, "\n"))
        pieces = [one for one in text.translate(table).split("\n") if one][:_WORDS]
        for one in pieces:
            self.state.history.note(one, "", text)
        return list(pieces)

    def _all(self, node: Node) -> str | None:
        return self.word(node.children[0]) if len(node.children) == 1 else self._joined(node.children)

    def _joined(self, nodes: list[Node]) -> str | None:
        pieces = [self.word(one) for one in nodes]
        known = [one for one in pieces if one is not None]
        if len(known) != len(pieces) or sum(map(len, known)) > LONGEST:
            return None
        made = "".join(known)
        return self.state.history.note(made, "", *known)

    def _concatenation(self, node: Node) -> str | None:
        made = self._joined(node.children)
        if made is None:
            return None
        return self.state.history.note(made, Step.JOINED if len(node.children) > 1 else "", made)

    def _ansi(self, node: Node) -> str | None:
        text = self.text(node)[2:-1]
        made = escaped(text)
        return self.state.history.note(made, Step.ESCAPES if "\\" in text else "")

    def _string(self, node: Node) -> str | None:
        """Return a string in double quotes, with blanks between what is put in."""
        return self._between(node, strip=True)

    def _between(self, node: Node, *, strip: bool = False) -> str | None:
        start = node.start_byte + strip
        stop = node.end_byte - (strip and self.source[node.end_byte - 1 : node.end_byte] == b'"')
        pieces: list[str] = []
        sources: list[str] = []
        total = 0
        for one in node.named_children:
            if one.type in {"string_content", "heredoc_content"}:
                continue
            pieces.append(_QUOTED.sub(_unescaped, self.source[start : one.start_byte].decode("latin-1")))
            value = self.word(one)
            total += len(value or "")
            if value is None or total > LONGEST:
                return None
            pieces.append(value)
            sources.append(value)
            start = one.end_byte
        pieces.append(_QUOTED.sub(_unescaped, self.source[start:stop].decode("latin-1")))
        return self.state.history.note("".join(pieces), "", *sources)

    def _simple(self, node: Node) -> str | None:
        name = self.text(node)[1:]
        return self.state.value(name)

    def _expansion(self, node: Node) -> str | None:
        return expanded(self.text(node)[2:-1], self.state, self.put_in)

    def put_in(self, text: str) -> str | None:
        """Return a piece of text with the variables in it put in."""
        failed = False

        def one(found: re.Match[str]) -> str:
            nonlocal failed
            body = found[1] or found[2]
            value = expanded(body, self.state, lambda inner: inner) if body else None
            failed = failed or value is None
            return value or ""

        made = _VARIABLE.sub(one, text)
        if len(made) > 1 and made[0] == made[-1] and made[0] in "'\"":
            made = made[1:-1]
        return None if failed or "$(" in made or "`" in made else made

    def _substitution(self, node: Node) -> str | None:
        made = self.output(node)
        return None if made is None else self.state.history.note(made.rstrip("\n"), "", made)

    def _arithmetic(self, node: Node) -> str | None:
        text = self.text(node)
        inside = text[3:-2] if text.startswith("$((") else text[2:-1]
        inside = self.put_in(inside) or ""
        value = worked_out(inside, self.state.names)
        return None if value is None else str(value)


def _unescaped(found: re.Match[str]) -> str:
    return "" if found[1] == "\n" else found[1]


def _written_out(text: str) -> list[str | None]:
    """Return what braces stand for; a few of them may stand for more words than anybody wants."""
    made: list[str | None] = []
    total = 0
    for one in braces(text):
        total += len(one)
        if len(made) == _WORDS or total > LONGEST:
            return [None]
        made.append(one)
    return made


def braces(text: str, depth: int = 0) -> Iterator[str]:
    """Write braces out: a{b,c} becomes ab ac, {1..3} becomes 1 2 3."""
    start = text.find("{")
    end = _closing(text, start) if start >= 0 and depth < 8 else -1  # noqa: PLR2004  braces within braces
    if end < 0:
        yield text
        return
    inside = text[start + 1 : end]
    choices = _range(inside) or _choices(inside)
    if choices is None:
        yield text
        return
    for one in choices[:_WORDS]:
        for rest in braces(text[end + 1 :], depth + 1):
            yield f"{text[:start]}{one}{rest}"


def _closing(text: str, start: int) -> int:
    level = 0
    for at in range(start, len(text)):
        level += {"{": 1, "}": -1}.get(text[at], 0)
        if level == 0:
            return at
    return -1


def _choices(inside: str) -> list[str] | None:
    level, made, last = 0, [], 0
    for at, one in enumerate(inside):
        level += {"{": 1, "}": -1}.get(one, 0)
        if one == "," and level == 0:
            made.append(inside[last:at])
            last = at + 1
    return [*made, inside[last:]] if made else None


def _range(inside: str) -> list[str] | None:
    found = _RANGE.fullmatch(inside)
    if found is None or found[1].isalpha() != found[2].isalpha():
        return None
    first, last = (ord(one) if one.isalpha() else int(one) for one in (found[1], found[2]))
    if abs(last - first) > _WORDS:
        return None
    numbers = range(first, last + 1) if first <= last else range(first, last - 1, -1)
    return [chr(one) if found[1].isalpha() else str(one) for one in numbers]
