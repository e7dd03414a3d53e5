"""JavaScript's operators, coercions and all."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from vedette.triage.layers.codecs import Step
from vedette.triage.layers.folding.contract import Closure
from vedette.triage.layers.folding.values import UNDEFINED, UNKNOWN, Method, Named
from vedette.triage.layers.javascript.literals import whole
from vedette.triage.layers.javascript.values import Regex, bits, counted, said, truthy

if TYPE_CHECKING:
    from collections.abc import Callable

    from vedette.triage.layers.folding.contract import Machine

_LARGEST: Final = 1 << 64
_POWER: Final = 1000
_BITS: Final = 31


def unary(sign: str, value: object) -> object:  # noqa: PLR0911  one a kind
    """Apply an operator before its operand."""
    match sign:
        case "!":
            known = truthy(value)
            return UNKNOWN if known is None else not known
        case "void":
            return UNDEFINED
        case "typeof":
            return kind_of(value)
        case "+" | "-" | "~":
            number = counted(value)
            if number is None:
                return UNKNOWN
            return ~bits(number) if sign == "~" else whole(-number) if sign == "-" else number
        case _:
            return UNKNOWN


def kind_of(value: object) -> object:  # noqa: PLR0911  one a kind
    """Return what `typeof` says."""
    match value:
        case str():
            return "string"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case Closure() | Method():
            return "function"
        case Named(path=path):
            return "function" if path[:1].islower() or (path[:1].isupper() and "." not in path) else UNKNOWN
        case _:
            return "undefined" if value is UNDEFINED else "object"


def binary(machine: Machine, sign: str, left: object, right: object) -> object:  # noqa: PLR0911  one a kind
    """Apply an operator between its operands."""
    if sign == "+":
        return added(machine, left, right)
    if sign in _COMPARE:
        return _COMPARE[sign](left, right)
    if sign in _ORDER:
        return _ordered(sign, left, right)
    if sign == "in":
        return said(left) in right if isinstance(right, dict) else UNKNOWN
    function = _ARITHMETIC.get(sign)
    a, b = counted(left), counted(right)
    if function is None or a is None or b is None:
        return UNKNOWN
    try:
        return whole(function(a, b))
    except (ValueError, OverflowError, ZeroDivisionError):
        return math.nan


def added(machine: Machine, left: object, right: object) -> object:
    """Add numbers or join strings."""
    if not _simple(left) or not _simple(right):
        left, right = said(left), said(right)
    if isinstance(left, str) or isinstance(right, str):
        a, b = said(left), said(right)
        return UNKNOWN if a is None or b is None else machine.note(a + b, Step.JOINED, a, b)
    x, y = counted(left), counted(right)
    return UNKNOWN if x is None or y is None else whole(x + y)


def _simple(value: object) -> bool:
    return value is None or value is UNDEFINED or isinstance(value, str | int | float)


def identical(left: object, right: object) -> bool:
    """Return whether two values are the same, without coercion."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, str | int | float) and isinstance(right, str | int | float):
        return isinstance(left, str) == isinstance(right, str) and left == right
    if isinstance(left, Named) and isinstance(right, Named):
        return left.path == right.path
    return left is right


def _alike(left: object, right: object) -> object:
    nothing = (None, UNDEFINED)
    if left in nothing or right in nothing:
        return left in nothing and right in nothing
    if type(left) is type(right) or (isinstance(left, list | dict) and isinstance(right, list | dict)):
        return identical(left, right)
    if isinstance(left, Closure | Named | Method | Regex) or isinstance(
        right, Closure | Named | Method | Regex
    ):
        return UNKNOWN
    a, b = counted(left), counted(right)
    return UNKNOWN if a is None or b is None else a == b


def _not(value: object) -> object:
    return UNKNOWN if value is UNKNOWN else not value


_COMPARE: Final[dict[str, Callable[[object, object], object]]] = {
    "===": identical,
    "!==": lambda left, right: not identical(left, right),
    "==": _alike,
    "!=": lambda left, right: _not(_alike(left, right)),
}
_ORDER: Final = frozenset({"<", ">", "<=", ">="})


def _ordered(sign: str, left: object, right: object) -> object:
    if isinstance(left, str) and isinstance(right, str):
        return {"<": left < right, ">": left > right, "<=": left <= right, ">=": left >= right}[sign]
    a, b = counted(left), counted(right)
    if a is None or b is None:
        return UNKNOWN
    return {"<": a < b, ">": a > b, "<=": a <= b, ">=": a >= b}[sign]


def _divided(a: float, b: float) -> float:
    if b == 0:
        return math.nan if a == 0 or math.isnan(a) else math.copysign(math.inf, a)
    return a / b


def _rest(a: float, b: float) -> float:
    if isinstance(a, int) and isinstance(b, int) and b:
        return abs(a) % abs(b) * (-1 if a < 0 else 1)
    return math.fmod(a, b)


def _power(a: float, b: float) -> float:
    made = float(a) ** b if abs(b) <= _POWER else math.nan
    return made if isinstance(made, float) else math.nan


def _product(a: float, b: float) -> float:
    return a * b if abs(a) < _LARGEST and abs(b) < _LARGEST else float(a) * float(b)


_ARITHMETIC: Final[dict[str, Callable[[float, float], float]]] = {
    "-": lambda a, b: a - b,
    "*": _product,
    "/": _divided,
    "%": _rest,
    "**": _power,
    "&": lambda a, b: bits(a) & bits(b),
    "|": lambda a, b: bits(a) | bits(b),
    "^": lambda a, b: bits(a) ^ bits(b),
    "<<": lambda a, b: bits(bits(a) << (bits(b) & _BITS)),
    ">>": lambda a, b: bits(a) >> (bits(b) & _BITS),
    ">>>": lambda a, b: (bits(a) & 0xFFFFFFFF) >> (bits(b) & _BITS),
}
