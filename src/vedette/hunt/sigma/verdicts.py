"""Verdicts: which of the rules an index brought up hold, remembered by what those rules looked at.

Most events say what one before said: the same program started the same way, the same page asked for. What
nobody asks about, a time or a number of a process, may differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat
from typing import Any, Final, TypeAlias

from vedette.hunt.event import Value
from vedette.hunt.sigma.memory import Memory
from vedette.hunt.sigma.nodes import KEYWORD
from vedette.hunt.sigma.trials import Case
from vedette.hunt.sigma.values import Look

Said: TypeAlias = tuple[object, ...]
_CHARS: Final = 4_096
"""Of all values together: what says more is looked at each time."""
_MEMBERS: Final = 8
"""Of a list: a longer one is looked at each time."""
_ABSENT: Final = ...
_ALL_ABSENT: Final = repeat(_ABSENT)
_TOLD_APART: Final = frozenset({str, int, type(None), type(_ABSENT)})
"""Types of values no two of which are equal without being the same text."""
_NAME_CHARS: Final = 50
NO_HITS: Final[list[int]] = []


class _Asked:
    """Some rules that were brought up together."""

    __slots__ = ("cases", "names", "verdicts")

    def __init__(self, cases: tuple[Case, ...], names: tuple[str, ...] | None) -> None:
        """Take rules, and the fields they look at; None when that is all of them."""
        self.cases = cases
        self.names = names
        self.verdicts: dict[Said, list[int]] = {}


class Verdicts:
    """What the rules of one plan said."""

    __slots__ = ("_asked", "_cases", "_fields", "_left", "_memory", "_paired")

    def __init__(
        self,
        cases: Sequence[Case],
        fields: Sequence[frozenset[str]],
        memory: Memory,
        paired: frozenset[int] = frozenset(),
    ) -> None:
        """Take cases, of each the fields it looks at, and the numbers of those that have two clauses."""
        self._cases = cases
        self._fields = fields
        self._memory = memory
        self._paired = paired
        self._asked: dict[frozenset[int], _Asked] = {}
        """By what indices brought up."""
        self._left: dict[frozenset[int], _Asked] = {}
        """By what is left of that when cases are left out of which only one clause was seen."""
        memory.memos += (self._asked, self._left)

    def of(self, wanted: frozenset[int], fields: dict[str, Value]) -> list[int]:
        """Say which rules hold of those an index brought up. The answer is shared: do not change it."""
        asked = self._asked.get(wanted)
        if asked is None:
            asked = self._learn(wanted)
        if not asked.cases:
            return NO_HITS
        if asked.names is None:
            return _judged(asked.cases, fields)
        said: Any = tuple(map(fields.get, asked.names, _ALL_ABSENT))
        if not _TOLD_APART.issuperset(map(type, said)):
            said = _said(asked.names, fields)
            if said is None:
                return _judged(asked.cases, fields)
        found = asked.verdicts.get(said)
        if found is None:
            found = self._judge(asked, said, fields)
        return found

    def _judge(self, asked: _Asked, said: Said, fields: dict[str, Value]) -> list[int]:
        """Look at rules, and remember what they say where that is not too much."""
        found = _judged(asked.cases, fields)
        texts = [one for one in said if isinstance(one, str)]
        chars = sum(map(len, texts))
        if chars <= _CHARS:
            asked.verdicts[said] = found
            self._memory.took(chars + _NAME_CHARS * len(texts))
        return found

    def _learn(self, wanted: frozenset[int]) -> _Asked:
        paired = self._paired
        left = frozenset([one for one in wanted if one >= 0 and (one not in paired or ~one in wanted)])
        asked = self._left.get(left)
        if asked is None:
            names = frozenset().union(*[self._fields[number] for number in left])
            asked = self._left[left] = _Asked(
                tuple([self._cases[number] for number in left]),
                None if KEYWORD in names else tuple(names),
            )
        self._asked[wanted] = asked
        self._memory.took((len(wanted) + len(left)) * _NAME_CHARS)
        return asked


def _judged(cases: tuple[Case, ...], fields: dict[str, Value]) -> list[int]:
    look = Look(fields)
    return sorted({case.rule for case in cases if case.holds(look)})


def _said(names: tuple[str, ...], fields: dict[str, Value]) -> Said | None:
    """Give what an event says of these fields, where some are no texts; None where that is too much."""
    get = fields.get
    said: list[object] = []
    for name in names:
        value: Any = get(name, _ABSENT)
        kind = type(value)
        if kind is str:
            said.append(value)
        elif kind is list:
            if len(value) > _MEMBERS:
                return None
            said.append((*[one if type(one) is str else (type(one), one) for one in value], kind))
        else:  # 1, 1.0 and True are equal, and as texts they are not
            said.append((kind, value))
    return tuple(said)
