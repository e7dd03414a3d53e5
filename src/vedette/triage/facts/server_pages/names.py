"""What names of a server page hold of what came from elsewhere: variables, fields, parameters, functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vedette.core.expressions import expression
from vedette.triage.fact import Fact
from vedette.triage.facts.server_pages.blocks import Code, Statement

Flow = tuple[Fact, ...]
_HELD: Final = 8
_NAME: Final = expression(r"[A-Za-z_]\w*")
_EQUALS: Final = expression(r"(?<![=!<>])=(?![=>])")
_ASSIGNED: Final = expression(r"([A-Za-z_]\w*)(?:[.\[(][\w.\[\]()\"']*)?\s{0,5}[+&|]?\s{0,5}$")
_LEFT: Final = 80
"""Characters before a sign of equality that may name what is assigned."""
_EACH: Final = expression(
    r"\bfor(?:each| each)\b\s{0,5}\(?\s{0,5}(?:[\w<>\[\].]{1,60}\s{1,5})?(\w{1,80})\s{1,5}(?:in|:)\s",
    re.IGNORECASE,
)
_INTO: Final = expression(
    r"^\s{0,200}(?:call\s{1,5})?([A-Za-z_]\w*)\s{0,5}\.\s{0,5}\w{1,80}\s{0,5}[( ]", re.IGNORECASE
)
_NAMED: Final = expression(r"[\w\]>]\s{1,20}([A-Za-z_]\w*)\s{0,5}$")
_DEFINED: Final = expression(
    r"\b(?:function|sub)\s{1,5}([A-Za-z_]\w{0,80})\s{0,5}(?:\(([^()]{0,600})\))?", re.IGNORECASE
)
_RETURNED: Final = expression(r"^\s{0,200}return\b", re.IGNORECASE)
_NO_NAMES: Final = frozenset(
    {"if", "while", "for", "foreach", "switch", "catch", "using", "lock", "return", "new", "else"}
)
_PARAMETERS: Final = 30
_FUNCTIONS: Final = 400


class Names:
    """What names hold; names of Basic and of C# are told apart by their letters only, not by their case."""

    def __init__(self, code: Code) -> None:
        self.basic = code.basic
        self.held: dict[str, Flow] = {}
        self.parameters: dict[str, tuple[str, ...]] = {}
        self.within_function = ""
        for statement in code.statements:
            defined = self._defined(statement)
            if defined is not None and len(self.parameters) < _FUNCTIONS:
                self.parameters[defined[0]] = defined[1]

    def give(self, name: str, flow: Flow) -> None:
        """Let a name hold what flows there, besides what it holds."""
        if flow:
            known = self.held.get(name.lower(), ())
            self.held[name.lower()] = tuple(dict.fromkeys((*known, *flow)))[:_HELD]

    def within(self, text: str) -> Iterator[Fact]:
        """Give what the names of a statement hold, each once."""
        seen: set[Fact] = set()
        for name in dict.fromkeys(_NAME.findall(text)):
            for fact in self.held.get(name.lower(), ()):
                if fact not in seen:
                    seen.add(fact)
                    yield fact

    def carry(self, statement: Statement, flow: Flow) -> None:
        """Hand on what flows through a statement: to what is assigned, filled, called and returned."""
        defined = self._defined(statement)
        if defined is not None:
            self.within_function = defined[0]
            return
        if not flow:
            return
        text = statement.text
        for found in (_assigned(text), _EACH.search(text), _INTO.search(text)):
            if found is not None and found[1].lower() not in _NO_NAMES | _SERVERS:
                self.give(found[1], flow)
        if _RETURNED.search(text) and self.within_function:
            self.give(self.within_function, flow)
        for name in dict.fromkeys(one.lower() for one in _NAME.findall(text)):
            for parameter in self.parameters.get(name, ()):
                self.give(parameter, flow)

    def _defined(self, statement: Statement) -> tuple[str, tuple[str, ...]] | None:
        """Return the name and the parameters of a function that begins here."""
        found = _basic(statement.text) if self.basic else _braced(statement)
        if found is None or found[0].lower() in _NO_NAMES:
            return None
        names = (_parameter(one, basic=self.basic) for one in found[1].split(",")[:_PARAMETERS])
        return found[0].lower(), tuple(one for one in names if one)


def _assigned(text: str) -> re.Match[str] | None:
    """Find the name that is assigned, itself or a part of it."""
    equals = _EQUALS.search(text)
    if equals is None:
        return None
    return _ASSIGNED.search(text, max(0, equals.start() - _LEFT), equals.start())


def _basic(text: str) -> tuple[str, str] | None:
    """Return the name of a function of Basic that begins here, and what stands in its brackets."""
    found = _DEFINED.search(text)
    return (found[1], found[2] or "") if found is not None else None


def _braced(statement: Statement) -> tuple[str, str] | None:
    """Return the name of a function that begins with a brace, and what stands in its brackets."""
    text = statement.text
    closes = text.rfind(")")
    opens = text.rfind("(", 0, closes) if closes >= 0 else -1
    if statement.end != "{" or opens < 0:
        return None
    found = _NAMED.search(text, max(0, opens - _LEFT), opens)
    return (found[1], text[opens + 1 : closes]) if found is not None else None


_SERVERS: Final = frozenset(
    {
        "response",
        "session",
        "this",
        "me",
        "server",
        "page",
        "viewstate",
        "application",
        "string",
        "file",
        "encoding",
    }
)
"""What many parts of a page share: what one puts in does not come out in all others."""


def _parameter(text: str, *, basic: bool) -> str:
    """Return the name in the declaration of a parameter."""
    words = _NAME.findall(text.partition("=")[0])
    if basic and " as " in text.lower():
        words = _NAME.findall(text.lower().partition(" as ")[0])
    return words[-1].lower() if words and words[-1].lower() not in {"sender", "e"} else ""
