"""Statements that choose a way: branches, loops, exceptions, contexts, matching."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeAlias

from vedette.code.taint import checks
from vedette.code.taint.binding import UNROLLED_MAX, bind, element_of, elements_of
from vedette.code.taint.contexts import entered
from vedette.code.taint.imports import settle
from vedette.code.taint.operators import truth
from vedette.code.taint.patterns import follow
from vedette.code.taint.values import NOTHING, UNKNOWN, State, Value, flat, join, merge

if TYPE_CHECKING:
    from vedette.code.taint.machine import Machine
    from vedette.code.taint.scopes import Frame
    from vedette.lang.ir import Block, Node

Enter: TypeAlias = Callable[[State], State]

_NOTHING_YET: tuple[State | None, Value | None] = (None, None)
_LOOPS_TWICE: Final = 2
"""A loop inside more loops than this runs its body once: each level run twice would double the work."""


def if_(m: Machine, node: Node, state: State) -> State | None:
    """`if test: … else: …`; only the branch that can be taken."""
    test = node[2]
    known = truth(m.evaluators[test[0]](m, test, state), state)
    if known is not None:
        return m.run(node[3] if known else node[4], m.refine(m, test, state, known))
    other = m.refine(m, test, state.copy(), False)  # noqa: FBT003
    then = m.refine(m, test, state, True)  # noqa: FBT003
    first, second = m.run(node[3], then), m.run(node[4], other)
    joined = settle(m, node[3], first, second, merge(first, second))
    if joined is None or first is None or second is None:
        return joined
    if first.safe is not second.safe and checks.is_switch(m, test, state):
        joined.safe = checks.kept_by_either(first, second)
    return joined


def while_(m: Machine, node: Node, state: State) -> State | None:
    """`while test: … else: …`."""
    known = truth(m.eval(node[2], state), state)
    if known is False:
        return m.run(node[4], state)
    forever = node[2][0] == 0 and known is True

    def enter(now: State) -> State:
        return m.refine(m, node[2], now, True)  # noqa: FBT003

    return _loop(m, node[3], node[4], state, enter if not forever else None, certain=known is True)


def for_(m: Machine, node: Node, state: State) -> State | None:
    """`for target in iterable: … else: …`."""
    iterable = m.eval(node[3], state)

    def enter(now: State) -> State:
        bind(m, node[2], element_of(iterable, now), now, node[3][1])
        return now

    known = elements_of(iterable, state)
    if known is None or (not known and iterable.obj is not None):  # what is empty now may be filled later on
        return _loop(m, node[4], node[5], state, enter)
    if not known:
        return m.run(node[5], state)
    if len(known) <= UNROLLED_MAX and not m.frame.loops:
        return _one_by_one(m, node, known, state)
    return _loop(m, node[4], node[5], state, enter, certain=True)


def _one_by_one(m: Machine, node: Node, elements: list[Value], state: State) -> State | None:
    """Run a loop's body for each of a few known elements."""
    frame = m.frame
    outer = frame.into_loop()
    now: State | None = state
    for element in elements:
        if now is None:
            break
        bind(m, node[2], element, now, node[3][1])
        now = _pass(m, node[4], now, None)
    breaks = frame.out_of_loop(outer)
    return merge(m.run(node[5], now) if now is not None else None, breaks)


def _loop(  # noqa: PLR0913 - a loop and what is known of it
    m: Machine, body: Block, other: Block, state: State, enter: Enter | None, *, certain: bool = False
) -> State | None:
    """Run a loop's body once, and once more when that taught us something about a variable."""
    frame = m.frame
    outer = frame.into_loop()
    before = state.copy()
    after = _pass(m, body, state, enter)
    joined = after if certain else merge(before, after)
    if after is not None and frame.loops <= _LOOPS_TWICE and joined is not None and _learned(before, joined):
        joined = merge(joined.copy(), _pass(m, body, joined, enter))
    breaks = frame.out_of_loop(outer)
    if enter is None:
        return breaks
    end = m.run(other, joined) if joined is not None else None
    return merge(end, breaks)


def _pass(m: Machine, body: Block, state: State, enter: Enter | None) -> State | None:
    frame = m.frame
    now = m.run(body, enter(state) if enter is not None else state)
    now = merge(now, frame.continues)
    frame.continues = None
    return now


def _learned(before: State, after: State) -> bool:
    """Tell whether a pass changed what is known in a way that can reach further in another pass."""
    if after.heap is not before.heap and any(
        before.heap.get(oid) is not obj for oid, obj in after.heap.items() if oid in before.heap
    ):
        return True
    env = after.env
    for name, old in before.env.items():  # a name first bound inside is bound again before it is read
        value = env.get(name)
        if value is None or old is value:
            continue
        if old.mask != value.mask or old.const is not value.const:
            return True
    return False


def break_(m: Machine, node: Node, state: State) -> State | None:
    """`break`."""
    del node
    m.frame.breaks = merge(m.frame.breaks, state)
    return None


def continue_(m: Machine, node: Node, state: State) -> State | None:
    """`continue`."""
    del node
    m.frame.continues = merge(m.frame.continues, state)
    return None


def try_(m: Machine, node: Node, state: State) -> State | None:
    """`try: … except: … else: … finally: …`; a handler may be entered before or after the body's work."""
    _, _, body, handlers, other, final = node
    frame = m.frame
    before = state.copy()
    after, thrown, caught = _tried(m, body, state)
    middle = merge(merge(before.copy(), after.copy() if after is not None else None), thrown) or before
    if not handlers and caught is not NOTHING:
        note_raised(frame, caught, middle)
    if after is not None and other:
        after = m.run(other, after)
    ends = after
    for _, bound, block in handlers:
        entry = middle.copy()
        if bound is not None:
            entry.env[bound] = caught
        handled = m.run(block, entry)
        ends = settle(m, body, ends, handled, merge(ends, handled))
    if not final:
        return ends
    if ends is None:
        m.run(final, middle)
        return None
    return m.run(final, ends)


def _tried(m: Machine, body: Block, state: State) -> tuple[State | None, State | None, Value]:
    """Run what is tried; also return how things stand where it raised, and what."""
    frame = m.frame
    outer = frame.thrown, frame.raised
    frame.thrown, frame.raised = _NOTHING_YET
    frame.tries += 1
    after = m.run(body, state)
    frame.tries -= 1
    thrown, raised = frame.thrown, frame.raised
    frame.thrown, frame.raised = outer
    return after, thrown, raised or NOTHING


def note_raised(frame: Frame, value: Value, state: State) -> None:
    """Remember what was raised, for the handler around it or the caller."""
    known = frame.raised
    if known is not None and known.obj is not None and value.obj is not None and known.obj != value.obj:
        known, value = flat(known, state.heap), flat(value, state.heap)
    frame.raised = value if known is None else join(known, value)


def with_(m: Machine, node: Node, state: State) -> State | None:
    """`with value as target: …`."""
    for item, target in node[2]:
        value = m.eval(item, state)
        given = entered(m, value, state, node[1])
        if target is not None:
            bind(m, target, given, state, item[1])
    return m.run(node[3], state)


def match(m: Machine, node: Node, state: State) -> State | None:
    """`match subject: case …`; constant patterns are compared, others may match."""
    subject = m.eval(node[2], state)
    end: State | None = None
    for patterns, guard, body, bound in node[3]:
        fits = _fits(m, subject, patterns, state)
        if fits is False:
            continue
        branch = state.copy()
        if patterns is not None:
            _vouch_for_constants(m, subject, patterns, branch)
        for name, way in bound:
            branch.env[name] = follow(m, subject, way, branch, node[1])
        if guard is not None:
            m.eval(guard, branch)
            branch = m.refine(m, guard, branch, True)  # noqa: FBT003
        end = merge(end, m.run(body, branch))
        if fits and guard is None:
            return end
    return merge(end, state)


def _fits(m: Machine, subject: Value, patterns: tuple[Node, ...] | None, state: State) -> bool | None:
    if patterns is None:
        return True
    values = [m.eval(pattern, state) if pattern[0] == 0 else NOTHING for pattern in patterns]
    if subject.const is UNKNOWN:
        return None
    if any(value.const is not UNKNOWN and value.const == subject.const for value in values):
        return True
    return None if any(value.const is UNKNOWN for value in values) else False


def _vouch_for_constants(m: Machine, subject: Value, patterns: tuple[Node, ...], state: State) -> None:
    if subject.mask and all(pattern[0] == 0 for pattern in patterns):
        state.vouch(-1, subject.mask)
    del m
