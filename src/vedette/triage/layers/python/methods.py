"""What Python's strings, bytes, lists and mappings can do, where that is pure and bounded."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from vedette.core.expressions import expression
from vedette.triage.layers import codecs
from vedette.triage.layers.codecs import Step
from vedette.triage.layers.folding.values import UNKNOWN
from vedette.triage.layers.python.values import Generator

if TYPE_CHECKING:
    from vedette.triage.layers.folding.contract import Machine

_STEPS: Final = {
    "replace": Step.REPLACED, "translate": Step.REPLACED, "join": Step.JOINED, "split": Step.SPLIT,
    "fromhex": Step.HEX, "format": Step.FORMAT, "strip": "", "swapcase": Step.CASE, "lower": "", "upper": "",
}  # fmt: skip
_TEXT: Final = frozenset(
    {
        "replace", "translate", "join", "split", "rsplit", "splitlines", "strip", "lstrip", "rstrip",
        "lower", "upper", "swapcase", "title", "capitalize", "startswith", "endswith", "find", "rfind",
        "index", "count", "isdigit", "isalpha", "isalnum", "isupper", "islower", "partition", "rpartition",
        "removeprefix", "removesuffix", "casefold", "hex",
    }
)  # fmt: skip
_OTHER: Final = {
    list: frozenset(
        ["append", "extend", "insert", "pop", "reverse", "index", "count", "sort", "copy", "remove"]
    ),
    dict: frozenset({"get", "keys", "values", "items", "update", "pop", "copy"}),
    tuple: frozenset({"index", "count"}),
    set: frozenset({"add", "union"}),
    int: frozenset({"bit_length"}),
}
_FIELD: Final = expression(r"\{(\w{0,40})\}|\{\{|\}\}")
_ENCODINGS: Final = frozenset(
    {
        "utf-8", "utf8", "ascii", "latin-1", "latin1", "iso-8859-1", "utf-16", "utf-16-le", "utf-16le",
        "utf-16-be", "utf16", "utf-32", "utf-32-le", "cp1252", "cp437", "utf-8-sig", "utf_8", "utf-7",
    }
)  # fmt: skip
_LARGEST: Final = 1 << 24
_FAULTS: Final = (TypeError, ValueError, LookupError, OverflowError, ArithmeticError, AttributeError)


def call(
    machine: Machine, method: tuple[object, str], args: list[object], named: dict[str, object]
) -> object:
    """Call a method of a value."""
    this, name = method
    special = _SPECIAL.get(name)
    if special is not None:
        return special(machine, this, [*args, *named.values()])
    if isinstance(this, dict) and name == "setdefault":
        return UNKNOWN
    if not _allowed(this, name) or (UNKNOWN in args and not isinstance(this, list | dict)):
        return UNKNOWN
    return _native(machine, this, name, args)


def _allowed(this: object, name: str) -> bool:
    if isinstance(this, str | bytes):
        return name in _TEXT
    return any(isinstance(this, kind) and name in names for kind, names in _OTHER.items())


def _native(machine: Machine, this: object, name: str, args: list[object]) -> object:
    """Call Python's own method: it is pure, and what it makes is no larger than what it is given."""
    machine.burn(1 + (len(this) >> 6 if isinstance(this, str | bytes | list | dict) else 0))
    if name in {"join", "extend", "update"} and args:
        args = [_listed(args[0]), *args[1:]]
    if name == "replace" and not _bounded_replace(this, args):
        return UNKNOWN
    if name in {"keys", "values", "items"} and isinstance(this, dict):
        return list(getattr(this, name)())
    before = (*(machine.history(one) for one in (this, *args)),)
    try:
        made: object = getattr(this, name)(*args)
    except _FAULTS:
        return UNKNOWN
    return _told(machine, made, name, [step for steps in before for step in steps])


def _told(machine: Machine, made: object, name: str, history: list[str]) -> object:
    first = made[0] if isinstance(made, list) and made else made
    if not isinstance(first, str | bytes):
        return made
    if len(first) > _LARGEST:
        return UNKNOWN
    step = _STEPS.get(name, "")
    steps = list(dict.fromkeys([*history, str(step)] if step else history))
    machine.keep(first, tuple(steps))
    return made


def _listed(value: object) -> object:
    return value.items if isinstance(value, Generator) else value


def _bounded_replace(this: object, args: list[object]) -> bool:
    if not isinstance(this, str | bytes) or len(args) < 2 or not isinstance(args[1], str | bytes):  # noqa: PLR2004
        return False
    return len(this) * max(len(args[1]), 1) <= _LARGEST or (
        isinstance(args[0], str) and isinstance(this, str) and this.count(args[0]) * len(args[1]) <= _LARGEST
    )


def _encode(machine: Machine, this: object, args: list[object]) -> object:
    name = str(args[0]).lower() if args else "utf-8"
    if isinstance(this, str) and name in _ENCODINGS:
        try:
            return machine.note(this.encode(name), "", this)
        except UnicodeError:
            return UNKNOWN
    return transformed(machine, this, name, back=False)


def _decode(machine: Machine, this: object, args: list[object]) -> object:
    name = str(args[0]).lower() if args else "utf-8"
    if isinstance(this, bytes) and name in _ENCODINGS:
        try:
            made = this.decode(
                name, str(args[1]) if len(args) > 1 and args[1] in {"ignore", "replace"} else "strict"
            )
        except UnicodeError:
            return UNKNOWN
        return machine.note(made, Step.UTF16 if "16" in name else "", this)
    return transformed(machine, this, name, back=True)


def transformed(machine: Machine, value: object, name: str, *, back: bool) -> object:
    """Undo what Python's codecs module knows by a name: hex, base64, rot13, zlib, bz2, escapes."""
    name = name.replace("-", "_").replace("_codec", "").replace("rot_13", "rot13")
    allowance = machine.allowance
    if name == "rot13" and isinstance(value, str):
        return machine.note(codecs.rot13(value, allowance), Step.ROT13, value)
    if not back:
        return UNKNOWN
    if name in {"unicode_escape", "raw_unicode_escape", "string_escape"}:
        text = value.decode("latin-1") if isinstance(value, bytes) else value
        return (
            machine.note(codecs.escapes(text, allowance), Step.ESCAPES, value)
            if isinstance(text, str)
            else UNKNOWN
        )
    data = value.encode("utf-8", "replace") if isinstance(value, str) else value
    undo, step = _UNDO.get(name, (None, ""))
    if undo is None or not isinstance(data, bytes):
        return UNKNOWN
    made = undo(data, allowance)
    return UNKNOWN if made is None else machine.note(made, step, value)


_UNDO: Final[dict[str, tuple[Callable[..., bytes | None], str]]] = {
    "hex": (codecs.hexadecimal, Step.HEX),
    "base64": (codecs.base64, Step.BASE64),
    "zlib": (codecs.unzlib, Step.ZLIB),
    "zip": (codecs.unzlib, Step.ZLIB),
    "bz2": (codecs.unbzip2, Step.BZIP2),
}


def _format(machine: Machine, this: object, args: list[object]) -> object:
    """Fill in a pattern with braces, the plain ones."""
    if not isinstance(this, str) or this.count("{") != this.count("}"):
        return UNKNOWN
    waiting = list(args)
    failed = this.count("{") != sum(
        len(f[0]) if f[0] == "{{" else f[0] != "}}" for f in _FIELD.finditer(this)
    )

    def one(found: re.Match[str]) -> str:
        nonlocal failed
        if found[0] in {"{{", "}}"}:
            return found[0][0]
        at = found[1]
        value = (
            args[int(at)]
            if at.isdigit() and int(at) < len(args)
            else waiting.pop(0)
            if not at and waiting
            else UNKNOWN
        )
        failed = failed or not isinstance(value, str | int | float)
        return str(value)

    made = _FIELD.sub(one, this)
    return UNKNOWN if failed else machine.note(made, Step.FORMAT, *args)


def _zfill(machine: Machine, this: object, args: list[object]) -> object:
    size = args[0] if args else UNKNOWN
    small = isinstance(size, int) and size <= _LARGEST
    return (
        machine.note(str(this).zfill(size), "")
        if isinstance(this, str) and isinstance(size, int) and small
        else UNKNOWN
    )


def _fromhex(machine: Machine, this: object, args: list[object]) -> object:
    del this
    made = codecs.hexadecimal(args[0], machine.allowance) if args and isinstance(args[0], str) else None
    return UNKNOWN if made is None else machine.note(made, Step.HEX, args[0])


def _to_bytes(machine: Machine, this: object, args: list[object]) -> object:
    size = args[0] if args else 1
    order = args[1] if len(args) > 1 else "big"
    if not isinstance(this, int) or not isinstance(size, int) or not 0 < size <= _LARGEST or this < 0:
        return UNKNOWN
    if order not in {"big", "little"} or this.bit_length() > size * 8:
        return UNKNOWN
    return machine.note(this.to_bytes(size, "big" if order == "big" else "little"), "whole number")


_SPECIAL: Final[dict[str, Callable[[Machine, object, list[object]], object]]] = {
    "encode": _encode,
    "decode": _decode,
    "format": _format,
    "zfill": _zfill,
    "fromhex": _fromhex,
    "to_bytes": _to_bytes,
}
