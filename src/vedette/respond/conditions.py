"""Conditions of playbooks and duties: comparisons of variables, joined by AND, OR, NOT and brackets.

The standard borrows the comparisons of STIX patterns; these are the ones that make sense for variables:
`__name__:value = 'yes'`, `!=`, `<`, `<=`, `>`, `>=`, `IN ('a', 'b')`. Nothing is ever evaluated as code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from vedette.core.errors import BadInput

LONGEST: Final = 2000
"""Characters of a condition."""
DEEPEST: Final = 20
"""Brackets and NOTs inside one another."""
_TOKEN: Final = re.compile(
    r"""\s*(?:
      (?P<variable>__[A-Za-z_][A-Za-z0-9_-]{0,199}__)(?P<value>:value)?
    | (?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
    | (?P<number>-?\d{1,18}(?:\.\d{1,9})?)
    | (?P<operator><=|>=|!=|=|<|>)
    | (?P<word>AND|OR|NOT|IN|true|false)\b
    | (?P<mark>[(),])
    )""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Compare:
    """A variable, an operator, and what it is compared with."""

    variable: str
    operator: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Every:
    """All of them."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one of them."""

    parts: tuple[Condition, ...]


Condition = Compare | Not | Every | Some


def parse(text: str) -> Condition:
    """Read a condition.

    Raises:
        BadInput: it is none, or too long or deep.

    """
    if len(text) > LONGEST:
        raise _bad(text, f"longer than {LONGEST} characters")
    reader = _Reader(text, _tokens(text))
    found = reader.either(0)
    if reader.more:
        raise _bad(text, f"does not end after {reader.last!r}")
    return found


def holds(condition: Condition, variables: Mapping[str, str]) -> bool | None:
    """Say whether it holds; None where a variable it hangs on has no value yet."""
    match condition:
        case Compare():
            value = variables.get(condition.variable)
            return None if value is None else _compared(value, condition)
        case Not():
            inner = holds(condition.part, variables)
            return None if inner is None else not inner
        case Every():
            answers = [holds(part, variables) for part in condition.parts]
            return False if False in answers else None if None in answers else True
        case Some():
            answers = [holds(part, variables) for part in condition.parts]
            return True if True in answers else None if None in answers else False


def asks(condition: Condition) -> tuple[str, ...]:
    """Return the variables it hangs on, in order."""
    match condition:
        case Compare():
            return (condition.variable,)
        case Not():
            return asks(condition.part)
        case Every() | Some():
            return tuple(dict.fromkeys(name for part in condition.parts for name in asks(part)))


def _compared(value: str, by: Compare) -> bool:
    if by.operator == "IN":
        return value in by.values
    other = by.values[0]
    if by.operator in {"=", "!="}:
        return (value == other) is (by.operator == "=")
    left, right = _number(value), _number(other)
    if left is None or right is None:
        return False
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[by.operator]


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    end = len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None or match.end() == at:
            raise _bad(text, f"nobody can read {text[at : at + 20]!r}")
        kind = match.lastgroup or ""
        kind = "variable" if kind == "value" else kind
        found.append((kind, match.group(kind)))
        at = match.end()
    return found


class _Reader:
    """Goes through the tokens once."""

    def __init__(self, text: str, tokens: list[tuple[str, str]]) -> None:
        self._text, self._tokens, self._at = text, tokens, 0

    @property
    def more(self) -> bool:
        """Whether something is left."""
        return self._at < len(self._tokens)

    @property
    def last(self) -> str:
        """What was read last."""
        return self._tokens[self._at - 1][1] if self._at else ""

    def either(self, depth: int) -> Condition:
        """Read parts joined by OR."""
        parts = [self._both(depth)]
        while self._takes("word", "OR"):
            parts.append(self._both(depth))
        return parts[0] if len(parts) == 1 else Some(tuple(parts))

    def _both(self, depth: int) -> Condition:
        parts = [self._one(depth)]
        while self._takes("word", "AND"):
            parts.append(self._one(depth))
        return parts[0] if len(parts) == 1 else Every(tuple(parts))

    def _one(self, depth: int) -> Condition:
        if depth > DEEPEST:
            raise _bad(self._text, f"deeper than {DEEPEST}")
        if self._takes("word", "NOT"):
            return Not(self._one(depth + 1))
        if self._takes("mark", "("):
            inner = self.either(depth + 1)
            self._needs("mark", ")")
            return inner
        return self._comparison()

    def _comparison(self) -> Compare:
        variable = self._needs("variable")
        if self._takes("word", "IN"):
            self._needs("mark", "(")
            values = [self._value()]
            while self._takes("mark", ","):
                values.append(self._value())
            self._needs("mark", ")")
            return Compare(variable, "IN", tuple(values))
        return Compare(variable, self._needs("operator"), (self._value(),))

    def _value(self) -> str:
        kind, text = self._tokens[self._at] if self.more else ("", "")
        if kind == "text":
            self._at += 1
            return re.sub(r"\\(.)", r"\1", text[1:-1])
        if kind == "number" or (kind == "word" and text.lower() in {"true", "false"}):
            self._at += 1
            return text.lower()
        raise _bad(self._text, f"a value is missing after {self.last!r}")

    def _takes(self, kind: str, text: str) -> bool:
        if self.more and self._tokens[self._at][0] == kind and self._tokens[self._at][1].upper() == text:
            self._at += 1
            return True
        return False

    def _needs(self, kind: str, text: str = "") -> str:
        if self.more and self._tokens[self._at][0] == kind and text in {"", self._tokens[self._at][1]}:
            self._at += 1
            return self._tokens[self._at - 1][1]
        raise _bad(self._text, f"{text or kind} is missing after {self.last!r}")


def _bad(text: str, why: str) -> BadInput:
    return BadInput(f"condition {text[:80]!r}: {why}", hint="like: __spread__:value = 'yes' AND NOT …")
