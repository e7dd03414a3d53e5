"""A regular expression comes in; why a chosen text makes it take forever comes out. It is never run.

Backtracking is slow when the same text can be matched in many ways. Two ways round one loop on the same text
double with every turn: exponential. Loops that can hand the same text from one to the next, k in a row, are
a polynomial of degree k. Both need something afterwards that can fail: a state from which the match may
end at once never sends the matcher back, so such states are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import prod
from typing import Final

from vedette.code import charsets
from vedette.code.positions import Graph, TooBig, Ways, graphs

MAX_STEPS: Final = 200_000
DEGREE: Final = 3
"""Squares are everywhere and seldom matter; a cube does."""

Pair = tuple[int, int]


@lru_cache(maxsize=256)
def catastrophic(pattern: str, flags: int = 0, *, whole: bool = False) -> str | None:
    """Say in plain words how a pattern can take exponential or high polynomial time; None when it cannot.

    None also when it is no pattern, or too large to tell. `whole` says that it is used with `fullmatch`,
    where what follows the pattern can fail too.
    """
    budget = _Budget(MAX_STEPS)
    try:
        found = [_verdict(graph, budget) for graph in graphs(pattern, flags, whole=whole)]
    except TooBig:
        return None
    return max(filter(None, found), key=lambda said: said.startswith("exponential"), default=None)


@dataclass
class _Budget:
    left: int

    def spend(self, steps: int) -> None:
        self.left -= steps
        if self.left < 0:
            raise TooBig


def _verdict(graph: Graph, budget: _Budget) -> str | None:
    maze = _maze(graph, budget)
    rings = _rings(maze)
    for ring in rings:
        if (shared := _forks(maze, ring, budget)) is not None:
            return (
                "exponential time: inside a repeat, the same text can be divided in more than one way "
                f"(around {charsets.sample(shared)}), and all ways are tried when what follows does not match"
            )
    degree, shared = _chain(maze, rings, budget)
    if degree < DEGREE:
        return None
    return (
        f"polynomial time, about n**{degree} for n letters: repeats in a row can share the same text "
        f"(around {charsets.sample(shared)}), and all ways are tried when what follows does not match"
    )


@dataclass(frozen=True, slots=True)
class _Maze:
    """The part of a graph that can be sent back: sets of states are bits in a number, for speed."""

    masks: tuple[int, ...]
    ways: tuple[Ways, ...]
    next: tuple[int, ...]
    """States one character on."""
    reach: tuple[int, ...]
    """States any number of characters on, at least one."""


def _maze(graph: Graph, budget: _Budget) -> _Maze:
    size = len(graph.masks)
    budget.spend(size * size // 8)
    live = sum(1 << state for state in range(size) if graph.masks[state] and state not in graph.ends)
    after = [
        sum(1 << target for target in graph.edges[state]) & live if live >> state & 1 else 0
        for state in range(size)
    ]
    reach = list(after)
    for middle in range(size):
        onward, bit = reach[middle], 1 << middle
        if onward:
            reach = [further | onward if further & bit else further for further in reach]
    return _Maze(graph.masks, graph.edges, tuple(after), tuple(reach))


def _rings(maze: _Maze) -> list[int]:
    """Return the loops, as sets of states that all reach one another; those furthest on come first."""
    found: list[int] = []
    known = 0
    for state, reach in enumerate(maze.reach):
        if reach & ~known & 1 << state:
            ring = sum(1 << other for other in _states(reach) if maze.reach[other] >> state & 1)
            found.append(ring)
            known |= ring
    return sorted(found, key=lambda ring: maze.reach[_lowest(ring)].bit_count())


def _states(bits: int) -> Iterator[int]:
    while bits:
        state = _lowest(bits)
        yield state
        bits ^= 1 << state


def _lowest(bits: int) -> int:
    return (bits & -bits).bit_length() - 1


def _forks(maze: _Maze, ring: int, budget: _Budget) -> int | None:
    """Return characters on which two ways round a ring part and meet again, if there are such ways."""
    for state in _states(ring):
        for target, ways in maze.ways[state].items():
            if ways > 1 and ring >> target & 1:
                return maze.masks[target]
    return _meet(maze, {state: maze.next[state] & ring for state in _states(ring)}, budget)


def _meet(maze: _Maze, after: dict[int, int], budget: _Budget) -> int | None:
    """Return characters on which two walkers who parted, always on the same text, come together."""
    waiting: set[Pair] = {(targets, targets) for targets in after.values()}
    seen = set(waiting)
    while waiting:
        left, right = waiting.pop()
        budget.spend(left.bit_count() * right.bit_count())
        for one, other in product(_states(left), _states(right)):
            shared = maze.masks[one] & maze.masks[other]
            if one != other and shared:
                if after[one] & after[other]:
                    return shared
                pair = (min(after[one], after[other]), max(after[one], after[other]))
                waiting |= {pair} - seen
                seen.add(pair)
    return None


def _chain(maze: _Maze, rings: list[int], budget: _Budget) -> tuple[int, int]:
    """Return the degree of the time, and characters that the rings of the longest chain share."""
    best: dict[int, tuple[int, int]] = {}
    for ring in rings:
        top = (0, 0)
        for later, (degree, sample) in best.items():
            if maze.reach[_lowest(ring)] & later:
                shared = _hands_over(maze, ring, later, budget)
                top = max(top, (degree, sample), (degree + 1, shared) if shared else (0, 0))
        best[ring] = top
    degree, sample = max(best.values(), default=(0, 0))
    return degree + 1, sample


def _hands_over(maze: _Maze, ring: int, later: int, budget: _Budget) -> int:
    """Return characters of a text that leads round both rings, and from the first to the second."""
    for start, goal in product(_states(ring), _states(later)):
        shared = maze.masks[start] & maze.masks[goal]
        if (
            shared
            and maze.reach[start] >> goal & 1
            and _same_text(maze, (start, goal), (ring, later), budget)
        ):
            return shared
    return 0


def _same_text(maze: _Maze, ends: Pair, rings: Pair, budget: _Budget) -> bool:
    start, goal = ends
    begin, wanted = (start, start, goal), (start, goal, goal)
    waiting, seen = [begin], {begin}
    while waiting:
        one, two, three = waiting.pop()
        sides = maze.next[one] & rings[0], maze.next[two], maze.next[three] & rings[1]
        budget.spend(prod(side.bit_count() for side in sides))
        for a, b, c in product(*map(_states, sides)):
            step = (a, b, c)
            if step in seen or not maze.masks[a] & maze.masks[b] & maze.masks[c]:
                continue
            if step == wanted:
                return True
            seen.add(step)
            waiting.append(step)
    return False
