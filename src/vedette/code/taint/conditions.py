"""The `when` and `unless` of table rows: tests about the arguments of one call."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from msgspec import UNSET

from vedette.code.knowledge import INSTANCE
from vedette.code.redos import catastrophic
from vedette.code.tables import Condition, Flag
from vedette.code.taint.scopes import Class
from vedette.code.taint.values import UNKNOWN, Obj, State, Value, content

if TYPE_CHECKING:
    from vedette.code.tables import Row
    from vedette.code.taint.machine import Arguments, Machine

_NAMES_MAX: Final = 200
"""Parts of a call that are looked at for names."""
_KINDS: dict[str, type | tuple[type, ...]] = {
    "str": str, "bytes": bytes, "int": int, "list": list, "dict": dict, "tuple": tuple, "bool": bool,
}  # fmt: skip


def hold(m: Machine, row: Row, arguments: Arguments, receiver: Value, state: State, path: str = "") -> bool:  # noqa: PLR0913, PLR0917 - a row, a call, and where
    """Tell whether a row applies to a call."""
    if isinstance(row, Flag) and row.files and not any(fnmatch(path, pattern) for pattern in row.files):
        return False
    call = (m, arguments, receiver, state)
    if row.when and not all(_holds(condition, *call) for condition in row.when):
        return False
    return not (row.unless and any(_holds(condition, *call) for condition in row.unless))


def _holds(condition: Condition, m: Machine, arguments: Arguments, receiver: Value, state: State) -> bool:
    value = _argument(condition, m, arguments, receiver)
    if condition.key is not None and value is not None:
        value = _under_key(value, condition.key, state)
    if condition.absent is not None:
        return condition.absent == (value is None)
    return value is not None and _test(condition, m, value, state)


def _argument(condition: Condition, m: Machine, arguments: Arguments, receiver: Value) -> Value | None:
    for position in condition.positions:
        if position == "receiver":
            return receiver
        if isinstance(position, str) and (told := _ABOUT.get(position)) is not None:
            return Value(const=told(m))
        if (value := arguments.get(position)) is not None:
            return value
    return None


def _function_name(m: Machine) -> str:
    return m.frame.function.name if m.frame.function is not None else ""


def _result_name(m: Machine) -> str:
    return m.result_name


def _names(m: Machine) -> str:
    """Return the names in and about a call: of its arguments, its result, and where it stands."""
    found = [m.result_name, _function_name(m)]
    todo: list[object] = list(m.calling[3:]) if m.calling is not None else []
    for _ in range(_NAMES_MAX):
        if not todo:
            break
        part = todo.pop()
        if isinstance(part, tuple | list):
            todo.extend(part)
        elif isinstance(part, str) and part.isidentifier():
            found.append(part)
    return " ".join(found)


_ABOUT: Final = {"function-name": _function_name, "result-name": _result_name, "names": _names}
"""Texts about a call that stand where an argument's position can stand."""


def _under_key(value: Value, key: str, state: State) -> Value | None:
    if isinstance(value.const, dict):
        return Value(const=value.const[key]) if key in value.const else None
    obj = state.heap.get(value.obj) if value.obj is not None else None
    return obj.items.get(key) if obj is not None else None


def _test(condition: Condition, m: Machine, value: Value, state: State) -> bool:  # noqa: C901, PLR0911, PLR0912 - a line a test
    const = value.const
    if condition.is_ is not UNSET:
        whole = _whole(value, state)
        return type(whole) is type(condition.is_) and whole == condition.is_
    if condition.in_ is not None:
        wanted = [_lower(item) for item in condition.in_]
        whole = _whole(value, state)
        return whole in wanted or any(
            _lower(item) in wanted for item in (whole if isinstance(whole, list) else [whole])
        )
    if condition.text is not None:
        return _search(condition.text, known_text(value, state))
    if condition.path is not None:
        return _is_path(m, value, condition.path, state)
    if condition.kind is not None:
        return _is_kind(value, condition.kind, state)
    if condition.tainted is not None:
        return condition.tainted == bool(content(value, state.heap)[0])
    if condition.constant is not None:
        return condition.constant == is_constant(value, state)
    if condition.below is not None:
        return type(const) in (int, float) and const < condition.below
    if condition.bits is not None:
        return type(const) is int and bool(const & condition.bits)
    if condition.overrides is not None:
        return _overrides(value, condition.overrides, state)
    if condition.regex is not None:
        pattern = const.decode("latin-1") if isinstance(const, bytes) else const
        return isinstance(pattern, str) and catastrophic(pattern) is not None
    return False


def _overrides(value: Value, name: str, state: State) -> bool:
    """Tell whether a value's class is the program's and has a method of its own by that name."""
    obj = state.heap.get(value.obj) if value.obj is not None else None
    return obj is not None and obj.cls is not None and has_own(obj.cls, name)


def has_own(cls: Class, name: str, depth: int = 0) -> bool:
    """Tell whether a class of the program, or one it derives from, defines a name."""
    if name in cls.attrs:
        return True
    return depth < 8 and any(isinstance(b.ref, Class) and has_own(b.ref, name, depth + 1) for b in cls.bases)  # noqa: PLR2004 - as below


def _whole(value: Value, state: State) -> Any:  # noqa: ANN401 - a constant
    """Return a constant, or the list of constants a list or tuple holds; UNKNOWN elements included."""
    if isinstance(value.const, tuple):
        return list(value.const)
    obj = state.heap.get(value.obj) if value.obj is not None else None
    if obj is not None and obj.seq is not None and obj.rest is None:
        return [item.const for item in obj.seq]
    return value.const


def _lower(item: Any) -> Any:  # noqa: ANN401 - a constant
    return item.lower() if isinstance(item, str) else item


def known_text(value: Value, state: State) -> str | None:
    """Return the text a value is known to begin with; for a list of constants, its first."""
    if isinstance(value.const, str):
        return value.const
    if isinstance(value.const, bytes):
        return value.const.decode("latin-1")
    if isinstance(value.const, tuple):
        return value.const[0] if value.const and isinstance(value.const[0], str) else None
    if value.obj is not None:
        obj = state.heap.get(value.obj)
        first = obj.seq[0] if obj is not None and obj.seq else None
        return known_text(first, state) if first is not None and first.obj is None else None
    return value.text


def _search(pattern: str, text: str | None) -> bool:
    return text is not None and _compiled(pattern).search(text) is not None


@lru_cache(maxsize=2048)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _is_path(m: Machine, value: Value, wanted: tuple[str, ...], state: State) -> bool:
    return any(m.knowledge.is_a(path, want) for path in paths_of(m, value, state) for want in wanted)


def paths_of(m: Machine, value: Value, state: State) -> list[str]:
    """Return every library path a value is known by: its own, or its class's bases."""
    if value.ref.__class__ is str:
        return [m.knowledge.canonical(value.ref)]
    obj = state.heap.get(value.obj) if value.obj is not None else None
    cls = value.ref if isinstance(value.ref, Class) else obj.cls if obj is not None else None
    return [path + INSTANCE for path in library_bases(cls)] if cls is not None else []


def library_bases(cls: Class, depth: int = 0) -> list[str]:
    """Return the library classes a class of the program derives from."""
    found: list[str] = []
    for base in cls.bases:
        if base.ref.__class__ is str:
            found.append(base.ref.removesuffix(INSTANCE))
        elif isinstance(base.ref, Class) and depth < 8:  # noqa: PLR2004 - a deeper hierarchy is a circle
            found.extend(library_bases(base.ref, depth + 1))
    return found


def _is_kind(value: Value, kind: str, state: State) -> bool:
    if kind == "none":
        return value.const is None
    if value.obj is not None:
        obj = state.heap.get(value.obj)
        return obj is not None and (obj.kind == kind or (obj.kind == "list" and kind == "tuple"))
    if value.const is UNKNOWN:
        return kind == "str" and value.text is not None and bool(value.text)
    return isinstance(value.const, _KINDS.get(kind, ()))


def is_constant(value: Value, state: State) -> bool:
    """Tell whether a value is wholly known."""
    if value.const is not UNKNOWN:
        return True
    obj = state.heap.get(value.obj) if value.obj is not None else None
    return obj is not None and _all_known(obj, state)


def _all_known(obj: Obj, state: State) -> bool:
    if obj.rest is not None or obj.kind not in ("list", "dict") or (obj.kind == "list" and obj.seq is None):
        return False
    return all(is_constant(item, state) for item in obj.values())
