"""Passing arguments: what each parameter gets, with defaults, annotations, stars and captured variables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from vedette.code.taint.annotations import class_of
from vedette.code.taint.cells import CELLS
from vedette.code.taint.closures import surroundings
from vedette.code.taint.scopes import Bound, Class, Function
from vedette.code.taint.values import NOTHING, UNKNOWN, Check, Obj, State, Value, flat
from vedette.lang import ir

if TYPE_CHECKING:
    from vedette.code.taint.machine import Arguments, Machine
    from vedette.lang.ir import Node

_INSTANCE: Final = "()"
_BOUND_HERE: Final = frozenset((Check, Bound))
"""References that mean something in their own frame only."""


class Method(NamedTuple):
    """A bound method that may leave its frame: the object it belongs to is the captured variable ''."""

    function: Function


def names_of(function: Function, arguments: Arguments) -> list[str]:
    """Return the variables that `assign` gave values to, in its order."""
    names = [parameter[1] for parameter in function.parameters if parameter[0] != "*only"]
    return [*names, *(arguments.captured or ())]


def assign(m: Machine, function: Function, arguments: Arguments, state: State) -> list[Value]:
    """Return the value of each parameter, then of each captured variable."""
    values: list[Value] = []
    at = 0
    positional = arguments.positional
    only_keywords = False
    for star, name, annotation, default, _ in function.parameters:
        if star == "*only":
            only_keywords = True
        elif star == "*":
            values.append(_rest(m, positional[at:], arguments, state))
            at = len(positional)
            only_keywords = True
        elif star == "**":
            values.append(_keywords(m, function, arguments, state))
        else:
            value = arguments.keywords.get(name)
            if value is None and at < len(positional) and not only_keywords:
                value = positional[at]
                at += 1
            value = value or _missing(m, function, default, arguments, state)
            if value.ref.__class__ in _BOUND_HERE:
                value = portable(m, value, state)
            values.append(value if annotation is None else _annotated(m, function, annotation, value, state))
    if function.owner is not None or CELLS in state.heap or arguments.captured:
        values.extend(_captured(m, function, arguments, state))
    return values


def _captured(m: Machine, function: Function, arguments: Arguments, state: State) -> list[Value]:
    """Return what a function sees of its surroundings, and note it in the arguments."""
    if arguments.captured is None and function.owner is not None:
        arguments.captured = surroundings(m, function, state)
    if CELLS in state.heap:
        arguments.captured = {**(arguments.captured or {}), "": Value(obj=CELLS)}
    return [portable(m, value, state) for value in (arguments.captured or {}).values()]


def _rest(m: Machine, values: list[Value], arguments: Arguments, state: State) -> Value:
    made = Obj("list", seq=values)
    if arguments.rest is not None:
        made.blur()
        made.absorb(arguments.rest)
    return m.make(state, made)


def _keywords(m: Machine, function: Function, arguments: Arguments, state: State) -> Value:
    named = {parameter[1] for parameter in function.parameters}
    made = Obj("dict")
    made.items = {name: value for name, value in arguments.keywords.items() if name not in named}
    made.rest = arguments.splat
    return m.make(state, made)


def _missing(
    m: Machine, function: Function, default: Node | None, arguments: Arguments, state: State
) -> Value:
    for loose in (arguments.rest, arguments.splat):
        if loose is not None and (loose.mask or loose.obj is not None):
            return flat(loose, state.heap)
    if default is None:
        return NOTHING
    if default[0] == ir.CONST:
        return Value(const=default[2])
    if default[0] in (ir.NAME, ir.ATTR):
        return _in_module(m, function, default)
    return NOTHING


def _in_module(m: Machine, function: Function, node: Node) -> Value:
    """Evaluate a dotted name as the function's module sees it."""
    made = class_of(m, node, State(dict(function.module.env), {}, {}))
    return made if made.obj is None and not made.mask else NOTHING


def _annotated(m: Machine, function: Function, annotation: Node, value: Value, state: State) -> Value:
    """Give a value about which little is known the type its parameter is annotated with."""
    if value.obj is not None or value.ref is not None or value.const is not UNKNOWN:
        return value
    made = m.annotations.get(id(annotation))
    if made is None:
        made = class_of(m, annotation, State(dict(function.module.env), {}, {}))
        m.annotations[id(annotation)] = made
    if made.ref.__class__ is str and not made.ref.startswith(("builtins.", "typing.")):
        path = m.knowledge.canonical(made.ref) + _INSTANCE
        return Value(value.mask, value.clean, UNKNOWN, None, path, value.trace)
    if isinstance(made.ref, Class):
        obj = Obj("inst", made.ref)
        obj.rest = value if value.mask else None
        return m.make(state, obj)
    return value


def portable(m: Machine, value: Value, state: State) -> Value:
    """Return a value that may leave its frame: a bound method's object becomes a captured variable."""
    if value.ref.__class__ is Check:  # what it says is in the labels of this frame
        return NOTHING
    if value.ref.__class__ is not Bound:
        return value
    made = Obj("closure")
    made.items[""] = value.ref.receiver
    return Value(0, 0, UNKNOWN, m.new(state, made), Method(value.ref.function))
