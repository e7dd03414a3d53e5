"""Variables of modules and attributes of classes that a running function gave untrusted values.

A module or class is shared by everything that runs, but labels mean something in one frame only. So such
a value is kept in an object every frame may have, always under the same id: it is passed to callees and
comes back from them as any other object does, and branches that meet merge it.
"""

from __future__ import annotations

from typing import Final, TypeAlias

from vedette.code.taint.scopes import Class, Module
from vedette.code.taint.values import Obj, State, Value, content, join

Key: TypeAlias = "tuple[Module | Class, str]"

CELLS: Final = -1
"""The id of the object."""
_CELLS_MAX: Final = 12


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
    if known and name.startswith("#"):  # an object: what was put into it before is still there
        value = join(cells.items[owner, name], value)
    cells.items[owner, name] = value
    return True
