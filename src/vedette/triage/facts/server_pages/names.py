"""What names of a server page hold of what came from elsewhere: variables, fields, parameters, functions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vedette.triage.fact import Fact
from vedette.triage.facts.server_pages.blocks import Code, Statement

Flow = tuple[Fact, ...]
_HELD: Final = 8
_NAME: Final = re.compile(r"[A-Za-z_]\w*")
_ASSIGNED: Final = re.compile(
    r"([A-Za-z_]\w*)((?:\s{0,5}\.\s{0,5}\w{1,80}|\s{0,5}[\[(][^\])\n=]{0,200}[\])]){0,8})\s{0,20}[+&|]?=(?![=>])"
)
_EACH: Final = re.compile(
    r"\bfor(?:each| each)\b\s{0,5}\(?\s{0,5}(?:[\w<>\[\].]{1,60}\s{1,5})?(\w{1,80})\s{1,5}(?:in|:)\s",
    re.IGNORECASE,
)
_INTO: Final = re.compile(
    r"^\s{0,200}(?:call\s{1,5})?([A-Za-z_]\w*)\s{0,5}\.\s{0,5}\w{1,80}\s{0,5}[( ]", re.IGNORECASE
)
_DEFINED: Final = {
    False: re.compile(
        r"\b[\w\]\[<>,.]{1,80}\s{1,20}([A-Za-z_]\w{0,80})\s{0,5}\(([^()]{0,600})\)[^()=]{0,80}$"
    ),
    True: re.compile(
        r"\b(?:function|sub)\s{1,5}([A-Za-z_]\w{0,80})\s{0,5}(?:\(([^()]{0,600})\))?", re.IGNORECASE
    ),
}
_RETURNED: Final = re.compile(r"^\s{0,200}return\b", re.IGNORECASE)
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
        for found in (_ASSIGNED.search(text), _EACH.search(text), _INTO.search(text)):
            if found is not None and found[1].lower() not in _NO_NAMES | _SERVERS:
                self.give(found[1], flow)
        if _RETURNED.search(text) and self.within_function:
            self.give(self.within_function, flow)
        for name in dict.fromkeys(one.lower() for one in _NAME.findall(text)):
            for parameter in self.parameters.get(name, ()):
                self.give(parameter, flow)

    def _defined(self, statement: Statement) -> tuple[str, tuple[str, ...]] | None:
        """Return the name and the parameters of a function that begins here."""
        if not self.basic and statement.end != "{":
            return None
        found = _DEFINED[self.basic].search(statement.text)
        if found is None or found[1].lower() in _NO_NAMES:
            return None
        listed = (found[2] or "").split(",")[:_PARAMETERS]
        names = (_parameter(one, basic=self.basic) for one in listed)
        return found[1].lower(), tuple(one for one in names if one)


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
