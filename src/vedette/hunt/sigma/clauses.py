"""What must be there for a rule to hold: a few literals, one of which some field has to contain.

A rule is only looked at when one of its clause is seen; an index finds that for thousands of rules at once.
Where that is seen often, a second clause has to be seen too.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt
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
ByField: TypeAlias = tuple[tuple[str, Clause], ...]
"""The clues of a clause, sorted by the field they are in."""
_NO_CLUE: Final[tuple[tuple[str, How, str], ...]] = (("", "contains", ""),)
_CLUES_MAX: Final = 2_000
_LENGTH_COUNTED: Final = 12


def clauses_of(node: Node) -> tuple[ByField, ...]:
    """Choose up to two clauses of a tree; none where the rule must always be looked at."""
    found = sorted(_each(node), key=_worth, reverse=True)
    if not found:
        return ()
    chosen = found[:1]
    if _worth(found[0])[0] < _SURE:
        second = max(found[1:], key=_help, default=None)
        chosen += [second] if second is not None and _help(second) >= _TELLING else []
    return tuple(map(_by_field, chosen))


def _each(node: Node) -> Iterator[Clause]:
    """Give every clause of a tree: of what all must hold, that of each part."""
    match node:
        case All(of):
            for one in of:
                yield from _each(one)
        case Some(of):
            if (clause := _of_some(of)) is not None:
                yield clause
        case _:
            clues = tuple(Clue(*clue) for clue in _clues(node))
            if clues and all(clue.literal for clue in clues):
                yield clues


def _by_field(clause: Clause) -> ByField:
    found: dict[str, list[Clue]] = {}
    for clue in clause:
        found.setdefault(clue.field, []).append(clue)
    return tuple((name, tuple(clues)) for name, clues in found.items())


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
        clause = max(_each(one), key=_worth, default=None)
        if clause is None:
            return None
        found += clause
    return tuple(dict.fromkeys(found)) if found and len(found) <= _CLUES_MAX else None


def _worth(clause: Clause) -> tuple[float, int]:
    """Rank clauses, also by what it costs to have one looked for in every event."""
    return (_rarity(clause) - 12 * (_shortest(clause) <= _SHORT), -len(clause))


def _rarity(clause: Clause) -> float:
    """Rank clauses by how rarely they are seen: long literals are rare, each further one costs."""
    dear = any(clue.field == KEYWORD for clue in clause)
    common = max(_COMMON.get(clue.field, 0) for clue in clause)
    return min(_shortest(clause), _LENGTH_COUNTED) - 6 * dear - common - sqrt(len(clause))


def _help(clause: Clause) -> float:
    """Rank second clauses: what stands in any field is dear to look at, and an index does it for all."""
    if any(clue.field == KEYWORD for clue in clause):
        return _LENGTH_COUNTED
    return _rarity(clause)


def _shortest(clause: Clause) -> int:
    return min(len(clue.literal) + (clue.how != "contains") for clue in clause)


_SURE: Final = 9
"""Worth so much, a clause needs no second: a literal of ten characters or more brings up few events."""
_TELLING: Final = 0
"""Worth less, a clause is seen in nearly every event, and is no help as a second."""
_SHORT: Final = 4
"""GET, 0x1, Low: nearly every second event has it."""
_COMMON: Final = {
    "Image": 3, "ParentImage": 3, "OriginalFileName": 3, "SourceImage": 3, "Provider_Name": 3,
    "Company": 8, "Product": 8, "IntegrityLevel": 8, "EventID": 8, "Channel": 8,
}  # fmt: skip
"""Fields in which the same few values come again and again: a literal there says little."""
