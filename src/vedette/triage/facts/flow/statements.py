"""Statements: how names come to hold values, and which body runs when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec.structs import replace

from vedette.lang import ir
from vedette.lang.ir import Node
from vedette.triage.fact import When
from vedette.triage.facts.flow.calls import called
from vedette.triage.facts.flow.expressions import combined
from vedette.triage.facts.flow.frame import Frame
from vedette.triage.facts.flow.given import Given
from vedette.triage.facts.flow.run import Run
from vedette.triage.facts.flow.value import UNKNOWN, Code, Value, all_marks, any_of, either

_FIELDS: Final = 400


def perform(run: Run, frame: Frame, node: Node) -> None:
    """Go through one statement."""
    run.steps -= 1
    if (handler := _TABLE.get(node[0])) is not None:
        handler(run, frame, node)


def assign(run: Run, frame: Frame, target: Node, value: Value) -> None:
    """Let a target hold a value."""
    match target[0]:
        case ir.NAME:
            frame.bind(target[2], value)
        case ir.ATTR:
            _into(run, frame, target[2], target[3], value)
        case ir.INDEX:
            key = run.value(frame, target[3])
            _into(run, frame, target[2], key.text, value)
        case ir.SEQUENCE:
            _spread(run, frame, target, value)
        case ir.STAR:
            assign(run, frame, target[2], value)
        case _:
            run.value(frame, target)


def _spread(run: Run, frame: Frame, target: Node, value: Value) -> None:
    for number, one in enumerate(target[3]):
        items = value.items
        part = items[number] if items is not None and number < len(items) else _element(value)
        assign(run, frame, one, part)


def _element(value: Value) -> Value:
    """Return one of the things a value holds."""
    if value.items is not None:
        return any_of(value.items[:64]).marked(value.marks)
    if value.fields is not None:
        return any_of(list(value.fields.values())[:64]).marked(value.marks)
    return Value(marks=value.marks, name=value.name and f"{value.name}[]", made=value.made)


def _into(run: Run, frame: Frame, holder: Node, key: str, value: Value) -> None:
    """`holder.key = value`: what the holder is known to hold grows."""
    owner = run.value(frame, holder)
    if owner.code is not None and owner.code.members is not None and key:
        members = owner.code.members
        members[key] = either(value, members[key]) if key in members else value
        return
    if holder[0] == ir.NAME and frame.find(holder[2]) is not None:
        frame.rebind(holder[2], grown(owner, key, value))


def grown(owner: Value, key: str, value: Value) -> Value:
    """Return a holder with one more field."""
    if not key or (owner.fields is not None and len(owner.fields) > _FIELDS):
        return owner.marked(all_marks(value))
    fields = dict(owner.fields or {})
    fields[key] = value
    return replace(owner, fields=fields)


def _assign(run: Run, frame: Frame, node: Node) -> None:
    value = run.value(frame, node[3])
    for target in node[2]:
        if node[4] is None and _outward(run, frame, target):
            frame.rebind(target[2], either(value, frame.find(target[2]) or UNKNOWN))
        else:
            assign(run, frame, target, value)


def _outward(run: Run, frame: Frame, target: Node) -> bool:
    """Whether an assignment is to a name of an outer function."""
    if not run.library.closures or target[0] != ir.NAME or target[2] in frame.names:
        return False
    return frame.find(target[2]) is not None


def _augment(run: Run, frame: Frame, node: Node) -> None:
    target, operator, right = node[2], node[3], run.value(frame, node[4])
    old = run.value(frame, target)
    value = combined(operator, old, right, node[1])
    if _outward(run, frame, target):
        frame.rebind(target[2], value)
    else:
        assign(run, frame, target, value)


def _expression(run: Run, frame: Frame, node: Node) -> None:
    run.value(frame, node[2])


def _return(run: Run, frame: Frame, node: Node) -> None:
    frame.returned = either(run.value(frame, node[2]), frame.returned)


def _branch(run: Run, frame: Frame, *bodies: ir.Block) -> None:
    frame.branch += 1
    for body in bodies:
        run.block(frame, body or ())
    frame.branch -= 1


def _if(run: Run, frame: Frame, node: Node) -> None:
    run.value(frame, node[2])
    before = run.when
    if frame.parent is None and _asks_for_main(node[2]):
        run.when = When.RUN if before is not When.INSTALL else before
    _branch(run, frame, node[3])
    run.when = before
    _branch(run, frame, node[4])


def _asks_for_main(test: Node) -> bool:
    if test[0] != ir.COMPARE:
        return False
    parts = test[3]
    return any(one[0] == ir.NAME and one[2] == "__name__" for one in parts) or any(
        one[0] == ir.ATTR and one[3] == "main" and one[2][0] == ir.NAME and one[2][2] == "require"
        for one in parts
    )


def _while(run: Run, frame: Frame, node: Node) -> None:
    run.value(frame, node[2])
    _branch(run, frame, node[3], node[4])


def _for(run: Run, frame: Frame, node: Node) -> None:
    assign(run, frame, node[2], _element(run.value(frame, node[3])))
    _branch(run, frame, node[4], node[5])


def _try(run: Run, frame: Frame, node: Node) -> None:
    run.block(frame, node[2])
    for _type, bound, body in node[3]:
        if bound:
            frame.bind(bound, UNKNOWN)
        _branch(run, frame, body)
    _branch(run, frame, node[4])
    run.block(frame, node[5] or ())


def _with(run: Run, frame: Frame, node: Node) -> None:
    for given, target in node[2]:
        value = run.value(frame, given)
        if target is not None:
            assign(run, frame, target, value)
    run.block(frame, node[3])


def _function(run: Run, frame: Frame, node: Node) -> None:
    code = Code(node[1], node[2], node[3], node[4], frame)
    run.codes.append(code)
    value = Value(code=code, name=node[2])
    for mark in node[5]:
        value = _decorated(run, frame, mark, value)
    frame.bind(node[2], value)


def _decorated(run: Run, frame: Frame, mark: Node, value: Value) -> Value:
    made = run.value(frame, mark)
    called(run, frame, (ir.CALL, mark[1], mark, (), ()), made, Given([value]))
    return value


def _class(run: Run, frame: Frame, node: Node) -> None:
    inner, first = Frame(parent=frame), len(run.codes)
    members: dict[str, Value] = {}
    code = Code(node[1], node[2], scope=frame, members=members)
    bases = [run.value(frame, one) for one in node[3] if one[0] != ir.STAR]
    for one in bases:
        if one.code is not None and one.code.members is not None:
            members.update(one.code.members)
    run.block(inner, node[4])
    for name, value in inner.names.items():
        members[name] = _member(value, members)
    methods = {one.code.at: one.code for one in members.values() if one.code is not None}
    run.codes[first:] = [methods.get(one.at, one) for one in run.codes[first:]]
    base = next((one.name for one in bases if one.name), "")
    frame.bind(node[2], Value(code=code, name=base))


def _member(value: Value, members: dict[str, Value]) -> Value:
    """Return a method that knows what its class holds."""
    code = value.code
    if code is None or code.members is not None:
        return value
    return replace(value, code=replace(code, members=members))


def _import(_: Run, frame: Frame, node: Node) -> None:
    for bound, dotted in node[2]:
        frame.bind(bound, Value(name=dotted))


def _from(_: Run, frame: Frame, node: Node) -> None:
    prefix = "." * node[2] + (node[3] or "")
    for name, bound in node[4]:
        if name != "*":
            frame.bind(bound, Value(name=f"{prefix}.{name}" if prefix else name))


def _shared(_: Run, frame: Frame, node: Node) -> None:
    frame.shared.update(node[2])


def _match(run: Run, frame: Frame, node: Node) -> None:
    subject = run.value(frame, node[2])
    for _patterns, guard, body, bound in node[3]:
        for name in bound:
            frame.bind(name if isinstance(name, str) else name[0], _element(subject))
        run.value(frame, guard)
        _branch(run, frame, body)


_TABLE: Final[dict[int, Callable[[Run, Frame, Node], None]]] = {
    ir.ASSIGN: _assign,
    ir.AUGMENT: _augment,
    ir.EXPR: _expression,
    ir.RETURN: _return,
    ir.IF: _if,
    ir.WHILE: _while,
    ir.FOR: _for,
    ir.TRY: _try,
    ir.WITH: _with,
    ir.RAISE: _expression,
    ir.FUNCTION: _function,
    ir.CLASS: _class,
    ir.IMPORT: _import,
    ir.FROM: _from,
    ir.MATCH: _match,
    ir.GLOBAL: _shared,
    ir.NONLOCAL: _shared,
    ir.ASSERT: _expression,
}
