"""How a value came to be what it is: linked from the latest step back, shared, unrolled only for findings.

A trace is one of five tuples, told apart by their first item:

  (STEP, module, at, note, before)          the value passed here; `before` is how it got here
  (GUESS, module, at, note, before)         the same, but only assumed: nothing says what the code here does
  (BELOW, before, None)                     it was put behind something else: into a string or path
  (JOIN, mask, trace, other mask, other)    it may have come either way, by label
  (CALL, module, at, function, first, inner, i, mask, before, …)
                                            it went through a function: `inner` is in the function's own
                                            labels, of which label number i stands for the caller's `mask`, an
                                            argument that got there by `before`, or INSIDE: a source in there;
                                            and so on by threes. `first` is the first of those labels
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, TypeAlias

Trace: TypeAlias = tuple[Any, ...]

STEP: Final = 0
GUESS: Final = 1
JOIN: Final = 2
CALL: Final = 3
BELOW: Final = 4

INSIDE: Final[Trace] = ()
"""Stands for the way of what was met in a function first."""
OUTSIDE: Final = -1
"""Where a call stands that nothing in the program makes: somebody outside does."""

_STEPS_MAX: Final = 400


def joined(mask: int, trace: Trace | None, other_mask: int, other: Trace | None) -> Trace | None:
    """Return the trace of a value that holds labels of two."""
    if other is None or other is trace or not other_mask & ~mask:
        return trace if trace is not None else other
    if not mask or (trace is None and other[0] != BELOW):
        return other
    return (JOIN, mask, trace, other_mask, other)


class Step:
    """One place a value passed, as a reader sees it."""

    __slots__ = ("at", "guess", "module", "note")

    def __init__(self, module: Any, at: int, note: str, *, guess: bool) -> None:  # noqa: ANN401 - a module, opaque here
        self.module = module
        self.at = at
        self.note = note
        self.guess = guess


_BELOW: Final = Step(None, 0, "", guess=False)


def put_below(before: Trace | None) -> Trace:
    """Return the trace of a value put behind something else."""
    return (BELOW, before, None)


def is_below(trace: Trace | None, label: int) -> bool:
    """Tell whether a label was put behind something else on its way."""
    return any(step is _BELOW for step in _backwards(trace, label))


def unroll(trace: Trace | None, label: int) -> list[Step]:
    """Return the steps of one label, first step first."""
    steps: list[Step] = []
    for step in _backwards(trace, label):
        if step is _BELOW:
            continue
        steps.append(step)
        if len(steps) >= _STEPS_MAX:
            break
    steps.reverse()
    return steps


def _backwards(trace: Trace | None, label: int) -> Iterator[Step]:
    todo: list[tuple[Trace | Step | None, int]] = [(trace, label)]
    while todo:
        node, wanted = todo.pop()
        if isinstance(node, Step):
            if node.at != OUTSIDE:
                yield node
            continue
        while node is not None:
            kind = node[0]
            if kind == JOIN:
                node = node[2] if node[1] & wanted else node[4]
            elif kind == BELOW:
                yield _BELOW
                node = node[1]
            elif kind == CALL:
                todo.extend(_through(node, wanted))
                break
            else:
                yield Step(node[1], node[2], node[3], guess=kind == GUESS)
                node = node[4]


def _through(node: Trace, wanted: int) -> list[tuple[Trace | Step | None, int]]:
    """Return what lies before and inside a call, deepest first: inner steps, the call, the argument."""
    _, module, at, function, first, inner, *ways = node
    for index, mask, before in zip(ways[::3], ways[1::3], ways[2::3], strict=True):
        if mask & wanted:
            if before is INSIDE:
                call = Step(module, at, f"comes out of {function}()", guess=False)
                return [(inner, 1 << index), (call, 0)]
            call = Step(module, at, f"goes into {function}()", guess=False)
            return [(before, wanted), (call, 0), (inner, 1 << index)]
    return [(inner, first)]
