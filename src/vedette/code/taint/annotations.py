"""What a type annotation says about a value: which class it is an instance of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from vedette.code.knowledge import INSTANCE
from vedette.code.taint import names
from vedette.code.taint.scopes import Class, ModuleRef
from vedette.code.taint.values import NOTHING, Obj, State, Value
from vedette.lang import ir

if TYPE_CHECKING:
    from vedette.code.taint.machine import Machine
    from vedette.lang.ir import Node

_DOTTED: Final = re.compile(r"[A-Za-z_][\w.]*\Z")
_TRANSPARENT: Final = frozenset(
    ("Optional", "Annotated", "Final", "ClassVar", "Union", "Awaitable", "Required")
)
_HARMLESS: Final = {
    "builtins.int",
    "builtins.float",
    "builtins.bool",
    "uuid.UUID",
    "datetime.date",
    "datetime.datetime",
}


def class_of(m: Machine, node: Node | None, state: State) -> Value:
    """Return the class an annotation names, as a value; NOTHING when it says nothing we know."""
    if node is None:
        return NOTHING
    op = node[0]
    if op == ir.CONST and isinstance(node[2], str) and _DOTTED.match(node[2]):
        return _by_text(m, node[2], state)
    if op in (ir.NAME, ir.ATTR):
        return _quietly(m, node, state)
    return _composed(m, node, state)


def _composed(m: Machine, node: Node, state: State) -> Value:
    """Return the class meant by `A | B`, `Optional[A]` and the like."""
    op = node[0]
    if op == ir.BINARY and node[2] == "|":
        left = class_of(m, node[3], state)
        return left if left is not NOTHING and left.const is not None else class_of(m, node[4], state)
    if op == ir.INDEX and _simple_name(node[2]) in _TRANSPARENT:
        inner = node[3]
        return class_of(m, inner[3][0] if inner[0] == ir.SEQUENCE and inner[3] else inner, state)
    return NOTHING


def _quietly(m: Machine, node: Node, state: State) -> Value:
    """Evaluate a dotted name without treating it as a read of an untrusted value."""
    if node[0] == ir.NAME:
        return state.env.get(node[2]) or names.look_up(m, node[2], state)
    owner = _quietly(m, node[2], state) if node[2][0] in (ir.NAME, ir.ATTR) else NOTHING
    if owner.ref.__class__ is str:
        return Value(ref=m.knowledge.canonical(f"{owner.ref}.{node[3]}"))
    if isinstance(owner.ref, ModuleRef):
        module = m.project.module(owner.ref.name)
        return (names.from_module(m, module, node[3], state) if module is not None else None) or NOTHING
    return owner.ref.attrs.get(node[3], NOTHING) if isinstance(owner.ref, Class) else NOTHING


def _by_text(m: Machine, text: str, state: State) -> Value:
    first, *others = text.split(".")
    node: Node = (ir.NAME, 0, first)
    for name in others:
        node = (ir.ATTR, 0, node, name)
    return _quietly(m, node, state)


def _simple_name(node: Node) -> str:
    return str(node[2]) if node[0] == ir.NAME else str(node[3]) if node[0] == ir.ATTR else ""


def instance_of(m: Machine, node: Node | None, state: State) -> Value:
    """Return an instance of the class an annotation names, about which nothing else is known."""
    made = class_of(m, node, state)
    if made.ref.__class__ is str:
        path = m.knowledge.canonical(made.ref)
        return NOTHING if path.startswith(("builtins.", "typing.")) else Value(ref=path + INSTANCE)
    if isinstance(made.ref, Class):
        return m.make(state, Obj("inst", made.ref))
    return NOTHING


def is_harmless(m: Machine, node: Node | None, state: State) -> bool:
    """Tell whether an annotation names a type whose values can carry no attack, such as a number."""
    made = class_of(m, node, state)
    return made.ref.__class__ is str and made.ref in _HARMLESS
