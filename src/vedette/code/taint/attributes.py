"""Reading an attribute: of a module, a class, an instance, a library's name, or of something untrusted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from vedette.code.knowledge import INSTANCE
from vedette.code.tables import Neutral, Sanitiser, Source
from vedette.code.taint import cells, names
from vedette.code.taint.machine import Arguments, Machine
from vedette.code.taint.scopes import Bound, Class, Function, ModuleRef, Super
from vedette.code.taint.values import GIVEN, NOTHING, PART, UNKNOWN, Obj, State, Value, content, tainted

if TYPE_CHECKING:
    from vedette.lang.ir import Node

_PATH_MAX: Final = 160
_DEPTH_MAX: Final = 12
_PROPERTIES: Final = frozenset(("property", "cached_property", "lazy", "reify"))


def attribute(m: Machine, node: Node, state: State) -> Value:
    """Evaluate `object.name`."""
    inner = node[2]
    owner = m.evaluators[inner[0]](m, inner, state)
    if owner.ref is None and owner.obj is None and owner.const is UNKNOWN:
        for row in m.knowledge.methods.get(node[3], ()):
            if isinstance(row, Source):
                value = m.frame.read[id(node)] = m.source(row, node[1], None, named_only=True)
                return value
    value = m.frame.read[id(node)] = member(m, owner, node[3], state, node[1])
    return value


def member(m: Machine, owner: Value, name: str, state: State, at: int) -> Value:
    """Return an attribute of a value."""
    ref = owner.ref
    kind = ref.__class__
    if kind is str:
        return _of_path(m, owner, name, at)
    if owner.obj is not None:
        found = _of_object(m, owner, name, state, at)
        if found is not None:
            return found
    elif (of := _OF.get(kind)) is not None:
        return of(m, ref, name, state)
    else:
        return Value(owner.mask, owner.clean, UNKNOWN, None, None, owner.trace) if owner.mask else NOTHING
    return tainted(*content(owner, state.heap))


def _of_path(m: Machine, owner: Value, name: str, at: int) -> Value:
    if owner.ref is PART:
        return Value(owner.mask, owner.clean, UNKNOWN, None, PART, owner.trace)
    path = m.knowledge.canonical(f"{owner.ref}.{name}")
    row = m.knowledge.source(path)
    if row is not None and not row.calls and not (owner.mask and owner.ref.endswith("[]")):
        return m.source(row, at, path)
    if owner.ref in m.knowledge.bags and not owner.mask and m.knowledge.path_type(path) is None:
        return NOTHING
    for flag in m.knowledge.reads(path):
        m.flag(flag, at, path)
    made = m.knowledge.path_type(path)
    if made is not None:
        path = m.knowledge.canonical(made) + INSTANCE
    if owner.mask and (cleaners := m.knowledge.cleaned(path)):
        return _cleaned(m, owner, cleaners, path, at)
    return Value(
        owner.mask, owner.clean, UNKNOWN, None, path if len(path) <= _PATH_MAX else None, owner.trace
    )


def _cleaned(m: Machine, owner: Value, rows: tuple[Sanitiser | Neutral, ...], path: str, at: int) -> Value:
    """Read an attribute that holds a harmless part of its owner, such as the last part of a path."""
    kinds = {kind for row in rows for kind in (row.kinds if isinstance(row, Sanitiser) else ("*",))}
    if "*" in kinds:
        return NOTHING
    clean = owner.clean
    for kind in kinds:
        clean |= m.bits.get(kind, 0)
    trace = m.step(at, f"cleaned by {path.replace(INSTANCE, '')}", owner.trace)
    return Value(owner.mask, clean, UNKNOWN, None, path, trace)


def _of_module(m: Machine, ref: ModuleRef, name: str, state: State) -> Value:
    module = m.project.module(ref.name)
    found = names.from_module(m, module, name, state) if module is not None else None
    return found if found is not None else NOTHING


def _of_class(m: Machine, cls: Class, name: str, state: State) -> Value:
    found, where = find(cls, name)
    if found is None:
        return _of_library_base(m, cls, name)
    cell = cells.read(state, where or cls, name)
    if cell is not None:
        return cell
    if isinstance(found.ref, Function) and is_decorated(found.ref, "classmethod"):
        return Value(ref=Bound(found.ref, Value(ref=cls)))
    return names.adopt(m, found, cls.module, state)


def _of_super(m: Machine, ref: Super, name: str, state: State) -> Value:
    for base in ref.cls.bases:
        if isinstance(base.ref, Class):
            found, _ = find(base.ref, name)
            if found is not None:
                return bound(m, found, ref.receiver, base.ref, state)
        elif base.ref.__class__ is str:
            path = m.knowledge.canonical(f"{base.ref}{INSTANCE}.{name}")
            row = m.knowledge.source(path)
            return m.source(row, m.frame.module.lines, path) if row is not None else Value(ref=path)
    return Value(ref="builtins.object.__new__") if name == "__new__" else NOTHING


def _of_object(m: Machine, owner: Value, name: str, state: State, at: int) -> Value | None:
    obj = state.heap.get(owner.obj or 0)
    if obj is None or obj.kind != "inst":
        return None
    value = obj.items.get(name)
    if value is not None:
        return value
    if obj.cls is None:
        return _rest(owner, obj)
    found, where = find(obj.cls, name)
    if found is not None:
        return _inherited(m, found, where or obj.cls, owner, name, state, at)
    base = _of_library_base(m, obj.cls, name, at, obj.items.get(GIVEN))
    return base if base is not NOTHING else _rest(owner, obj)


def _inherited(  # noqa: PLR0913, PLR0917 - what was found, where, for whom, and the moment
    m: Machine, found: Value, where: Class, owner: Value, name: str, state: State, at: int
) -> Value:
    """Return what an instance sees of an attribute of its class."""
    if isinstance(found.ref, Function) and is_property(found.ref):
        return m.call_function(m, found.ref, Arguments([owner], {}), state, at)
    cell = cells.read(state, where, name)
    if cell is not None:
        return Value(ref=Bound(cell.ref, owner)) if isinstance(cell.ref, Function) else cell
    return bound(m, found, owner, where, state)


def _rest(owner: Value, obj: Obj) -> Value:
    rest = obj.rest
    if rest is None:
        return Value(owner.mask, owner.clean, UNKNOWN, None, None, owner.trace) if owner.mask else NOTHING
    return rest


def _of_library_base(
    m: Machine, cls: Class, name: str, at: int | None = None, given: Value | None = None
) -> Value:
    """Return an attribute inherited from a library's class."""
    for base in library_paths(m, cls):
        path = m.knowledge.canonical(f"{base}{INSTANCE}.{name}")
        row = m.knowledge.source(path)
        if row is not None and at is not None and not row.calls:
            if row.given and given is not None:
                return Value(given.mask, given.clean, UNKNOWN, None, path, given.trace)
            return m.source(row, at, path)
        made = m.knowledge.path_type(path) or _inherited_type(m, path)
        if made is not None:
            return Value(ref=m.knowledge.canonical(made) + INSTANCE)
        if row is not None or m.knowledge.calls(path) or m.knowledge.assigns(path):
            return Value(ref=path)
    first = next(iter(library_paths(m, cls)), None)
    return Value(ref=m.knowledge.canonical(f"{first}{INSTANCE}.{name}")) if first is not None else NOTHING


def _inherited_type(m: Machine, path: str) -> str | None:
    owner, _, name = path.rpartition(f"{INSTANCE}.")
    return m.knowledge.path_type(f"{owner}.{name}") if owner else None


def library_paths(m: Machine, cls: Class) -> list[str]:
    """Return the library classes a class derives from, nearest first."""
    known = m.library_bases.get(cls)
    if known is None:
        known = m.library_bases[cls] = _library_paths(m, cls, 0)
    return known


def _library_paths(m: Machine, cls: Class, depth: int) -> list[str]:
    found: list[str] = []
    for base in cls.bases:
        if base.ref.__class__ is str:
            found.append(m.knowledge.canonical(base.ref.removesuffix(INSTANCE)))
        elif isinstance(base.ref, Class) and depth < _DEPTH_MAX:
            found.extend(_library_paths(m, base.ref, depth + 1))
    return found


def find(cls: Class, name: str, depth: int = 0) -> tuple[Value | None, Class | None]:
    """Find a name in a class or its bases; also return the class that has it."""
    value = cls.attrs.get(name)
    if value is not None:
        return value, cls
    if depth < _DEPTH_MAX:
        for base in cls.bases:
            if isinstance(base.ref, Class):
                value, where = find(base.ref, name, depth + 1)
                if value is not None:
                    return value, where
    return None, None


def bound(m: Machine, found: Value, receiver: Value, cls: Class, state: State) -> Value:
    """Return a class's attribute as seen through an instance."""
    function = found.ref
    if isinstance(function, Function) and found.obj is None:
        if is_decorated(function, "staticmethod"):
            return found
        if is_decorated(function, "classmethod"):
            return Value(ref=Bound(function, Value(ref=cls)))
        return Value(0, 0, UNKNOWN, None, Bound(function, receiver))
    return names.adopt(m, found, cls.module, state)


def is_decorated(function: Function, wanted: str) -> bool:
    """Tell whether a function has a decorator of that simple name."""
    return wanted in function.decorator_names


def is_property(function: Function) -> bool:
    """Tell whether reading a method's name calls it."""
    return not _PROPERTIES.isdisjoint(function.decorator_names)


_OF: Final[dict[type, Callable[[Machine, Any, str, State], Value]]] = {
    ModuleRef: _of_module,
    Class: _of_class,
    Super: _of_super,
}
