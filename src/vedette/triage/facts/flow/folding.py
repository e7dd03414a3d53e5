"""Constant folding of texts: what an expression reads, as far as the file says. Nothing is run."""

from __future__ import annotations

import base64
import binascii
import codecs
import re
import sys
from collections.abc import Callable, Sequence
from itertools import islice, product
from typing import Final
from urllib.parse import unquote

from vedette.core.expressions import expression
from vedette.triage.facts.flow.value import HOLE, TEXT_CHARS, TEXTS, UNKNOWN, Value, hole, texted

_PLACES: Final = expression(r"%[-+ #0-9.]*[sdrixXc]|%\((\w{1,60})\)[sd]")
_BRACES: Final = expression(r"\{(\w{0,60})(?:![rs])?(?::[^{}]{0,20})?\}")
_ESCAPES: Final = expression(r"\\x([0-9a-fA-F]{2})|\\u([0-9a-fA-F]{4})")


def concatenated(parts: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return what texts read one after the other; each part may have alternatives."""
    made = ["".join(one)[:TEXT_CHARS] for one in islice(product(*parts), TEXTS)]
    return tuple(dict.fromkeys(made))


def texts_of(value: Value, at: int) -> tuple[str, ...]:
    """Return what a value reads; what is unknown is a hole."""
    if value.texts:
        return value.texts
    if value.number is not None:
        return (str(value.number),)
    return (hole(at),)


def paths_joined(values: Sequence[Value], at: int) -> tuple[str, ...]:
    """Return parts of a path with slashes between them."""
    parts: list[tuple[str, ...]] = []
    for number, one in enumerate(values):
        if number:
            parts.append(("/",))
        parts.append(texts_of(one, at + number))
    return tuple(one.replace("//", "/") for one in concatenated(parts)) if parts else ()


def formatted(template: str, values: Sequence[Value], named: dict[str, Value], at: int) -> str:
    """Fill `{}` and `{name}` of a template."""
    count = iter(range(10_000))

    def fill(match: re.Match[str]) -> str:
        word = match[1]
        if word.isdigit() or not word:
            number = int(word[:4]) if word else next(count)
            value = values[number] if number < len(values) else UNKNOWN
        else:
            value = named.get(word, UNKNOWN)
        return texts_of(value, at)[0]

    return _BRACES.sub(fill, template[:TEXT_CHARS])[:TEXT_CHARS]


def percented(template: str, value: Value, at: int) -> str:
    """Fill `%s` of a template."""
    given = iter(value.items if value.items is not None else (value,))
    return _PLACES.sub(lambda _: texts_of(next(given, UNKNOWN), at)[0], template[:TEXT_CHARS])[:TEXT_CHARS]


def _b64(text: str) -> str:
    compact = "".join(text.split()).replace("-", "+").replace("_", "/")
    return base64.b64decode(compact + "=" * (-len(compact) % 4)).decode("utf-8")


def _hex(text: str) -> str:
    return bytes.fromhex(text.replace("\\x", "")).decode("utf-8")


DECODERS: Final[dict[str, Callable[[str], str]]] = {
    "b64decode": _b64,
    "urlsafe_b64decode": _b64,
    "standard_b64decode": _b64,
    "atob": _b64,
    "base64": _b64,
    "b32decode": lambda text: base64.b32decode(text).decode("utf-8"),
    "b85decode": lambda text: base64.b85decode(text).decode("utf-8"),
    "unhexlify": _hex,
    "fromhex": _hex,
    "hex": _hex,
    "rot13": lambda text: codecs.decode(text, "rot13"),
    "unquote": unquote,
    "decodeURIComponent": unquote,
    "unescape": unquote,
    "decodeURI": unquote,
}
"""By the last part of the name."""


def decoded(how: str, text: str) -> str:
    """Decode a constant; nothing where it is none, or not text."""
    if HOLE in text or how not in DECODERS:
        return ""
    try:
        return DECODERS[how](text)[:TEXT_CHARS]
    except (ValueError, binascii.Error, UnicodeError):
        return ""


def characters(values: Sequence[Value]) -> Value:
    """Return the text of character codes."""
    if values and all(one.number is not None and 0 <= one.number <= sys.maxunicode for one in values):
        return texted("".join(chr(one.number or 0) for one in values))
    return UNKNOWN


def unescaped(text: str) -> str:
    """Resolve escapes that stand in a raw text."""
    return _ESCAPES.sub(lambda match: chr(int(match[1] or match[2], 16)), text[:TEXT_CHARS])


def sliced(value: Value, low: int | None, high: int | None, step: int | None) -> Value:
    """Return a part of a text or a list."""
    part = slice(low, high, step or None)
    if value.items is not None:
        return Value(items=value.items[part], marks=value.marks)
    made = tuple(one[part] for one in value.texts if HOLE not in one)
    return Value(texts=made, marks=value.marks)


def _changed(change: Callable[[str], str]) -> Callable[[Value, Sequence[Value]], Value]:
    return lambda value, _: texted(*(change(one) if HOLE not in one else one for one in value.texts))


def _replaced(value: Value, given: Sequence[Value]) -> Value:
    if len(given) < 2 or not given[0].text or not given[1].texts:  # noqa: PLR2004  what and by what
        return value if len(given) < 2 else texted(*value.texts)  # noqa: PLR2004
    old, new = given[0].text, given[1].text
    return texted(*(one.replace(old, new) for one in value.texts if len(one) * max(len(new), 1) < 1 << 24))


def _joined(value: Value, given: Sequence[Value]) -> Value:
    """Python: a separator joins a list."""
    if not given or given[0].items is None or not value.texts:
        return UNKNOWN
    return _with_between(given[0].items, value.text)


def _with_between(items: Sequence[Value], between: str) -> Value:
    if all(one.texts or one.number is not None for one in items):
        return texted(between.join(texts_of(one, 0)[0] for one in items[:4096]))
    return UNKNOWN


def _join(value: Value, given: Sequence[Value]) -> Value:
    if value.items is not None:  # JavaScript: a list is joined by a separator
        return _with_between(value.items, given[0].text if given and given[0].texts else ",")
    return _joined(value, given)


def _split(value: Value, given: Sequence[Value]) -> Value:
    between = given[0].text if given and given[0].texts else None
    if not value.texts or HOLE in value.text or len(value.text) > TEXT_CHARS:
        return UNKNOWN
    parts = list(value.text) if between == "" else value.text.split(between)
    return Value(items=tuple(texted(one) for one in parts[:4096]))


def _reversed(value: Value, _: Sequence[Value]) -> Value:
    if value.items is not None:
        return Value(items=value.items[::-1], marks=value.marks)
    return UNKNOWN


METHODS: Final[dict[str, Callable[[Value, Sequence[Value]], Value]]] = {
    "replace": _replaced,
    "replaceAll": _replaced,
    "join": _join,
    "split": _split,
    "reverse": _reversed,
    "lower": _changed(str.lower),
    "toLowerCase": _changed(str.lower),
    "upper": _changed(str.upper),
    "toUpperCase": _changed(str.upper),
    "strip": _changed(str.strip),
    "trim": _changed(str.strip),
    "encode": lambda value, _: Value(texts=value.texts),
    "toString": lambda value, _: Value(texts=value.texts),
    "expanduser": lambda value, _: Value(texts=value.texts),
    "resolve": lambda value, _: Value(texts=value.texts),
    "absolute": lambda value, _: Value(texts=value.texts),
}
"""Methods of texts and lists that can be folded; marks are carried by the caller."""
