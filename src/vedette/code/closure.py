"""What each of many things rests on, through any number of steps: one pass over the graph of uses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence


class Closure:
    """Answers: what do these nodes rest on? Sets are kept as bits of one integer; circles share one set.

    `uses` gives a node's direct uses, `marks` what to say of it. All questions are given at the start, each
    to be asked once: a set is let go of when nothing that is still to come needs it.

    Tarjan's algorithm for strongly connected components (1972), without recursion.
    """

    def __init__(
        self,
        questions: Mapping[str, Sequence[Hashable]],
        uses: Callable[[Hashable], Collection[Hashable]],
        marks: Callable[[Hashable], Iterable[Hashable]],
    ) -> None:
        self._questions = questions
        self._uses = uses
        self._marks = marks
        self._nodes: list[Hashable] = []
        self._bit: dict[Hashable, int] = {}
        self._masks: dict[Hashable, int] = {}
        self._order: dict[Hashable, int] = {}
        self._low: dict[Hashable, int] = {}
        self._stack: list[Hashable] = []
        self._on_stack: set[Hashable] = set()
        self._leaves: dict[Hashable, tuple[int, ...] | None] = {}
        """Nodes that use nothing need no walk. The bits of their marks, once asked for: most are, often."""
        self._wanted = self._count()

    def _count(self) -> dict[Hashable, int]:
        """Return how often each node will be asked for, and note the leaves."""
        wanted = dict(Counter(root for roots in self._questions.values() for root in roots))
        todo = list(wanted)
        while todo:
            node = todo.pop()
            uses = self._uses(node)
            if not uses:
                self._leaves[node] = None
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

    def of(self, question: str) -> list[Hashable]:
        """Return the marks of everything the nodes of a question rest on, themselves included; each once."""
        mask = 0
        for root in self._questions[question]:
            if root not in self._order and root not in self._leaves:
                self._visit(root)
            mask |= self._take(root)
        return list(self._members(mask))

    def _take(self, node: Hashable) -> int:
        """Return what a node rests on, and forget it after the last time."""
        if node in self._leaves:
            return self._own_bits(node)
        left = self._wanted[node] = self._wanted[node] - 1
        return self._masks.get(node, 0) if left else self._masks.pop(node, 0)

    def _members(self, mask: int) -> Iterator[Hashable]:
        digits = bin(mask)[:1:-1]  # lowest first; searching text is faster than shifting a long number
        at = digits.find("1")
        while at >= 0:
            yield self._nodes[at]
            at = digits.find("1", at + 1)

    def _own_bits(self, node: Hashable) -> int:
        places = self._leaves.get(node)
        if places is None:
            places = tuple([self._place(mark) for mark in self._marks(node)])
            if node in self._leaves:
                self._leaves[node] = places
        made = 0
        for at in places:
            made |= 1 << at
        return made

    def _place(self, mark: Hashable) -> int:
        """Return the bit that stands for a mark."""
        at = self._bit.get(mark)
        if at is None:
            at = self._bit[mark] = len(self._nodes)
            self._nodes.append(mark)
        return at

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
