"""A regular expression comes in; its position automaton comes out: one state a character.

Edges carry their ways: an edge counts twice when two ways lead along it, for that is what backtracking
suffers from. Text is never matched. Lookarounds are passed, and looked at on their own; so are atomic groups
and possessive repeats, which nothing outside can send back into themselves.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass, field
from functools import reduce
from importlib import import_module
from typing import Any, Final

from vedette.code import charsets

parser: Any = import_module(
    "re._parser"
)  # how Python itself reads a pattern; not public, and stable since 3.11

MAX_PATTERN: Final = 5_000
MAX_STATES: Final = 600
MAX_LINKS: Final = 60_000
MAX_DEPTH: Final = 60
MAX_COPIES: Final = 12
"""A repeat of up to this many is written out; a longer one is as bad as one without end."""

Ways = dict[int, int]
"""State to number of ways, where 2 means two or more."""
Tree = Any  # re._parser.SubPattern: the stdlib gives it no public type

PASS, SURE, STOP = range(3)
"""Where one may go without a character: past lookarounds; past what cannot fail; also past the end."""


class TooBig(Exception):
    """The expression is over a bound of this module."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """A position automaton."""

    masks: tuple[int, ...]
    """What each state matches."""
    edges: tuple[Ways, ...]
    """Where each state leads, and in how many ways."""
    ends: frozenset[int]
    """States from which the match may end, and cannot fail."""


@dataclass(frozen=True, slots=True)
class _Piece:
    first: Ways
    last: tuple[Ways, ...]
    null: tuple[int, ...]


EMPTY = _Piece({}, ({}, {}, {}), (1, 1, 1))
WALL = _Piece({}, ({}, {}, {}), (0, 0, 0))
LOOK = _Piece({}, ({}, {}, {}), (1, 0, 0))
"""A lookaround or `\\B`: takes no text, and may fail."""
_END = _Piece({}, ({}, {}, {}), (0, 0, 1))
ANCHORS: Final = {"AT_END": _END, "AT_END_STRING": _END, "AT_NON_BOUNDARY": LOOK}


def graphs(pattern: str, flags: int = 0, *, whole: bool = False) -> list[Graph]:
    """Return the automata of a pattern, its lookarounds and atomic parts; none if it is no pattern.

    Raises:
        TooBig: a bound was reached.

    """
    if len(pattern) > MAX_PATTERN:
        raise TooBig
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = parser.parse(pattern, flags)
    except (re.error, RecursionError, OverflowError, ValueError):
        return []
    found: list[Graph] = []
    waiting = [(tree, tree.state.flags)]
    while waiting:
        part, part_flags = waiting.pop()
        builder = _Builder(size=sum(len(graph.masks) for graph in found))
        found.append(builder.graph(part, part_flags, whole=whole and part is tree))
        waiting += builder.parts
    return found


def _add(left: Ways, right: Ways, times: int = 1) -> Ways:
    if not times:
        return left
    return left | {state: min(2, ways * times + left.get(state, 0)) for state, ways in right.items()}


def _either(left: _Piece, right: _Piece) -> _Piece:
    return _Piece(
        _add(left.first, right.first),
        tuple(map(_add, left.last, right.last)),
        tuple(min(2, a + b) for a, b in zip(left.null, right.null, strict=True)),
    )


@dataclass
class _Builder:
    size: int
    links: int = 0
    masks: list[int] = field(default_factory=list)
    edges: list[Ways] = field(default_factory=list)
    parts: list[tuple[Tree, int]] = field(default_factory=list)

    def graph(self, tree: Tree, flags: int, *, whole: bool) -> Graph:
        root = self.sequence(tree, flags, 0)
        ends = set() if whole else set(root.last[SURE])
        enough = charsets.ALL & ~charsets.NEWLINE
        for state in root.last[STOP]:  # `.*$` takes whatever is left of the line
            if state in self.edges[state] and self.masks[state] & enough == enough:
                ends.add(state)
        return Graph(masks=tuple(self.masks), edges=tuple(self.edges), ends=frozenset(ends))

    def sequence(self, tree: Tree, flags: int, depth: int) -> _Piece:
        if depth > MAX_DEPTH:
            raise TooBig
        return reduce(self.join, (self.item(op, value, flags, depth + 1) for op, value in tree), EMPTY)

    def item(self, op: object, value: Any, flags: int, depth: int) -> _Piece:  # noqa: ANN401  the parser's
        match str(op):
            case "LITERAL" | "NOT_LITERAL" | "IN" | "ANY":
                return self.place(_mask(str(op), value, flags))
            case "MAX_REPEAT" | "MIN_REPEAT":
                return self.repeat(value, flags, depth)
            case "SUBPATTERN":
                return self.sequence(value[3], (flags | value[1]) & ~value[2], depth)
            case "BRANCH" | "GROUPREF_EXISTS":
                ways = value[1] if str(op) == "BRANCH" else value[1:]
                return reduce(_either, (self.sequence(one or (), flags, depth) for one in ways), WALL)
            case _:
                return self.apart(str(op), value, flags)

    def apart(self, op: str, value: Any, flags: int) -> _Piece:  # noqa: ANN401  the parser's
        """Take what needs no text, or is never entered again once it has matched."""
        match op:
            case "ASSERT" | "ASSERT_NOT":
                self.parts.append((value[1], flags))
                return LOOK if len(value[1]) else WALL
            case "ATOMIC_GROUP":
                self.parts.append((value, flags))
                return WALL
            case "POSSESSIVE_REPEAT":
                self.parts.append((value[2], flags))
                return WALL if value[0] else EMPTY
            case _:  # an anchor, a backreference, or what a later Python brings
                return ANCHORS.get(str(value), WALL)

    def place(self, mask: int) -> _Piece:
        state = len(self.masks)
        if state + self.size >= MAX_STATES:
            raise TooBig
        self.masks.append(mask)
        self.edges.append({})
        return _Piece({state: 1}, ({state: 1},) * 3, (0, 0, 0))

    def join(self, left: _Piece, right: _Piece) -> _Piece:
        self.link(left.last[PASS], right.first)
        return _Piece(
            _add(left.first, right.first, left.null[PASS]),
            tuple(map(_add, right.last, left.last, right.null)),
            tuple(min(2, a * b) for a, b in zip(left.null, right.null, strict=True)),
        )

    def link(self, sources: Ways, targets: Ways) -> None:
        self.links += len(sources) * len(targets)
        if self.links > MAX_LINKS:
            raise TooBig
        for source, ways in sources.items():
            self.edges[source] = _add(self.edges[source], targets, ways)

    def repeat(self, value: Any, flags: int, depth: int) -> _Piece:  # noqa: ANN401  the parser's
        low, high, body = value
        steady = low == high and len(set(body.getwidth())) == 1
        endless = high > MAX_COPIES and not steady
        must = min(low, 2 if endless else MAX_COPIES)
        may = 0 if endless else min(high, MAX_COPIES) - must
        made = [self.sequence(body, flags, depth) for _ in range(must + may or endless)]
        if endless:
            self.link(made[-1].last[PASS], made[-1].first)
        tail = EMPTY
        for piece in reversed(made[must:]):
            tail = _either(self.join(piece, tail), EMPTY)
        return reduce(self.join, [*made[:must], tail], EMPTY)


def _mask(op: str, value: Any, flags: int) -> int:  # noqa: ANN401  the parser's
    match op:
        case "LITERAL":
            return charsets.one(value, flags)
        case "NOT_LITERAL":
            return charsets.ALL & ~charsets.one(value, flags)
        case "IN":
            return charsets.members(value, flags)
        case _:
            return charsets.ALL if flags & re.DOTALL else charsets.ALL & ~charsets.NEWLINE
