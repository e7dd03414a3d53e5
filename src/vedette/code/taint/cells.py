"""Variables of modules and attributes of classes that a running function gave untrusted values.

A module or class is shared by everything that runs, but labels mean something in one frame only. So such a value is
kept in an object every frame may have, always under the same id: it is passed to callees and comes back from them as
any other object does, and branches that meet merge it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from vedette.code.taint.scopes import Class, Module
from vedette.code.taint.values import Obj, State, Value, content, flat, join

if TYPE_CHECKING:
    from vedette.code.taint.machine import Machine

Key: TypeAlias = "tuple[Module | Class, str]"

CELLS = -1
"""The id of the object."""
_CELLS_MAX = 12
_LABELS_MAX = 64
_CALLER = "caller"


def read(state: State, owner: Module | Class, name: str) -> Value | None:
    """Return what this frame knows a shared variable to be; None when it is what everybody knows."""
    cells = state.heap.get(CELLS)
    return cells.items.get((owner, name)) if cells is not None else None


def write(state: State, owner: Module | Class, name: str, value: Value) -> bool:
    """Give a shared variable a value, when labels are involved; tell whether they were."""
    cells = state.heap.get(CELLS)
    known = cells is not None and (owner, name) in cells.items
    if not known and not content(value, state.heap)[0]:
        return False
    if cells is None:
        cells = state.heap[CELLS] = Obj("cells")
    if not known and len(cells.items) >= _CELLS_MAX:
        return False
    cells = state.heap[CELLS] = cells.copy()
    cells.items[owner, name] = value
    return True


def persist(m: Machine, state: State) -> None:
    """At the end of an entry, let modules and classes keep what came from a source: other entries may read it."""
    cells = state.heap.pop(CELLS, None)
    if cells is None:
        return
    for (owner, name), cell in cells.items.items():
        value = flat(cell, state.heap)
        if isinstance(owner, Module):
            _keep(m, owner, owner.env, name, value)
        else:
            _keep(m, owner.module, owner.attrs, name, value)


def _keep(m: Machine, module: Module, variables: dict[str, Value], name: str, value: Value) -> None:
    made = 0
    for index, origin in enumerate(m.frame.labels):
        if origin is None or not value.mask >> index & 1 or origin.kind == _CALLER:
            continue
        if origin not in module.labels:
            if len(module.labels) >= _LABELS_MAX:
                continue
            module.labels.append(origin)
        made |= 1 << module.labels.index(origin)
    if made:
        kept = Value(made, value.clean, trace=value.trace)
        known = variables.get(name)
        variables[name] = kept if known is None else join(known, kept)
