"""Strings put together from parts: what stands where decides what harm a part can do.

What follows the host of a URL can't choose it; what follows something else in a path may climb out of it.
The known text of a value (`Value.text`) is its beginning: constants as they are, a gap for what is unknown
but nobody's choice; it ends where something untrusted stands.
"""

from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING, Final

from vedette.code.taint.traces import joined, put_below
from vedette.code.taint.values import UNKNOWN, State, Value, content, vouched

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vedette.code.taint.machine import Arguments, Machine

GAP: Final = "\0"
_CHOSEN: Final = "\1"
_PAST_HOST: Final = re.compile(r"^[^/?#]*://[^/?#\\]*[/?#]|^\0[^/:?#\1]*[/?#]")
_PLACEHOLDER: Final = re.compile(
    r"%(?:\((?P<name>[^)]*)\))?[-#0 +]*(?:\*|\d*)(?:\.\d+)?[hlL]?(?P<type>[a-zA-Z%])"
)
_TEXT_MAX: Final = 4096


def assemble(m: Machine, parts: Iterable[Value], state: State) -> Value:
    """Return a string made of these parts, in order."""
    mask, clean, trace = 0, -1, None
    before, known = "", ""
    whole = exact = True
    address = m.bits.get("fetch", 0) | m.bits.get("redirect", 0)
    for part in parts:
        const = part.const
        if const is not UNKNOWN and isinstance(const, str | int | float | bool | None):
            before += str(const)
            continue
        exact = False
        more, its_clean, its_trace = content(vouched(part, state), state.heap)
        text = before + (part.text or "")
        if more:
            if before:
                its_trace = put_below(its_trace)
            if text and _PAST_HOST.search(text):
                its_clean |= address
            trace = joined(mask, trace, more, its_trace)
            mask |= more
            clean &= its_clean
            if whole and its_clean & address != address:
                whole, known = False, text
        before = text + (GAP if not more or its_clean & address == address else _CHOSEN)
    text = before if whole else known
    if exact:
        return Value(const=before[:_TEXT_MAX])
    return Value(mask, clean if mask else 0, UNKNOWN, None, None, trace, text[:_TEXT_MAX])


def below(value: Value) -> Value:
    """Return a value as it is when something else stands before it."""
    if not value.mask:
        return value
    trace = put_below(value.trace)
    return Value(value.mask, value.clean, value.const, value.obj, value.ref, trace, value.text)


def formatted(m: Machine, pattern: str, arguments: Arguments, state: State) -> Value | None:
    """Return `pattern.format(...)`; None when the pattern is none we can read."""
    parts: list[Value] = []
    auto = 0
    try:
        for literal, name, _, _ in string.Formatter().parse(pattern):
            parts.append(Value(const=literal))
            if name is None:
                continue
            first = re.split(r"[.\[]", name, maxsplit=1)[0]
            key: int | str = int(first) if first.isdigit() else first or auto
            auto += not first
            parts.append(arguments.get(key) or Value())
    except ValueError:
        return None
    return assemble(m, parts, state)


def interpolated(m: Machine, pattern: str, given: Value, state: State) -> Value | None:
    """Return `pattern % given`; None when the two don't fit, as far as we know."""
    found = [hit for hit in _PLACEHOLDER.finditer(pattern) if hit["type"] != "%"]
    values = _values(found, given, state)
    if values is None:
        return None
    parts: list[Value] = []
    at = 0
    for hit, value in zip(found, values, strict=True):
        parts.append(Value(const=pattern[at : hit.start()].replace("%%", "%")))
        parts.append(_as_text(value, hit["type"]))
        at = hit.end()
    parts.append(Value(const=pattern[at:].replace("%%", "%")))
    return assemble(m, parts, state)


def _as_text(value: Value, kind: str) -> Value:
    return value if kind in "sra" or value.const is UNKNOWN else Value()


def _values(found: Sequence[re.Match[str]], given: Value, state: State) -> list[Value] | None:
    obj = state.heap.get(given.obj) if given.obj is not None else None
    if isinstance(given.const, tuple):
        values = [Value(const=item) for item in given.const]
    elif obj is not None and obj.kind == "dict" and not given.mask and obj.rest is None:
        values = [obj.items.get(hit["name"], Value()) for hit in found]
    elif obj is not None and obj.kind == "list" and obj.seq is not None and not given.mask:
        values = list(obj.seq)
    else:
        values = [given]
    return values if len(values) == len(found) else None
