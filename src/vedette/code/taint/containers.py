"""Lists, dicts and the like: reading and writing items, and the methods that change them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from vedette.code.taint import sets
from vedette.code.taint.values import (
    ITEMS_MAX,
    NONE,
    NOTHING,
    PART,
    SEQUENCE_MAX,
    UNKNOWN,
    Obj,
    State,
    Value,
    flat,
    join,
)

if TYPE_CHECKING:
    from vedette.code.taint.machine import Arguments, Machine


class _Keys:
    """The key under which a dict keeps what untrusted keys it may have."""

    __slots__ = ()


KEYS: Final = _Keys()
_PATH_MAX: Final = 160


def item_of(m: Machine, owner: Value, key: Value, state: State, *, is_slice: bool) -> Value:
    """Return `owner[key]`."""
    if owner.const is not UNKNOWN and key.const is not UNKNOWN:
        try:
            return Value(const=owner.const[key.const])
        except Exception:  # noqa: BLE001 - a constant expression of the analysed program may fail in any way
            return NOTHING
    obj = state.heap.get(owner.obj) if owner.obj is not None else None
    if obj is not None:
        return _item_of_object(m, owner, obj, key, state)
    if owner.ref.__class__ is str and owner.ref is not PART:
        path = f"{owner.ref}[]"
        known = path if len(path) < _PATH_MAX else None
        return Value(owner.mask, owner.clean, UNKNOWN, None, known, owner.trace)
    part = is_slice or isinstance(key.const, int)
    return (
        Value(owner.mask, owner.clean, UNKNOWN, None, PART if part else None, owner.trace)
        if owner.mask
        else NOTHING
    )


def _item_of_object(m: Machine, owner: Value, obj: Obj, key: Value, state: State) -> Value:
    if key.const is UNKNOWN or owner.mask or obj.kind == "inst":
        return anything_in(owner, obj, state)
    if obj.seq is not None:
        return _from_sequence(m, obj, key.const, state)
    if obj.kind != "dict":
        return anything_in(owner, obj, state)
    return _from_dict(obj, key.const)


def _from_sequence(m: Machine, obj: Obj, key: Any, state: State) -> Value:  # noqa: ANN401
    seq = obj.seq or []
    if type(key) is int and -len(seq) <= key < len(seq):
        return seq[key]
    if type(key) is slice:
        return m.make(state, Obj("list", seq=seq[key]))
    return NOTHING


def _from_dict(obj: Obj, key: Any) -> Value:  # noqa: ANN401
    try:
        value = obj.items.get(key)
    except TypeError:
        value = None
    if value is None:
        return obj.rest if obj.rest is not None else NOTHING
    return value


def anything_in(owner: Value, obj: Obj, state: State) -> Value:
    """Return a value that may be any item."""
    found: Value | None = None
    for item in obj.values() if KEYS not in obj.items else _without_keys(obj):
        found = item if found is None else _either(found, item, state)
    if owner.mask:
        shell = Value(owner.mask, owner.clean, UNKNOWN, None, None, owner.trace)
        found = shell if found is None else join(shell, flat(found, state.heap))
    return found if found is not None else NOTHING


def _without_keys(obj: Obj) -> list[Value]:
    found = [item for key, item in obj.items.items() if key is not KEYS]
    return found if obj.rest is None else [*found, obj.rest]


def _either(a: Value, b: Value, state: State) -> Value:
    if a.obj is not None and b.obj is not None and a.obj != b.obj:
        return join(flat(a, state.heap), flat(b, state.heap))
    return join(a, b)


def set_item(obj: Obj, key: Value, value: Value, state: State) -> None:
    """Do `obj[key] = value` on an object that may be changed."""
    if obj.kind == "dict" and key.const is not UNKNOWN and len(obj.items) < ITEMS_MAX:
        try:
            obj.items[key.const] = value
        except TypeError:
            obj.absorb(value, state.heap)
        return
    if obj.seq is not None and type(key.const) is int and -len(obj.seq) <= key.const < len(obj.seq):
        obj.seq[key.const] = value
        return
    if key.mask and obj.kind == "dict":
        known = obj.items.get(KEYS)
        obj.items[KEYS] = flat(key, state.heap) if known is None else join(known, flat(key, state.heap))
    elif key.mask:
        obj.absorb(flat(key, state.heap), state.heap)
    obj.absorb(value, state.heap)


def method(m: Machine, owner: Value, name: str, arguments: Arguments, state: State) -> Value | None:
    """Call a method of a list or dict; None when it is not one of those known here."""
    obj = state.heap.get(owner.obj) if owner.obj is not None else None
    if obj is None:
        return None
    if obj.kind == "set" and (operation := sets.METHODS.get(name)) is not None:
        return operation(m, owner, arguments, state)
    table = _LIST if obj.kind in ("list", "set") else _DICT if obj.kind == "dict" else None
    handler = table.get(name) if table is not None else None
    return handler(m, owner, arguments, state) if handler is not None else None


Handler = "Callable[[Machine, Value, Arguments, State], Value | None]"


def _append(m: Machine, owner: Value, arguments: Arguments, state: State) -> Value | None:
    del m
    obj = state.own(owner.obj or 0)
    for value in arguments.all():
        if obj is not None and obj.seq is not None and len(obj.seq) < SEQUENCE_MAX:
            obj.seq.append(value)
        elif obj is not None:
            obj.blur(state.heap)
            obj.absorb(value, state.heap)
    return NONE


def _append_left(m: Machine, owner: Value, arguments: Arguments, state: State) -> Value | None:
    del m
    obj = state.own(owner.obj or 0)
    for value in arguments.all():
        if obj is not None and obj.seq is not None and len(obj.seq) < SEQUENCE_MAX:
            obj.seq.insert(0, value)
        elif obj is not None:
            obj.absorb(value, state.heap)
    return NONE


def _insert(m: Machine, owner: Value, arguments: Arguments, state: State) -> Value | None:
    del m
    obj = state.own(owner.obj or 0)
    at, value = arguments.get(0), arguments.get(1)
    if obj is None or value is None:
        return None
    if obj.seq is not None and at is not None and type(at.const) is int:
        obj.seq.insert(at.const, value)
    else:
        obj.blur(state.heap)
        obj.absorb(value, state.heap)
    return NONE


def _extend(m: Machine, owner: Value, arguments: Arguments, state: State) -> Value | None:
    del m
    obj = state.own(owner.obj or 0)
    if obj is None:
        return None
    for value in arguments.all():
        other = state.heap.get(value.obj) if value.obj is not None else None
        if obj.seq is not None and other is not None and other.seq is not None and not value.mask:
            obj.seq.extend(other.seq[:SEQUENCE_MAX])
        else:
            obj.blur(state.heap)
            obj.absorb(flat(value, state.heap), state.heap)
    return NONE


def _pop(m: Machine, owner: Value, arguments: Arguments, state: State) -> Value | None:
    del m
    return _take(owner, arguments.get(0) or Value(const=-1), state)


def _pop_left(m: Machine, owner: Value, arguments: Arguments, state: State) -> Value | None:
    del m, arguments
    return _take(owner, Value(const=0), state)


def _take(owner: Value, at: Value, state: State) -> Value:
    obj = state.own(owner.obj or 0)
    if obj is None:
        return NOTHING
    seq = obj.seq
    if seq is not None and type(at.const) is int and -len(seq) <= at.const < len(seq):
        return seq.pop(at.const)
    return anything_in(owner, obj, state)


def _remove(m: Machine, owner: Value, arguments: Arguments, state: State) -> Value | None:
    del m
    obj = state.own(owner.obj or 0)
    value = arguments.get(0)
    if obj is None or obj.seq is None or value is None or value.const is UNKNOWN:
        return NONE
    for index, item in enumerate(obj.seq):
        if item.const is UNKNOWN and not item.mask:
            break
        if item.const is not UNKNOWN and item.const == value.const:
            del obj.seq[index]
            return NONE
    obj.blur(state.heap)
    return NONE


def _clear(m: Machine, owner: Value, arguments: Arguments, state: State) -> Value | None:
    del m, arguments
    obj = state.heap.get(owner.obj or 0)
    if obj is not None:
        state.heap[owner.obj or 0] = Obj(obj.kind, obj.cls, seq=[] if obj.kind == "list" else None)
    return NONE


def _reverse(m: Machine, owner: Value, arguments: Arguments, state: State) -> Value | None:
    del m, arguments
    obj = state.own(owner.obj or 0)
    if obj is not None and obj.seq is not None:
        obj.seq.reverse()
    return NONE


def _sort(m: Machine, owner: Value, arguments: Arguments, state: State) -> Value | None:
    del m, arguments
    obj = state.own(owner.obj or 0)
    if obj is not None:
        obj.blur(state.heap)
    return NONE


def _copy(m: Machine, owner: Value, arguments: Arguments, state: State) -> Value | None:
    del arguments
    obj = state.heap.get(owner.obj or 0)
    return m.make(state, obj.copy()) if obj is not None else None


def _get(m: Machine, owner: Value, arguments: Arguments, state: State) -> Value | None:
    key = arguments.get(0)
    obj = state.heap.get(owner.obj or 0)
    if key is None or obj is None:
        return None
    default = arguments.get(1) or NONE
    if key.const is UNKNOWN:
        return _either(anything_in(owner, obj, state), default, state)
    try:
        present = key.const in obj.items
    except TypeError:
        present = False
    value = item_of(m, owner, key, state, is_slice=False)
    if present:
        return value
    return default if value is NOTHING else _either(value, default, state)


def _pop_key(m: Machine, owner: Value, arguments: Arguments, state: State) -> Value | None:
    value = _get(m, owner, arguments, state)
    key = arguments.get(0)
    obj = state.own(owner.obj or 0)
    if obj is not None and key is not None and key.const is not UNKNOWN and key.const.__hash__ is not None:
        obj.items.pop(key.const, None)
    return value


def _set_default(m: Machine, owner: Value, arguments: Arguments, state: State) -> Value | None:
    value = _get(m, owner, arguments, state)
    obj, key = state.own(owner.obj or 0), arguments.get(0)
    if obj is not None and key is not None and value is not None:
        set_item(obj, key, value, state)
    return value


def _update(m: Machine, owner: Value, arguments: Arguments, state: State) -> Value | None:
    del m
    obj = state.own(owner.obj or 0)
    if obj is None:
        return None
    for value in arguments.positional:
        other = state.heap.get(value.obj) if value.obj is not None else None
        if other is not None and other.kind == "dict" and not value.mask:
            obj.items.update(other.items)
            if other.rest is not None:
                obj.absorb(other.rest)
        elif value.mask or value.obj is not None:
            obj.absorb(flat(value, state.heap), state.heap)
    for key, value in arguments.keywords.items():
        obj.items[key] = value
    return NONE


def _keys(m: Machine, owner: Value, arguments: Arguments, state: State) -> Value | None:
    del arguments
    obj = state.heap.get(owner.obj or 0)
    made = Obj("list", seq=[])
    if obj is not None and obj.rest is None and not owner.mask:
        made.seq = [Value(const=key) for key in obj.items]
    elif obj is not None:
        made.seq = None
        made.rest = flat(owner, state.heap) if owner.mask else obj.items.get(KEYS) or obj.rest
    return m.make(state, made)


def _values(m: Machine, owner: Value, arguments: Arguments, state: State) -> Value | None:
    del arguments
    obj = state.heap.get(owner.obj or 0)
    made = Obj("list", seq=[])
    if obj is not None and obj.rest is None and not owner.mask:
        made.seq = list(obj.items.values())
    elif obj is not None:
        made.seq = None
        made.rest = anything_in(owner, obj, state)
    return m.make(state, made)


def _items(m: Machine, owner: Value, arguments: Arguments, state: State) -> Value | None:
    del arguments
    obj = state.heap.get(owner.obj or 0)
    made = Obj("list")
    if obj is not None and obj.rest is None and not owner.mask:
        made.seq = [_pair(m, Value(const=key), value, state) for key, value in obj.items.items()]
    elif obj is not None:
        anything = anything_in(owner, obj, state)
        made.rest = _pair(m, obj.items.get(KEYS) or flat(anything, state.heap), anything, state)
    return m.make(state, made)


def _pair(m: Machine, key: Value, value: Value, state: State) -> Value:
    return m.make(state, Obj("list", seq=[key, value]))


_LIST: Final[dict[str, Callable[[Machine, Value, Arguments, State], Value | None]]] = {
    "append": _append, "add": _append, "push": _append, "appendleft": _append_left, "insert": _insert,
    "extend": _extend, "update": _extend, "pop": _pop, "popleft": _pop_left, "remove": _remove,
    "clear": _clear, "reverse": _reverse, "sort": _sort, "copy": _copy,
}  # fmt: skip
_DICT: Final[dict[str, Callable[[Machine, Value, Arguments, State], Value | None]]] = {
    "get": _get, "pop": _pop_key, "setdefault": _set_default, "update": _update, "keys": _keys,
    "values": _values, "items": _items, "copy": _copy, "clear": _clear, "iteritems": _items,
}  # fmt: skip
