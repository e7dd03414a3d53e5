"""Python's operators, bounded: what would grow beyond measure is unknown."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from vedette.core.expressions import expression
from vedette.triage.layers.codecs import Step
from vedette.triage.layers.folding.contract import Closure
from vedette.triage.layers.folding.values import UNKNOWN, Method, Named

if TYPE_CHECKING:
    from vedette.triage.layers.folding.contract import Machine

_LARGEST: Final = 1 << 24
_ITEMS: Final = 1 << 18
_BITS: Final = 1 << 16
_PERCENT: Final = expression(r"%(?:\((\w{1,40})\))?([sdcxXr%])")
_SIMPLE: Final = (str, bytes, int, float, list, tuple, set, dict)
_FAULTS: Final = (TypeError, ValueError, ArithmeticError, KeyError, IndexError, MemoryError)


def unary(sign: str, value: object) -> object:
    """Apply an operator before its operand."""
    if sign == "not":
        return not value if isinstance(value, _SIMPLE) or value is None else UNKNOWN
    if not isinstance(value, int | float):
        return UNKNOWN
    if sign == "~":
        return ~value if isinstance(value, int) else UNKNOWN
    return -value if sign == "-" else +value


def binary(machine: Machine, sign: str, left: object, right: object) -> object:  # noqa: PLR0911
    """Apply an operator between its operands."""
    if sign == "%" and isinstance(left, str | bytes):
        return percent(machine, left, right)
    if sign in _SAME:
        return _identical(sign, left, right)
    function = _TABLE.get(sign)
    if function is None or not (isinstance(left, _SIMPLE) and isinstance(right, _SIMPLE)):
        return UNKNOWN
    if not bounded(machine, sign, left, right):
        return UNKNOWN
    try:
        made: object = function(left, right)
    except _FAULTS:
        return UNKNOWN
    return (
        machine.note(made, Step.JOINED if sign == "+" else "", left, right)
        if isinstance(made, str | bytes)
        else made
    )


def bounded(machine: Machine, sign: str, left: object, right: object) -> bool:
    """Return whether what comes out is of a size we make."""
    if sign in {"**", "<<"}:
        return _bounded_power(sign, left, right)
    if sign == "*":
        return _bounded_product(machine, left, right)
    if isinstance(left, int) and isinstance(right, int):
        machine.burn((left.bit_length() + right.bit_length()) >> 9)
    elif isinstance(left, list | tuple | str | bytes) and isinstance(right, list | tuple | str | bytes):
        machine.burn((len(left) + len(right)) >> 8)
        return len(left) + len(right) <= _LARGEST
    return True


def _bounded_power(sign: str, left: object, right: object) -> bool:
    if isinstance(left, float) or isinstance(right, float):
        return True
    if not isinstance(left, int) or not isinstance(right, int):
        return False
    return abs(right) * (left.bit_length() if sign == "**" else 1) + left.bit_length() < _BITS


def _bounded_product(machine: Machine, left: object, right: object) -> bool:
    if isinstance(left, int | float) and isinstance(right, int | float):
        size = sum(one.bit_length() for one in (left, right) if isinstance(one, int))
        return size < _BITS
    items, times = (left, right) if isinstance(right, int) else (right, left)
    if not isinstance(items, list | tuple | str | bytes) or not isinstance(times, int):
        return False
    size = len(items) * max(times, 0)
    machine.burn(size >> 6)
    return size <= (_LARGEST if isinstance(items, str | bytes) else _ITEMS)


def _identical(sign: str, left: object, right: object) -> object:
    known = (*_SIMPLE, type(None), bool)
    if isinstance(left, Named) and isinstance(right, Named):
        same = left.path == right.path
    elif isinstance(left, Closure | Method | Named) or isinstance(right, Closure | Method | Named):
        return UNKNOWN
    elif isinstance(left, known) and isinstance(right, known):
        same = (
            left is right if (sign in {"is", "is not"} and left is None) or right is None else left == right
        )
    else:
        return UNKNOWN
    return same if sign in {"==", "is"} else not same


_SAME: Final = frozenset({"==", "!=", "is", "is not", "<>"})
_TABLE: Final[dict[str, Callable[..., object]]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "//": operator.floordiv,
    "%": operator.mod, "**": operator.pow, "&": operator.and_, "|": operator.or_, "^": operator.xor,
    "<<": operator.lshift, ">>": operator.rshift, "<": operator.lt, ">": operator.gt, "<=": operator.le,
    ">=": operator.ge, "in": lambda a, b: a in b, "not in": lambda a, b: a not in b,
}  # fmt: skip


def percent(machine: Machine, pattern: str | bytes, given: object) -> object:
    """Fill in a pattern with percent signs, the plain ones."""
    if isinstance(pattern, bytes):
        return UNKNOWN
    values = list(given) if isinstance(given, tuple) else [given]
    names = given if isinstance(given, dict) else {}
    failed = False

    def one(found: re.Match[str]) -> str:
        nonlocal failed
        name, letter = found.groups()
        if letter == "%":
            return "%"
        value = names.get(name, UNKNOWN) if name else values.pop(0) if values else UNKNOWN
        made = _shown(value, letter)
        failed = failed or made is None
        return made or ""

    made = _PERCENT.sub(one, pattern)
    wrong = failed or pattern.count("%") != sum(1 + (f[2] == "%") for f in _PERCENT.finditer(pattern))
    return UNKNOWN if wrong else machine.note(made, Step.FORMAT, *values)


def _shown(value: object, letter: str) -> str | None:
    if letter in "sr" and isinstance(value, str | int | bytes):
        return str(value) if letter == "s" else repr(value)
    if not isinstance(value, int):
        return value if letter == "c" and isinstance(value, str) else None
    try:
        return chr(value) if letter == "c" else format(value, letter)
    except (ValueError, OverflowError):
        return None
