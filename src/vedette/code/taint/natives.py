"""Functions of the language itself that the engine knows: they look into objects, or return functions."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple

from vedette.code.taint import models, sequences
from vedette.code.taint.attributes import find, member
from vedette.code.taint.binding import element_of, put_attribute
from vedette.code.taint.machine import Arguments
from vedette.code.taint.methodchecks import admits_plain_text
from vedette.code.taint.models import Call, mix
from vedette.code.taint.scopes import Bound, Class, Function, ModuleRef, Super
from vedette.code.taint.values import NOTHING, UNKNOWN, Obj, State, Value, content, flat, join

if TYPE_CHECKING:
    from vedette.code.taint.machine import Machine


class Partial(NamedTuple):
    """A function some of whose arguments are already given; they are in the value's object."""

    function: Value


def _length(m: Machine, call: Call) -> Value:
    del m
    value = call.arguments.get(0) or NOTHING
    if isinstance(value.const, str | bytes | tuple | range):
        return Value(const=len(value.const))
    obj = call.state.heap.get(value.obj) if value.obj is not None else None
    if obj is not None and obj.seq is not None and not value.mask:
        return Value(const=len(obj.seq))
    if obj is not None and obj.kind == "dict" and obj.rest is None and not value.mask:
        return Value(const=len(obj.items))
    return NOTHING


def _text(m: Machine, call: Call) -> Value:
    """`str(x)`: the same value, as text."""
    value = call.arguments.get(0) or Value(const="")
    if isinstance(value.const, str | int | float | bool | None):
        return Value(const=str(value.const))
    if value.obj is not None:
        obj = call.state.heap.get(value.obj)
        method, _ = find(obj.cls, "__str__") if obj is not None and obj.cls is not None else (None, None)
        if method is not None and isinstance(method.ref, Function):
            return m.call_function(m, method.ref, Arguments([value], {}), call.state, call.at)
    mask, clean, trace = content(value, call.state.heap)
    ref = value.ref if isinstance(value.ref, str) else None
    return Value(mask, clean, UNKNOWN, None, ref, trace, value.text)


def _getattr(m: Machine, call: Call) -> Value:
    owner, name, default = (call.arguments.get(index) for index in range(3))
    if owner is None or name is None:
        return NOTHING
    if isinstance(name.const, str):
        found = m.frame.found
        before = len(found)
        value = member(m, owner, name.const, call.state, call.at)
        if owner.ref.__class__ is str:
            del found[before:]  # asks whether a constant is there; tables of constants are made so
        return join(value, default) if default is not None and value is NOTHING else value
    chosen = _any_member(m, owner)
    if chosen is not None:
        return chosen
    return mix([value for value in (owner, name, default) if value is not None], call.state)


def _any_member(m: Machine, owner: Value) -> Value | None:
    """Return an attribute chosen at run time: when the owner has just one function or class, that one."""
    if isinstance(owner.ref, ModuleRef):
        module = m.project.module(owner.ref.name)
        held = module.env.values() if module is not None else ()
        found = [value for value in held if isinstance(value.ref, Function | Class)]
        return found[0] if len(found) == 1 else None
    return None


def _setattr(m: Machine, call: Call) -> Value:
    owner, name, value = (call.arguments.get(index) for index in range(3))
    if owner is None or name is None or value is None:
        return NOTHING
    if isinstance(name.const, str):
        put_attribute(m, owner, name.const, value, call.state)
    elif owner.obj is not None and (obj := call.state.own(owner.obj)) is not None:
        obj.absorb(flat(value, call.state.heap))
    return NOTHING


def _super(m: Machine, call: Call) -> Value:
    function = m.frame.function
    if function is None or function.cls is None:
        return NOTHING
    first = function.parameters[0][1] if function.parameters else ""
    return Value(ref=Super(function.cls, call.state.env.get(first, NOTHING)))


def _list(m: Machine, call: Call) -> Value:
    """`list(x)`, `sorted(x)`, `tuple(x)`: a list of its elements, in order when that is known."""
    value = call.arguments.get(0)
    made = Obj("list", seq=[])
    if value is None:
        return m.make(call.state, made)
    obj = call.state.heap.get(value.obj) if value.obj is not None else None
    if obj is not None and obj.seq is not None and not value.mask:
        made.seq = list(obj.seq)
    elif isinstance(value.const, tuple):
        made.seq = [Value(const=item) for item in value.const]
    else:
        made.seq = None
        made.absorb(element_of(value, call.state))
    return m.make(call.state, made)


def _loose(m: Machine, call: Call) -> Value:
    made = Obj("list")
    for value in call.arguments.positional:
        made.absorb(flat(element_of(value, call.state), call.state.heap))
    return m.make(call.state, made)


def _dict(m: Machine, call: Call) -> Value:
    made = Obj("dict")
    for value in call.arguments.positional:
        obj = call.state.heap.get(value.obj) if value.obj is not None else None
        if obj is not None and obj.kind == "dict" and not value.mask:
            made.items.update(obj.items)
            made.rest = obj.rest
        elif obj is not None and obj.seq is not None and not value.mask:
            _pairs(made, obj.seq, call.state)
        elif content(value, call.state.heap)[0]:
            made.absorb(flat(value, call.state.heap))
    made.items.update(call.arguments.keywords)
    return m.make(call.state, made)


def _pairs(made: Obj, pairs: list[Value], state: State) -> None:
    for pair in pairs:
        inner = state.heap.get(pair.obj) if pair.obj is not None else None
        seq = inner.seq if inner is not None else None
        if seq is not None and len(seq) == 2 and isinstance(seq[0].const, str):  # noqa: PLR2004
            made.items[seq[0].const] = seq[1]
        else:
            made.absorb(flat(pair, state.heap))


def _zip(m: Machine, call: Call) -> Value:
    pair = Obj("list")
    pair.seq = [element_of(value, call.state) for value in call.arguments.positional]
    made = Obj("list")
    made.absorb(m.make(call.state, pair))
    return m.make(call.state, made)


def _enumerate(m: Machine, call: Call) -> Value:
    value = call.arguments.get(0) or NOTHING
    pair = Obj("list")
    pair.seq = [NOTHING, element_of(value, call.state)]
    made = Obj("list")
    made.absorb(m.make(call.state, pair))
    return m.make(call.state, made)


def _next(m: Machine, call: Call) -> Value:
    del m
    value = call.arguments.get(0) or NOTHING
    found = element_of(value, call.state)
    default = call.arguments.get(1)
    heap = call.state.heap
    return join(flat(found, heap), flat(default, heap)) if default is not None else found


def _iter(m: Machine, call: Call) -> Value:
    del m
    return call.arguments.get(0) or NOTHING


def _map(m: Machine, call: Call) -> Value:
    function = call.arguments.get(0) or NOTHING
    elements = [element_of(value, call.state) for value in call.arguments.positional[1:]]
    made = Obj("list")
    made.absorb(m.call_value(m, function, Arguments(elements, {}), call.state, call.at))
    return m.make(call.state, made)


def _filter(m: Machine, call: Call) -> Value:
    function, value = call.arguments.get(0) or NOTHING, call.arguments.get(1) or NOTHING
    element = element_of(value, call.state)
    m.checks = None
    if isinstance(function.ref, Function):
        m.call_value(m, function, Arguments([element], {}), call.state, call.at)
    made = Obj("list")
    made.absorb(element)
    m.checks = None
    return m.make(call.state, made)


def _reduce(m: Machine, call: Call) -> Value:
    function, value = call.arguments.get(0) or NOTHING, call.arguments.get(1) or NOTHING
    element = element_of(value, call.state)
    start = call.arguments.get(2)
    first = start if start is not None else element
    result = m.call_value(m, function, Arguments([first, element], {}), call.state, call.at)
    return join(flat(first, call.state.heap), flat(result, call.state.heap))


def _partial(m: Machine, call: Call) -> Value:
    """`functools.partial(f, …)`: f again, its first arguments remembered as captured variables."""
    function = call.arguments.get(0) or NOTHING
    if not isinstance(function.ref, Function | Bound):
        return mix(call.arguments.all(), call.state)
    made = Obj("partial")
    made.seq = call.arguments.positional[1:]
    made.items = dict(call.arguments.keywords)
    return Value(obj=m.new(call.state, made), ref=Partial(function))


def _first(m: Machine, call: Call) -> Value:
    """Wrap a function in something that leaves it what it was."""
    del m
    return call.arguments.get(0) or NOTHING


def _submit(m: Machine, call: Call) -> Value:
    """`run_in_executor(pool, f, …)`, `Thread(target=f, args=…)`: f is called with what follows."""
    values = call.arguments.positional
    for index, value in enumerate(values):
        if isinstance(value.ref, Function | Bound):
            handed = Arguments(values[index + 1 :], call.arguments.keywords)
            return m.call_value(m, value, handed, call.state, call.at)
    target = call.arguments.keywords.get("target")
    if target is not None:
        given = call.arguments.keywords.get("args") or NOTHING
        obj = call.state.heap.get(given.obj) if given.obj is not None else None
        arguments = Arguments(list(obj.seq) if obj is not None and obj.seq is not None else [], {})
        arguments.rest = None if obj is not None and obj.seq is not None else element_of(given, call.state)
        m.call_value(m, target, arguments, call.state, call.at)
        return NOTHING
    return models.passed_on(m, call, certain=False)


def _regex_sub(m: Machine, call: Call) -> Value:
    """`re.sub(pattern, new, text)`: taking out all but plain characters leaves nothing harmful."""
    pattern, new, value = (call.arguments.get(index) for index in range(3))
    if pattern is None or value is None:
        return mix(call.arguments.all(), call.state)
    known = new is not None and new.const is not UNKNOWN
    if known and isinstance(pattern.const, str) and _removes_special(pattern.const):
        return NOTHING
    del m
    return mix(call.arguments.all(), call.state)


def _removes_special(pattern: str) -> bool:
    inner = pattern.removesuffix("+")
    if not (inner.startswith("[^") and inner.endswith("]")):
        return inner in (r"\W", r"\D")
    if any(sign in inner for sign in "/'\"<>;|&"):
        return False
    return admits_plain_text(f"[{inner[2:-1]}]", whole=True)


def _new_object(m: Machine, call: Call) -> Value:
    """`object.__new__(cls)`: an instance nobody has touched."""
    cls = call.arguments.get(0) or NOTHING
    return m.make(call.state, Obj("inst", cls.ref)) if isinstance(cls.ref, Class) else NOTHING


def _type(m: Machine, call: Call) -> Value:
    del m
    value = call.arguments.get(0) or NOTHING
    obj = call.state.heap.get(value.obj) if value.obj is not None else None
    return Value(ref=obj.cls) if obj is not None and obj.cls is not None else NOTHING


def _copy(m: Machine, call: Call) -> Value:
    value = call.arguments.get(0) or NOTHING
    obj = call.state.heap.get(value.obj) if value.obj is not None else None
    return m.make(call.state, obj.copy()) if obj is not None else value


def _import_module(m: Machine, call: Call) -> Value:
    value = call.arguments.get(0) or NOTHING
    if isinstance(value.const, str):
        full = m.project.resolve(value.const, m.frame.module)
        return Value(ref=ModuleRef(full)) if full is not None else Value(ref=value.const)
    return mix((value,), call.state)


def _regex_escape(m: Machine, call: Call) -> Value:
    """`re.escape(x)`: of a constant, a constant."""
    const = call.arguments.positional[0].const if call.arguments.positional else UNKNOWN
    if isinstance(const, str):
        return Value(const=re.escape(const))
    if isinstance(const, bytes):
        return Value(const=re.escape(const))
    return models.apply(m, m.knowledge.calls(call.name), call) or NOTHING


TABLE: Final[dict[str, Callable[[Machine, Call], Value]]] = {
    path: function
    for paths, function in (
        ("builtins.len", _length),
        ("builtins.str builtins.unicode os.fspath os.fsdecode", _text),
        ("builtins.getattr", _getattr),
        ("builtins.setattr", _setattr),
        ("builtins.super", _super),
        ("builtins.list builtins.tuple builtins.sorted builtins.reversed collections.deque", _list),
        ("itertools.chain", _loose),
        ("builtins.set builtins.frozenset", sequences.set_),
        ("builtins.range builtins.xrange", sequences.range_),
        ("array.array", sequences.array),
        ("operator.itemgetter", sequences.itemgetter),
        ("operator.attrgetter", sequences.attrgetter),
        ("builtins.object.__new__ builtins.object().__new__", _new_object),
        ("builtins.dict collections.OrderedDict", _dict),
        ("builtins.zip itertools.product itertools.zip_longest", _zip),
        ("builtins.enumerate", _enumerate),
        ("builtins.next builtins.anext random.choice", _next),
        ("builtins.iter builtins.aiter", _iter),
        ("builtins.map multiprocessing.Pool().map", _map),
        ("builtins.filter", _filter),
        ("functools.reduce builtins.reduce", _reduce),
        ("functools.partial", _partial),
        ("functools.wraps functools.lru_cache typing.cast contextlib.closing asyncio.run", _first),
        ("asyncio.ensure_future asyncio.create_task asyncio.wait_for asyncio.shield", _first),
        ("asyncio.to_thread threading.Thread threading.Timer multiprocessing.Process", _submit),
        ("asyncio.get_event_loop().run_in_executor asyncio.get_running_loop().run_in_executor", _submit),
        ("concurrent.futures.ThreadPoolExecutor().submit anyio.to_thread.run_sync", _submit),
        ("starlette.concurrency.run_in_threadpool fastapi.concurrency.run_in_threadpool", _submit),
        ("asgiref.sync.sync_to_async asgiref.sync.async_to_sync channels.db.database_sync_to_async", _first),
        ("re.sub", _regex_sub),
        ("re.escape", _regex_escape),
        ("builtins.type", _type),
        ("copy.copy copy.deepcopy", _copy),
        ("importlib.import_module builtins.__import__", _import_module),
    )
    for path in paths.split()
}  # fmt: skip
