"""What each of many things rests on, through any number of steps: one pass over the graph of uses."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator


class Closure:
    """Answers: what does this node rest on? Sets are kept as bits of one integer; circles share one set.

    `uses` gives a node's direct uses, `marks` what to say of it; one of which nothing is said costs no bit.

    Tarjan's algorithm for strongly connected components (1972), without recursion.
    """

    def __init__(
        self,
        uses: Callable[[Hashable], Iterable[Hashable]],
        marks: Callable[[Hashable], Iterable[Hashable]],
    ) -> None:
        self._uses = uses
        self._marks = marks
        self._nodes: list[Hashable] = []
        self._bit: dict[Hashable, int] = {}
        self._masks: dict[Hashable, int] = {}
        self._order: dict[Hashable, int] = {}
        self._low: dict[Hashable, int] = {}
        self._stack: list[Hashable] = []
        self._on_stack: set[Hashable] = set()

    def of(self, roots: Iterable[Hashable]) -> list[Hashable]:
        """Return the marks of everything the roots rest on, themselves included; each once."""
        mask = 0
        for root in roots:
            if root not in self._masks:
                self._visit(root)
            mask |= self._masks[root]
        return list(self._members(mask))

    def _members(self, mask: int) -> Iterator[Hashable]:
        digits = bin(mask)[:1:-1]  # lowest first; searching text is faster than shifting a long number
        at = digits.find("1")
        while at >= 0:
            yield self._nodes[at]
            at = digits.find("1", at + 1)

    def _own_bits(self, node: Hashable) -> int:
        made = 0
        for mark in self._marks(node):
            at = self._bit.get(mark)
            if at is None:
                at = self._bit[mark] = len(self._nodes)
                self._nodes.append(mark)
            made |= 1 << at
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
        return node, iter(list(self._uses(node)))

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
                mask |= self._masks.get(used, 0)
        for member in members:
            self._masks[member] = mask
