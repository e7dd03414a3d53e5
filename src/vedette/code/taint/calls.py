"""Calls: who is called, what is passed, and what comes back when nobody knows."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Final

from vedette.code.knowledge import INSTANCE
from vedette.code.taint import containers, models, natives, strings
from vedette.code.taint.arguments import Method
from vedette.code.taint.attributes import find, library_paths, member
from vedette.code.taint.binding import element_of
from vedette.code.taint.dispatch import command, note_commands
from vedette.code.taint.entries import note_handover
from vedette.code.taint.lookups import called, got
from vedette.code.taint.machine import Arguments, Machine
from vedette.code.taint.models import Call
from vedette.code.taint.names import look_up
from vedette.code.taint.natives import Partial
from vedette.code.taint.scopes import Bound, Class, Function, ModuleRef, Super
from vedette.code.taint.sequences import Getter, get
from vedette.code.taint.values import GIVEN, NOTHING, PART, UNKNOWN, Obj, State, Value, content, flat, join
from vedette.lang import ir

if TYPE_CHECKING:
    from vedette.lang.ir import Node

_PATH_MAX: Final = 150
_CANDIDATES_MAX: Final = 3
_COMMON: Final = frozenset(
    name for kind in (str, bytes, list, dict, set, int, io.IOBase) for name in dir(kind)
)
"""Methods that values of the language itself have: what they are called on is seldom the program's own."""


def call(m: Machine, node: Node, state: State) -> Value:
    """Evaluate a call."""
    function = node[2]
    receiver, name = NOTHING, ""
    if function[0] == ir.ATTR:
        inner, name = function[2], function[3]
        receiver = m.frame.seen[id(inner)] = m.evaluators[inner[0]](m, inner, state)
        callee = _method(m, receiver, name, state, node[1])
    else:
        callee = _callee(m, function, state)
        name = function[2] if function[0] == ir.NAME else ""
    arguments = _arguments(m, node, state)
    if m.frame.looked:
        called(m, node, receiver, arguments)
    m.checks = None
    m.calling = node
    value = invoke(m, callee, Call(name, receiver, arguments, state, node[1]))
    _keep_checks(m, node)
    if name == "get" and value.mask and receiver.mask:
        return got(m, node, receiver, arguments, value, state)
    return value


def _keep_checks(m: Machine, node: Node) -> None:
    """Keep what the call just evaluated checks, for when its outcome is asked about."""
    known = m.frame.checks
    if m.checks is not None:
        known[id(node)] = m.checks
    elif known:
        known.pop(id(node), None)


def _callee(m: Machine, function: Node, state: State) -> Value:
    if function[0] == ir.NAME:  # a name that is called is not read: `input` is no value, `input()` is
        return state.env.get(function[2]) or look_up(m, function[2], state)
    return m.eval(function, state)


def _method(m: Machine, receiver: Value, name: str, state: State, at: int) -> Value:
    """Return the method of a receiver, not read as an attribute where only calling it means something."""
    if receiver.ref.__class__ is str and receiver.ref is not PART:
        path = m.knowledge.canonical(f"{receiver.ref}.{name}")
        if len(path) < _PATH_MAX:
            return Value(receiver.mask, receiver.clean, UNKNOWN, None, path, receiver.trace)
    return member(m, receiver, name, state, at)


def _arguments(m: Machine, node: Node, state: State) -> Arguments:
    outer = m.result_name
    positional: list[Value] = []
    made = Arguments(positional, {})
    if not node[3] and not node[4]:
        return made
    seen, evaluators = m.frame.seen, m.evaluators
    for argument in node[3]:
        op = argument[0]
        if op == ir.STAR:
            _spread(made, m.eval(argument[2], state), state)
        elif made.rest is not None:
            made.rest = join(made.rest, flat(m.eval(argument, state), state.heap))
        else:
            value = seen[id(argument)] = evaluators[op](m, argument, state)
            positional.append(value)
    for keyword, value_node in node[4]:
        if keyword is None:
            _spread_keywords(made, m.eval(value_node, state), state)
        else:
            m.result_name = keyword
            made.keywords[keyword] = evaluators[value_node[0]](m, value_node, state)
    m.result_name = outer
    return made


def _spread(made: Arguments, value: Value, state: State) -> None:
    obj = state.heap.get(value.obj) if value.obj is not None else None
    if made.rest is None and obj is not None and obj.seq is not None and not value.mask:
        made.positional.extend(obj.seq)
    elif made.rest is None and isinstance(value.const, tuple | list):
        made.positional.extend(Value(const=item) for item in value.const)
    else:
        element = element_of(value, state)
        made.rest = element if made.rest is None else join(made.rest, element)


def _spread_keywords(made: Arguments, value: Value, state: State) -> None:
    obj = state.heap.get(value.obj) if value.obj is not None else None
    if obj is not None and obj.kind == "dict" and not value.mask:
        made.keywords.update({key: item for key, item in obj.items.items() if isinstance(key, str)})
        if obj.rest is not None:
            made.splat = obj.rest
    elif value.mask or obj is not None:
        made.splat = flat(value, state.heap)


def invoke(m: Machine, callee: Value, call: Call) -> Value:
    """Call a value."""
    ref = callee.ref
    kind = ref.__class__
    if kind is str:
        return _library(m, callee, call)
    if kind is Function:
        given = m.with_captured(m, callee, call.arguments, call.state)
        return m.call_function(m, ref, given, call.state, call.at)
    if kind is Bound:
        call.arguments.positional.insert(0, ref.receiver)
        return m.call_function(m, ref.function, call.arguments, call.state, call.at)
    if kind is Class:
        return construct(m, ref, call)
    return _prepared(m, callee, call) if kind in _PREPARED else _unknown(m, callee, call)


_PREPARED: Final = (Method, Partial, Getter)


def _prepared(m: Machine, callee: Value, call: Call) -> Value:
    """Call a function that comes with some of its arguments."""
    ref = callee.ref
    if isinstance(ref, Method):
        captured = call.state.heap.get(callee.obj or 0)
        call.arguments.positional.insert(0, captured.items[""] if captured is not None else NOTHING)
        return m.call_function(m, ref.function, call.arguments, call.state, call.at)
    if isinstance(ref, Partial):
        given = call.state.heap.get(callee.obj or 0)
        if given is not None:
            call.arguments.positional[:0] = given.seq or []
            call.arguments.keywords = {**given.items, **call.arguments.keywords}
        return invoke(m, ref.function, call)
    return get(m, ref, call)


def _library(m: Machine, callee: Value, call: Call) -> Value:
    path = m.knowledge.canonical(callee.ref)
    method = call.name
    call.name = path
    note_handover(m, path, call.arguments, call.state)
    if path.endswith(".set_defaults"):
        note_commands(m, path, call.arguments)
    rows = m.knowledge.calls(path)
    result = models.apply(m, rows, call) if rows else None
    native = natives.TABLE.get(path)
    if native is not None:
        return native(m, call)
    if path in m.knowledge.stores:
        return _store(m, path, call)
    if result is None and (source := m.knowledge.source(path)) is not None:
        return m.source(source, call.at, path + INSTANCE)
    if result is None and not rows and method:
        result = _by_name(m, method, call)
    if result is None and call.receiver.mask:
        result = command(m, call, method)
    if result is not None:
        return result
    return _library_default(m, callee, call, path, method)


def _store(m: Machine, path: str, call: Call) -> Value:
    """Make an object that keeps what is put into it, and starts with what it is given."""
    made = models.fresh_store(m, call.state, path + INSTANCE)
    given = models.mix(call.arguments.all(), call.state)
    if given.mask:
        call.state.heap[made.obj or 0].absorb(given)
    return made


def _library_default(m: Machine, callee: Value, call: Call, path: str, method: str) -> Value:
    known = containers.method(m, call.receiver, method, call.arguments, call.state)
    if known is None:
        known = strings.method(m, method, call)
    if known is not None:
        return known
    if method == "copy" and not call.arguments.positional:
        return call.receiver
    _call_back(m, call)
    receiver = call.receiver
    if callee.mask and not receiver.mask:  # an untrusted function object
        call.receiver = callee
    value = models.passed_on(m, call, certain=path.startswith("builtins."))
    ref = path + INSTANCE if len(path) < _PATH_MAX else None
    text = models.known_text(receiver, call.state) if ref is not None and path.startswith("re.") else None
    return Value(value.mask, value.clean, UNKNOWN, None, ref, value.trace, text)


def _by_name(m: Machine, method: str, call: Call) -> Value | None:
    """Apply rows that know a method by its name alone: what they report is said with less confidence."""
    rows = m.knowledge.methods.get(method)
    if not rows:
        return None
    call.named_only = True
    result = models.apply(m, rows, call)
    call.named_only = False
    return result


def _unknown(m: Machine, callee: Value, call: Call) -> Value:
    """Call something about which nothing is known."""
    method = call.name
    if callee.ref is None and method and call.receiver is not NOTHING:
        known = containers.method(m, call.receiver, method, call.arguments, call.state)
        if known is None:
            known = strings.method(m, method, call)
        if known is not None:
            return known
    if method:
        result = _by_name(m, method, call)
        if result is not None:
            return result
        result = _candidates(m, method, callee, call)
        if result is not None:
            return result
    _call_back(m, call)
    if callee.mask and not call.receiver.mask:
        call.receiver = callee
    return models.passed_on(m, call, certain=False)


def _candidates(m: Machine, method: str, callee: Value, call: Call) -> Value | None:
    """Try the program's own methods of that name, when few have it and something untrusted goes in."""
    if callee.ref is not None or call.receiver.ref is not None or call.receiver.obj is not None:
        return None
    if method.startswith("__") or method in _COMMON:
        return None
    if not any(value.mask or value.obj is not None for value in call.arguments.all()):
        return None
    found = m.methods(method)
    m.frame.uses.add(("method", method))  # also where none has it, or too many: an edit may change that
    if not 0 < len(found) <= _CANDIDATES_MAX:
        return None
    result: Value | None = None
    for function in found:
        if function.cls is None or function in m.active:
            continue
        given = Arguments([call.receiver, *call.arguments.positional], dict(call.arguments.keywords))
        given.rest, given.splat = call.arguments.rest, call.arguments.splat
        made = m.call_function(m, function, given, call.state, call.at)
        result = made if result is None else join(flat(result, call.state.heap), flat(made, call.state.heap))
    return result


def _call_back(m: Machine, call: Call) -> None:
    """Call a function handed to unknown code with whatever else was handed over."""
    for value in call.arguments.all():
        if value.ref.__class__ is not Function:
            continue
        if value.ref.name == "<lambda>" and value.ref not in m.active:
            given = models.mix([other for other in call.arguments.all() if other is not value], call.state)
            mixed = models.mix((call.receiver, given), call.state)
            arguments = Arguments([mixed] * len(value.ref.parameters), {})
            m.call_function(
                m, value.ref, m.with_captured(m, value, arguments, call.state), call.state, call.at
            )


def construct(m: Machine, cls: Class, call: Call) -> Value:
    """Make an instance and run its `__init__`."""
    made = _allocate(m, cls, call)
    obj = call.state.heap.get(made.obj) if made.obj is not None else None
    if obj is None or obj.cls is not cls:
        return made  # `__new__` gave something else, and that is not initialised
    paths = library_paths(m, cls)
    if call.arguments.all() and any(m.knowledge.gives_back(path) for path in paths):
        given = models.mix(call.arguments.all(), call.state)
        if (own := call.state.own(made.obj or 0)) is not None:
            own.items[GIVEN] = given
    for path in paths:
        rows = m.knowledge.calls(path)
        if rows:
            call.name = path
            models.apply(m, rows, call)
    init, _ = find(cls, "__init__")
    if init is not None and isinstance(init.ref, Function):
        call.arguments.positional.insert(0, made)
        m.call_function(m, init.ref, call.arguments, call.state, call.at)
        return made
    return _without_init(m, cls, made, call)


def _allocate(m: Machine, cls: Class, call: Call) -> Value:
    """Return a fresh instance: what the class's own `__new__` gives, if it has one."""
    new, _ = find(cls, "__new__")
    if new is None or not isinstance(new.ref, Function) or new.ref in m.active:
        return m.make(call.state, Obj("inst", cls))
    given = Arguments([Value(ref=cls), *call.arguments.positional], dict(call.arguments.keywords))
    given.rest, given.splat = call.arguments.rest, call.arguments.splat
    made = m.call_function(m, new.ref, given, call.state, call.at)
    return made if made.obj is not None or made.mask else m.make(call.state, Obj("inst", cls))


def _without_init(m: Machine, cls: Class, made: Value, call: Call) -> Value:
    """Fill a dataclass's fields in order; of any other class, assume the arguments are somewhere in it."""
    own = call.state.own(made.obj or 0)
    if own is None:
        return made
    fields = [name for name, value in cls.attrs.items() if not isinstance(value.ref, Function | Class)]
    for name, value in zip(fields, call.arguments.positional, strict=False):
        own.items[name] = value
    for name, value in call.arguments.keywords.items():
        own.items[name] = value
    if not fields or len(call.arguments.positional) > len(fields):
        for value in call.arguments.all():
            if content(value, call.state.heap)[0]:
                own.absorb(flat(value, call.state.heap))
    del m
    return made


__all__ = ["ModuleRef", "Super", "call", "construct", "invoke"]
