"""Sets: what they keep, and what putting two together gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from vedette.code.taint.values import NONE, SEQUENCE_MAX, UNKNOWN, Obj, State, Value, content, flat

if TYPE_CHECKING:
    from vedette.code.taint.machine import Arguments, Machine


def set_of(value: Value | None, state: State) -> Obj | None:
    """Return the set a value is, when it is one."""
    obj = state.heap.get(value.obj) if value is not None and value.obj is not None else None
    return obj if obj is not None and obj.kind == "set" else None


def combined(m: Machine, sign: str, a: Value, b: Value, state: State) -> Value | None:
    """Return what an operator makes of two sets; None when they are not both sets."""
    left, right = set_of(a, state), set_of(b, state)
    if left is None or right is None or a.mask or b.mask:
        return None
    if sign == "-":
        return m.make(state, _without(left, right))
    if sign == "&":
        return m.make(state, _in_both(a, left, b, right, state))
    return m.make(state, _in_either(left, right, state)) if sign in "|^" else None


def _same(a: Value, b: Value) -> bool:
    return a is b or (a.const is not UNKNOWN and b.const is not UNKNOWN and a.const == b.const)


def _without(left: Obj, right: Obj) -> Obj:
    made = left.copy()
    if made.seq is not None:
        made.seq = [item for item in made.seq if not any(_same(item, other) for other in right.seq or ())]
    return made


def _in_both(a: Value, left: Obj, b: Value, right: Obj, state: State) -> Obj:
    """Whatever is in both was chosen by both: harmless when one of them is."""
    made = Obj("set")
    made.seq = []
    if content(a, state.heap)[0] and content(b, state.heap)[0]:
        made.seq = None
        made.absorb(flat(a, state.heap))
    elif left.seq is not None and right.seq is not None:
        known = [item for item in left.seq if item.const is not UNKNOWN]
        made.seq = [item for item in known if any(_same(item, other) for other in right.seq)]
    else:
        made.seq = None
    return made


def _in_either(left: Obj, right: Obj, state: State) -> Obj:
    made = left.copy()
    for value in right.values():
        _put(made, value, state)
    return made


def _put(obj: Obj, value: Value, state: State) -> None:
    if obj.seq is None or len(obj.seq) >= SEQUENCE_MAX:
        obj.blur()
        obj.absorb(flat(value, state.heap))
    elif not any(_same(value, item) for item in obj.seq):
        obj.seq.append(value)


def _add(m: Machine, owner: Value, arguments: Arguments, state: State) -> Value | None:
    del m
    obj = state.own(owner.obj or 0)
    for value in arguments.all():
        if obj is not None:
            _put(obj, value, state)
    return NONE


def _discard(m: Machine, owner: Value, arguments: Arguments, state: State) -> Value | None:
    del m
    obj, value = state.own(owner.obj or 0), arguments.get(0)
    if obj is not None and obj.seq is not None and value is not None:
        obj.seq = [item for item in obj.seq if not _same(item, value)]
    return NONE


def _operation(sign: str) -> Callable[[Machine, Value, Arguments, State], Value | None]:
    def handler(m: Machine, owner: Value, arguments: Arguments, state: State) -> Value | None:
        other = arguments.get(0)
        return combined(m, sign, owner, other, state) if other is not None else None

    return handler


METHODS: Final[dict[str, Callable[[Machine, Value, Arguments, State], Value | None]]] = {
    "add": _add, "discard": _discard, "remove": _discard, "difference": _operation("-"),
    "intersection": _operation("&"), "union": _operation("|"), "symmetric_difference": _operation("^"),
}  # fmt: skip
