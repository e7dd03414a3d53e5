"""Follows the way a `case` pattern takes from its subject to a name it binds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vedette.code.taint.attributes import find, member
from vedette.code.taint.containers import item_of
from vedette.code.taint.values import NOTHING, Obj, State, Value

if TYPE_CHECKING:
    from vedette.code.taint.machine import Machine
    from vedette.lang.ir import Node


def follow(m: Machine, subject: Value, way: tuple[Node, ...], state: State, at: int) -> Value:
    """Return what a way through a value leads to."""
    value = subject
    for step in way:
        sign = step[0]
        if sign == ".":
            value = member(m, value, step[1], state, at)
        elif sign == "()":
            value = _match_argument(m, value, step[1], state, at)
        elif sign == "[]":
            value = item_of(m, value, m.eval(step[1], state), state, is_slice=False)
        elif sign == "*":
            value = item_of(m, value, Value(const=slice(step[1], -step[2] or None)), state, is_slice=True)
        else:
            value = _others(m, value, step[1], state)
    return value


def _match_argument(m: Machine, value: Value, position: int, state: State, at: int) -> Value:
    """Return what stands at a position of a class pattern: `__match_args__`, else the fields in order."""
    obj = state.heap.get(value.obj) if value.obj is not None else None
    if obj is None or obj.cls is None:
        return value if position == 0 else NOTHING  # str(x), int(x): the value itself
    names, _ = find(obj.cls, "__match_args__")
    wanted = names.const if names is not None and isinstance(names.const, tuple) else tuple(obj.items)
    if position < len(wanted) and isinstance(wanted[position], str):
        return member(m, value, wanted[position], state, at)
    return NOTHING


def _others(m: Machine, value: Value, keys: tuple[Node, ...], state: State) -> Value:
    """Return a dict without some of its keys."""
    obj = state.heap.get(value.obj) if value.obj is not None else None
    if obj is None or obj.kind != "dict":
        return value
    taken = [m.eval(key, state).const for key in keys]
    made = Obj("dict")
    made.items = {key: item for key, item in obj.items.items() if key not in taken}
    made.rest = obj.rest
    return m.make(state, made)
