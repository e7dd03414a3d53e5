"""Looking inside an argument: the program of an argument list, its options, elements, values."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from vedette.code.taint.values import UNKNOWN, Obj, State, Value

if TYPE_CHECKING:
    from vedette.code.taint.machine import Machine

_SHELL: Final = re.compile(r"(?:^|[/\\])(?:sh|bash|dash|zsh|ksh|cmd|cmd\.exe|powershell|pwsh)$")
_RUN_FLAGS: Final = frozenset(("-c", "/c", "/C", "-Command", "-lc", "-ic"))


def take(m: Machine, what: str, value: Value, state: State) -> list[Value]:
    """Return the parts of a value that matter to a sink."""
    del m
    handler = _TAKES.get(what)
    return handler(value, state) if handler is not None else [value]


def _sequence(value: Value, state: State) -> list[Value] | None:
    obj = state.heap.get(value.obj) if value.obj is not None else None
    if obj is not None and obj.seq is not None and not value.mask:
        return obj.seq
    if isinstance(value.const, tuple | list):
        return [Value(const=item) for item in value.const]
    return None


def _program(value: Value, state: State) -> list[Value]:
    """Return the program run: a string that is no list, the first element, or the script after `sh -c`."""
    parts = _sequence(value, state)
    if parts is None:
        return [] if _is_loose_list(value, state) else [value]
    if not parts:
        return []
    first = parts[0]
    if first.const is UNKNOWN or (isinstance(first.const, str) and _SHELL.search(first.const)):
        for index, part in enumerate(parts[1:-1], 1):
            if part.const in _RUN_FLAGS:
                return [first, parts[index + 1]]
    return [first]


def _is_loose_list(value: Value, state: State) -> bool:
    obj = state.heap.get(value.obj) if value.obj is not None else None
    return obj is not None and not value.mask


def _options(value: Value, state: State) -> list[Value]:
    """Return what the program may take for an option: before `--`, and without a constant beginning."""
    parts = _sequence(value, state)
    if parts is None:
        obj = state.heap.get(value.obj) if value.obj is not None else None
        return [obj.rest] if obj is not None and obj.rest is not None and not value.mask else []
    found: list[Value] = []
    if parts and isinstance(parts[0].const, str) and _SHELL.search(parts[0].const):
        return []
    for part in parts[1:]:
        if part.const == "--":
            break
        if part.const is UNKNOWN and not part.text:
            found.append(part)
    return found


def _first(value: Value, state: State) -> list[Value]:
    """Return the first of a tuple such as (body, headers); anything else as it is."""
    parts = _sequence(value, state)
    return [value] if parts is None else parts[:1]


def _elements(value: Value, state: State) -> list[Value]:
    obj = state.heap.get(value.obj) if value.obj is not None else None
    return _contents(obj) if obj is not None else [value]


def _values(value: Value, state: State) -> list[Value]:
    obj = state.heap.get(value.obj) if value.obj is not None else None
    return _contents(obj) if obj is not None and obj.kind == "dict" else [value]


def _contents(obj: Obj) -> list[Value]:
    return obj.values()


_TAKES: Final[dict[str, Callable[[Value, State], list[Value]]]] = {
    "program": _program,
    "options": _options,
    "first": _first,
    "elements": _elements,
    "values": _values,
}
