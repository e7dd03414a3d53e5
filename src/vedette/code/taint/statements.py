"""Statements that do one thing: assign, return, import, define."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vedette.code.tables import Sink
from vedette.code.taint import cells, containers, names
from vedette.code.taint.annotations import instance_of
from vedette.code.taint.binding import bind
from vedette.code.taint.checks import remembered
from vedette.code.taint.closures import closure
from vedette.code.taint.control import note_raised
from vedette.code.taint.entries import note_definition
from vedette.code.taint.lookups import changed
from vedette.code.taint.machine import Arguments, Machine
from vedette.code.taint.operators import combine
from vedette.code.taint.scopes import Class, Function
from vedette.code.taint.values import NOTHING, UNKNOWN, State, Value, flat, join, merge, vouched
from vedette.lang import ir

if TYPE_CHECKING:
    from vedette.lang.ir import Node

_CHECKS: Final = frozenset((ir.COMPARE, ir.NOT, ir.BOOL, ir.CALL))


def assign(m: Machine, node: Node, state: State) -> State | None:
    """Do `a = b = value`, with or without annotation."""
    targets, value_node, annotation = node[2], node[3], node[4]
    if value_node is None:
        value = instance_of(m, annotation, state) if annotation is not None else NOTHING
        if value is NOTHING:
            return state
    else:
        outer, m.result_name = m.result_name, _target_name(targets[0]) if targets else ""
        op = value_node[0]
        value = m.evaluators[op](m, value_node, state)
        if op in _CHECKS:
            value = remembered(m, value_node, value, state)
        m.result_name = outer
        if annotation is not None and value.ref is None and value.obj is None and value.const is UNKNOWN:
            value = typed(value, instance_of(m, annotation, state))
    for target in targets:
        bind(m, target, value, state, node[1])
    return state


def typed(value: Value, instance: Value) -> Value:
    """Return a value together with the type it was annotated with."""
    if instance.ref is None:
        return value
    return Value(value.mask, value.clean, value.const, value.obj, instance.ref, value.trace, value.text)


def _target_name(target: Node) -> str:
    if target[0] == ir.NAME:
        return str(target[2])
    if target[0] == ir.ATTR:
        return str(target[3])
    if target[0] == ir.INDEX and target[3][0] == ir.CONST:
        return str(target[3][2])
    return ""


def augment(m: Machine, node: Node, state: State) -> State | None:
    """`target += value`."""
    value = m.eval(node[4], state)
    old = m.eval(node[2], state)
    obj = state.heap.get(old.obj) if old.obj is not None else None
    if obj is not None and obj.kind == "list" and node[3] == "+":
        containers.method(m, old, "extend", Arguments([value], {}), state)
        return state
    bind(m, node[2], combine(m, node[3], old, value, state), state, node[1])
    return state


def expression(m: Machine, node: Node, state: State) -> State | None:
    """Evaluate an expression for its effect."""
    m.ends = False
    inner = node[2]
    m.evaluators[inner[0]](m, inner, state)
    return None if m.ends and inner[0] == ir.CALL else state


def return_(m: Machine, node: Node, state: State) -> State | None:
    """`return value`."""
    frame, inner = m.frame, node[2]
    value = vouched(m.evaluators[inner[0]](m, inner, state), state)
    function = frame.function
    if function is not None:
        for sink in function.returns_to:
            _returned(m, sink, value, state, node[1])
        _remember_checks(m, inner, value, state)
    frame.result = value if frame.result is None else _join_results(frame.result, value, frame.end, state)
    frame.end = merge(frame.end, state)
    return None


def _returned(m: Machine, sink: Sink, value: Value, state: State, at: int) -> None:
    """Let a returned value reach a sink; a dict or list is not text but data, and is sent as such."""
    obj = state.heap.get(value.obj) if value.obj is not None else None
    if obj is not None and obj.kind in ("dict", "inst"):
        return
    if obj is not None and obj.kind == "list":
        if obj.seq:  # (body, status, headers)
            _returned(m, sink, obj.seq[0], state, at)
        return
    if value.ref.__class__ is str and _is_instance(value.ref):
        return  # a response object: what was put into it is another row's business
    m.reach(sink, value, state, at, "return")


def _is_instance(path: str) -> bool:
    """Tell whether a path is a class's instance, not what some function gave: classes have a capital."""
    return path.endswith("()") and path.rpartition(".")[2][:1].isupper()


_CONDITIONS: Final = frozenset((ir.NOT, ir.BOOL, ir.COMPARE, ir.CALL, ir.WALRUS, ir.NAME, ir.ATTR))
"""Expressions that may teach something when they come out true or false, see `guards`."""


def _remember_checks(m: Machine, node: Node, value: Value, state: State) -> None:
    """Note what is checked when the function returns something true, and when something false."""
    safe_if = m.frame.safe_if
    op = node[0]
    teaches = op in _CONDITIONS and (op != ir.ATTR or (value.mask and value.ref.__class__ is str))
    for wanted in (False, True):
        if op == ir.CONST and bool(node[2]) is not wanted:
            continue
        safe = m.refine(m, node, state.copy(), wanted).safe if teaches else state.safe
        known = safe_if.get(wanted)
        safe_if[wanted] = safe if known is None else _both(known, safe)


def _both(a: dict[int, int], b: dict[int, int]) -> dict[int, int]:
    return {kind: mask & b[kind] for kind, mask in a.items() if mask & b.get(kind, 0)}


def _join_results(a: Value, b: Value, state_a: State | None, state_b: State) -> Value:
    if a.obj is not None and b.obj is not None and a.obj != b.obj and state_a is not None:
        return join(flat(a, state_a.heap), flat(b, state_b.heap))
    if a.obj is not None and b.obj is None and b.mask and state_a is not None:
        return join(flat(a, state_a.heap), b)
    if b.obj is not None and a.obj is None and a.mask:
        return join(a, flat(b, state_b.heap))
    return join(a, b)


def raise_(m: Machine, node: Node, state: State) -> State | None:
    """`raise value`: nothing gets past it, but to where it is caught."""
    frame = m.frame
    value = vouched(m.eval(node[2], state), state)
    if frame.tries:
        note_raised(frame, value, state)
        frame.thrown = merge(frame.thrown, state)
    elif value.mask or value.obj is not None:
        note_raised(frame, flat(value, state.heap), state)
    return None


def delete(m: Machine, node: Node, state: State) -> State | None:
    """`del target`."""
    for target in node[2]:
        if target[0] == ir.NAME:
            state.env.pop(target[2], None)
        elif target[0] == ir.INDEX:
            owner, key = m.eval(target[2], state), m.eval(target[3], state)
            changed(m, target[2], owner)
            obj = state.own(owner.obj) if owner.obj is not None and type(key.const) is slice else None
            if obj is not None and obj.seq is not None:
                del obj.seq[key.const]
            containers.method(m, owner, "pop", Arguments([key], {}), state)
        elif target[0] == ir.ATTR:
            owner = m.eval(target[2], state)
            changed(m, target[2], owner)
            obj = state.own(owner.obj) if owner.obj is not None else None
            if obj is not None:
                obj.items.pop(target[3], None)
    return state


def globals_(m: Machine, node: Node, state: State) -> State | None:
    """`global names`."""
    m.frame.globals = m.frame.globals | frozenset(node[2])
    return state


def nonlocal_(m: Machine, node: Node, state: State) -> State | None:
    """`nonlocal names`: they were captured with the function; what it leaves in them, those around it see."""
    m.frame.nonlocals |= frozenset(node[2])
    return state


def assert_(m: Machine, node: Node, state: State) -> State | None:
    """`assert test`: past it, the test held."""
    m.eval(node[2], state)
    return m.refine(m, node[2], state, True)  # noqa: FBT003


def import_(m: Machine, node: Node, state: State) -> State | None:
    """`import a.b as c`."""
    module = m.frame.module
    for bound, path in node[2]:
        module.imports.add(path.partition(".")[0])
        state.env[bound] = names.dotted(m, path, module, state)
    return state


def from_(m: Machine, node: Node, state: State) -> State | None:
    """`from module import name as bound`."""
    level, path, bound = node[2], node[3], node[4]
    module = m.frame.module
    if level:
        around = module.package if level <= module.package.count(".") + 1 else _folder(module.path)
        path = _absolute(around, level, path)
    else:
        module.imports.add(path.partition(".")[0])
    for name, local in bound:
        if name == "*":
            _import_all(m, path, state)
        else:
            state.env[local] = names.dotted(m, f"{path}.{name}" if path else name, module, state)
    return state


def _folder(path: str) -> str:
    """Return the dotted name of a file's folder: above the outermost package only folders have names."""
    return ".".join(path.split("/")[:-1])


def _absolute(package: str, level: int, path: str) -> str:
    parts = package.split(".") if package else []
    kept = parts[: len(parts) - (level - 1)] if level > 1 else parts
    return ".".join([*kept, path] if path else kept)


def _import_all(m: Machine, path: str, state: State) -> None:
    module = m.frame.module
    full = m.project.resolve(path, module)
    other = m.project.module(full) if full is not None else None
    if other is None:
        state.env.setdefault("*", Value(ref=path))
        return
    m.frame.uses.add(other)
    for name, value in other.env.items():
        if not name.startswith("_"):
            state.env[name] = names.adopt(m, value, other, state)


def function(m: Machine, node: Node, state: State) -> State | None:
    """`def name(...)`: note it, apply its decorators, bind it."""
    frame = m.frame
    made = frame.module.functions.get(node[1])
    if made is None:
        prefix = f"{frame.function.qualname}." if frame.function is not None else ""
        made = Function(frame.module, node, prefix + node[2])
        _met(m, made)
    value = closure(m, made, state)
    if frame.function is not None:
        frame.function.inner[node[2]] = Value(ref=made)
    note_definition(m, made, state)
    state.env[node[2]] = decorated(m, node[5], value, state)
    return state


def _met(m: Machine, function: Function) -> None:
    """Take note of a function when it is first met."""
    function.owner = m.frame.function
    function.module.functions[function.at] = function
    m.functions.append(function)
    if m.folding:
        function.fold()


def decorated(m: Machine, decorators: tuple[Node, ...], value: Value, state: State) -> Value:
    """Apply decorators of the program; those of libraries are taken to leave the function what it was."""
    for node in reversed(decorators):
        decorator = m.eval(node, state)
        if isinstance(decorator.ref, Function):
            given = m.with_captured(m, decorator, Arguments([value], {}), state)
            result = m.call_function(m, decorator.ref, given, state, node[1])
            if isinstance(result.ref, Function | Class):
                value = result
    return value


def class_(m: Machine, node: Node, state: State) -> State | None:
    """`class Name(bases)`: run its body in a scope of its own."""
    frame = m.frame
    made = m.classes.get((frame.module.path, node[1]))
    if made is None:
        prefix = f"{frame.function.qualname}." if frame.function is not None else ""
        made = Class(frame.module, node[2], prefix + node[2])
        m.classes[frame.module.path, node[1]] = made
    made.bases = [m.eval(base, state) for base in node[3]]
    m.library_bases.clear()  # of its subclasses too
    m.base_entries.clear()
    inner = State(dict(state.env), state.heap, state.safe)
    outer_env = state.env
    _run_class_body(m, made, node, inner)
    made.attrs = {name: value for name, value in inner.env.items() if outer_env.get(name) is not value}
    made.abstract = None
    state.heap = inner.heap
    if frame.function is not None:
        _keep_apart(frame.function, made, state)
    for decorator in node[5]:
        m.eval(decorator, state)
    state.env[node[2]] = Value(ref=made)
    return state


def _keep_apart(around: Function, cls: Class, state: State) -> None:
    """Keep what labels are involved in out of a class written in a function: they mean nothing elsewhere."""
    around.inner[cls.name] = Value(ref=cls)
    for name, value in cls.attrs.items():
        if cells.write(state, cls, name, value):
            cls.attrs[name] = NOTHING


def _run_class_body(m: Machine, cls: Class, node: Node, inner: State) -> None:
    for statement in node[4]:
        if statement[0] == ir.FUNCTION:
            _method(m, cls, statement, inner)
        else:
            m.executors[statement[0]](m, statement, inner)


def _method(m: Machine, cls: Class, node: Node, inner: State) -> None:
    module = m.frame.module
    made = module.functions.get(node[1])
    if made is None:
        made = Function(module, node, f"{cls.qualname}.{node[2]}")
        _met(m, made)
        m.by_method.setdefault(node[2], []).append(made)
    made.cls = cls
    note_definition(m, made, inner)
    known = inner.env.get(node[2])
    if known is not None and isinstance(known.ref, Function) and known.ref.cls is cls and _is_accessor(node):
        return  # @name.setter: the getter is what reading the attribute calls
    inner.env[node[2]] = decorated(m, node[5], Value(ref=made), inner)


def _is_accessor(node: Node) -> bool:
    return any(d[0] == ir.ATTR and d[3] in ("setter", "deleter") for d in node[5])
