"""Which names a page template puts into the page without escaping them.

A template engine escapes what it inserts, except where the template says otherwise (`{{ x|safe }}`, `{{!x}}`,
autoescape switched off) and where escaping for HTML is not enough: inside a script. Read here from the
template's own text.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_TEXT_MAX: Final = 100_000
_PART: Final = re.compile(
    r"\{\{(?P<raw>!?)(?P<output>[^{}]*)\}\}"
    r"|\{%(?P<tag>[^%]*)%\}"
    r"|(?m:^[ \t]*%[ \t]*(?P<line>[^%\n][^\n]*)$)"
    r"|(?P<script></?script\b[^>]{0,300}>)",
    re.IGNORECASE,
)
_STRING: Final = re.compile(r"'[^']*'|\"[^\"]*\"")
_NAME: Final = re.compile(r"(?<![\w.])[A-Za-z_]\w*")
_FOR: Final = re.compile(r"^(?:async\s+)?for\s+(?P<targets>[\w\s,()]+?)\s+in\s+(?P<value>.+?):?$")
_SET: Final = re.compile(r"^(?:set|with)\s+(?P<targets>[\w\s,]+?)\s*=\s*(?P<value>.+)$")
_UNESCAPED: Final = re.compile(r"\|\s*(?:safe|n|raw|markdown|mark_safe)\b")
_ESCAPED: Final = re.compile(
    r"\|\s*(?:e|escape|forceescape|force_escape|tojson|escapejs|urlencode|striptags|int|float|length)\b"
)
_NOT_NAMES: Final = frozenset((
    "and", "or", "not", "in", "is", "if", "else", "true", "false", "none", "True", "False", "None",
    "loop", "self",
))  # fmt: skip
_STATEMENT_MAX: Final = 300
_ROUNDS: Final = 6


@lru_cache(maxsize=256)
def unescaped_names(text: str) -> frozenset[str]:
    """Return the variables of a template that reach its page as they are."""
    found: set[str] = set()
    made_of: dict[str, set[str]] = {}
    escapes, in_script = True, False
    for part in _PART.finditer(text[:_TEXT_MAX]):
        statement = part["tag"] or part["line"]
        if part["script"]:
            in_script = not part["script"].startswith("</")
        elif statement:
            statement = statement.strip(" \t\r\n-+")[:_STATEMENT_MAX]
            escapes = _autoescape(statement, escapes)
            _note_variables(statement, made_of)
        elif part["output"] and _is_raw(part["output"], bool(part["raw"]) or in_script or not escapes):
            found |= _names(part["output"])
    return frozenset(_roots(found, made_of))


def _is_raw(output: str, raw: bool) -> bool:  # noqa: FBT001 - what the surroundings say
    return _ESCAPED.search(output) is None and (raw or _UNESCAPED.search(output) is not None)


def _autoescape(statement: str, now: bool) -> bool:  # noqa: FBT001 - the state so far
    word, _, how = statement.partition(" ")
    if word == "autoescape":
        return how.strip() not in ("false", "off", "None")
    return True if word == "endautoescape" else now


def _note_variables(statement: str, made_of: dict[str, set[str]]) -> None:
    """Note what a loop or an assignment makes its variables of."""
    match = _FOR.match(statement) or _SET.match(statement)
    if match is not None:
        for name in _NAME.findall(match["targets"]):
            made_of.setdefault(name, set()).update(_names(match["value"]))


def _names(expression: str) -> set[str]:
    plain = _STRING.sub("", expression).partition("|")[0]
    return set(_NAME.findall(plain)) - _NOT_NAMES


def _roots(names: set[str], made_of: dict[str, set[str]]) -> set[str]:
    for _ in range(_ROUNDS):
        names = {root for name in names for root in made_of.get(name, {name})}
    return names
