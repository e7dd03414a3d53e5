"""Expressions: what is known of the value of each."""

from __future__ import annotations

import operator as operators
from collections.abc import Callable
from typing import Final

from msgspec.structs import replace

from vedette.lang import ir
from vedette.lang.ir import Node
from vedette.triage.facts.flow.calls import call
from vedette.triage.facts.flow.folding import concatenated, paths_joined, percented, sliced, texts_of
from vedette.triage.facts.flow.frame import Frame
from vedette.triage.facts.flow.run import Run
from vedette.triage.facts.flow.value import (
    HOLE,
    ITEMS,
    TEXT_CHARS,
    UNKNOWN,
    Code,
    Mark,
    Marks,
    Value,
    all_marks,
    any_of,
    either,
    joined,
)

_NAME_CHARS: Final = 160
_LARGE: Final = 1 << 40
_COMPUTED: Final[dict[str, Callable[[int, int], int]]] = {
    "+": operators.add,
    "-": operators.sub,
    "*": operators.mul,
    "^": operators.xor,
    "%": operators.mod,
}
_SAME_TEXT: Final = {"parent", "stem", "text", "content", "name"}


def _const(_: Run, __: Frame, node: Node) -> Value:
    value = node[2]
    if isinstance(value, str):
        return Value(texts=(value[:TEXT_CHARS].replace(HOLE, " "),))
    if isinstance(value, bytes):
        return Value(texts=(value[:TEXT_CHARS].decode("latin-1").replace(HOLE, " "),))
    if isinstance(value, int) and not isinstance(value, bool):
        return Value(number=value)
    return UNKNOWN


def _name(run: Run, frame: Frame, node: Node) -> Value:
    found = frame.find(node[2])
    return Value(name=run.library.aliases.get(node[2], node[2])) if found is None else found


def attribute(run: Run, owner: Value, name: str, at: int) -> Value:
    """Return what a member of a value is."""
    if owner.fields is not None and name in owner.fields:
        return owner.fields[name].marked(owner.marks)
    code = owner.code
    if code is not None and code.members is not None and name in code.members:
        return replace(code.members[name], owner=owner)
    if owner.name in run.library.variables and name.isupper():
        return run.variable(name, at)
    dotted = f"{owner.name}.{name}" if owner.name and len(owner.name) < _NAME_CHARS else f"?.{name}"
    dotted = run.library.aliases.get(dotted, dotted)
    marks = owner.marks
    if dotted in run.library.calls and not dotted.startswith("?") and "()" not in dotted:
        marks = ()
    if dotted in run.library.wholes and dotted not in run.library.variables:
        act, says = run.library.wholes[dotted]
        marks = joined(marks, (run.mark(act, at, says=says, how=dotted),))
    texts = owner.texts if name in _SAME_TEXT else ()
    return Value(name=dotted, marks=marks, owner=owner, made=owner.made, texts=texts, at=at)


def _attr(run: Run, frame: Frame, node: Node) -> Value:
    return attribute(run, run.value(frame, node[2]), node[3], node[1])


def _index(run: Run, frame: Frame, node: Node) -> Value:
    owner, key = run.value(frame, node[2]), run.value(frame, node[3])
    if key.number is not None and (found := _numbered(owner, key.number)) is not None:
        return found
    if key.texts and HOLE not in key.text:
        return _member(run, owner, key.text, node[1])
    if node[3][0] == ir.SLICE:
        return _slice_of(run, frame, owner, node[3])
    inner = owner.items if owner.items is not None else tuple((owner.fields or {}).values())
    return Value(
        name=owner.name and f"{owner.name}[]",
        marks=run.holding(owner),
        made=owner.made,
        owner=owner,
        texts=any_of(inner[:16]).texts,
    )


def _numbered(owner: Value, number: int) -> Value | None:
    if owner.items is not None and -len(owner.items) <= number < len(owner.items):
        return owner.items[number].marked(owner.marks)
    if owner.items is None and owner.texts and HOLE not in owner.text and number < len(owner.text):
        return Value(texts=(owner.text[number : number + 1],), marks=owner.marks)
    return None


def _member(run: Run, owner: Value, key: str, at: int) -> Value:
    if owner.name in run.library.variables:
        return run.variable(key, at)
    if owner.name in run.library.tables:
        prefix = "" if owner.name.endswith(("()", "this", "global", "window", "__builtins__")) else owner.name
        name = key if not prefix else f"{prefix.removesuffix('.__dict__')}.{key}"
        return Value(name=run.library.aliases.get(name, name))
    return attribute(run, owner, key, at)


def _slice_of(run: Run, frame: Frame, owner: Value, node: Node) -> Value:
    low, high, step = (run.value(frame, one).number if one is not None else None for one in node[2:5])
    made = sliced(owner, low, high, step)
    return made if made.texts or made.items is not None else Value(marks=run.holding(owner), made=owner.made)


def _slice(run: Run, frame: Frame, node: Node) -> Value:
    for one in node[2:5]:
        run.value(frame, one)
    return UNKNOWN


def combined(operator: str, left: Value, right: Value, at: int) -> Value:
    """Return what two values make with an operator."""
    marks = joined(all_marks(left), all_marks(right))
    operator = operator.removesuffix("=") or operator
    if left.number is not None and right.number is not None:
        return Value(number=_computed(operator, left.number, right.number), marks=marks)
    if operator == "+":
        return _added(left, right, marks, at)
    if operator == "/" and (left.texts or right.texts):
        return Value(texts=paths_joined((left, right), at), marks=marks, name=left.name, made=left.made)
    if operator == "%" and left.texts:
        return Value(texts=(percented(left.text, right, at),), marks=marks)
    return Value(marks=marks)


def _added(left: Value, right: Value, marks: Marks, at: int) -> Value:
    if left.items is not None and right.items is not None:
        return Value(items=(left.items + right.items)[:ITEMS], marks=joined(left.marks, right.marks))
    return Value(texts=concatenated((texts_of(left, at), texts_of(right, at + 1))), marks=marks)


def _computed(operator: str, left: int, right: int) -> int | None:
    if max(abs(left), abs(right)) > _LARGE or (operator == "%" and not right):
        return None
    compute = _COMPUTED.get(operator)
    return None if compute is None else compute(left, right)


def _binary(run: Run, frame: Frame, node: Node) -> Value:
    if node[3][0] != ir.BINARY:
        return combined(node[2], run.value(frame, node[3]), run.value(frame, node[4]), node[1])
    parts = ir.operands(node)
    made = run.value(frame, parts[0])
    for one in parts[1:]:
        made = combined(node[2], made, run.value(frame, one), node[1] + one[1])
    return made


def _either(run: Run, frame: Frame, node: Node) -> Value:
    return either(run.value(frame, node[3]), run.value(frame, node[4]))


def _first(run: Run, frame: Frame, node: Node) -> Value:
    value = run.value(frame, node[2] if isinstance(node[2], tuple) else node[3])
    return Value(
        marks=value.marks, number=-value.number if node[2] == "-" and value.number is not None else None
    )


def _inner(run: Run, frame: Frame, node: Node) -> Value:
    return run.value(frame, node[2])


def _compare(run: Run, frame: Frame, node: Node) -> Value:
    for one in node[3]:
        run.value(frame, one)
    return UNKNOWN


def _joined(run: Run, frame: Frame, node: Node) -> Value:
    values = [run.value(frame, one) for one in node[2]]
    marks = joined((), (mark for one in values for mark in run.holding(one)))
    texts = concatenated([texts_of(one, node[1] + number) for number, one in enumerate(values)])
    return Value(texts=texts, marks=marks)


def _sequence(run: Run, frame: Frame, node: Node) -> Value:
    items = tuple(run.value(frame, one) for one in node[3][:ITEMS])
    if any(one[0] == ir.STAR for one in node[3][:ITEMS]):
        items = tuple(_flat(node[3], items))
    return Value(items=items)


def _flat(nodes: tuple[Node, ...], items: tuple[Value, ...]) -> list[Value]:
    made: list[Value] = []
    for node, value in zip(nodes, items, strict=False):
        spread = node[0] == ir.STAR and value.items is not None
        made += (value.items or ()) if spread else (value,)
    return made[:ITEMS]


def _dict(run: Run, frame: Frame, node: Node) -> Value:
    fields: dict[str, Value] = {}
    marks: tuple[Mark, ...] = ()
    for number, (key, given) in enumerate(node[2][:ITEMS]):
        value = run.value(frame, given)
        if key is None:
            fields.update(value.fields or {})
            marks += run.holding(value)
            continue
        fields[run.value(frame, key).text or f"?{number}"] = value
    return Value(fields=fields, marks=joined((), marks))


def _comprehension(run: Run, frame: Frame, node: Node) -> Value:
    inner = Frame(parent=frame)
    for sort, target, given in node[3]:
        if sort == "for":
            _bind_each(run, inner, target, run.value(inner, given))
        else:
            run.value(inner, target)
    element = node[4]
    values = [run.value(inner, one) for one in (element if isinstance(element[0], tuple) else (element,))]
    if node[2] == "dict" and len(values) > 1:
        return Value(fields={"?": values[1]}, marks=joined(values[0].marks, values[1].marks))
    return Value(items=tuple(values))


def _bind_each(run: Run, frame: Frame, target: Node, value: Value) -> None:
    held = value.items if value.items is not None else tuple((value.fields or {}).values())
    one = (
        any_of(held[:64]).marked(run.holding(value))
        if held
        else Value(marks=run.holding(value), made=value.made)
    )
    if target[0] == ir.NAME:
        frame.names[target[2]] = one
    elif target[0] == ir.SEQUENCE:
        for number, name in enumerate(target[3]):
            part = one.items[number] if one.items is not None and number < len(one.items) else one
            _bind_each(run, frame, name, Value(items=(part,)))


def _lambda(run: Run, frame: Frame, node: Node) -> Value:
    params, body = node[2][0], node[2][1]
    code = Code(node[1], "", params, body, frame)
    run.codes.append(code)
    return Value(code=code)


def _walrus(run: Run, frame: Frame, node: Node) -> Value:
    value = run.value(frame, node[3])
    frame.bind(node[2], value)
    return value


def _unknown(run: Run, frame: Frame, node: Node) -> Value:
    values = [run.value(frame, one) for one in node[2]]
    return Value(marks=joined((), (mark for one in values for mark in run.holding(one))))


EVALUATORS: Final[dict[int, Callable[[Run, Frame, Node], Value]]] = {
    ir.CONST: _const,
    ir.NAME: _name,
    ir.ATTR: _attr,
    ir.INDEX: _index,
    ir.SLICE: _slice,
    ir.CALL: call,
    ir.BINARY: _binary,
    ir.BOOL: _either,
    ir.NOT: _inner,
    ir.UNARY: _first,
    ir.COMPARE: _compare,
    ir.TERNARY: lambda run, frame, node: (run.value(frame, node[2]), _either(run, frame, node))[1],
    ir.JOINED: _joined,
    ir.SEQUENCE: _sequence,
    ir.DICT: _dict,
    ir.COMPREHENSION: _comprehension,
    ir.LAMBDA: _lambda,
    ir.WALRUS: _walrus,
    ir.STAR: _inner,
    ir.YIELD: _inner,
    ir.UNKNOWN: _unknown,
}
"""What is known of each kind of expression."""
