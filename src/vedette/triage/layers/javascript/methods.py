"""What JavaScript's values can do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from vedette.triage.layers.codecs import Step
from vedette.triage.layers.folding.contract import Closure
from vedette.triage.layers.folding.values import UNDEFINED, UNKNOWN
from vedette.triage.layers.javascript import regexes
from vedette.triage.layers.javascript.common import (
    Args,
    as_text,
    cut,
    itself,
)
from vedette.triage.layers.javascript.lists import LIST
from vedette.triage.layers.javascript.texts import TEXT
from vedette.triage.layers.javascript.values import Regex, counted, said

if TYPE_CHECKING:
    from vedette.triage.layers.folding.contract import Machine


def knows(of: object, name: str) -> bool:
    """Return whether a value has a method."""
    return name in _table(of)


def call(machine: Machine, method: tuple[object, str], args: Args) -> object:
    """Call a method of a value."""
    this, name = method
    function = _table(this).get(name)
    if function is None:
        return UNKNOWN
    if UNKNOWN in args and name not in _TOLERANT:
        return UNKNOWN
    return function(machine, this, args)


def _table(of: object) -> dict[str, Callable[[Machine, object, Args], object]]:  # noqa: PLR0911  one a kind
    match of:
        case str():
            return TEXT
        case list():
            return LIST
        case bool() | int() | float():
            return _NUMBER
        case bytes():
            return _BYTES
        case Regex():
            return _REGEX
        case dict():
            return _OBJECT
        case Closure():
            return _FUNCTION
        case _:
            return {}


def _bytes_as_text(machine: Machine, this: object, args: Args) -> object:
    assert isinstance(this, bytes)  # noqa: S101
    kind = str(args[0]).lower() if args and args[0] is not UNDEFINED else "utf8"
    match kind:
        case "hex":
            return this.hex()
        case "base64":
            import base64  # noqa: PLC0415

            return base64.b64encode(this).decode()
        case "latin1" | "binary" | "ascii":
            return machine.note(this.decode("latin-1"), "", this)
        case "utf16le" | "ucs2":
            return machine.note(this.decode("utf-16-le", "replace"), Step.UTF16, this)
        case _:
            return machine.note(this.decode("utf-8", "replace"), "", this)


def _test(machine: Machine, this: object, args: Args) -> object:
    text = said(args[0]) if args else None
    matches = regexes.found(this, text) if isinstance(this, Regex) and text is not None else None
    machine.burn()
    return UNKNOWN if matches is None else bool(matches)


def _has(machine: Machine, this: object, args: Args) -> object:
    del machine
    return said(args[0]) in this if args and isinstance(this, dict) else UNKNOWN


def _code_list(machine: Machine, this: object, args: Args) -> object:
    del machine
    assert isinstance(this, bytes)  # noqa: S101
    at = counted(args[0]) if args else 0
    return this[at] if isinstance(at, int) and 0 <= at < len(this) else UNDEFINED


_NUMBER: Final[dict[str, Callable[[Machine, object, Args], object]]] = {
    "toString": as_text,
    "valueOf": itself,
}
_BYTES: Final[dict[str, Callable[[Machine, object, Args], object]]] = {
    "toString": _bytes_as_text, "slice": cut, "subarray": cut, "readUInt8": _code_list,
}  # fmt: skip
_REGEX: Final[dict[str, Callable[[Machine, object, Args], object]]] = {"test": _test}
_FUNCTION: Final[dict[str, Callable[[Machine, object, Args], object]]] = {"toString": as_text}
_OBJECT: Final[dict[str, Callable[[Machine, object, Args], object]]] = {"hasOwnProperty": _has}
_TOLERANT: Final = frozenset({"push", "unshift", "concat", "forEach", "map"})
