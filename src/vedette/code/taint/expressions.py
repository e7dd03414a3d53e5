"""Expressions other than calls, operators and attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vedette.code.taint.assembly import assemble
from vedette.code.taint.binding import bind, element_of, elements_of
from vedette.code.taint.closures import closure
from vedette.code.taint.containers import item_of, set_item
from vedette.code.taint.lookups import KEYED, looked_up
from vedette.code.taint.scopes import Function, lambda_node
from vedette.code.taint.traces import joined
from vedette.code.taint.values import (
    ITEMS_MAX,
    NOTHING,
    SEQUENCE_MAX,
    UNKNOWN,
    Obj,
    State,
    Value,
    content,
    flat,
    join,
    tainted,
    vouched,
)
from vedette.lang import ir

if TYPE_CHECKING:
    from vedette.code.taint.machine import Machine
    from vedette.lang.ir import Node

_TEXT_MAX: Final = 4096
_EACH_MAX: Final = 8
_MAYBE_KNOWN: Final = frozenset((ir.SEQUENCE, ir.NAME, ir.CONST))


def const(m: Machine, node: Node, state: State) -> Value:
    """Evaluate a literal. Equal texts share one value: most literals are texts, met again and again."""
    del state
    made = node[2]
    if made.__class__ is not str:
        return Value(0, 0, made)
    value = m.texts.get(made)
    if value is None:
        value = m.texts[made] = Value(0, 0, made)
    return value


def unknown(m: Machine, node: Node, state: State) -> Value:
    """Evaluate an expression of a kind nobody lowered: whatever flows into its parts."""
    mask, clean, trace = 0, -1, None
    for part in node[2]:
        more, its_clean, its_trace = content(m.eval(part, state), state.heap)
        if more:
            trace = joined(mask, trace, more, its_trace)
            mask |= more
            clean &= its_clean
    return tainted(mask, clean, trace)


def index(m: Machine, node: Node, state: State) -> Value:
    """`object[index]`."""
    inner = node[2]
    owner = m.evaluators[inner[0]](m, inner, state)
    key = m.named(node[3], state)
    value = item_of(m, owner, key, state, is_slice=node[3][0] == ir.SLICE)
    if value.mask and key.const.__class__ in KEYED:
        return looked_up(m, inner, key.const, owner, value, state)
    return value


def slice_(m: Machine, node: Node, state: State) -> Value:
    """`low:high:step`: a constant slice object when all three are known."""
    bounds = [m.eval(part, state).const if part is not None else None for part in node[2:5]]
    if any(bound is UNKNOWN or not isinstance(bound, int | None) for bound in bounds):
        return NOTHING
    return Value(const=slice(*bounds))


def joined_string(m: Machine, node: Node, state: State) -> Value:
    """Put an interpolated string together: known when all its parts are, else as far as it is known."""
    return assemble(m, [m.eval(part, state) for part in node[2]], state)


def sequence(m: Machine, node: Node, state: State) -> Value:
    """Make what a list, tuple or set display says."""
    kind, items = node[2], node[3]
    if len(items) > SEQUENCE_MAX:
        return _unordered(m, kind, items, state)
    values: list[Value] = []
    evaluators = m.evaluators
    obj = Obj("list" if kind != "set" else "set")
    obj.seq = []
    for item in items:
        op = item[0]
        value = evaluators[op](m, item, state)
        if op != ir.STAR:
            values.append(value)
        elif not _spread(value, values, state):
            obj.seq = None
    if kind == "tuple" and obj.seq is not None and all(value.const is not UNKNOWN for value in values):
        return Value(const=tuple(value.const for value in values))
    if obj.seq is None:
        for value in values:
            obj.absorb(value)
    else:
        obj.seq = values
    return m.make(state, obj)


def _spread(value: Value, values: list[Value], state: State) -> bool:
    """Add the elements of `*value`; False when their number is not known."""
    inner = state.heap.get(value.obj) if value.obj is not None else None
    if inner is not None and inner.seq is not None and not value.mask:
        values.extend(inner.seq)
        return True
    if type(value.const) is tuple:
        values.extend(Value(const=item) for item in value.const)
        return True
    values.append(element_of(value, state))
    return False


def _unordered(m: Machine, kind: str, items: tuple[Node, ...], state: State) -> Value:
    obj = Obj("list" if kind != "set" else "set")
    for item in items:
        obj.absorb(flat(m.eval(item, state), state.heap))
    return m.make(state, obj)


def dict_(m: Machine, node: Node, state: State) -> Value:
    """Make what a dict display says."""
    obj = Obj("dict")
    for key_node, value_node in node[2][: ITEMS_MAX * 4]:
        value = m.eval(value_node, state)
        if key_node is None:
            _include(obj, value, state)
        else:
            set_item(obj, m.named(key_node, state), value, state)
    return m.make(state, obj)


def _include(obj: Obj, value: Value, state: State) -> None:
    """Merge `**value` into a dict being made."""
    inner = state.heap.get(value.obj) if value.obj is not None else None
    if inner is not None and inner.kind == "dict" and not value.mask:
        obj.items.update(inner.items)
        if inner.rest is not None:
            obj.absorb(inner.rest)
    elif value.mask or value.obj is not None:
        obj.absorb(flat(value, state.heap))


def comprehension(m: Machine, node: Node, state: State) -> Value:
    """Run a comprehension or generator expression: once, for any element of what it loops over."""
    exact = _each(m, node, state) if len(node[3]) == 1 and not m.frame.loops else None
    if exact is not None:
        return exact
    inner = State(dict(state.env), state.heap, state.safe)
    for clause, first, second in node[3]:
        if clause == "for":
            bind(m, first, element_of(m.eval(second, inner), inner), inner, node[1])
        else:
            m.eval(first, inner)
            inner = m.refine(m, first, inner, True)  # noqa: FBT003 - the condition held
    made = Obj("dict" if node[2] == "dict" else "list")
    value = vouched(m.eval(node[4], inner), inner)
    if node[2] == "dict":
        value = element_of(value, inner)
    made.absorb(value)
    state.heap = inner.heap
    return m.make(state, made)


def _each(m: Machine, node: Node, state: State) -> Value | None:
    """Run a comprehension for each of a few known elements, in order."""
    _, target, iterable = node[3][0]
    if iterable[0] not in _MAYBE_KNOWN:
        return None  # most loop over what a call gives: don't evaluate that twice
    elements = elements_of(m.eval(iterable, state), state)
    if not elements or len(elements) > _EACH_MAX:
        return None
    made = Obj("dict" if node[2] == "dict" else "set" if node[2] == "set" else "list")
    made.seq = None if node[2] == "dict" else []
    inner = State(dict(state.env), state.heap, state.safe)
    m.frame.loops += 1
    for element in elements:
        bind(m, target, element, inner, node[1])
        value = vouched(m.eval(node[4], inner), inner)
        if made.seq is not None:
            made.seq.append(value)
        elif (pair := elements_of(value, inner)) is not None and len(pair) == 2:  # noqa: PLR2004
            set_item(made, pair[0], pair[1], inner)
        else:
            made.absorb(element_of(value, inner))
    m.frame.loops -= 1
    state.heap = inner.heap
    return m.make(state, made)


def lambda_(m: Machine, node: Node, state: State) -> Value:
    """Make a lambda: a function that captures what is around it."""
    module = m.frame.module
    function = module.functions.get(node[1])
    if function is None:
        owner = m.frame.function
        prefix = f"{owner.qualname}." if owner is not None else ""
        function = Function(module, lambda_node(node[1], node[2]), f"{prefix}<lambda>")
        function.owner = owner
        module.functions[node[1]] = function
    return closure(m, function, state)


def walrus(m: Machine, node: Node, state: State) -> Value:
    """`(name := value)`."""
    value = m.eval(node[3], state)
    state.env[node[2]] = value
    return value


def star(m: Machine, node: Node, state: State) -> Value:
    """`*value` where nothing better is known."""
    return m.eval(node[2], state)


def yield_(m: Machine, node: Node, state: State) -> Value:
    """`yield value`: one more thing the function may give."""
    value = vouched(m.eval(node[2], state), state)
    frame = m.frame
    frame.yields = value if frame.yields is None else join(frame.yields, value)
    return NOTHING


def ternary(m: Machine, node: Node, state: State) -> Value:
    """`then if test else other`; only the branch that can be taken."""
    from vedette.code.taint.operators import truth  # noqa: PLC0415 - operators evaluate, so they import this module

    known = truth(m.eval(node[2], state), state)
    if known is not None:
        return m.eval(node[3] if known else node[4], state)
    then = m.refine(m, node[2], state.copy(), True)  # noqa: FBT003 - the test held
    other = m.refine(m, node[2], state.copy(), False)  # noqa: FBT003 - it did not
    a, b = vouched(m.eval(node[3], then), then), vouched(m.eval(node[4], other), other)
    state.heap = {**other.heap, **then.heap}
    if a.obj is not None and b.obj is not None and a.obj != b.obj:
        a, b = flat(a, state.heap), flat(b, state.heap)
    return join(a, b)
