"""Statements of VBA: assignments, conditions, loops, calls. What nobody knows is gone through once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vedette.triage.layers.tracing.values import Event, Value, unknown
from vedette.triage.layers.vba import objects
from vedette.triage.layers.vba.evaluation import arguments, call_name, follow
from vedette.triage.layers.vba.functions import number_of, text_of

if TYPE_CHECKING:
    from vedette.triage.layers.tracing.machine import Machine
    from vedette.triage.layers.tracing.tree import Node

_END: Final = object()
ROUNDS_MOST: Final = 300_000
ITEMS_MOST: Final = 1 << 20


def assign(m: Machine, node: Node) -> Value:
    """Set a variable, an item, a property, or part of a text with Mid."""
    target, source = node.kids
    value = m.evaluate(source)
    if target.kind == "variable":
        m.variables[target.word] = value
        return Value(None)
    if target.kind != "chain":
        return Value(None)
    last = target.kids[-1]
    if last.kind == "call" and target.kids[0].kind == "variable" and len(target.kids) == 2:  # noqa: PLR2004
        _set_item(m, target, value)
    elif last.kind == "member":
        holder = type(target)("chain", (target.start, target.end), "", target.kids[:-1])
        held = (
            m.evaluate(holder.kids[0])
            if len(holder.kids) == 1
            else follow(m, holder, list(holder.kids[1:]), ())
        )
        objects.assign(m, target, held, last.word, value)
    else:
        m.evaluate(target)
        m.tell(Event("set member", target.start, target.end, (Value(""), value)))
    return Value(None)


def _set_item(m: Machine, target: Node, value: Value) -> None:
    name = target.kids[0].word
    args = arguments(m, target.kids[1].kids)
    if name == "mid":
        _set_middle(m, target, args, value)
        return
    held = m.variables.get(name)
    at = number_of(args[0].data) if args and args[0].known else None
    if held is None or at is None or not isinstance(held.data, list):
        return
    place = round(at)
    m.allowance.burn()
    if len(held.data) <= place < min(len(held.data) + 4096, ITEMS_MOST):
        held.data.extend([None] * (place + 1 - len(held.data)))
    if 0 <= place < len(held.data):
        held.data[place] = value.data if value.known else value
        if value.steps and value.steps != held.steps:
            held.steps = (*held.steps, *(step for step in value.steps if step not in held.steps))


def _set_middle(m: Machine, target: Node, args: list[Value], value: Value) -> None:
    """Mid(s, 3, 1) = "x"."""
    node = target.kids[1].kids[0] if target.kids[1].kids else None
    if node is None or node.kind != "variable" or not all(arg.known for arg in args) or not value.known:
        return
    text, new = text_of(args[0].data), text_of(value.data)
    start = number_of(args[1].data) if len(args) > 1 else None
    if text is None or new is None or start is None:
        return
    m.allowance.burn(len(text) // 64 + 1)
    at = round(start) - 1
    if 0 <= at < len(text):
        new = new[: len(text) - at]
        m.variables[node.word] = Value(text[:at] + new + text[at + len(new) :], args[0].steps, args[0].feeds)


def does(m: Machine, node: Node) -> Value:
    """Go through a call that stands alone."""
    target = node.kids[0]
    given = arguments(m, node.kids[1:])
    if target.kind == "variable":
        call_name(m, node, target.word, given, node.kids[1:])
    elif target.kind == "chain":
        follow(m, target, list(target.kids[1:]), given)
    else:
        m.evaluate(target)
    return Value(None)


def sized(m: Machine, node: Node) -> Value:
    """Make room for a list: Dim a(9), ReDim a(n)."""
    last = m.evaluate(node.kids[0])
    size = number_of(last.data) if last.known else None
    before = m.variables.get(node.word)
    if size is not None and 0 <= size < ITEMS_MOST:
        m.allowance.burn(round(size) // 8 + 1)
        items: list[object] = [None] * (round(size) + 1)
        if before is not None and isinstance(before.data, list):
            items[: len(before.data)] = before.data[: len(items)]
        m.variables[node.word] = Value(items)
    else:
        m.variables[node.word] = unknown(last)
    return Value(None)


def body(m: Machine, node: Node) -> Value:
    """Go through statements."""
    return m.run(node.kids)


def if_(m: Machine, node: Node) -> Value:
    """Go the way we know is gone, or all ways."""
    kids = list(node.kids)
    last = kids.pop() if len(kids) % 2 else None
    open_ = False
    for condition, way in zip(kids[::2], kids[1::2], strict=False):
        test = m.evaluate(condition)
        if not test.known:
            open_ = True
            m.perhaps(way.kids)
        elif objects.is_true(test.data):
            if open_:
                m.perhaps(way.kids)
            else:
                m.run(way.kids)
            return Value(None)
    if last is not None:
        if open_:
            m.perhaps(last.kids)
        else:
            m.run(last.kids)
    return Value(None)


def _round(m: Machine, way: Node) -> bool:
    """Go through a loop's body once; say whether to go on."""
    m.allowance.burn()
    m.run(way.kids)
    if m.leaving in ("for", "do"):
        m.leaving = ""
        return False
    return not m.leaving


def for_(m: Machine, node: Node) -> Value:
    """Count through a loop."""
    variable, *bounds, way = node.kids
    values = [m.evaluate(one) for one in bounds]
    numbers = [number_of(value.data) if value.known else None for value in values]
    first, last, step = numbers
    if first is None or last is None or not step or variable.kind != "variable":
        m.variables[variable.word] = unknown(*values)
        m.perhaps(way.kids)
        return Value(None)
    at: float = first

    def go() -> bool:
        nonlocal at
        if (at > last) if step > 0 else (at < last):
            return False
        m.variables[variable.word] = Value(at)
        stay = _round(m, way)
        held = m.variables.get(variable.word)
        moved = number_of(held.data) if held is not None and held.known else None
        at = (moved if moved is not None else at) + (step if stay else 0)
        return stay

    m.loop(go, ROUNDS_MOST)
    m.variables[variable.word] = Value(at)
    return Value(None)


def each(m: Machine, node: Node) -> Value:
    """Go through a list."""
    variable, source, way = node.kids
    value = m.evaluate(source)
    if not value.known or not isinstance(value.data, list | bytes):
        m.variables[variable.word] = (
            unknown(value) if not value.known else Value(value.data, value.steps, value.feeds)
        )
        m.perhaps(way.kids)
        return Value(None)
    items = iter(list(value.data))

    def go() -> bool:
        item = next(items, _END)
        if item is _END:
            return False
        m.variables[variable.word] = (
            item if isinstance(item, Value) else Value(item, value.steps, value.feeds)
        )
        stay = _round(m, way)
        m.doubtful = False
        return stay

    m.loop(go, ROUNDS_MOST)
    return Value(None)


def while_(m: Machine, node: Node) -> Value:
    """Go round while or until a condition holds, asked before or after."""
    condition, way = node.kids
    wanted = not node.word.startswith("until")
    after = node.word.endswith("after")

    def go() -> bool:
        if after and not _round(m, way):
            return False
        test = m.evaluate(condition)
        if not test.known:
            if not after:
                m.perhaps(way.kids)
            return False
        return objects.is_true(test.data) == wanted and (after or _round(m, way))

    endless = condition.kind == "variable" and condition.word == "true"
    m.loop(go, ROUNDS_MOST if not endless or _leaves(way) else 1)
    return Value(None)


def _leaves(node: Node) -> bool:
    """Say whether anything in a loop leaves it."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if one.kind == "leave":
            return True
        waiting += one.kids
    return False


def select(m: Machine, node: Node) -> Value:
    """Go the way a value chooses, or all."""
    subject = m.evaluate(node.kids[0])
    for case, way in zip(node.kids[1::2], node.kids[2::2], strict=False):
        values = [m.evaluate(one) for one in case.kids]
        if not subject.known or not all(value.known for value in values):
            m.perhaps(way.kids)
        elif case.word == "else" or any(text_of(value.data) == text_of(subject.data) for value in values):
            m.run(way.kids)
            break
    return Value(None)


def with_block(m: Machine, node: Node) -> Value:
    """Go through statements about one object."""
    what, way = node.kids
    held = m.variables.get("#with")
    m.variables["#with"] = m.evaluate(what)
    m.run(way.kids)
    if held is not None:
        m.variables["#with"] = held
    return Value(None)


def leave(m: Machine, node: Node) -> Value:
    """Leave a loop or a function, if we are sure to."""
    if m.unsure:
        m.doubtful = True
    elif node.word in ("for", "do", "function", "sub", "property"):
        m.leaving = node.word
    return Value(None)


def declare(m: Machine, node: Node) -> Value:
    """Tell of a function of Windows the script says it will call."""
    m.tell(
        Event("declare", node.start, node.end, (Value(node.word), *(Value(kid.word) for kid in node.kids)))
    )
    return Value(None)


def nothing(_: Machine, __: Node) -> Value:
    """Do nothing: procedures are gone through when called."""
    return Value(None)
