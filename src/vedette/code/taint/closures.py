"""What a nested function sees of the functions around it: their variables, as they are when it is called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vedette.code.taint.scopes import Function
from vedette.code.taint.values import Obj, State, Value
from vedette.lang import ir

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vedette.code.taint.machine import Arguments, Machine

_OWNERS_MAX: Final = 12
_NESTED: Final = frozenset((ir.FUNCTION, ir.CLASS, ir.LAMBDA))


def free_names(function: Function) -> frozenset[str]:
    """Return the names a function mentions that are not its parameters."""
    if function.free is None:
        found: set[str] = set()
        _collect(function.body, found)
        function.free = frozenset(found - {parameter[1] for parameter in function.parameters})
    return function.free


def _collect(part: object, found: set[str]) -> None:
    todo: list[object] = [part]
    while todo:
        now = todo.pop()
        if not isinstance(now, tuple):
            continue
        if len(now) > 2 and now[0] == ir.NAME and type(now[0]) is int and type(now[2]) is str:  # noqa: PLR2004
            found.add(now[2])
        todo.extend(item for item in now if type(item) is tuple)


def shared_names(owner: Function) -> frozenset[str]:
    """Return the names that functions and classes written inside a function mention."""
    if owner.shared is None:
        found: set[str] = set()
        todo: list[object] = [owner.body]
        while todo:
            now = todo.pop()
            if not isinstance(now, tuple):
                continue
            if len(now) > 2 and type(now[0]) is int and now[0] in _NESTED:  # noqa: PLR2004
                _collect(now, found)
            else:
                todo.extend(item for item in now if type(item) is tuple)
        owner.shared = frozenset(found)
    return owner.shared


def owners(function: Function | None) -> Iterator[Function]:
    """Yield a function and those it is written in, innermost first."""
    for _ in range(_OWNERS_MAX):
        if function is None:
            return
        yield function
        function = function.owner


def surroundings(m: Machine, function: Function, state: State) -> dict[str, Value] | None:
    """Return the variables around a nested function, when that function, or one inside it, is running.

    A method may reach a sister through its object, and a function may call one by name: those are handed
    whatever any of them mentions, others only what they mention themselves.
    """
    owner = function.owner
    if owner is None or not any(running is owner for running in owners(m.frame.function)):
        return None
    env = state.env
    free = free_names(function)
    wanted = free if function.cls is None and free.isdisjoint(owner.inner) else shared_names(owner)
    own = {parameter[1] for parameter in function.parameters}
    return {name: env[name] for name in sorted(wanted) if name in env and name not in own}


def closure(m: Machine, function: Function, state: State) -> Value:
    """Return a function together with the variables of its surroundings that it mentions."""
    if m.frame.function is None:  # a module's variables are found through the module
        return Value(ref=function)
    captured = Obj("closure")
    for free in sorted(free_names(function)):
        value = state.env.get(free)
        if value is not None:
            captured.items[free] = value
    if not captured.items:
        return Value(ref=function)
    return Value(obj=m.new(state, captured), ref=function)


def with_captured(m: Machine, callee: Value, arguments: Arguments, state: State) -> Arguments:
    """Add the variables a closure captured; those of a function still running as they are now."""
    if not isinstance(callee.ref, Function):
        return arguments
    obj = state.heap.get(callee.obj) if callee.obj is not None else None
    now = surroundings(m, callee.ref, state)
    if obj is not None and obj.kind == "closure":
        now = {**obj.items, **now} if now is not None else dict(obj.items)
    arguments.captured = now
    return arguments
