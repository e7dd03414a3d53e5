"""Making one type of another: [char]101, [int]'5', [byte[]](1,2), [string]..."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vedette.triage.layers.codecs import Step
from vedette.triage.layers.powershell.values import (
    Char,
    TypeName,
    bytes_of,
    items_of,
    number_of,
    text_of,
    truth_of,
    whole_of,
)
from vedette.triage.layers.tracing.values import Thing, Value, derived, unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from vedette.triage.layers.tracing.machine import Machine

_WHOLE: Final = frozenset(
    [
        "int",
        "int16",
        "int32",
        "int64",
        "long",
        "uint16",
        "uint32",
        "uint64",
        "byte",
        "sbyte",
        "short",
        "uint",
        "ulong",
        "ushort",
        "intptr",
        "bigint",
    ]
)
_LAST_CHAR: Final = 0xFFFF


def cast(m: Machine, kind: str, value: Value) -> Value:
    """Return a value as another type; what cannot be said is unknown, what changes nothing stays."""
    name = kind.lower().replace(" ", "").removeprefix("system.")
    if not value.known:
        return unknown(value)
    work = _CASTS.get(name) or (_whole if name in _WHOLE else None)
    if work is not None:
        return _made(work(value.data), value, name)
    if name.endswith("[]"):
        return _many(m, name, value)
    if name.rpartition(".")[2] in ("memorystream", "regex", "ref"):
        return derived(Thing(name.rpartition(".")[2], bytes_of(value.data) or text_of(value.data)), (value,))
    return value


def _made(data: object, value: Value, name: str) -> Value:
    if data is None:
        return unknown(value)
    number = isinstance(value.data, int | str) and not isinstance(value.data, Char)
    return derived(data, (value,), *((Step.CODES,) if name == "char" and number else ()))


def _many(m: Machine, name: str, value: Value) -> Value:
    """Make a list of one type: [char[]]'abc', [byte[]](1, 2), [string[]]..."""
    inner = name.removesuffix("[]")
    if inner == "byte":
        made = bytes_of(value.data)
        return derived(bytearray(made), (value,)) if made is not None else unknown(value)
    if inner == "char" and isinstance(value.data, str):
        m.allowance.burn(len(value.data) // 8)
        return derived([Char(one) for one in value.data], (value,))
    work = _CASTS.get(inner) or (_whole if inner in _WHOLE else None)
    items = items_of(value.data)
    m.allowance.burn(len(items))
    made_items = [work(one) if work is not None else one for one in items]
    if None in made_items:
        return unknown(value)
    return derived(made_items, (value,), *((Step.CODES,) if inner == "char" else ()))


def _char(data: object) -> object:
    if isinstance(data, Char):
        return data
    if isinstance(data, str) and len(data) == 1:
        return Char(data)
    number = whole_of(data)
    return Char(chr(number)) if number is not None and 0 <= number <= _LAST_CHAR else None


def _whole(data: object) -> object:
    return whole_of(data)


def _string(data: object) -> object:
    return text_of(data)


def _type(data: object) -> object:
    text = text_of(data)
    return TypeName(text.lower().removeprefix("system.")) if text is not None else None


def _block(data: object) -> object:
    text = text_of(data)
    return Thing("scriptblock", text) if text is not None else None


_CASTS: Final[dict[str, Callable[[object], object]]] = {
    "char": _char,
    "string": _string,
    "double": number_of,
    "float": number_of,
    "single": number_of,
    "decimal": number_of,
    "bool": truth_of,
    "array": items_of,
    "object[]": items_of,
    "type": _type,
    "scriptblock": _block,
}
