"""Where a name leads: local variables, captured ones, globals, builtins, other modules."""

from __future__ import annotations

import builtins
from typing import Final

from vedette.code.knowledge import INSTANCE
from vedette.code.taint import cells
from vedette.code.taint.machine import Machine
from vedette.code.taint.scopes import Module, ModuleRef
from vedette.code.taint.values import NOTHING, State, Value
from vedette.lang.ir import Node

_BUILTINS: Final = {name: Value(ref=f"builtins.{name}") for name in dir(builtins)} | {
    name: Value(ref=f"builtins.{name}")
    for name in "unicode xrange raw_input execfile long basestring unichr reduce file".split()  # noqa: SIM905 - shorter
}
_PATH_MAX: Final = 160


def name(m: Machine, node: Node, state: State) -> Value:
    """Evaluate a name."""
    value = state.env.get(node[2])
    if value is None:
        value = look_up(m, node[2], state)
    if value.ref.__class__ is str and not value.mask:
        return known_path(m, value, node[1])
    return value


def look_up(m: Machine, wanted: str, state: State) -> Value:
    """Find a name that is not local."""
    module = m.frame.module
    if m.frame.function is not None:
        value = cells.read(state, module, wanted) if cells.CELLS in state.heap else None
        if value is not None:
            return value
        value = module.env.get(wanted)
        if value is not None:
            m.frame.uses.add(module)
            return adopt(m, value, module, state)
        around = m.frame.function.owner
        while around is not None:
            value = around.inner.get(wanted)
            if value is not None:
                return value
            around = around.owner
    return _BUILTINS.get(wanted, NOTHING)


def known_path(m: Machine, value: Value, at: int) -> Value:
    """Give a value that refers to a path what the tables say about that path."""
    path = value.ref
    if path in m.silent:
        return value
    row = m.knowledge.source(path)
    if row is not None and not row.calls:
        return m.source(row, at, path)
    for flag in m.knowledge.reads(path):
        m.flag(flag, at, path)
    if row is None and not m.knowledge.reads(path):
        m.silent.add(path)
    return value


def path_value(m: Machine, path: str) -> Value:
    """Return the value a path of a library stands for."""
    path = m.knowledge.canonical(path)
    made = m.knowledge.path_type(path)
    if made is not None and m.knowledge.source(path) is None:
        path = m.knowledge.canonical(made) + INSTANCE
    return Value(ref=path) if len(path) < _PATH_MAX else NOTHING


def from_module(m: Machine, module: Module, wanted: str, state: State) -> Value | None:
    """Return what a module of the program holds under a name, its submodules included; None when nothing."""
    m.frame.uses.add(module)
    cell = cells.read(state, module, wanted)
    if cell is not None:
        return cell
    value = module.env.get(wanted)
    if value is not None:
        return adopt(m, value, module, state)
    full = f"{module.name}.{wanted}"
    if m.project.module(full) is not None:
        return Value(ref=ModuleRef(full))
    return None


def dotted(m: Machine, path: str, near: Module, state: State) -> Value:
    """Return what a dotted import leads to: a module or a member of one, of the program or of a library."""
    full = m.project.resolve(path, near)
    if full is not None:
        return Value(ref=ModuleRef(full))
    parent, _, member = path.rpartition(".")
    full = m.project.resolve(parent, near) if parent else None
    module = m.project.module(full) if full is not None else None
    if module is not None:
        value = from_module(m, module, member, state)
        return NOTHING if value is None else value
    return path_value(m, path)


def adopt(m: Machine, value: Value, module: Module, state: State) -> Value:
    """Bring a module's value into the running frame: its objects onto the heap, its labels among ours."""
    if value.obj is None and not value.mask:
        return value
    if module is m.frame.module and m.frame.function is None:
        return value
    relabel = _relabel(m, value, module)
    if value.obj is not None and value.obj not in state.heap:
        _bring(m, value.obj, module, state, 0)
    if relabel == value.mask:
        return value
    return Value(relabel, value.clean, value.const, value.obj, value.ref, value.trace, value.text)


def _bring(m: Machine, oid: int, module: Module, state: State, depth: int) -> None:
    obj = module.heap.get(oid)
    if obj is None:
        return
    mine = obj
    if any(item.mask for item in obj.values()):
        mine = obj.copy()
        mine.items = {key: _moved(m, item, module) for key, item in obj.items.items()}
        mine.seq = None if obj.seq is None else [_moved(m, item, module) for item in obj.seq]
        mine.rest = None if obj.rest is None else _moved(m, obj.rest, module)
    state.heap[oid] = mine
    if depth < 3:  # noqa: PLR2004 - what is nested deeper in a global is rarely looked at
        for item in obj.values():
            if item.obj is not None and item.obj not in state.heap:
                _bring(m, item.obj, module, state, depth + 1)


def _moved(m: Machine, value: Value, module: Module) -> Value:
    mask = _relabel(m, value, module)
    if mask == value.mask:
        return value
    return Value(mask, value.clean, value.const, value.obj, value.ref, value.trace, value.text)


def _relabel(m: Machine, value: Value, module: Module) -> int:
    made, mask, index = 0, value.mask, 0
    while mask:
        if mask & 1 and index < len(module.labels):
            made |= m.frame.label(module.labels[index])
        mask >>= 1
        index += 1
    return made
