"""What must be there for a rule to hold: a few literals, one of which some field has to contain.

A rule is only looked at when one of its clause is seen; an index finds that for thousands of rules at once.
"""

from __future__ import annotations

from typing import Final, TypeAlias

from msgspec import Struct

from vedette.hunt.sigma.nodes import KEYWORD, All, Glob, How, Node, Pattern, Some, Text
from vedette.hunt.sigma.regexes import literals_of


class Clue(Struct, frozen=True, array_like=True, gc=False):
    """A literal, without case, and how it has to stand in which field."""

    field: str
    how: How
    literal: str


Clause: TypeAlias = tuple[Clue, ...]
_NO_CLUE: Final[tuple[tuple[str, How, str], ...]] = (("", "contains", ""),)
_CLUES_MAX: Final = 2_000
_LENGTH_COUNTED: Final = 12


def clause_of(node: Node) -> Clause | None:
    """Choose a clause of a tree; None where there is none, and the rule must always be looked at."""
    match node:
        case All(of):
            return max((found for one in of if (found := clause_of(one))), key=_worth, default=None)
        case Some(of):
            return _of_some(of)
        case _:
            clues = tuple(Clue(*clue) for clue in _clues(node))
            return clues if all(clue.literal for clue in clues) else None


def _clues(node: Node) -> tuple[tuple[str, How, str], ...]:
    match node:
        case Text(field, how, literals):
            return tuple((field, how, literal.casefold()) for literal in literals)
        case Glob(field, parts):
            longest = max((part for part in parts if isinstance(part, str)), key=len, default="")
            return ((field, "contains", longest.casefold()),)
        case Pattern(field, pattern):
            literals = literals_of(pattern)
            return tuple((field, "contains", literal.casefold()) for literal in literals) or _NO_CLUE
        case _:
            return _NO_CLUE


def _of_some(of: tuple[Node, ...]) -> Clause | None:
    """Join the clauses of alternatives; one without any spoils it."""
    found: list[Clue] = []
    for one in of:
        clause = clause_of(one)
        if clause is None:
            return None
        found += clause
    return tuple(dict.fromkeys(found)) if found and len(found) <= _CLUES_MAX else None


def _worth(clause: Clause) -> tuple[float, int]:
    """Rank clauses: long literals are rare, and every further one makes it commoner."""
    shortest = min(len(clue.literal) + (clue.how != "contains") for clue in clause)
    dear = any(clue.field == KEYWORD for clue in clause)
    common = max(_COMMON.get(clue.field, 0) for clue in clause)
    short = shortest <= _SHORT
    rank = min(shortest, _LENGTH_COUNTED) - 6 * dear - 12 * short - common - len(clause) ** 0.5
    return (rank, -len(clause))


_SHORT: Final = 4
"""GET, 0x1, Low: nearly every second event has it."""
_COMMON: Final = {
    "Image": 3, "ParentImage": 3, "OriginalFileName": 3, "SourceImage": 3, "Provider_Name": 3,
    "Company": 8, "Product": 8, "IntegrityLevel": 8,
}  # fmt: skip
"""Fields in which the same few values come again and again: a literal there says little."""
