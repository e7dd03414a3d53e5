"""Assignment to names, attributes, items and patterns of them; and what a loop over a value gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vedette.code.knowledge import INSTANCE
from vedette.code.tables import Flag, Sink, TypeOf
from vedette.code.taint import cells
from vedette.code.taint.conditions import hold
from vedette.code.taint.containers import KEYS, anything_in, set_item
from vedette.code.taint.lookups import changed
from vedette.code.taint.machine import Arguments, Machine
from vedette.code.taint.models import retype
from vedette.code.taint.scopes import Class, Function
from vedette.code.taint.values import (
    NOTHING,
    PART,
    SEQUENCE_MAX,
    UNKNOWN,
    Obj,
    State,
    Value,
    flat,
    join,
    vouched,
)
from vedette.lang import ir

if TYPE_CHECKING:
    from vedette.lang.ir import Node

UNROLLED_MAX: Final = 4
"""Elements of a known list for which a loop's body is run one by one."""


def bind(m: Machine, target: Node, value: Value, state: State, at: int) -> None:
    """Assign a value to a target."""
    op = target[0]
    if op == ir.NAME:
        _bind_name(m, target, value, state, at)
    elif op == ir.ATTR:
        _bind_attribute(m, target, value, state, at)
    elif op == ir.INDEX:
        _bind_item(m, target, value, state, at)
    elif op == ir.SEQUENCE:
        _unpack(m, target, value, state, at)
    elif op == ir.STAR:
        bind(m, target[2], value, state, at)


def _bind_name(m: Machine, target: Node, value: Value, state: State, at: int) -> None:
    name = target[2]
    if value.mask and state.safe:
        value = vouched(value, state)
    if value.mask and (value.trace is None or value.trace[2] != at):
        note = f"assigned to {name}"
        trace = m.step(at, note, value.trace)
        value = Value(value.mask, value.clean, value.const, value.obj, value.ref, trace, value.text)
    state.env[name] = value
    frame = m.frame
    if frame.globals and name in frame.globals:
        _bind_global(m, name, value, state)
    if frame.function is None:
        for row in m.knowledge.names.get(name, ()):
            if hold(m, row, Arguments([value], {}), NOTHING, state, frame.module.path):
                m.flag(row, at, name)


def _bind_global(m: Machine, name: str, value: Value, state: State) -> None:
    """Assign to a module's variable in a function: the module itself keeps only what needs no label."""
    module = m.frame.module
    if cells.write(state, module, name, value):
        state.env.pop(name, None)
        return
    if value.obj is None and not value.mask:
        known = module.env.get(name)
        module.env[name] = value if known is None else join(known, value)


def _bind_attribute(m: Machine, target: Node, value: Value, state: State, at: int) -> None:
    owner = m.eval(target[2], state)
    if m.frame.looked:
        changed(m, target[2], owner)
    name = target[3]
    if name in m.knowledge.assigned_anywhere:
        _assigned(m, owner, name, value, state, at)
    if not put_attribute(m, owner, name, value, state):
        _smear(target[2], owner, value, state)


def put_attribute(m: Machine, owner: Value, name: str, value: Value, state: State) -> bool:
    """Give an object or class an attribute; tell whether it could be."""
    obj = state.own(owner.obj) if owner.obj is not None else None
    if obj is not None:
        if obj.kind == "inst":
            obj.items[name] = value
        else:
            obj.absorb(flat(value, state.heap))
        return True
    if isinstance(owner.ref, Class):
        _bind_class_attribute(m, owner, name, value, state)
        return True
    return False


def _bind_class_attribute(m: Machine, owner: Value, name: str, value: Value, state: State) -> None:
    cls = owner.ref
    if m.frame.function is not None and cells.write(state, cls, name, value):
        cls.attrs.setdefault(name, NOTHING)
    elif isinstance(value.ref, Function | Class):
        cls.attrs[name] = Value(ref=value.ref)
    elif value.obj is None and not value.mask:
        owner.ref.attrs[name] = value


def _assigned(  # noqa: PLR0913, PLR0917 - an assignment and where it stands
    m: Machine, owner: Value, name: str, value: Value, state: State, at: int
) -> None:
    path = f"{owner.ref}.{name}" if owner.ref.__class__ is str else None
    for row in m.knowledge.assigns(path) if path is not None else _by_base(m, owner, name, state):
        if hold(m, row, Arguments([value], {}), owner, state, m.frame.module.path):
            if isinstance(row, Sink):
                m.reach(row, value, state, at, path or name)
            elif isinstance(row, Flag):
                m.flag(row, at, path or name)
            else:
                retype(owner, m.knowledge.canonical(row.returns) + INSTANCE, state)


def _by_base(m: Machine, owner: Value, name: str, state: State) -> tuple[Sink | Flag | TypeOf, ...]:
    """Return assignment rows for an object whose class derives from a library's."""
    obj = state.heap.get(owner.obj) if owner.obj is not None else None
    if obj is None or obj.cls is None:
        return ()
    for base in obj.cls.bases:
        if base.ref.__class__ is str and (rows := m.knowledge.assigns(f"{base.ref}().{name}")):
            return rows
    return ()


def _bind_item(m: Machine, target: Node, value: Value, state: State, at: int) -> None:
    owner = m.eval(target[2], state)
    if m.frame.looked:
        changed(m, target[2], owner)
    key = m.named(target[3], state)
    if owner.ref.__class__ is str:
        for row in m.knowledge.items(owner.ref):
            if hold(m, row, Arguments([key, value], {}), owner, state, m.frame.module.path):
                _item_assigned(m, row, key, value, state, f"{owner.ref}[…]", at)
    if owner.obj is not None:
        obj = state.own(owner.obj)
        if obj is not None:
            set_item(obj, key, value, state)
            return
    _smear(target[2], owner, value, state)


def _item_assigned(  # noqa: PLR0913, PLR0917 - a row, what is assigned, and where
    m: Machine, row: Sink | Flag, key: Value, value: Value, state: State, name: str, at: int
) -> None:
    if isinstance(row, Flag):
        m.flag(row, at, name.replace(INSTANCE, ""))
        return
    for what in (key, value):
        m.reach(row, what, state, at, name)


def _smear(target: Node, owner: Value, value: Value, state: State) -> None:
    """Let what is put into something not known as an object flow into the variable that holds it."""
    added = flat(value, state.heap)
    if added.mask and target[0] == ir.NAME:
        put = Value(added.mask, added.clean, UNKNOWN, None, owner.ref, added.trace)
        state.env[target[2]] = join(owner, put)


def _unpack(m: Machine, target: Node, value: Value, state: State, at: int) -> None:
    parts = target[3]
    values = elements_of(value, state)
    star = next((index for index, part in enumerate(parts) if part[0] == ir.STAR), None)
    if values is not None and star is not None and len(values) >= len(parts) - 1:
        end = len(values) - (len(parts) - star - 1)
        rest = Obj("list")
        rest.seq = values[star:end]
        values = [*values[:star], m.make(state, rest), *values[end:]]
    if values is None or len(values) != len(parts):
        values = [element_of(value, state)] * len(parts)
    for part, item in zip(parts, values, strict=False):
        bind(m, part, item, state, at)


def elements_of(value: Value, state: State) -> list[Value] | None:
    """Return what iterating over a value gives, one by one; None when that is not known."""
    const = value.const
    if const is not UNKNOWN:
        if isinstance(const, tuple | range | str) and len(const) <= SEQUENCE_MAX:
            return [Value(const=item) for item in const]
        return None
    obj = state.heap.get(value.obj) if value.obj is not None else None
    if obj is None or value.mask or obj.rest is not None:
        return None
    if obj.kind == "dict":
        return [Value(const=key) for key in obj.items]
    return list(obj.seq) if obj.seq is not None and obj.kind in ("list", "set") else None


def element_of(value: Value, state: State) -> Value:
    """Return what iterating over a value may give."""
    obj = state.heap.get(value.obj) if value.obj is not None else None
    if obj is not None:
        if obj.kind == "dict" and not value.mask:
            return _keys_of(obj)
        return anything_in(value, obj, state) if obj.kind != "inst" else flat(value, state.heap)
    if value.const is not UNKNOWN:
        return _of_constant(value.const)
    if value.ref.__class__ is str and value.ref is not PART:
        return Value(value.mask, value.clean, UNKNOWN, None, f"{value.ref}[]", value.trace)
    return Value(value.mask, value.clean, UNKNOWN, None, None, value.trace) if value.mask else NOTHING


def _keys_of(obj: Obj) -> Value:
    if KEYS in obj.items:
        return obj.items[KEYS]
    keys = list(obj.items)
    if obj.rest is None:
        return Value(const=keys[0]) if len(keys) == 1 else NOTHING
    return Value(obj.rest.mask, obj.rest.clean, UNKNOWN, None, None, obj.rest.trace)


def _of_constant(const: object) -> Value:
    if isinstance(const, tuple | list) and len(const) == 1:
        return Value(const=const[0])
    return NOTHING
