"""What a condition teaches about the values in it: the part that tells a validated value from a raw one.

`refine` returns the state in which the condition is known to have held (or not). A value that was
compared with a constant, found in a list of known values, or passed a check the tables know, is harmless from
there on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from vedette.code.taint import checks
from vedette.code.taint.binding import bind, element_of
from vedette.code.taint.checks import ABSENT_TEXT, bits_of
from vedette.code.taint.machine import again
from vedette.code.taint.methodchecks import RESOLVERS, apply_guards, method_check
from vedette.code.taint.operators import truth
from vedette.code.taint.scopes import Bound, Function
from vedette.code.taint.values import EVERY_KIND, PART, UNKNOWN, State, Value, content, in_both, vouched
from vedette.lang import ir

if TYPE_CHECKING:
    from vedette.code.taint.machine import Machine
    from vedette.lang.ir import Node

_HOST_PARTS: Final = (".netloc", ".hostname", ".host")
_OTHER_PARTS: Final = (".scheme", ".port", ".fragment", ".query", ".params")
_TEXTS: Final = frozenset(("builtins.str", "builtins.bytes"))
_GUESSES_MAX: Final = 6
"""Conditions within conditions of which one of several parts held: each level may double the work."""
_PARTS_MAX: Final = 64
_NUMBERS: Final = frozenset(f"builtins.{name}" for name in ("int", "float", "bool", "complex"))


def refine(m: Machine, node: Node, state: State, wanted: bool) -> State:  # noqa: FBT001 - whether it held
    """Return the state in which a condition came out as wanted. The given state may be changed."""
    refiner = _REFINERS.get(node[0])
    return refiner(m, node, state, wanted) if refiner is not None else state


def _not(m: Machine, node: Node, state: State, wanted: bool) -> State:  # noqa: FBT001
    return refine(m, node[2], state, not wanted)


def _walrus(m: Machine, node: Node, state: State, wanted: bool) -> State:  # noqa: FBT001
    return refine(m, node[3], state, wanted)


def _bool(m: Machine, node: Node, state: State, wanted: bool) -> State:  # noqa: FBT001
    parts = ir.operands(node)
    if (node[2] == "and") is wanted:  # each of them came out so
        for part in parts:
            state = refine(m, part, state, wanted)
    elif m.guesses < _GUESSES_MAX and len(parts) <= _PARTS_MAX:
        m.guesses += 1
        try:
            state.safe = _one_of(m, parts, state, wanted)
        finally:
            m.guesses -= 1
    return state


def _one_of(m: Machine, parts: list[Node], state: State, wanted: bool) -> dict[int, int]:  # noqa: FBT001
    """Return what holds whichever part was the first to come out as wanted."""
    before = state.copy()
    safe: dict[int, int] | None = None
    *firsts, last = parts
    for part in firsts:
        now = refine(m, part, before.copy(), wanted).safe
        safe = now if safe is None else in_both(safe, now)
        before = refine(m, part, before, not wanted)
    now = refine(m, last, before, wanted).safe
    return now if safe is None else in_both(safe, now)


def _name(m: Machine, node: Node, state: State, wanted: bool) -> State:  # noqa: FBT001
    """`if name:` - a match object kept in a variable, or the result of a check kept in one."""
    value = state.env.get(node[2])
    if value is None:
        return state
    checks.recall(value, state, wanted)
    if wanted and isinstance(value.ref, str) and value.ref.endswith(_MATCHERS) and value.text:
        state.vouch(EVERY_KIND, value.mask)
    made = m.frame_checks.get(id(value))
    if made is not None and made[0] is value:
        _add(state, made[1][wanted])
    if not wanted and value.mask and value.obj is None and truth(value, state) is None:
        state.env[node[2]] = Value(0, 0, UNKNOWN, None, value.ref)  # something false: empty, None or zero
    return state


_MATCHERS: Final = ("re.match()", "re.fullmatch()", ".fullmatch()", "re.Pattern().match()")


def _compare(m: Machine, node: Node, state: State, wanted: bool) -> State:  # noqa: FBT001
    if len(node[3]) == 2:  # noqa: PLR2004 - one operator, two sides
        _compare_two(m, node, state, wanted)
    return state


def _compare_two(m: Machine, node: Node, state: State, wanted: bool) -> None:  # noqa: FBT001
    sign = node[2][0]
    left, right = node[3]
    if sign in ("in", "not in"):
        _membership(m, left, right, state, is_in=(sign == "in") is wanted)
    elif sign in ("==", "!=", "is", "is not"):
        if (sign in ("==", "is")) is wanted:
            a, b = again(m, left, state), again(m, right, state)
            _equal(m, a, b, state)
            _equal(m, b, a, state)
        else:
            for value in (again(m, left, state), again(m, right, state)):
                if checks.is_address(value):
                    checks.not_this_address(m, value, state)


def _equal(m: Machine, a: Value, b: Value, state: State) -> None:
    """Learn from `a == b`: when b is nobody's choice, a is not either."""
    mask, _, _ = content(a, state.heap)
    if mask and b.const == "":
        checks.without_part(m, a, state)
    if not mask or b.const is None or b.const in ("", b"", True, False):
        return
    chosen, harmless, _ = content(vouched(b, state), state.heap)
    if chosen and harmless:  # it is what does no harm of these kinds
        state.vouch(_kinds_settled(m, a) & harmless, mask)
    if chosen or (b.const is UNKNOWN and b.ref is None and b.obj is None and b.text is None):
        if isinstance(a.ref, str) and RESOLVERS.search(a.ref):
            state.vouch(m.bits.get("path", 0) | m.bits.get("archive", 0), mask)
        return
    state.vouch(_kinds_settled(m, a), mask)


def _kinds_settled(m: Machine, value: Value) -> int:
    """Return what knowing a value exactly settles: everything, unless it is only a part of what matters."""
    ref = value.ref
    if not isinstance(ref, str):
        return EVERY_KIND
    if ref is PART or ref.endswith((*_OTHER_PARTS, "splitext()[]", "commonprefix()")):
        return 0
    if ref.endswith(_HOST_PARTS):
        return bits_of(m, "redirect", "fetch")
    if RESOLVERS.search(ref):
        return bits_of(m, "path", "archive")
    return EVERY_KIND


def _membership(m: Machine, left: Node, right: Node, state: State, *, is_in: bool) -> None:
    a, b = again(m, left, state), again(m, right, state)
    if not is_in and checks.is_address(a):
        checks.not_this_address(m, a, state)
    if isinstance(a.const, str) and not is_in:
        mask, _, _ = content(b, state.heap)
        if mask and a.const in ABSENT_TEXT:
            state.vouch(bits_of(m, *ABSENT_TEXT[a.const]), mask)
        return
    mask, _, _ = content(a, state.heap)
    if mask and is_in and not content(b, state.heap)[0]:
        state.vouch(_kinds_settled(m, a), mask)
    elif is_in and ((right[0] == ir.ATTR and right[3] == "parents") or _is_parents(b)):
        state.vouch(bits_of(m, "path", "archive"), content(b, state.heap)[0])


def _is_parents(value: Value) -> bool:
    return isinstance(value.ref, str) and value.ref.endswith(".parents")


def _call(m: Machine, node: Node, state: State, wanted: bool) -> State:  # noqa: FBT001
    _called(m, node, state, wanted)
    return state


def _called(m: Machine, node: Node, state: State, wanted: bool) -> None:  # noqa: FBT001
    function, arguments = node[2], node[3]
    if function[0] == ir.ATTR:
        receiver = again(m, function[2], state)
        if wanted and function[3] == "startswith" and function[2][0] == ir.NAME and len(arguments) == 1:
            checks.begins(function[2][2], again(m, arguments[0], state), state)
        if method_check(m, receiver, node, state, wanted):
            return
    callee = again(m, function, state) if function[0] in (ir.NAME, ir.ATTR) else None
    if callee is None:
        return
    if isinstance(callee.ref, str):
        _library_check(m, node, callee, state, wanted)
    elif isinstance(callee.ref, Function | Bound) and (known := m.frame.checks.get(id(node))) is not None:
        _add(state, known[wanted])  # a condition is evaluated before it is refined


def _library_check(m: Machine, node: Node, callee: Value, state: State, wanted: bool) -> None:  # noqa: FBT001
    function, arguments = node[2], node[3]
    if callee.ref == "builtins.isinstance" and wanted and len(arguments) > 1:
        _isinstance(m, arguments, state)
    elif callee.ref in ("builtins.all", "builtins.any") and arguments:
        _every(m, callee.ref, arguments[0], state, wanted)
    elif callee.ref == "builtins.bool" and len(arguments) == 1:
        state.safe = refine(m, arguments[0], state, wanted).safe
    else:
        receiver = again(m, function[2], state) if function[0] == ir.ATTR else callee
        rows = m.knowledge.calls(m.knowledge.canonical(callee.ref))
        apply_guards(m, rows, node, receiver, state, wanted=wanted)


def _isinstance(m: Machine, arguments: tuple[Node, ...], state: State) -> None:
    value, wanted = again(m, arguments[0], state), again(m, arguments[1], state)
    kinds = [wanted]
    obj = state.heap.get(wanted.obj) if wanted.obj is not None else None
    if obj is not None and obj.seq:
        kinds = obj.seq
    if kinds and all(kind.ref in _NUMBERS for kind in kinds):
        state.vouch(EVERY_KIND, content(value, state.heap)[0])
    elif kinds and all(kind.ref in _NUMBERS or kind.ref in _TEXTS for kind in kinds):
        # it takes a dict to smuggle in an operator
        state.vouch(bits_of(m, "nosql"), content(value, state.heap)[0])


def _every(m: Machine, path: str, argument: Node, state: State, wanted: bool) -> None:  # noqa: FBT001
    """`all(check(c) for c in value)` held, or `any(bad(c) for c in value)` did not.

    Or `any(value.is_relative_to(root) for root in ROOTS)` held: whichever root it was, the value was checked.
    """
    if argument[0] != ir.COMPREHENSION:
        return
    inner = State(dict(state.env), state.heap, state.safe)
    one_is_enough = (path == "builtins.all") is not wanted
    for clause, first, second in argument[3]:
        if clause == "for":
            items = again(m, second, inner)
            if one_is_enough and content(items, state.heap)[0]:
                return
            bind(m, first, element_of(items, inner), inner, argument[1])
    state.safe = refine(m, argument[4], inner, wanted).safe


def _add(state: State, more: dict[int, int]) -> None:
    for kind, mask in more.items():
        state.vouch(kind, mask)


_REFINERS: Final[dict[int, Callable[[Machine, Node, State, bool], State]]] = {
    ir.NOT: _not,
    ir.BOOL: _bool,
    ir.COMPARE: _compare,
    ir.CALL: _call,
    ir.WALRUS: _walrus,
    ir.NAME: _name,
    ir.ATTR: checks.attribute,
}
