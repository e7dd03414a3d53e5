"""Methods of strings: what constants give, what cleans, what cuts a piece out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from vedette.code.taint.assembly import below, formatted
from vedette.code.taint.checks import ABSENT_TEXT
from vedette.code.taint.models import Call, mix
from vedette.code.taint.values import NOTHING, PART, UNKNOWN, Obj, Value, content, tainted

if TYPE_CHECKING:
    from vedette.code.taint.machine import Machine

_PURE: Final = frozenset((
    "upper", "lower", "strip", "lstrip", "rstrip", "split", "rsplit", "splitlines", "replace", "format",
    "startswith", "endswith", "find", "rfind", "index", "count", "title", "capitalize", "swapcase",
    "encode", "decode", "zfill", "partition", "rpartition", "isdigit", "isalpha", "isalnum", "isspace",
    "removeprefix", "removesuffix", "ljust", "rjust", "center", "casefold", "isupper", "islower", "hex",
))  # fmt: skip
_SAME: Final = frozenset((
    "strip", "lstrip", "rstrip", "lower", "upper", "title", "capitalize", "casefold", "encode",
    "decode", "expandtabs",
))  # fmt: skip
_PIECES: Final = frozenset(("split", "rsplit", "partition", "rpartition", "splitlines"))
_NOT_TEXT: Final = frozenset((
    "startswith", "endswith", "find", "rfind", "index", "count", "isdigit", "isalpha", "isalnum",
    "isspace",
))  # fmt: skip
_COMES_BACK: Final = ("..", "../", "//", "://")
"""Taking these out once may put new ones together: `....//` becomes `../`."""
_TEXT_MAX: Final = 4096


def method(m: Machine, name: str, call: Call) -> Value | None:  # noqa: PLR0911 - one line a family of methods
    """Call a method that strings have; None when it is not one, or the receiver is no string."""
    receiver = call.receiver
    if receiver.const is not UNKNOWN:
        return _of_constant(m, name, call)
    if not receiver.mask and not receiver.text:
        return None
    if name in _SAME:
        return _same(receiver, name)
    if name in _NOT_TEXT:
        return NOTHING
    if name in _PIECES and receiver.obj is None and not isinstance(receiver.ref, str):
        return Value(receiver.mask, receiver.clean, UNKNOWN, None, PART, receiver.trace)
    if name == "replace":
        return _replaced(m, call)
    if name == "format" and receiver.text:
        return mix((receiver, *call.arguments.all()), call.state)
    return None


def _same(receiver: Value, name: str) -> Value:
    """Return what a method gives that leaves a string what it was: checks on it are checks on both."""
    text = receiver.text if name in ("encode", "decode", "rstrip") else None
    return Value(receiver.mask, receiver.clean, UNKNOWN, receiver.obj, receiver.ref, receiver.trace, text)


def _of_constant(m: Machine, name: str, call: Call) -> Value | None:
    const, arguments = call.receiver.const, call.arguments
    if not isinstance(const, str | bytes):
        return None
    if name == "join" and isinstance(const, str):
        return _join(call)
    values = arguments.all()
    if name in _PURE and not arguments.keywords and all(value.const is not UNKNOWN for value in values):
        return _fold(m, const, name, [value.const for value in values], call)
    return _format(m, const, call) if name == "format" and isinstance(const, str) else None


def _format(m: Machine, const: str, call: Call) -> Value:
    built = formatted(m, const, call.arguments, call.state)
    if built is not None:
        return built
    made = below(mix(call.arguments.all(), call.state))
    return Value(made.mask, made.clean, UNKNOWN, None, None, made.trace, const.partition("{")[0])


def _fold(m: Machine, const: Any, name: str, values: list[Any], call: Call) -> Value:  # noqa: ANN401
    if any(isinstance(value, int) and value > _TEXT_MAX for value in values):
        return NOTHING  # as wide as that
    try:
        made = getattr(const, name)(*values)
    except Exception:  # noqa: BLE001 - a constant expression of the analysed program may fail in any way
        return NOTHING
    if isinstance(made, list):
        obj = Obj("list")
        obj.seq = [Value(const=item) for item in made[:64]]
        return m.make(call.state, obj)
    return Value(const=made) if not isinstance(made, str | bytes) or len(made) < _TEXT_MAX else NOTHING


def _join(call: Call) -> Value:
    value = call.arguments.get(0)
    if value is None:
        return NOTHING
    obj = call.state.heap.get(value.obj) if value.obj is not None else None
    if obj is not None and obj.seq is not None and all(isinstance(item.const, str) for item in obj.seq):
        return Value(const=call.receiver.const.join(item.const for item in obj.seq))
    text: str | None = None
    if obj is not None and obj.seq:
        first = obj.seq[0]
        text = first.const if isinstance(first.const, str) else first.text
    mask, clean, trace = content(value, call.state.heap)
    made = below(tainted(mask, clean, trace))
    return Value(made.mask, made.clean, UNKNOWN, None, None, made.trace, text)


def _replaced(m: Machine, call: Call) -> Value | None:
    """`value.replace(bad, good)`: what needs the text taken away can't happen any more."""
    old, new = call.arguments.get(0), call.arguments.get(1)
    receiver = call.receiver
    if old is None or new is None or not isinstance(old.const, str):
        return mix((receiver, *call.arguments.all()), call.state)
    clean = receiver.clean
    if isinstance(new.const, str) and old.const not in new.const and old.const not in _COMES_BACK:
        for kind in ABSENT_TEXT.get(old.const, ()):
            clean |= m.bits.get(kind, 0)
    more = mix((new,), call.state)
    mask = receiver.mask | more.mask
    if more.mask:
        clean &= more.clean
    return Value(mask, clean, UNKNOWN, receiver.obj, None, receiver.trace or more.trace)
