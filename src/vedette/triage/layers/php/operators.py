"""PHP's operators: numbers from strings, strings from numbers, and bits of strings."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from vedette.core.expressions import expression
from vedette.triage.layers.codecs import Step
from vedette.triage.layers.folding.values import UNKNOWN

if TYPE_CHECKING:
    from vedette.triage.layers.folding.contract import Machine

_NUMBER: Final = expression(r"\s*([+-]?\d{1,300}(?:\.\d{0,300})?(?:[eE][+-]?\d{1,3})?)")
_LARGEST: Final = 1 << 24
_BITS: Final = 4096
_SHIFT: Final = 63
_POWER: Final = 512


def said(value: object) -> str | None:  # noqa: PLR0911  one a kind
    """Return a value as a string; None where it is unknown."""
    match value:
        case str():
            return value
        case bool():
            return "1" if value else ""
        case int():
            return str(value) if value.bit_length() < _BITS else None
        case float():
            return repr(value).removesuffix(".0")
        case None:
            return ""
        case _:
            return None


def counted(value: object) -> int | float | None:  # noqa: PLR0911  one a kind
    """Return a value as a number; None where it is unknown."""
    match value:
        case bool():
            return int(value)
        case int() | float():
            return value
        case None:
            return 0
        case str():
            found = _NUMBER.match(value[:_POWER])
            if found is None:
                return 0
            text = found[1]
            return int(text) if text.lstrip("+-").isdigit() else float(text)
        case _:
            return None


def unary(machine: Machine, sign: str, value: object) -> object:
    """Apply an operator before its operand."""
    if sign == "!":
        known = machine.dialect.truthy(value)
        return UNKNOWN if known is None else not known
    if sign == "~" and isinstance(value, str):
        return machine.note("".join(chr(~ord(one) & 255) for one in value), "inverted bits", value)
    made = counted(value)
    if made is None:
        return UNKNOWN
    if sign == "~":
        return ~int(made)
    return -made if sign == "-" else made if sign == "+" else UNKNOWN


def binary(machine: Machine, sign: str, left: object, right: object) -> object:  # noqa: PLR0911  one a kind
    """Apply an operator between its operands."""
    if sign == ".":
        a, b = said(left), said(right)
        return UNKNOWN if a is None or b is None else machine.note(a + b, Step.JOINED, a, b)
    if sign in {"^", "|", "&"} and isinstance(left, str) and isinstance(right, str):
        return _string_bits(machine, sign, left, right)
    if sign in _COMPARE:
        return (
            _COMPARE[sign](left, right)
            if not isinstance(left, dict) and not isinstance(right, dict)
            else UNKNOWN
        )
    x, y = counted(left), counted(right)
    function = _ARITHMETIC.get(sign)
    if x is None or y is None or function is None:
        return UNKNOWN
    if max(abs(x), abs(y)) > 1 << _BITS:
        return UNKNOWN
    try:
        return function(x, y)
    except (ArithmeticError, ValueError):
        return UNKNOWN


def _string_bits(machine: Machine, sign: str, left: str, right: str) -> object:
    machine.burn((len(left) + len(right)) >> 4)
    if len(left) > _LARGEST:
        return UNKNOWN
    pairs = [(ord(a), ord(b)) for a, b in zip(left, right, strict=False)]
    if sign == "|":
        tail = max(left, right, key=len)[len(pairs) :]
        return machine.note("".join(chr((a | b) & 255) for a, b in pairs) + tail, "", left, right)
    made = "".join(chr((a ^ b if sign == "^" else a & b) & 255) for a, b in pairs)
    return machine.note(made, Step.XOR if sign == "^" else "", left, right)


def same(left: object, right: object) -> bool:
    """Return whether two values are equal, loosely."""
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    if isinstance(left, bool) or isinstance(right, bool) or left is None or right is None:
        return bool(left) == bool(right)
    a, b = counted(left), counted(right)
    return a is not None and a == b


def _order(test: Callable[[float, float], bool]) -> Callable[[object, object], object]:
    def apply(left: object, right: object) -> object:
        a, b = counted(left), counted(right)
        return UNKNOWN if a is None or b is None else test(a, b)

    return apply


_COMPARE: Final[dict[str, Callable[[object, object], object]]] = {
    "==": same,
    "!=": lambda left, right: not same(left, right),
    "<>": lambda left, right: not same(left, right),
    "===": lambda left, right: type(left) is type(right) and left == right,
    "!==": lambda left, right: type(left) is not type(right) or left != right,
    "<": _order(lambda a, b: a < b),
    ">": _order(lambda a, b: a > b),
    "<=": _order(lambda a, b: a <= b),
    ">=": _order(lambda a, b: a >= b),
}
_ARITHMETIC: Final[dict[str, Callable[[float, float], object]]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b if a % b else a // b,
    "%": lambda a, b: int(abs(a)) % int(abs(b)) * (-1 if a < 0 else 1),
    "**": lambda a, b: a**b if abs(b) < _POWER else UNKNOWN,
    "&": lambda a, b: int(a) & int(b),
    "|": lambda a, b: int(a) | int(b),
    "^": lambda a, b: int(a) ^ int(b),
    "<<": lambda a, b: int(a) << int(b) if 0 <= b <= _SHIFT else 0,
    ">>": lambda a, b: int(a) >> int(b) if 0 <= b <= _SHIFT else 0,
}
