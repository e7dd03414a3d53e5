"""JavaScript's own functions: those that depend on nothing else, and those that run what they are given."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from vedette.core.expressions import expression
from vedette.triage.kinds import Kind
from vedette.triage.layers import codecs
from vedette.triage.layers.codecs import Step
from vedette.triage.layers.folding.contract import Closure
from vedette.triage.layers.folding.values import UNDEFINED, UNKNOWN, Method, Named, Partial
from vedette.triage.layers.javascript.literals import paired, whole
from vedette.triage.layers.javascript.values import Regex, bits, counted, integer, said, truthy

if TYPE_CHECKING:
    from vedette.triage.layers.folding.contract import Called, Machine, Piece

_UNIT: Final = 0xFFFF
_BASES: Final = range(2, 37)
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_RUNS: Final = frozenset({"eval", "execScript", "setTimeout", "setInterval", "setImmediate"})
_WRITES: Final = frozenset({"write", "writeln"})
_PAGE: Final = frozenset({"insertAdjacentHTML", "createContextualFragment", "html", "append", "prepend"})
_RUNS_METHODS: Final = frozenset(
    {"eval", "execScript", "runInThisContext", "runInNewContext", "runInContext", "_compile"}
)
_COMMANDS: Final = frozenset({"run", "exec", "execsync", "shellexecute", "spawn", "spawnsync"})
_INTERPRETER: Final = expression(r"\b(?:powershell|pwsh|cmd|mshta|wscript|cscript|bash|sh)\b", re.IGNORECASE)
_CODED: Final = expression(r"\s[-/]e[a-z]{0,14}\s+[A-Za-z0-9+/]{16,}={0,2}", re.IGNORECASE)
"""A command line that carries code in base64."""
_SMALL: Final = expression(
    r"\s*return\s*(?:\(?[\w.]+\)?|\(?(['\"])[^'\"]{0,40}\1\)?)(?:\(\))?[\s;]*|\s*debugger[\s;]*|\s*", re.ASCII
)
_SHORT: Final = 240
_MARK: Final = expression(r"<\s*[a-zA-Z!/]")
_UNESCAPE: Final = expression(r"%u([0-9a-fA-F]{4})|%([0-9a-fA-F]{2})")
_SAFE: Final = frozenset(f"{_DIGITS}{_DIGITS.upper()}@*_+-./")
_CONSTRUCTORS: Final = (
    (str, "String"),
    (bool, "Boolean"),
    (int, "Number"),
    (float, "Number"),
    (list, "Array"),
    (dict, "Object"),
)


def constructor(value: object) -> object:
    """Return the function that made a value."""
    if isinstance(value, Closure | Method | Partial | Named):
        return Named("Function")
    if isinstance(value, Regex):
        return Named("RegExp")
    return next((Named(name) for kind, name in _CONSTRUCTORS if isinstance(value, kind)), UNKNOWN)


def property_of(path: str, name: str) -> object:
    """Return a property of something of the language."""
    if name == "name":
        return path.rpartition(".")[2]
    if name == "length":
        return UNKNOWN
    if path == "Math" and name in {"PI", "E"}:
        return math.pi if name == "PI" else math.e
    return Named(f"{path}.{name}")


def call(machine: Machine, path: str, args: list[object], term: Called) -> object:  # noqa: PLR0911  one a kind
    """Call something of the language by its full name."""
    name = path.removeprefix("globalThis.")
    if name in _RUNS:
        return _run(machine, name, args, term)
    if name == "Function":
        return _function(machine, args, term)
    if name in {"document.write", "document.writeln"}:
        put_on_page(machine, args[0] if len(args) == 1 else machine_joined(args), term)
        return UNDEFINED
    if name == "require" and args and isinstance(args[0], str):
        return Named(args[0].removeprefix("node:"))
    if name in _TABLE and UNKNOWN not in args:
        return _TABLE[name](machine, args)
    last = name.rpartition(".")[2]
    return call_on_unknown(machine, Named(path), last, args, term) if last != name else UNKNOWN


def machine_joined(args: list[object]) -> object:
    """Return arguments as one string."""
    texts = [said(one) for one in args]
    return UNKNOWN if None in texts else "".join(one or "" for one in texts)


def call_on_unknown(machine: Machine, this: object, name: str, args: list[object], term: Called) -> object:
    """Look at a call of a method of what we do not know: its name may say that it runs what it is given."""
    first = args[0] if args else UNKNOWN
    if name in _RUNS_METHODS and isinstance(first, str):
        _carry(machine, first, term)
    elif name in _WRITES | _PAGE:
        put_on_page(machine, args[-1] if args else UNKNOWN, term)
    elif name.lower() in _COMMANDS and isinstance(first, str):
        _command(machine, args, term)
    elif name == "fromCharCode" and isinstance(this, Named):
        return UNKNOWN
    return UNKNOWN


def put_on_page(machine: Machine, value: object, term: Piece) -> None:
    """Keep a page that is written by a script, where it is more than its literal."""
    if (
        isinstance(value, str)
        and _MARK.search(value)
        and (
            set(machine.history(value)) - {Step.JOINED}
            or (len(value) > _SHORT and "<script" in value.lower())
        )
    ):
        machine.carry(value, Kind.HTML, term)


def _carry(machine: Machine, text: object, term: Piece) -> None:
    if isinstance(text, str) and not _SMALL.fullmatch(text[:_SHORT]):
        machine.carry(text, Kind.JAVASCRIPT, term)


def _command(machine: Machine, args: list[object], term: Called) -> None:
    words = [one for one in args if isinstance(one, str)]
    line = " ".join(words)
    hidden = machine.history(words[0]) or len(line) > _SHORT or _CODED.search(line) is not None
    if hidden and _INTERPRETER.search(line):
        machine.carry(line, Kind.BATCH, term, step=Step.COMMAND)


def _run(machine: Machine, name: str, args: list[object], term: Called) -> object:
    if args and isinstance(args[0], str):
        _carry(machine, args[0], term)
        if name == "eval" and len(args[0]) <= _SHORT:
            return _evaluated(machine, args[0])
    elif args and isinstance(args[0], Closure):
        machine.apply(args[0], UNKNOWN, [], {})
    return UNKNOWN


def _evaluated(machine: Machine, text: str) -> object:
    """Return what a short expression comes to."""
    from vedette.triage.layers.javascript.reading import expression  # noqa: PLC0415  it needs this module

    return expression(machine, f"({text})")


def _function(machine: Machine, args: list[object], term: Called) -> object:
    texts = [said(one) for one in args]
    if not texts or None in texts:
        return UNKNOWN
    body = texts[-1] or ""
    if UNKNOWN not in args:
        machine.note(body, "", args[-1])
        _carry(machine, body, term)
    if len(body) > _SHORT:
        return UNKNOWN
    from vedette.triage.layers.javascript.reading import expression  # noqa: PLC0415

    return expression(machine, f"(function({','.join(str(one) for one in texts[:-1])}){{{body}\n}})")


def _from_char_code(machine: Machine, args: list[object]) -> object:
    made: list[str] = []
    for one in args:
        code = counted(one)
        if code is None:
            return UNKNOWN
        made.append(chr(bits(code) & _UNIT))
    return machine.note(paired("".join(made)), Step.CODES)


def _parse_int(machine: Machine, args: list[object]) -> object:
    del machine
    text = said(args[0]) if args else None
    if text is None:
        return UNKNOWN
    text = text.strip()
    sign = -1 if text.startswith("-") else 1
    text = text.lstrip("+-")[:320].lower()
    base = (integer(args[1]) if len(args) > 1 else 0) or 0
    if base in {0, 16} and text.startswith("0x"):
        base, text = 16, text[2:]
    digits = _DIGITS[: base or 10] if (base or 10) in _BASES else ""
    end = next((at for at, one in enumerate(text) if one not in digits), len(text))
    return whole(sign * int(text[:end], base or 10)) if end else math.nan


def _parse_float(machine: Machine, args: list[object]) -> object:
    del machine
    text = said(args[0]) if args else None
    found = (
        re.match(r"\s*[+-]?(?:\d{1,300}(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?", text[:400]) if text else None
    )
    return UNKNOWN if text is None else whole(float(found[0])) if found else math.nan


def _unescape(machine: Machine, args: list[object]) -> object:
    text = said(args[0]) if args else None
    if text is None:
        return UNKNOWN
    made = _UNESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), text)
    return machine.note(paired(made), Step.URL if made != text else "", text)


def _escape(machine: Machine, args: list[object]) -> object:
    del machine
    text = said(args[0]) if args else None
    if text is None:
        return UNKNOWN
    codes = ((one, ord(one)) for one in text)
    return "".join(one if one in _SAFE else f"%{n:02X}" if n < 256 else f"%u{n:04X}" for one, n in codes)  # noqa: PLR2004


def _decode_uri(machine: Machine, args: list[object]) -> object:
    text = said(args[0]) if args else None
    if text is None:
        return UNKNOWN
    made = codecs.url(text, machine.allowance)
    return machine.note(made, Step.URL if made != text else "", text)


def _encode_uri(machine: Machine, args: list[object]) -> object:
    del machine
    from urllib.parse import quote  # noqa: PLC0415

    text = said(args[0]) if args else None
    return UNKNOWN if text is None else quote(text, safe="!'()*-._~", errors="replace")


def _atob(machine: Machine, args: list[object]) -> object:
    text = said(args[0]) if args else None
    made = codecs.base64(text, machine.allowance) if text else None
    return UNKNOWN if made is None else machine.note(made.decode("latin-1"), Step.BASE64, text)


def _btoa(machine: Machine, args: list[object]) -> object:
    import base64  # noqa: PLC0415

    del machine
    text = said(args[0]) if args else None
    return UNKNOWN if text is None else base64.b64encode(text.encode("latin-1", "replace")).decode()


def _buffer(machine: Machine, args: list[object]) -> object:
    """Return bytes as Node has them."""
    first, kind = args[0] if args else UNKNOWN, str(args[1]).lower() if len(args) > 1 else "utf8"
    if isinstance(first, list):
        codes = [integer(one) for one in first]
        return (
            UNKNOWN if None in codes else machine.note(bytes((one or 0) & 255 for one in codes), Step.CODES)
        )
    if not isinstance(first, str):
        return UNKNOWN
    if kind in {"base64", "base64url"}:
        made, step = codecs.base64(first, machine.allowance), Step.BASE64
    elif kind == "hex":
        made, step = codecs.hexadecimal(first, machine.allowance), Step.HEX
    else:
        return first.encode("latin-1" if kind in {"latin1", "binary", "ascii"} else "utf-8", "replace")
    return UNKNOWN if made is None else machine.note(made, step, first)


def _string(machine: Machine, args: list[object]) -> object:
    text = said(args[0]) if args else ""
    return UNKNOWN if text is None else machine.note(text, "", args[0] if args else "")


def _number(machine: Machine, args: list[object]) -> object:
    del machine
    made = counted(args[0]) if args else 0
    return UNKNOWN if made is None else made


def _array(machine: Machine, args: list[object]) -> object:
    if len(args) == 1 and isinstance(args[0], int) and not isinstance(args[0], bool):
        machine.burn(max(args[0], 0))
        return [UNDEFINED] * min(max(args[0], 0), 1 << 16)
    return list(args)


def _array_from(machine: Machine, args: list[object]) -> object:
    items = list(args[0]) if args and isinstance(args[0], list | str | bytes) else None
    if items is None:
        return UNKNOWN
    return (
        [machine.call(args[1], [one, at], {}, machine.here) for at, one in enumerate(items)]
        if len(args) > 1
        else items
    )


def _math(function: Callable[..., float]) -> Callable[[Machine, list[object]], object]:
    def apply(machine: Machine, args: list[object]) -> object:
        del machine
        numbers = [counted(one) for one in args]
        try:
            return UNKNOWN if None in numbers else whole(function(*numbers))
        except (ValueError, TypeError, OverflowError, ZeroDivisionError):
            return math.nan

    return apply


def _regexp(machine: Machine, args: list[object]) -> object:
    del machine
    if args and isinstance(args[0], Regex):
        return args[0]
    text, flags = (said(one) for one in (*args, "", "")[:2])
    return UNKNOWN if text is None or flags is None else Regex(text, flags if len(args) > 1 else "")


def _keys(machine: Machine, args: list[object]) -> object:
    del machine
    return list(args[0]) if args and isinstance(args[0], dict) else UNKNOWN


def _inflate(undo: Callable[..., bytes | None], step: Step) -> Callable[[Machine, list[object]], object]:
    def apply(machine: Machine, args: list[object]) -> object:
        data = args[0] if args else UNKNOWN
        made = undo(data, machine.allowance) if isinstance(data, bytes) else None
        return UNKNOWN if made is None else machine.note(made, step, data)

    return apply


_TABLE: Final[dict[str, Callable[[Machine, list[object]], object]]] = {
    "String.fromCharCode": _from_char_code,
    "String.fromCodePoint": _from_char_code,
    "parseInt": _parse_int,
    "Number.parseInt": _parse_int,
    "parseFloat": _parse_float,
    "unescape": _unescape,
    "escape": _escape,
    "decodeURIComponent": _decode_uri,
    "decodeURI": _decode_uri,
    "encodeURIComponent": _encode_uri,
    "encodeURI": _encode_uri,
    "atob": _atob,
    "btoa": _btoa,
    "Buffer": _buffer,
    "Buffer.from": _buffer,
    "String": _string,
    "Number": _number,
    "Boolean": lambda _, args: truthy(args[0]) if args else False,
    "Array": _array,
    "Array.of": lambda _, args: list(args),
    "Array.from": _array_from,
    "Uint8Array": lambda _, args: list(args[0]) if args and isinstance(args[0], list) else UNKNOWN,
    "Object": lambda _, args: args[0] if args else {},
    "Object.keys": _keys,
    "RegExp": _regexp,
    "isNaN": lambda _, args: isinstance(n := counted(args[0]), float) and math.isnan(n) if args else True,
    "Math.floor": _math(math.floor),
    "Math.ceil": _math(math.ceil),
    "Math.round": _math(lambda n: math.floor(n + 0.5)),
    "Math.abs": _math(abs),
    "Math.pow": _math(lambda a, b: float(a) ** b if abs(b) < _SHORT else math.nan),
    "Math.max": _math(max),
    "Math.min": _math(min),
    "Math.sqrt": _math(math.sqrt),
    "zlib.inflateSync": _inflate(codecs.unzlib, Step.ZLIB),
    "zlib.gunzipSync": _inflate(codecs.gunzip, Step.GZIP),
    "zlib.unzipSync": _inflate(codecs.gunzip, Step.GZIP),
    "zlib.inflateRawSync": _inflate(codecs.inflate, Step.DEFLATE),
}
