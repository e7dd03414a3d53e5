"""Checks not about a value itself: its parts, the address behind it, a flag that remembers, a switch."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from vedette.code.taint.values import UNKNOWN, Check, State, Value, content
from vedette.lang import ir

if TYPE_CHECKING:
    from vedette.code.taint.machine import Machine
    from vedette.code.taint.scopes import Function
    from vedette.lang.ir import Node

ABSENT_TEXT: Final = {
    "..": ("path", "archive"),
    "../": ("path", "archive"),
    "/": ("path", "archive"),
    "'": ("sql", "xpath", "ldap", "code"),
    '"': ("xpath", "code"),
    "<": ("html",),
    "\n": ("header", "log", "mail"),
    "\r": ("header", "log", "mail"),
    "\r\n": ("header", "log", "mail"),
    "://": ("redirect",),
    "//": ("redirect",),
}
"""A text that is known not to be in a value, and the kinds of harm that need it."""
_NO_SCHEME: Final = 1 << 100
_NO_HOST: Final = 1 << 101
"""Not kinds of harm: marks of what a URL is known to lack. Both together make it a path on this site."""
_ADDRESSES: Final = re.compile(
    r"^(?:socket\.(?:getaddrinfo|gethostbyname|gethostbyname_ex)|ipaddress\.(?:ip_address|IPv[46]Address))\(\)"
)
_INSIDE: Final = frozenset(("is_private", "is_loopback", "is_link_local", "is_reserved", "is_unspecified"))
_REMEMBERED: Final = frozenset(
    ("startswith", "endswith", "match", "fullmatch", "is_relative_to", "isalnum", "isdigit", "isalpha")
)
_SWITCH_ORIGINS: Final = frozenset(("cli", "env"))


def bits_of(m: Machine, *kinds: str) -> int:
    """Return the bits of some kinds of harm; kinds no rule asks for have none."""
    made = 0
    for kind in kinds:
        made |= m.bits.get(kind, 0)
    return made


def is_address(value: Value) -> bool:
    """Tell whether a value is what a host name was looked up as."""
    return value.ref.__class__ is str and _ADDRESSES.search(value.ref) is not None


def not_this_address(m: Machine, value: Value, state: State) -> None:
    """Note that the address behind a host is none of those refused."""
    state.vouch(m.bits.get("fetch", 0), content(value, state.heap)[0])


def attribute(m: Machine, node: Node, state: State, wanted: bool) -> State:  # noqa: FBT001 - as `refine`
    """`if address.is_private`, `if url.netloc`: what an attribute says about what it belongs to."""
    value = m.frame.read.get(id(node))  # what it was before it is refined: it can't have more to it now
    if value is not None and (value.ref.__class__ is not str or not value.mask):
        return state
    value = m.eval(node, state)
    if value.ref.__class__ is not str or not value.mask:
        return state
    name = value.ref.rpartition(".")[2]
    if (name in _INSIDE and not wanted) or (name == "is_global" and wanted):
        not_this_address(m, value, state)
    elif not wanted:
        without_part(m, value, state)
    return state


def without_part(m: Machine, value: Value, state: State) -> None:
    """Note that a part of a URL is empty."""
    name = value.ref.rpartition(".")[2] if value.ref.__class__ is str else ""
    if name == "scheme":
        state.vouch(_NO_SCHEME | m.bits.get("fetch", 0) | m.bits.get("xml-location", 0), value.mask)
    elif name in ("netloc", "hostname"):
        state.vouch(_NO_HOST, value.mask)
    local = state.safe.get(_NO_SCHEME, 0) & state.safe.get(_NO_HOST, 0)
    if local:
        state.vouch(m.bits.get("redirect", 0), local)


def begins(name: str, prefix: Value, state: State) -> None:
    """Note what a variable's text begins with."""
    value = state.env.get(name)
    if value is None or value.obj is not None or value.text:
        return
    if value.mask and isinstance(prefix.const, str):
        now = Value(value.mask, value.clean, value.const, None, value.ref, value.trace, prefix.const)
        state.env[name] = now


def remembered(m: Machine, node: Node, value: Value, state: State) -> Value:
    """Return the outcome of a check together with what it says, for a later `if outcome:`."""
    if value.mask or value.obj is not None or value.const is not UNKNOWN or not _is_check(node, value):
        return value
    before = state.safe
    yes = m.refine(m, node, state.copy(), True).safe  # noqa: FBT003 - it held
    no = m.refine(m, node, state.copy(), False).safe  # noqa: FBT003 - it did not
    if yes == before and no == before:
        return value
    return Value(ref=Check(tuple(no.items()), tuple(yes.items())))


def _is_check(node: Node, value: Value) -> bool:
    if node[0] != ir.CALL:
        return value.ref is None and node[0] in (ir.COMPARE, ir.NOT, ir.BOOL)
    function = node[2]
    if function[0] == ir.ATTR:
        return function[3] in _REMEMBERED and value.ref is None
    return function[0] == ir.NAME and function[2] in ("bool", "all", "any")


def recall(value: Value, state: State, wanted: bool) -> None:  # noqa: FBT001 - as `refine`
    """`if outcome:` of a check made before."""
    if value.ref.__class__ is Check:
        for kinds, mask in value.ref.yes if wanted else value.ref.no:
            state.vouch(kinds, mask)


def is_switch(m: Machine, node: Node, state: State) -> bool:
    """Tell whether a condition asks how the program was set up, or whether there is text to check at all.

    A check that only such a condition skips is there for everybody who did not decide against it.
    """
    if node[0] in (ir.NOT, ir.BOOL):
        return all(is_switch(m, part, state) for part in node[2:] if isinstance(part, tuple))
    if node[0] == ir.CALL and node[2][0] == ir.NAME and node[2][2] == "isinstance" and len(node[3]) > 1:
        return _means_text(node[3][1])
    root = node
    while root[0] == ir.ATTR:
        root = root[2]
    function = m.frame.function
    if root[0] != ir.NAME or function is None:
        return False
    if root is node and _is_flag(function, node[2]):
        return True
    return root[2] not in state.env and _is_set_up(m, m.eval(node, state))


def _is_flag(function: Function, name: str) -> bool:
    """Tell whether a parameter is true or false unless its caller says otherwise."""
    defaults = [parameter[3] for parameter in function.parameters if parameter[1] == name]
    return bool(defaults and defaults[0] and defaults[0][0] == ir.CONST and isinstance(defaults[0][2], bool))


def _means_text(node: Node) -> bool:
    if node[0] == ir.SEQUENCE:
        return all(_means_text(item) for item in node[3])
    name = node[2] if node[0] == ir.NAME else node[3] if node[0] == ir.ATTR else ""
    return name in ("str", "bytes", "unicode", "basestring", "string_types", "text_type", "binary_type")


def _is_set_up(m: Machine, value: Value) -> bool:
    kinds = (origin.kind if origin is not None else "" for origin in m.frame.labels)
    return all(kind in _SWITCH_ORIGINS for bit, kind in enumerate(kinds) if value.mask >> bit & 1)


def kept_by_either(first: State, second: State) -> dict[int, int]:
    """Return what either way established."""
    made = dict(first.safe)
    for kind, mask in second.safe.items():
        made[kind] = made.get(kind, 0) | mask
    return made
