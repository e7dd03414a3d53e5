"""Where analysis starts: functions that somebody else calls, and what they are called with."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from vedette.code.knowledge import INSTANCE
from vedette.code.tables import Entry, Sink
from vedette.code.taint.abstract import made_of
from vedette.code.taint.annotations import is_harmless
from vedette.code.taint.attributes import find, is_decorated, library_paths
from vedette.code.taint.found import CALLER
from vedette.code.taint.injected import injected
from vedette.code.taint.machine import Arguments, Machine
from vedette.code.taint.scopes import Bound, Class, Frame, Function, Module, Origin
from vedette.code.taint.shared import collect
from vedette.code.taint.traces import OUTSIDE
from vedette.code.taint.values import NOTHING, UNKNOWN, Obj, State, Value
from vedette.lang import ir

if TYPE_CHECKING:
    from vedette.lang.ir import Node


def note_definition(m: Machine, function: Function, state: State) -> None:
    """Note what a function's decorators, its name and other files make of it."""
    for number in m.expected.get((function.module.path, function.qualname), ()):
        _add_entry(function, m.knowledge.entries[number])
    for node in function.decorators:
        path = _decorator_path(m, node, state)
        if path is not None:
            if path not in function.decorated_by:
                function.decorated_by.append(path)
            for row in m.knowledge.entry_decorator(path):
                register(m, function, row)
    for row in m.knowledge.entry_names.get(function.name, ()):
        if function.owner is None and function.cls is None and _imports_any(function.module, row.imports):
            register(m, function, row)


def _imports_any(module: Module, wanted: tuple[str, ...]) -> bool:
    return not wanted or any(name in module.imports for name in wanted)


def _decorator_path(m: Machine, node: Node, state: State) -> str | None:
    if node[0] == ir.CALL:
        node = node[2]
    if node[0] == ir.ATTR:
        owner = m.eval(node[2], state)
        obj = state.heap.get(owner.obj) if owner.obj is not None else None
        if obj is not None and obj.cls is not None:  # an instance of a subclass of the library's class
            return next((f"{base}{INSTANCE}.{node[3]}" for base in library_paths(m, obj.cls)), None)
        made = owner.ref
        if isinstance(made, Function) and made.decorated_by:  # a library made it an object of its own
            made = made.decorated_by[-1]
        return m.knowledge.canonical(f"{made}.{node[3]}") if made.__class__ is str else None
    value = m.eval(node, state) if node[0] == ir.NAME else NOTHING
    return m.knowledge.canonical(value.ref) if value.ref.__class__ is str else None


def note_handover(m: Machine, path: str, arguments: Arguments, state: State) -> None:
    """Note functions handed to a library that will call them."""
    for row in m.knowledge.entry_calls.get(path, ()):
        value = arguments.get(row.arg)
        if value is None:
            continue
        obj = state.heap.get(value.obj) if value.obj is not None else None
        for handed in obj.seq or () if obj is not None and obj.kind == "list" else (value,):
            _hand_over(m, handed, row)


def _hand_over(m: Machine, value: Value, row: Entry) -> None:
    if isinstance(value.ref, Function | Bound):
        register(m, value.ref if isinstance(value.ref, Function) else value.ref.function, row)
    elif isinstance(value.ref, Class):
        for made in value.ref.attrs.values():
            if isinstance(made.ref, Function) and (made.ref.name in row.functions or not row.functions):
                register(m, made.ref, row)


def register(m: Machine, function: Function, row: Entry) -> None:
    """Remember that somebody else calls a function; run it again when it was run without knowing."""
    path = function.module.path
    if path != m.unit:
        m.handed.add((m.unit, path, function.qualname, m.knowledge.entry_number[id(row)]))
    if _add_entry(function, row):
        m.pending.append(function)


def _add_entry(function: Function, row: Entry) -> bool:
    """Make a function an entry by one row; tell whether that is new."""
    if any(known is row for known in function.entries):
        return False
    function.entries.append(row)
    if row.returns:
        function.returns_to.append(Sink(kind=row.returns))
    return True


def entries_by_base(m: Machine, function: Function) -> list[Entry]:
    """Return the rows that apply to a method because of its class's library bases."""
    if function.cls is None:
        return []
    rows = m.base_entries.get(function.cls)
    if rows is None:
        bases = (*library_paths(m, function.cls), *_own_bases(function.cls))
        rows = m.base_entries[function.cls] = [row for base in bases for row in m.knowledge.entry_base(base)]
    return [row for row in rows if function.name in row.functions or "*" in row.functions]


def is_public(function: Function) -> bool:
    """Tell whether somebody outside may call a function by name."""
    if function.entries:
        return True
    if function.owner is not None or function.name == "<lambda>":
        return False
    return not any(_is_private(part) for part in function.qualname.split("."))


def _is_private(name: str) -> bool:
    return name.startswith("_") and not (name.startswith("__") and name.endswith("__"))


@lru_cache(maxsize=1024)
def is_test(path: str) -> bool:
    """Tell whether a file holds tests: their parameters are fixtures, not somebody's choice."""
    *folders, name = path.split("/")
    return (
        name.startswith(("test_", "conftest"))
        or name.endswith("_test.py")
        or any(f in ("test", "tests") for f in folders)
    )


def _own_bases(cls: Class, depth: int = 0) -> list[str]:
    """Return the program's own classes a class derives from: generated ones are known by their name."""
    found: list[str] = []
    for base in cls.bases:
        if isinstance(base.ref, Class) and depth < 8:  # noqa: PLR2004 - a deeper hierarchy is a circle
            found.append(base.ref.name)
            found.extend(_own_bases(base.ref, depth + 1))
    return found


def run_entry(m: Machine, function: Function) -> Frame:
    """Run one function as if somebody outside called it; return the frame it was called from."""
    for row in entries_by_base(m, function):
        _add_entry(function, row)
    frame = m.frame = Frame(function.module, None)
    for cls in made_of(function):
        _run_on(m, function, cls)
    return frame


def _run_on(m: Machine, function: Function, cls: Class | None) -> None:
    """Run a function, as a method of this class if it is one."""
    frame = m.frame
    state = State(function.module.env, {}, {})
    frame.uses.add(function.module)
    arguments = Arguments([], {})
    parameters = list(function.parameters)
    if cls is not None and parameters and not is_decorated(function, "staticmethod"):
        parameters.pop(0)
        arguments.positional.append(_receiver(m, function, cls, state))
    given = injected(m, function) if function.decorators else ()
    for parameter in parameters:
        if parameter[1] in given:
            arguments.keywords[parameter[1]] = NOTHING
        else:
            _pass(m, function, parameter, arguments, state)
    m.call_function(m, function, arguments, state, OUTSIDE)
    m.report(m, frame)
    collect(m, function.module, state)


def _receiver(m: Machine, function: Function, cls: Class, state: State) -> Value:
    """Return what a method is called on: the object as its constructor leaves it, given a caller's values."""
    if is_decorated(function, "classmethod"):
        return Value(ref=cls)
    init, _ = find(cls, "__init__")
    if init is None or not isinstance(init.ref, Function) or init.ref is function:
        return m.make(state, Obj("inst", cls))
    known = m.receivers.get(cls)
    if known is None or m.active:
        known = m.receivers[cls] = _construct(m, cls, init.ref, OUTSIDE)
    value, heap, frame = known
    state.heap.update(heap)
    m.frame.labels = list(frame.labels)
    m.frame.index = dict(frame.index)
    m.frame.uses |= frame.uses
    return value


def _construct(m: Machine, cls: Class, init: Function, at: int) -> tuple[Value, dict[int, Obj], Frame]:
    """Construct an object from a caller's values, in a frame of its own that later ones start from.

    What the constructor itself does wrong is said where it is run as an entry.
    """
    outer, m.frame = m.frame, Frame(init.module, None)
    state = State(init.module.env, {}, {})
    made = m.make(state, Obj("inst", cls))
    arguments = Arguments([made], {})
    for parameter in init.parameters[1:]:
        _pass(m, init, parameter, arguments, state)
    m.call_function(m, init, arguments, state, at)
    frame, m.frame = m.frame, outer
    return made, state.heap, frame


def _pass(m: Machine, function: Function, parameter: Node, arguments: Arguments, state: State) -> None:
    """Pass an outsider's value for one parameter."""
    star, name, annotation, _, at = parameter
    if star == "*only":
        return
    value = _outsiders_value(m, function, name, annotation, at, state)
    if star == "*":
        arguments.rest = value
    elif star == "**":
        arguments.splat = value
    else:
        arguments.keywords[name] = value


def _outsiders_value(  # noqa: PLR0911, PLR0913, PLR0917 - a parameter and where it stands
    m: Machine, function: Function, name: str, annotation: Node | None, at: int, state: State
) -> Value:
    if annotation is not None and is_harmless(m, annotation, State(function.module.env, {}, {})):
        return NOTHING
    for row in function.entries:
        if (path := row.types.get(name)) is not None:
            return Value(ref=m.knowledge.canonical(path) + INSTANCE)
        if row.parameters and name not in row.skip:
            return _chosen_by(m, function, row.parameters, row.what, at)
    known = _known_by_name(m, function, name)
    if known is not None:
        return known
    if function.entries and not any(row.parameters for row in function.entries):
        return NOTHING
    del state
    if is_test(function.module.path):
        return NOTHING
    return _chosen_by(m, function, CALLER, f"the caller's argument {name!r}", at)


def _known_by_name(m: Machine, function: Function, name: str) -> Value | None:
    for row in m.knowledge.parameters.get(name, ()):
        if _imports_any(function.module, row.imports):
            return Value(ref=m.knowledge.canonical(row.type) + INSTANCE)
    return None


def _chosen_by(m: Machine, function: Function, kind: str, what: str, at: int) -> Value:
    origin = Origin(kind, function.module, at, what)
    return Value(m.frame.label(origin), 0, UNKNOWN, None, None, (0, function.module, at, what, None))
