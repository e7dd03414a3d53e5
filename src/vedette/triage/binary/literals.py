"""What a pattern for strings cannot do without: a few literals, one of which is in whatever it finds.

Searching for two hundred patterns at once makes a state of the search for every way in which repeats of some
of them may overlap, and making states takes nearly all of the time. Literals make few. So strings without
any of them are passed over, and patterns see only those that have one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from re import _constants as codes  # type: ignore[attr-defined]  # names of what the reader below returns
from re import _parser as reader  # type: ignore[attr-defined]  # reads patterns of ours only
from typing import Any, Final

from msgspec import Struct

_TEXTS_MAX: Final = 400
"""Texts a part of a pattern may be, so that all are written out."""
_CLASS_MAX: Final = 12
_TIMES_MAX: Final = 4
_TOLD: Final = 6
"""Letters from which on a literal is rare."""
_SHORTEST: Final = 3
_LINE: Final = "\n"
_ENDS: Final = (codes.AT_BEGINNING, codes.AT_BEGINNING_LINE, codes.AT_END, codes.AT_END_LINE)
_CROSSING: Final = re.compile(r"(?<!\\)(?:\\\\)*(?:\\[sWD]|\[\^(?![^\]]*\\n))")
"""Classes the end of a line belongs to."""


class Needed(Struct, frozen=True):
    """What a pattern needs; literals are in small letters, and the end of a line counts as a letter."""

    literals: frozenset[str]
    """Empty where it needs none in particular, or only one that is all too short."""
    crosses: bool
    """Whether it may go on from one line to the next."""


def needed(pattern: str) -> Needed:
    """Return what a pattern of ours needs; its `^` and `$` are the ends of lines, and case is all one."""
    best = _chain(reader.parse(pattern, re.MULTILINE)).needs() or frozenset()
    short = any(len(one) < _SHORTEST for one in best)
    return Needed(frozenset(() if short else fewest(best)), bool(_CROSSING.search(pattern)))


def fewest(literals: Iterable[str]) -> list[str]:
    """Return what is found wherever one of these is: those that hold no other."""
    kept: list[str] = []
    for one in sorted(set(literals), key=lambda one: (len(one), one)):
        if not any(known in one for known in kept):
            kept.append(one)
    return sorted(kept)


class _Chain:
    """What parts one after another can be, and the rarest literals so far one of which must be there."""

    def __init__(self) -> None:
        self._best: frozenset[str] | None = None
        self._texts = frozenset({""})
        """What the parts since the last gap can be together."""
        self._whole = True

    @property
    def exact(self) -> frozenset[str] | None:
        """All texts it can be; None where they are too many."""
        return self._texts if self._whole else None

    def needs(self) -> frozenset[str] | None:
        """Return the rarest literals; None where it may do without."""
        self._better(self._texts)
        return self._best

    def then(self, texts: frozenset[str]) -> None:
        """Go on with one of these."""
        if len(texts) * len(self._texts) > _TEXTS_MAX:
            self.gap()
        self._texts = frozenset(one + other for one in self._texts for other in texts)

    def gap(self, literals: frozenset[str] | None = None) -> None:
        """Go on with anything, or anything that has one of these in it."""
        self._better(self._texts)
        self._better(literals)
        self._texts, self._whole = frozenset({""}), False

    def _better(self, literals: frozenset[str] | None) -> None:
        if literals and all(literals) and (self._best is None or _rarity(literals) > _rarity(self._best)):
            self._best = literals


def _rarity(literals: frozenset[str]) -> tuple[int, int]:
    return min(_TOLD, *map(len, literals)), -len(literals)


def _chain(parts: Iterable[tuple[Any, Any]]) -> _Chain:
    made = _Chain()
    for code, value in parts:
        match code:
            case codes.LITERAL:
                made.then(frozenset({chr(value).lower()}))
            case codes.IN:
                _one_of(made, value)
            case codes.AT:
                made.then(frozenset({_LINE if value in _ENDS else ""}))
            case codes.SUBPATTERN:
                _add(made, _chain(value[-1]))
            case codes.BRANCH:
                _branch(made, [_chain(one) for one in value[1]])
            case codes.MAX_REPEAT | codes.MIN_REPEAT:
                _repeat(made, *value)
            case _:
                made.gap()
    return made


def _add(made: _Chain, part: _Chain) -> None:
    if part.exact is None:
        made.gap(part.needs())
    else:
        made.then(part.exact)


def _one_of(made: _Chain, members: list[tuple[Any, Any]]) -> None:
    found: set[str] = set()
    for code, value in members:
        if code is codes.LITERAL:
            found.add(chr(value).lower())
        elif code is codes.RANGE:
            found |= {chr(one).lower() for one in range(value[0], value[1] + 1)}
        else:
            return made.gap()
    return made.then(frozenset(found)) if len(found) <= _CLASS_MAX else made.gap()


def _branch(made: _Chain, ways: list[_Chain]) -> None:
    exact = [one.exact for one in ways if one.exact is not None]
    texts = frozenset[str]().union(*exact)
    if len(exact) == len(ways) and len(texts) <= _TEXTS_MAX:
        return made.then(texts)
    needs = [found for one in ways if (found := one.needs())]
    return made.gap(frozenset[str]().union(*needs) if len(needs) == len(ways) else None)


def _repeat(made: _Chain, least: int, most: int, parts: Iterable[tuple[Any, Any]]) -> None:
    part = _chain(parts)
    exact = part.exact
    if exact is None:
        made.gap(part.needs() if least else None)
    elif most <= _TIMES_MAX and len(exact) ** most <= _CLASS_MAX:
        made.then(frozenset(text for times in range(least, most + 1) for text in _times(exact, times)))
    elif (least, most) == (0, 1):
        made.then(exact | {""})
    elif least:
        made.then(exact)
        made.gap()
        made.then(exact)
    else:
        made.gap()


def _times(texts: frozenset[str], times: int) -> frozenset[str]:
    made = _Chain()
    for _ in range(times):
        made.then(texts)
    return made.exact or frozenset()
