"""Signs in a line: classes of words and shapes that commands of attackers have more often than others."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import re2  # type: ignore[import-untyped]
from msgspec import Struct, convert

from vedette.core.tables import table
from vedette.triage.lines.masking import LONGEST, masked

MOST: Final = 4
"""More signs in one line are counted as so many."""


class Sign(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One class."""

    name: str
    means: str
    patterns: tuple[str, ...]


@cache
def signs() -> tuple[Sign, ...]:
    """Return all of them, in the order their weights are kept in."""
    return tuple(convert(table("vedette.triage.lines", "signs.toml")["sign"], list[Sign]))


@cache
def _automaton() -> tuple[Any, tuple[int, ...]]:
    """Return one automaton over all patterns, and which sign each pattern is of."""
    made, owners = re2.Set.SearchSet(), []
    for number, sign in enumerate(signs()):
        for pattern in sign.patterns:
            made.Add(pattern)
            owners.append(number)
    made.Compile()
    return made, tuple(owners)


def signs_of(line: str) -> tuple[int, ...]:
    """Return the numbers of the signs a line has, as it is written or as it reads without its particulars."""
    automaton, owners = _automaton()
    low = line[:LONGEST].lower()
    found = {owners[one] for text in (low, masked(line)) for one in automaton.Match(text) or ()}
    return tuple(sorted(found))


def pairs(found: tuple[int, ...]) -> list[int]:
    """Return features, numbers below `pair_count`: signs, pairs of signs, how many there are."""
    many = len(signs())
    made = [
        *found,
        *(many + first * many + second for at, first in enumerate(found) for second in found[at + 1 :]),
    ]
    return [*made, many + many * many + min(len(found), MOST)]


def pair_count() -> int:
    """Return how many such features there can be."""
    many = len(signs())
    return many + many * many + MOST + 1
