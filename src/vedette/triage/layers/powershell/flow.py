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

ROUNDS_MOST: Final = 200_000
"""Times one loop is gone round."""


def blocks(m: Machine, node: Node) -> Value:
    """Go through try, catch, begin and the like: all of them, in order."""
    return m.run(node.kids[0].kids)


def leave(m: Machine, node: Node) -> Value:
    """Leave a function or loop, if we are sure to; what is returned is put out."""
    value = m.evaluate(node.kids[0]) if node.kids else Value(None)
    if (
        not m.unsure
        and node.word in ("return", "break", "continue")
        and (m.called or m.looping or m.depth > 1)
    ):
        m.leaving = node.word
    return value if node.word == "return" else Value(None)


def if_(m: Machine, node: Node) -> Value:
    """Go the way we know is gone, or all ways."""
    kids = list(node.kids)
    last = kids.pop() if len(kids) % 2 else None
    taken = False
    made = Value(None)
    for condition, body in zip(kids[::2], kids[1::2], strict=False):
        test = m.evaluate(condition)
        if taken or (test.known and not truth_of(test.data)):
            _aside(m, body)
            continue
        if test.known:
            made = _sure(m, body) if not m.unsure else m.run(body.kids)
            taken = True
        else:
            made = _perhaps(m, body)
    if last is not None:
        made = _aside(m, last) if taken else _perhaps(m, last) if _any_unknown(made) else m.run(last.kids)
    return made


def _any_unknown(made: Value) -> bool:
    return not made.known


def _sure(m: Machine, body: Node) -> Value:
    return m.run(body.kids)


def _perhaps(m: Machine, body: Node) -> Value:
    """Go through what may happen."""
    m.unsure += 1
    made = m.run(body.kids)
    m.unsure -= 1
    return unknown(made)


def _aside(m: Machine, body: Node) -> Value:
    """Look at what is not done here, and forget what it would change."""
    if m.looping or m.called:
        return Value(None)
    held = dict(m.variables)
    _perhaps(m, body)
    m.variables = held
    return Value(None)


def _round(m: Machine, body: Node) -> bool:
    """Go through a loop's body once; say whether to go on."""
    m.allowance.burn()
    m.run(body.kids)
    stop = m.leaving in ("break", "return")
    if m.leaving in ("break", "continue"):
        m.leaving = ""
    return not stop


def _blurred(m: Machine, body: Node) -> None:
    """Go through a body once when nobody knows how often: what it changes is not known after."""
    held = dict(m.variables)
    _perhaps(m, body)
    for name, value in m.variables.items():
        before = held.get(name)
        if before is not None and before is not value and isinstance(value.data, int | float):
            m.variables[name] = unknown(value)


def _while(m: Machine, condition: Node, body: Node, step: Node | None) -> Value:
    m.looping += 1
    for _ in range(ROUNDS_MOST):
        test = m.evaluate(condition)
        if not test.known:
            _blurred(m, body)
            break
        if not truth_of(test.data) or not _round(m, body):
            break
        if step is not None:
            m.evaluate(step)
        if m.unsure and _ > 1000:  # noqa: PLR2004  a loop under a condition nobody knows
            break
    m.looping -= 1
    return Value(None)


def while_(m: Machine, node: Node) -> Value:
    """Go round while a condition holds."""
    return _while(m, node.kids[0], node.kids[1], None)


def do(m: Machine, node: Node) -> Value:
    """Go round, and ask afterwards."""
    condition, body = node.kids
    m.looping += 1
    for _ in range(ROUNDS_MOST):
        if not _round(m, body):
            break
        test = m.evaluate(condition)
        if not test.known or truth_of(test.data) == (node.word == "until"):
            break
    m.looping -= 1
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
        return _perhaps(m, body)
    made: list[Value] = []
    m.looping += 1
    for item in items_of(source.data):
        m.allowance.burn()
        m.assign(variable.word, item if isinstance(item, Value) else Value(item, source.steps, source.feeds))
        value = m.run(body.kids)
        if not (value.known and value.data is None):
            made.append(value)
        if m.leaving in ("break", "return"):
            m.leaving = "" if m.leaving == "break" else m.leaving
            break
        m.leaving = ""
    m.looping -= 1
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
        made = _perhaps(m, body)
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
