"""Operators, comparisons and truth: what constants give together, and what flows through otherwise."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from vedette.code.taint import sets
from vedette.code.taint.assembly import assemble, below, interpolated
from vedette.code.taint.scopes import Class, Function, ModuleRef
from vedette.code.taint.traces import joined
from vedette.code.taint.values import (
    FALSE,
    NONE,
    NOTHING,
    TRUE,
    UNKNOWN,
    Obj,
    State,
    Value,
    content,
    flat,
    join,
    tainted,
)
from vedette.lang import ir

if TYPE_CHECKING:
    from vedette.code.taint.machine import Machine
    from vedette.lang.ir import Node

_BIG: Final = 1 << 64
_TEXT_MAX: Final = 4096
_ITEMS_MAX: Final = 4096
_WIDE: Final = re.compile(r"%[^a-zA-Z%]*(?:\d{4}|\*)")
"""A text pattern that makes room for thousands of characters, or for as many as it is told."""


def _power(a: Any, b: Any) -> Any:  # noqa: ANN401 - constants of the analysed program
    if isinstance(b, int) and abs(b) <= 64 and isinstance(a, int | float) and abs(a) <= 1_000_000:  # noqa: PLR2004
        return a**b
    return UNKNOWN


def _shift(a: Any, b: Any) -> Any:  # noqa: ANN401
    return a << b if 0 <= b <= 128 else UNKNOWN  # noqa: PLR2004 - a wider number is no constant anybody compares


def _modulo(a: Any, b: Any) -> Any:  # noqa: ANN401
    return UNKNOWN if isinstance(a, str) and _WIDE.search(a) else a % b


def _times(a: Any, b: Any) -> Any:  # noqa: ANN401
    return a * b if isinstance(a, int | float) and isinstance(b, int | float) else UNKNOWN


_BINARY: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "+": operator.add, "-": operator.sub, "*": _times, "/": operator.truediv, "//": operator.floordiv,
    "%": _modulo, "**": _power, "|": operator.or_, "&": operator.and_, "^": operator.xor,
    "<<": _shift, ">>": operator.rshift,
}  # fmt: skip
_UNARY: Final[dict[str, Callable[[Any], Any]]] = {"-": operator.neg, "+": operator.pos, "~": operator.invert}
_COMPARE: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "==": operator.eq, "!=": operator.ne, "<>": operator.ne, "<": operator.lt, "<=": operator.le,
    ">": operator.gt, ">=": operator.ge,
    "in": lambda a, b: a in b, "not in": lambda a, b: a not in b,
    "is": lambda a, b: a == b and type(a) is type(b), "is not": lambda a, b: a != b or type(a) is not type(b),
}  # fmt: skip


def binary(m: Machine, node: Node, state: State) -> Value:
    """`left operator right`."""
    chain: list[Node] = []
    while node[0] == chain_op(node):
        chain.append(node)
        if node[3][0] != node[0]:
            break
        node = node[3]
    value = m.eval(chain[-1][3], state)
    for step in reversed(chain):
        value = combine(m, step[2], value, m.eval(step[4], state), state)
    return value


def chain_op(node: Node) -> int:
    """Return the op of a node: chains of one operator are walked, not recursed into."""
    op: int = node[0]
    return op


def combine(m: Machine, sign: str, a: Value, b: Value, state: State) -> Value:
    """Return what `a sign b` gives."""
    if a.const is not UNKNOWN and b.const is not UNKNOWN:
        return _fold(sign, a.const, b.const)
    if a.obj is not None and b.obj is not None:
        made = _of_objects(m, sign, a, b, state)
    else:
        made = _of_text(m, sign, a, b, state)
    return made if made is not None else _mixed(sign, a, b, state)


def _of_objects(m: Machine, sign: str, a: Value, b: Value, state: State) -> Value | None:
    """Return a set of two sets, or a list of two lists."""
    if sign == "+":
        both = _concatenated(a, b, state)
        return m.make(state, both) if both is not None else None
    return sets.combined(m, sign, a, b, state) if sign in "-&|^" else None


def _of_text(m: Machine, sign: str, a: Value, b: Value, state: State) -> Value | None:
    """Return a text put together from two, or from a pattern and what fills it."""
    if sign == "+" and _is_text(a, b):
        return assemble(m, (a, b), state)
    return interpolated(m, a.const, b, state) if sign == "%" and isinstance(a.const, str) else None


def _mixed(sign: str, a: Value, b: Value, state: State) -> Value:
    """Return something made of both, in a way we do not know."""
    if sign == "%" and isinstance(a.const, str):
        b = flat(b, state.heap)
    if sign in "%/":
        b = below(b)
    mask, clean, trace = content(a, state.heap)
    more, its_clean, its_trace = content(b, state.heap)
    ref = a.ref if sign == "/" and isinstance(a.ref, str) else None
    text = a.const.partition("%")[0] if sign == "%" and isinstance(a.const, str) else None
    if not mask and not more:
        return Value(ref=ref, text=text) if ref or text else NOTHING
    trace = joined(mask, trace, more, its_trace)
    clean = clean & its_clean if mask and more else clean if mask else its_clean
    return Value(mask | more, clean, UNKNOWN, None, ref, trace, text)


def _fold(sign: str, a: Any, b: Any) -> Value:  # noqa: ANN401
    try:
        made = _BINARY[sign](a, b)
    except Exception:  # noqa: BLE001 - a constant expression of the analysed program may fail in any way
        return NOTHING
    if isinstance(made, int) and abs(made) > _BIG:
        return NOTHING
    if isinstance(made, str | bytes | tuple) and len(made) > _TEXT_MAX:
        return NOTHING
    return Value(const=made)


def _is_text(a: Value, b: Value) -> bool:
    """Tell whether a sum is one of strings: one side is known to be, and neither is an object."""
    if a.obj is not None or b.obj is not None:
        return False
    known = a.text is not None or b.text is not None
    return known or isinstance(a.const, str) or isinstance(b.const, str)


def _concatenated(a: Value, b: Value, state: State) -> Obj | None:
    left, right = state.heap.get(a.obj or 0), state.heap.get(b.obj or 0)
    if left is None or right is None or left.seq is None or right.seq is None:
        return None
    if len(left.seq) + len(right.seq) > _ITEMS_MAX:
        return None
    made = Obj("list")
    made.seq = [*left.seq, *right.seq]
    return made


def truth(value: Value, state: State) -> bool | None:
    """Tell whether a value counts as true; None when it may be either."""
    if value.const is not UNKNOWN:
        return bool(value.const)
    if value.obj is not None:
        obj = state.heap.get(value.obj)
        if obj is not None and obj.kind in ("list", "dict") and not value.mask:
            if obj.seq or obj.items:
                return True
            if obj.seq is not None and obj.rest is None and obj.kind == "list":
                return None  # known to be empty here, but a loop may have filled it
    if value.ref.__class__ in (Function, Class, ModuleRef) and value.obj is None:
        return True
    return None


def bool_(m: Machine, node: Node, state: State) -> Value:
    """`left and right`, `left or right`, or a chain of one of them."""
    stops = node[2] == "or"
    before, *others = ir.operands(node)
    left, branch = m.eval(before, state), None
    for part in others:
        known = truth(left, state)
        if known is stops:
            break
        branch = m.refine(m, before, branch or state.copy(), not stops)
        right = m.eval(part, branch)
        state.heap = branch.heap
        left = right if known is not None else _either(left, right, state, stops=stops)
        before = part
    return left


def _either(left: Value, right: Value, state: State, *, stops: bool) -> Value:
    """Return what is known when the left side may have been enough."""
    if not stops and left.obj is None:
        left = NONE  # what `and` gives of its left side is something false: no text, none, zero
    if left.obj is not None and right.obj is not None and left.obj != right.obj:
        left, right = flat(left, state.heap), flat(right, state.heap)
    return join(left, right)


def not_(m: Machine, node: Node, state: State) -> Value:
    """`not value`."""
    known = truth(m.eval(node[2], state), state)
    return NOTHING if known is None else FALSE if known else TRUE


def unary(m: Machine, node: Node, state: State) -> Value:
    """`-value`, `+value`, `~value`."""
    value = m.eval(node[3], state)
    if value.const is not UNKNOWN:
        try:
            return Value(const=_UNARY[node[2]](value.const))
        except (TypeError, KeyError):
            return NOTHING
    return tainted(*content(value, state.heap))


def compare(m: Machine, node: Node, state: State) -> Value:
    """Compare: true, false, or not known."""
    parts = node[3]
    if len(parts) != 2:  # noqa: PLR2004 - a < b < c: seldom constant
        for part in parts:
            m.named(part, state)
        return NOTHING
    a, b = m.named(parts[0], state), m.named(parts[1], state)
    seen = m.frame.seen
    seen[id(parts[0])], seen[id(parts[1])] = a, b
    sign = node[2][0]
    if a.const is not UNKNOWN and b.const is not UNKNOWN:
        return _compared(sign, a.const, b.const)
    if b.const is None and sign in ("is", "is not") and _is_something(a):
        return FALSE if sign == "is" else TRUE
    if sign in ("in", "not in") and a.const is not UNKNOWN and b.obj is not None:
        return _membership(sign, a, b, state)
    return NOTHING


def _compared(sign: str, a: Any, b: Any) -> Value:  # noqa: ANN401
    try:
        return TRUE if _COMPARE[sign](a, b) else FALSE
    except (TypeError, KeyError, ValueError):
        return NOTHING


def _is_something(value: Value) -> bool:
    """Tell whether a value can't be None."""
    return value.obj is not None or value.ref.__class__ in (Function, Class, ModuleRef)


def _membership(sign: str, a: Value, b: Value, state: State) -> Value:
    obj = state.heap.get(b.obj or 0)
    if obj is None or b.mask or obj.rest is not None or obj.kind not in ("list", "dict", "set"):
        return NOTHING
    if obj.kind != "dict" and obj.seq is None:
        return NOTHING
    try:
        known = [key.const for key in obj.seq or ()] if obj.kind != "dict" else list(obj.items)
    except TypeError:
        return NOTHING
    if UNKNOWN in known:
        return NOTHING
    return _compared(sign, a.const, known)
