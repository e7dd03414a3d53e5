"""Which lines of Python a value passes along: who binds a name, who uses it next, who calls whom.

Small on purpose: it says that two lines hang together, not that a value is dangerous. A name bound again
between two lines without any condition cuts them apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from vedette.core.errors import VedetteError
from vedette.core.text import Positions
from vedette.lang import ir
from vedette.lang.python import lower

Place = tuple[str, int]
"""A file and a line of it."""
_MOST: Final = 40_000
"""Statements of one program that are looked at; more is cut, and what lies beyond is connected to nothing."""
_COMPOUND: Final = frozenset((ir.IF, ir.WHILE, ir.FOR, ir.TRY, ir.WITH, ir.MATCH))


@dataclass(slots=True)
class _Step:
    """One statement."""

    place: Place
    last: int
    depth: int
    """Blocks it stands in within its function: deeper ones may not run."""
    loops: frozenset[int]
    uses: frozenset[str]
    defines: frozenset[str]
    calls: frozenset[str]
    returns: bool = False


@dataclass(slots=True)
class _Function:
    name: str
    place: Place
    parameters: frozenset[str]
    steps: list[_Step] = field(default_factory=list)


class Defuse:
    """The lines of some files, and which hand a value to which."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._functions: list[_Function] = []
        for path, text in texts.items():
            self._functions.extend(_functions(path, text))
        self._by_name: dict[str, list[_Function]] = {}
        for one in self._functions:
            self._by_name.setdefault(one.name, []).append(one)

    def connects(self, first: Place, second: Place) -> bool:
        """Whether a value gets from one line to another in one step."""
        if first == second:
            return True
        return self._within(first, second) or self._called(first, second) or self._returned(first, second)

    def _at(self, place: Place) -> Iterator[tuple[_Function, int]]:
        for one in self._functions:
            for number, step in enumerate(one.steps):
                if step.place[0] == place[0] and step.place[1] <= place[1] <= step.last:
                    yield one, number

    def _within(self, first: Place, second: Place) -> bool:
        """Whether one line binds a name the other uses: a parameter is bound where its function begins."""
        for function, at in self._at(second):
            steps = function.steps
            given = function.parameters & steps[at].uses if first == function.place else frozenset()
            if any(not _is_cut(steps[:at], name) for name in given):
                return True
            for one, before in self._at(first):
                if _flows(steps, before, at) if one is function else _is_shared(one.steps[before], steps[at]):
                    return True
        return False

    def _called(self, first: Place, second: Place) -> bool:
        """Whether one line calls a function, and the other is its head or uses a parameter of it."""
        for name in (name for one, at in self._at(first) for name in one.steps[at].calls):
            for function in self._by_name.get(name, ()):
                if function.place == second or (
                    self._within(function.place, second) and self._inside(function, second)
                ):
                    return True
        return False

    def _inside(self, function: _Function, place: Place) -> bool:
        return any(one is function for one, _ in self._at(place))

    def _returned(self, first: Place, second: Place) -> bool:
        """Whether one line returns from a function the other calls."""
        names = {one.name for one, at in self._at(first) if one.steps[at].returns}
        return any(not names.isdisjoint(one.steps[at].calls) for one, at in self._at(second))


def _flows(steps: list[_Step], before: int, at: int) -> bool:
    names = steps[before].defines & steps[at].uses
    if before < at:
        return any(not _is_cut(steps[before + 1 : at], name, steps[before].depth) for name in names)
    return bool(names) and not steps[before].loops.isdisjoint(steps[at].loops)


def _is_shared(one: _Step, other: _Step) -> bool:
    """Whether one method sets an attribute of its object another one uses."""
    shared = {name for name in one.defines & other.uses if name.startswith("self.")}
    return bool(shared) and one.place[0] == other.place[0]


def _is_cut(between: list[_Step], name: str, depth: int = 0) -> bool:
    return any(name in one.defines and name not in one.uses and one.depth <= depth for one in between)


def _functions(path: str, text: str) -> Iterator[_Function]:
    data = text.encode("utf-8", "replace")
    try:
        facts = lower(data)
    except VedetteError:
        return
    reader = _Reader(path, Positions(data))
    whole = _Function("<module>", (path, 0), frozenset())
    reader.block(facts.body, whole, 0, frozenset())
    yield from reader.functions
    yield whole


class _Reader:
    """Takes the statements of one file apart."""

    def __init__(self, path: str, positions: Positions) -> None:
        self._path, self._positions = path, positions
        self.functions: list[_Function] = []
        self._left = _MOST

    def block(self, block: ir.Block, into: _Function, depth: int, loops: frozenset[int]) -> None:
        """Take in a block and those within it."""
        for node in block:
            self._left -= 1
            if self._left < 0:
                return
            if node[0] in (ir.FUNCTION, ir.CLASS):
                self._defined(node, into, depth)
                continue
            head, inner = _taken_apart(node)
            into.steps.append(self._step(node, head, depth, loops))
            own = loops | {node[1]} if node[0] in (ir.FOR, ir.WHILE) else loops
            for one in inner:
                self.block(one, into, depth if node[0] == ir.WITH else depth + 1, own)

    def _defined(self, node: ir.Node, into: _Function, depth: int) -> None:
        if node[0] == ir.CLASS:
            self.block(node[4], into, depth, frozenset())
            return
        names = frozenset(one[1] for one in node[3] if one[1])
        made = _Function(str(node[2]), (self._path, self._lines(node)[0]), names)
        self.functions.append(made)
        self.block(node[4], made, 0, frozenset())

    def _lines(self, node: ir.Node) -> tuple[int, int]:
        place = self._positions.place(ir.start_of(node[1]), max(ir.start_of(node[1]), ir.end_of(node[1]) - 1))
        return place.line, place.end_line

    def _step(self, node: ir.Node, head: list[Any], depth: int, loops: frozenset[int]) -> _Step:
        first, last = self._lines(node)
        found = _Names()
        for part in head:
            found.see(part)
        targets = _targets(node)
        uses = frozenset(found.used) - targets | _read_again(node)
        return _Step(
            place=(self._path, first),
            last=first if node[0] in _COMPOUND else last,
            depth=depth,
            loops=loops,
            uses=uses,
            defines=targets | frozenset(found.bound),
            calls=frozenset(found.calls),
            returns=node[0] == ir.RETURN or "yield" in found.calls,
        )


def _is_node(part: object) -> bool:
    return isinstance(part, tuple) and len(part) > 1 and type(part[0]) is int and type(part[1]) is int


def _is_block(part: object) -> bool:
    return (
        isinstance(part, tuple) and bool(part) and all(_is_node(one) and one[0] >= ir.ASSIGN for one in part)
    )


def _taken_apart(node: ir.Node) -> tuple[list[Any], list[ir.Block]]:
    """Return what stands in the head of a statement, and the blocks in it."""
    head: list[Any] = []
    inner: list[ir.Block] = []
    todo = list(node[2:])
    while todo:
        part = todo.pop(0)
        if _is_block(part):
            inner.append(part)
        elif isinstance(part, tuple) and not _is_node(part):
            todo[:0] = list(part)
        else:
            head.append(part)
    return head, inner


def _dotted(node: ir.Node) -> str:
    """Return `a.b` of an attribute of a name; nothing for anything else."""
    if node[0] == ir.NAME:
        return str(node[2])
    if node[0] == ir.ATTR and (before := _dotted(node[2])):
        return f"{before}.{node[3]}"
    return ""


class _Names:
    """Names an expression uses, binds and calls."""

    def __init__(self) -> None:
        self.used: set[str] = set()
        self.bound: set[str] = set()
        self.calls: set[str] = set()

    def see(self, part: object) -> None:
        """Take in an expression and all within it."""
        todo: list[Any] = [part]
        while todo:
            one = todo.pop()
            if not isinstance(one, tuple):
                continue
            if _is_node(one):
                self._node(one)
            todo.extend(one)

    def _node(self, node: ir.Node) -> None:
        if node[0] == ir.NAME:
            self.used.add(str(node[2]))
        elif node[0] == ir.ATTR and (name := _dotted(node)):
            self.used.add(name)
        elif node[0] == ir.WALRUS:
            self.bound.add(str(node[2]))
        elif node[0] == ir.YIELD:
            self.calls.add("yield")
        elif node[0] == ir.CALL and (name := _called(node[2])):
            self.calls.add(name)


def _called(function: ir.Node) -> str:
    if function[0] == ir.NAME:
        return str(function[2])
    return str(function[3]) if function[0] == ir.ATTR else ""


def _targets(node: ir.Node) -> frozenset[str]:
    """Return the names a statement binds."""
    wheres: list[Any] = []
    if node[0] in (ir.ASSIGN, ir.AUGMENT, ir.FOR):
        wheres = [node[2]]
    elif node[0] == ir.WITH:
        wheres = [target for _, target in node[2] if target is not None]
    found: set[str] = set()
    while wheres:
        one = wheres.pop()
        if not isinstance(one, tuple):
            continue
        if not _is_node(one):
            wheres.extend(one)
        elif one[0] in (ir.NAME, ir.ATTR):
            found.add(_dotted(one))
        elif one[0] == ir.INDEX:
            found.add(_dotted(one[2]))
        else:
            wheres.extend(one[2:])
    return frozenset(found - {""})


def _read_again(node: ir.Node) -> frozenset[str]:
    """Return names a statement both binds and uses: `x += 1`, `x[0] = y`, `x = x + 1`."""
    if node[0] == ir.AUGMENT:
        return _targets(node)
    if node[0] != ir.ASSIGN:
        return frozenset()
    found = _Names()
    found.see(node[3])
    targets = node[2] if isinstance(node[2], tuple) and not _is_node(node[2]) else (node[2],)
    kept = {_dotted(one[2]) for one in targets if _is_node(one) and one[0] == ir.INDEX}
    return frozenset((found.used | kept) & _targets(node))
