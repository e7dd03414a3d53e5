"""What each of many things rests on, through any number of steps: one pass over the graph of uses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Final, Generic, NamedTuple, TypeVar

T = TypeVar("T")
_SOME: Final = re.compile(rb"[^\0]")


class Graph(NamedTuple):
    """What uses what."""

    uses: Callable[[Hashable], Collection[Hashable]]
    """A node's direct uses."""
    marks: Callable[[Hashable], Iterable[Hashable]]
    """What to say of it."""
    group: Callable[[Hashable], Hashable]
    """Which marks are said together."""


class Closure(Generic[T]):
    """Answers: what do these nodes rest on? Sets are kept as bits of one integer; circles share one set.

    All questions are given at the start, each to be asked once: a set is let go of when nothing that is still
    to come needs it. The marks of one group are neighbours, in bytes of their own. What is `said` of them is
    asked for once for each set of them that comes up: where all use all, most rest on much the same.

    Tarjan's algorithm for strongly connected components (1972), without recursion.
    """

    def __init__(
        self,
        questions: Mapping[str, Sequence[Hashable]],
        graph: Graph,
        said: Callable[[Hashable, list[Hashable]], T],
    ) -> None:
        self._questions = questions
        self._uses = graph.uses
        self._said = said
        self._masks: dict[Hashable, int] = {}
        self._order: dict[Hashable, int] = {}
        self._low: dict[Hashable, int] = {}
        self._stack: list[Hashable] = []
        self._on_stack: set[Hashable] = set()
        self._leaves: set[Hashable] = set()
        """Nodes that use nothing need no walk."""
        self._marks: dict[Hashable, tuple[Hashable, ...]] = {}
        self._wanted = self._count(graph)
        self._groups: dict[Hashable, list[Hashable]] = {}
        for mark in dict.fromkeys(mark for marks in self._marks.values() for mark in marks):
            self._groups.setdefault(graph.group(mark), []).append(mark)
        self._bit: dict[Hashable, int] = {}
        self._spans: list[tuple[Hashable, int, int]] = []
        """By byte: the group it belongs to, where that begins and ends."""
        for group, members in self._groups.items():
            begin = len(self._spans)
            end = begin + (len(members) + 7) // 8
            self._spans += [(group, begin, end)] * (end - begin)
            self._bit.update((mark, 8 * begin + place) for place, mark in enumerate(members))
        self._parts: dict[tuple[Hashable, bytes], T] = {}

    def _count(self, graph: Graph) -> dict[Hashable, int]:
        """Return how often each node will be asked for, and note the leaves, and what is to say of each."""
        wanted = dict(Counter(root for roots in self._questions.values() for root in roots))
        todo = list(reversed(wanted))
        while todo:
            node = todo.pop()
            if marks := tuple(graph.marks(node)):
                self._marks[node] = marks
            uses = self._uses(node)
            if not uses:
                self._leaves.add(node)
            for used in uses:
                if used in wanted:
                    wanted[used] += 1
                else:
                    wanted[used] = 1
                    todo.append(used)
        return wanted

    @property
    def kept(self) -> int:
        """How many sets are kept now."""
        return len(self._masks)

    def of(self, question: str) -> Iterator[tuple[Hashable, T]]:
        """Yield what is said of the marks of all that a question's nodes rest on, themselves included."""
        mask, near = 0, bytearray(len(self._spans))
        for root in self._questions[question]:
            if self._is_near(root):
                for node in (root, *self._uses(root)):
                    self._add(node, near)
                continue
            if root not in self._order:
                self._visit(root)
            mask |= self._take(root)
        mask |= int.from_bytes(near, "little")
        data, at = mask.to_bytes(len(self._spans), "little"), 0
        while (hit := _SOME.search(data, at)) is not None:
            group, begin, at = self._spans[hit.start()]
            part = data[begin:at]
            said = self._parts.get((group, part))
            if said is None:
                said = self._parts[group, part] = self._said(group, list(self._members(group, part)))
            yield group, said

    def _members(self, group: Hashable, part: bytes) -> Iterator[Hashable]:
        for mark, digit in zip(self._groups[group], bin(int.from_bytes(part, "little"))[:1:-1], strict=False):
            if digit == "1":
                yield mark

    def _is_near(self, root: Hashable) -> bool:
        """Tell whether all a node rests on is near, and nobody else asks for it: it needs no walk.

        Of very many small ones, a set each, as long as all there is to say, took time in their square.
        """
        return root in self._leaves or (self._wanted[root] == 1 and self._leaves.issuperset(self._uses(root)))

    def _add(self, node: Hashable, bits: bytearray) -> None:
        for mark in self._marks.get(node, ()):
            place, digit = divmod(self._bit[mark], 8)
            bits[place] |= 1 << digit

    def _take(self, node: Hashable) -> int:
        """Return what a node rests on, and forget it after the last time."""
        if node in self._leaves:
            return self._own_bits(node)
        left = self._wanted[node] = self._wanted[node] - 1
        return self._masks.get(node, 0) if left else self._masks.pop(node, 0)

    def _own_bits(self, node: Hashable) -> int:
        made = 0
        for mark in self._marks.get(node, ()):
            made |= 1 << self._bit[mark]
        return made

    def _visit(self, root: Hashable) -> None:
        work: list[tuple[Hashable, Iterator[Hashable]]] = [self._open(root)]
        while work:
            node, rest = work[-1]
            following = next(rest, None)
            if following is None:
                work.pop()
                self._close(node)
                if work:
                    above = work[-1][0]
                    self._low[above] = min(self._low[above], self._low[node])
            elif following not in self._order:
                work.append(self._open(following))
            elif following in self._on_stack:
                self._low[node] = min(self._low[node], self._order[following])

    def _open(self, node: Hashable) -> tuple[Hashable, Iterator[Hashable]]:
        self._order[node] = self._low[node] = len(self._order)
        self._stack.append(node)
        self._on_stack.add(node)
        return node, iter([used for used in self._uses(node) if used not in self._leaves])

    def _close(self, node: Hashable) -> None:
        if self._low[node] != self._order[node]:
            return
        members: list[Hashable] = []
        while True:
            member = self._stack.pop()
            self._on_stack.discard(member)
            members.append(member)
            if member == node:
                break
        mask = 0
        for member in members:
            mask |= self._own_bits(member)
            for used in self._uses(member):
                mask |= self._take(used)
        for member in members:
            if self._wanted[member]:
                self._masks[member] = mask
