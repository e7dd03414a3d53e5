"""Statements: conditions, loops, functions. What nobody knows is gone through once, both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vedette.triage.layers.powershell.operators import NotKnown, equal
from vedette.triage.layers.powershell.values import items_of, truth_of
from vedette.triage.layers.tracing.machine import gathered
from vedette.triage.layers.tracing.values import Thing, Value, unknown

if TYPE_CHECKING:
    from vedette.triage.layers.tracing.machine import Machine
    from vedette.triage.layers.tracing.tree import Node

_END: Final = object()
ROUNDS_MOST: Final = 200_000
"""Times one loop is gone round."""


def blocks(m: Machine, node: Node) -> Value:
    """Go through try, catch, begin and the like: all of them, in order."""
    return m.run(node.kids[0].kids)


def leave(m: Machine, node: Node) -> Value:
    """Leave a function or loop, if we are sure to; what is returned is put out."""
    value = m.evaluate(node.kids[0]) if node.kids else Value(None)
    if m.unsure:
        m.doubtful = m.doubtful or node.word != "continue"
    elif node.word in ("return", "break", "continue") and (m.called or m.looping or m.depth > 1):
        m.leaving = node.word
    return value if node.word == "return" else Value(None)


def if_(m: Machine, node: Node) -> Value:
    """Go the way we know is gone, or all ways."""
    kids = list(node.kids)
    last = kids.pop() if len(kids) % 2 else None
    taken = open_ = False
    made = Value(None)
    before = dict(m.variables)
    ways: list[dict[str, Value]] = []
    for condition, body in zip(kids[::2], kids[1::2], strict=False):
        test = m.evaluate(condition)
        if taken or (test.known and not truth_of(test.data)):
            _aside(m, body)
        elif test.known and not open_:
            made = m.run(body.kids)
            taken = True
        else:
            made = _way(m, body, before, ways)
            open_ = True
            taken = test.known
    if last is not None and taken:
        _aside(m, last)
    elif last is not None:
        made = _way(m, last, before, ways) if open_ else m.run(last.kids)
    if len(ways) > 1:
        m.variables = _merged(ways)
    return made


def _way(m: Machine, body: Node, before: dict[str, Value], ways: list[dict[str, Value]]) -> Value:
    """Go one of several ways, from where all begin."""
    m.variables = dict(before)
    made = m.perhaps(body.kids)
    ways.append(m.variables)
    return made


def _merged(ways: list[dict[str, Value]]) -> dict[str, Value]:
    """Return what variables hold after one of several ways: of two texts the longer, which carries more."""
    made = dict(ways[0])
    for way in ways[1:]:
        for name, value in way.items():
            held = made.get(name)
            if held is None or _weight(value) >= _weight(held):
                made[name] = value
    return made


def _weight(value: Value) -> int:
    return len(value.data) if value.known and isinstance(value.data, str | list | bytearray) else 0


def _aside(m: Machine, body: Node) -> None:
    """Look at what is not done here, and forget what it would change."""
    if m.looping or m.called:
        return
    held = dict(m.variables)
    m.perhaps(body.kids)
    m.variables = held


def _round(m: Machine, body: Node) -> bool:
    """Go through a loop's body once; say whether to go on."""
    m.allowance.burn()
    m.run(body.kids)
    stop = m.leaving in ("break", "return")
    if m.leaving in ("break", "continue"):
        m.leaving = ""
    return not stop


def _while(m: Machine, condition: Node, body: Node, step: Node | None) -> Value:
    endless = condition.kind == "missing" or (condition.kind == "paren" and _constant(condition))

    def go() -> bool:
        test = m.evaluate(condition) if condition.kind != "missing" else Value(True)  # noqa: FBT003
        if not test.known:
            m.perhaps(body.kids)
            return False
        if not truth_of(test.data) or not _round(m, body):
            return False
        if step is not None:
            m.evaluate(step)
        return True

    m.loop(go, ROUNDS_MOST if not endless or _leaves(body) else 1)
    return Value(None)


def _constant(node: Node) -> bool:
    """Say whether a condition has nothing in it that could change."""
    if node.kind == "variable":
        return node.word == "true"
    return node.kind in ("number", "text", "paren") and all(_constant(kid) for kid in node.kids)


def _leaves(node: Node) -> bool:
    """Say whether anything in a loop leaves it."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if one.kind == "leave":
            return True
        waiting += one.kids
    return False


def while_(m: Machine, node: Node) -> Value:
    """Go round while a condition holds."""
    return _while(m, node.kids[0], node.kids[1], None)


def do(m: Machine, node: Node) -> Value:
    """Go round, and ask afterwards."""
    condition, body = node.kids

    def go() -> bool:
        if not _round(m, body):
            return False
        test = m.evaluate(condition)
        return test.known and truth_of(test.data) != (node.word == "until")

    m.loop(go, ROUNDS_MOST)
    return Value(None)


def for_(m: Machine, node: Node) -> Value:
    """Count through a loop."""
    if len(node.kids) < 4:  # noqa: PLR2004  start, condition, step, body
        return Value(None)
    start, condition, step, body = node.kids
    m.evaluate(start)
    return _while(m, condition, body, step)


def foreach(m: Machine, node: Node) -> Value:
    """Go through a list."""
    variable, collection, body = node.kids
    source = m.evaluate(collection)
    if variable.kind != "variable":
        return unknown(source)
    if not source.known:
        m.assign(variable.word, unknown(source))
        return m.perhaps(body.kids)
    made: list[Value] = []
    items = iter(items_of(source.data))

    def go() -> bool:
        item = next(items, _END)
        if item is _END:
            return False
        m.allowance.burn()
        m.assign(variable.word, item if isinstance(item, Value) else Value(item, source.steps, source.feeds))
        value = m.run(body.kids)
        if not (value.known and value.data is None):
            made.append(value)
        stop = m.leaving in ("break", "return")
        m.leaving = "" if m.leaving != "return" else "return"
        m.doubtful = False
        return not stop

    m.loop(go, ROUNDS_MOST)
    return gathered(made)


def switch(m: Machine, node: Node) -> Value:
    """Go the way a value chooses, or all."""
    subject = m.evaluate(node.kids[0])
    made = Value(None)
    for case, body in zip(node.kids[1::2], node.kids[2::2], strict=False):
        value = m.evaluate(case)
        if subject.known and value.known and not isinstance(value.data, Thing):
            if _fits(m, value, subject):
                made = m.run(body.kids)
                m.leaving = "" if m.leaving == "break" else m.leaving
                break
            continue
        made = m.perhaps(body.kids)
    return made


def _fits(m: Machine, value: Value, subject: Value) -> bool:
    if case_default(value):
        return True
    try:
        return truth_of(equal(subject.data, value.data, m.allowance))
    except NotKnown:
        return False


def case_default(value: Value) -> bool:
    """Say whether a case is the one for all others."""
    return isinstance(value.data, str) and value.data.lower() == "default"


def function(m: Machine, node: Node) -> Value:
    """Keep a function for when it is called."""
    m.functions[node.word] = node
    return Value(None)


def nothing(_: Machine, __: Node) -> Value:
    """Return nothing."""
    return Value(None)
