"""What is looked up a second time: `if request.args["x"] in KNOWN: use(request.args["x"])`.

Each time a source is read, what it gives has a label of its own, and a check vouches for that one. So what
was looked up under a constant key is remembered for as long as nothing is met that may change it, and what a
check made of it holds for the same look-up afterwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from vedette.code.taint.values import EVERY_KIND, NOTHING, UNKNOWN, State, Value
from vedette.lang import ir

if TYPE_CHECKING:
    from vedette.code.taint.machine import Arguments, Machine
    from vedette.lang.ir import Node

_READING: Final = frozenset(
    ("get", "getlist", "get_all", "getall", "getone", "keys", "values", "items", "copy")
)
"""Methods that leave what they are called on as it is."""
KEYED: Final = (str, int)
"""Types of keys that are told apart."""
_SAME_MAX: Final = 8
"""Look-ups of one kind that are remembered."""


class Look(NamedTuple):
    """One look-up that was made."""

    root: Value
    """What the variable it begins with held."""
    container: Value
    """What was looked into."""
    mask: int
    """The labels of what it gave."""


def looked_up(  # noqa: PLR0913, PLR0917 - a look-up, what it gave and where
    m: Machine, container: Node, key: object, owner: Value, value: Value, state: State
) -> Value:
    """Return what a look-up gave, harmless as far as one before it was checked; remember this one."""
    name, root = _root(m, container, state)
    if root is None or value.mask != owner.mask or (container[0] == ir.NAME and name in state.env):
        return value
    way = (_way(container), key.__class__, key)
    before = m.frame.looked.setdefault(way, [])
    clean = 0
    for look in before:
        if look.root is root:
            clean |= _vouched(look.mask, state)
    if len(before) < _SAME_MAX:
        before.append(Look(root, owner, value.mask))
    if not clean:
        return value
    return Value(value.mask, value.clean | clean, value.const, value.obj, value.ref, value.trace, value.text)


def _vouched(mask: int, state: State) -> int:
    clean = 0
    for kind, safe in state.safe.items():
        if not mask & ~safe:
            clean |= kind if kind != EVERY_KIND else -1
    return clean


def _way(node: Node) -> tuple[str, ...]:
    """Return the names of `a.b.c`."""
    names: list[str] = []
    while node[0] == ir.ATTR:
        names.append(node[3])
        node = node[2]
    return (node[2], *reversed(names))


def _root_name(node: Node) -> str | None:
    while node[0] == ir.ATTR:
        node = node[2]
    return node[2] if node[0] == ir.NAME else None


def _root(m: Machine, node: Node, state: State) -> tuple[str, Value | None]:
    """Return the variable that `a.b.c` begins with, and what it holds."""
    name = _root_name(node)
    if name is None:
        return "", None
    value = state.env.get(name)
    if value is None and m.frame.function is not None:
        value = m.frame.module.env.get(name)
    return name, value


def got(m: Machine, node: Node, receiver: Value, arguments: Arguments, value: Value, state: State) -> Value:  # noqa: PLR0913, PLR0917 - as above
    """Return what `container.get(key)` gave, as `looked_up` does."""
    key, *default = arguments.positional or (NOTHING,)
    if key.const.__class__ not in KEYED or arguments.keywords or (default and default[0].const is UNKNOWN):
        return value
    return looked_up(m, node[2][2], key.const, receiver, value, state)


def called(m: Machine, node: Node, receiver: Value, arguments: Arguments) -> None:
    """Forget what a call may change: what it is given, and what it is a method of."""
    function = node[2]
    if function[0] == ir.ATTR and function[3] not in _READING:
        changed(m, function[2], receiver)
    for argument in node[3]:
        changed(m, argument, m.frame.seen.get(id(argument), NOTHING))
    for keyword, argument in node[4]:
        changed(m, argument, arguments.keywords.get(keyword, NOTHING))


def changed(m: Machine, node: Node, value: Value) -> None:
    """Forget what was looked up in something that may be another thing from here on, or hold others."""
    if node[0] not in (ir.NAME, ir.ATTR):
        return
    name = _root_name(node)
    looked = m.frame.looked
    for way, looks in list(looked.items()):
        if way[0][0] == name or any(_touches(look, value) for look in looks):
            del looked[way]


def _touches(look: Look, value: Value) -> bool:
    """Tell whether a value is, under whatever name, what was looked into, or what that is a part of."""
    if value is look.root or (value.obj is not None and value.obj == look.root.obj):
        return True
    path, whole = value.ref, look.container.ref
    if whole is None:  # nothing tells what it was from what else is untrusted
        return path is None and bool(value.mask)
    return path.__class__ is str and whole.__class__ is str and whole.startswith(path)
