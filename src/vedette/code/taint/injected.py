"""Arguments that a decorator of the program passes by name: nobody outside chooses them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from vedette.code.taint.scopes import Function
from vedette.code.taint.values import State
from vedette.lang import ir

if TYPE_CHECKING:
    from vedette.code.taint.machine import Machine
    from vedette.lang.ir import Node

_NESTED: Final = frozenset((ir.FUNCTION, ir.LAMBDA))


def injected(m: Machine, function: Function) -> frozenset[str]:
    """Return the names a function's decorators pass to it."""
    found: set[str] = set()
    for node in function.decorators:
        named = node[2] if node[0] == ir.CALL else node
        if named[0] not in (ir.NAME, ir.ATTR):
            continue
        decorator = m.eval(named, State(function.module.env, dict(function.module.heap), {})).ref
        if isinstance(decorator, Function):
            m.frame.uses.add(decorator)
            if decorator.passes is None:
                decorator.passes = frozenset(_passed_on(decorator))
            found |= decorator.passes
    return frozenset(found)


def _passed_on(decorator: Function) -> Iterator[str]:
    """Yield the keywords with which a decorator, or a function in it, calls what it was handed."""
    handed = {parameter[1] for parameter in decorator.parameters}
    todo: list[object] = [decorator.body]
    while todo:
        node = todo.pop()
        if not isinstance(node, tuple):
            continue
        if len(node) > 3 and node[0] in _NESTED and type(node[0]) is int:  # noqa: PLR2004 - parameters stand fourth
            handed.update(_names(node))
        if len(node) > 4 and node[0] == ir.CALL and type(node[0]) is int and _calls_one_of(node, handed):  # noqa: PLR2004
            yield from (keyword for keyword, _ in node[4] if keyword is not None)
        todo.extend(item for item in node if type(item) is tuple)


def _names(node: Node) -> Iterator[str]:
    if node[0] == ir.FUNCTION and isinstance(node[3], tuple):
        yield from (parameter[1] for parameter in node[3])


def _calls_one_of(node: Node, names: set[str]) -> bool:
    function = node[2]
    return isinstance(function, tuple) and function[:1] == (ir.NAME,) and function[-1] in names
