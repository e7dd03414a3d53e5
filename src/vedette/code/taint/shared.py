"""What one entry leaves in a module's objects and variables, for the other entries of the same file to find.

A list at the top of a web application keeps what one visitor sent and shows it to the next. Entries are
run one by one, so what each leaves behind is collected first; then the file's entries are run again with
all of it in place. Only the file itself sees it: another file's results must not depend on which of its
functions ran.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from vedette.code.taint.cells import CELLS, write
from vedette.code.taint.scopes import Frame, Module, Origin
from vedette.code.taint.traces import GUESS, STEP
from vedette.code.taint.values import EVERY_KIND, Obj, State, Value, flat, join, tainted, vouched

if TYPE_CHECKING:
    from vedette.code.taint.machine import Machine
    from vedette.code.taint.traces import Trace

Kept = dict[str, dict[Origin, int]]
"""By variable, or `#` and an object's id: who chose what is in it, and the kinds it was made harmless for."""

_VISITORS: Final = frozenset(("remote", "model"))
"""Kinds of sources that choose again and again while a program runs: what one chose, another may meet."""
_ORIGINS_MAX: Final = 32


def note(frame: Frame, final: State) -> None:
    """Note what a function put into objects and variables of its module."""
    module = frame.module
    for name in frame.globals:
        value = final.env.get(name)
        if value is not None and value.obj is not None:  # filled after it was bound
            write(final, module, name, value)
    for oid in final.heap.keys() & module.heap.keys():
        obj = final.heap[oid]
        if obj is not module.heap[oid]:
            value = _put_in(obj, module, final)
            if value is not None:
                write(final, module, f"#{oid}", value)


def _put_in(obj: Obj, module: Module, final: State) -> Value | None:
    found: Value | None = None
    for item in obj.values():
        own = item.obj in module.heap  # looked at by itself
        plain = tainted(item.mask, item.clean, item.trace) if own else flat(item, final.heap)
        if plain.mask:
            plain = tainted(plain.mask, vouched(plain, final).clean, plain.trace)
            found = plain if found is None else join(found, plain)
    return found


def collect(m: Machine, module: Module, state: State) -> None:
    """At the end of an entry, collect what it left in its own module."""
    cells = state.heap.get(CELLS)
    for (owner, name), cell in cells.items.items() if cells is not None else ():
        value = flat(cell, state.heap)
        kept = m.kept.setdefault(module, {}).setdefault(name, {}) if owner is module and value.mask else {}
        for index, origin in enumerate(m.frame.labels):
            if origin is None or not value.mask >> index & 1 or origin.kind not in _VISITORS:
                continue
            if len(kept) < _ORIGINS_MAX or origin in kept:
                kept[origin] = kept.get(origin, EVERY_KIND) & value.clean


@contextmanager
def in_place(module: Module, kept: Kept) -> Iterator[None]:
    """Let a module hold what was collected, for as long as this lasts."""
    before = dict(module.env), dict(module.heap), list(module.labels)
    for name, origins in kept.items():
        if origins:
            _put_back(module, name, origins)
    try:
        yield
    finally:
        module.env.clear()
        module.env.update(before[0])
        module.heap.clear()
        module.heap.update(before[1])
        module.labels[:] = before[2]


def _put_back(module: Module, name: str, origins: dict[Origin, int]) -> None:
    mask, clean = 0, EVERY_KIND
    trace: Trace | None = None
    for origin, harmless in origins.items():
        if origin not in module.labels:
            module.labels.append(origin)
        mask |= 1 << module.labels.index(origin)
        clean &= harmless
        chosen = (STEP, origin.module, origin.at, origin.what, None)
        trace = trace or (GUESS, origin.module, origin.at, "is kept for later requests", chosen)
    value = Value(mask, clean, trace=trace)
    if not name.startswith("#"):
        known = module.env.get(name)
        module.env[name] = value if known is None else join(flat(known, module.heap), value)
        return
    obj = module.heap[int(name[1:])].copy()
    obj.blur()
    obj.absorb(value)
    module.heap[int(name[1:])] = obj
