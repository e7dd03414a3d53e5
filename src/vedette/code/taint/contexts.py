"""What `with value as target` binds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vedette.code.taint.attributes import bound, find
from vedette.code.taint.binding import element_of
from vedette.code.taint.machine import Arguments, Machine
from vedette.code.taint.scopes import Bound
from vedette.code.taint.values import State, Value

if TYPE_CHECKING:
    pass


def entered(m: Machine, value: Value, state: State, at: int) -> Value:
    """Return what entering a context manager gives: `__enter__`'s result, a generator's yield, itself."""
    obj = state.heap.get(value.obj) if value.obj is not None else None
    if obj is None:
        return value
    if obj.kind == "generator":
        return element_of(value, state)
    if obj.cls is None:
        return value
    for name in ("__enter__", "__aenter__"):
        method, where = find(obj.cls, name)
        if method is not None:
            taken = bound(m, method, value, where or obj.cls, state)
            if isinstance(taken.ref, Bound):
                return m.call_function(m, taken.ref.function, Arguments([value], {}), state, at)
    return value
