"""JavaScript's own values, and what its coercions make of them."""

from __future__ import annotations

import math
from typing import Final

from msgspec import Struct

from vedette.triage.layers.folding.contract import Closure
from vedette.triage.layers.folding.values import UNDEFINED, UNKNOWN, Method, Named, Undefined
from vedette.triage.layers.javascript.literals import number, whole

_DEPTH: Final = 12
_ITEMS: Final = 200_000
_BITS: Final = 32
_HALF: Final = 1 << 31
_BLANK: Final = " \t\n\r\v\f\ufeff\u00a0"


class Regex(Struct, frozen=True):
    """A pattern written out."""

    pattern: str
    flags: str


def truthy(value: object) -> bool | None:
    """Return whether a value counts as true."""
    if value is UNKNOWN:
        return None
    if value is None or value is UNDEFINED or (isinstance(value, float) and math.isnan(value)):
        return False
    return True if isinstance(value, list | dict) else bool(value) or not isinstance(value, str | int | float)


def said(value: object, depth: int = 0) -> str | None:  # noqa: C901, PLR0911  one a kind
    """Return a value as a string; None where it is unknown."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int():
            return str(value) if abs(value) < 10**21 else None
        case float():
            return said_float(value)
        case None:
            return "null"
        case Undefined():
            return "undefined"
        case list():
            return _said_items(value, depth)
        case dict():
            return None if "toString" in value else "[object Object]"
        case _:
            return _said_other(value)


def said_float(value: float) -> str:
    """Return a number with a fraction as JavaScript writes it."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    text = repr(value)
    return text.removesuffix(".0").replace("e+0", "e+").replace("e-0", "e-")


def _said_items(items: list[object], depth: int) -> str | None:
    if depth > _DEPTH or len(items) > _ITEMS:
        return None
    made: list[str] = []
    for one in items:
        text = "" if one is None or one is UNDEFINED else said(one, depth + 1)
        if text is None:
            return None
        made.append(text)
    return ",".join(made)


def _said_other(value: object) -> str | None:
    match value:
        case Named(path=path):
            return f"function {path.rpartition('.')[2]}() {{ [native code] }}"
        case Closure(term=term) if term.written is not None:
            return term.written()
        case Method(name=name) if name:
            return f"function {name}() {{ [native code] }}"
        case Regex(pattern=pattern, flags=flags):
            return f"/{pattern}/{flags}"
        case _:
            return None


def counted(value: object) -> int | float | None:  # noqa: PLR0911  one a kind
    """Return a value as a number, which may be not a number; None where it is unknown."""
    match value:
        case bool():
            return int(value)
        case int() | float():
            return value
        case None:
            return 0
        case Undefined():
            return math.nan
        case str():
            return counted_text(value)
        case _ if value is UNKNOWN or isinstance(value, Closure):
            return None
        case _:
            text = said(value)
            return None if text is None else counted_text(text)


def counted_text(text: str) -> int | float:
    """Return the number a text says."""
    text = text.strip(_BLANK)
    if not text:
        return 0
    if text.lstrip("+-") == "Infinity":
        return -math.inf if text.startswith("-") else math.inf
    sign, body = (text[0], text[1:]) if text[0] in "+-" else ("", text)
    if not body or not (body[0].isdigit() or body[0] == ".") or "_" in body:
        return math.nan
    if sign and body[:2].lower() in {"0x", "0o", "0b"}:
        return math.nan
    made = number(body.lstrip("0") or "0") if body.isdigit() else number(body)
    return whole(-made) if sign == "-" else made


def bits(value: float) -> int:
    """Return a number as 32 bits with a sign."""
    if isinstance(value, float):
        if not math.isfinite(value):
            return 0
        value = int(value)
    made = int(value) & 0xFFFFFFFF
    return made - (1 << _BITS) if made >= _HALF else made


def integer(value: object, other: int = 0) -> int | None:
    """Return a whole number for a place in a text or list; None where it is unknown."""
    if value is UNDEFINED:
        return other
    made = counted(value)
    if made is None:
        return None
    if isinstance(made, float):
        return (
            0
            if math.isnan(made)
            else (1 << 40 if made > 0 else -(1 << 40))
            if math.isinf(made)
            else int(made)
        )
    return made
