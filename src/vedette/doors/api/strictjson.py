"""JSON from strangers in, one value out that everybody reads alike: no twin keys, no depths, no odd text."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final, NoReturn, TypeVar
from urllib.parse import parse_qsl

import msgspec
from msgspec import Struct

from vedette.core.errors import BadInput, LimitHit

DEPTH: Final = 64
_FIELDS: Final = 64
_DIGITS: Final = 18
"""What every reader of JSON has room for in an integer of 64 bits."""
_TOKENS: Final = re.compile(rb'"(?:[^"\\]|\\.)*"?|[\[{]|[\]}]', re.DOTALL)
_NUL: Final = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")
"""A NUL as JSON writes it; not a backslash somebody wrote before u0000."""
_HINT: Final = "see /openapi.json for what goes here"
S = TypeVar("S", bound=Struct)


class Nothing(Struct, frozen=True, forbid_unknown_fields=True):
    """A query with nothing in it."""


def without_nul(data: bytes) -> bytes:
    """Return JSON with the sign for what cannot be shown in place of each NUL."""
    return _NUL.sub(rb"\1\\ufffd", data) if rb"\u0000" in data else data


def read(data: bytes, kind: type[S]) -> S:
    """Read one value; what is decided on is what was read here, for it is read only once.

    Raises:
        BadInput: it is not JSON in UTF-8, a key stands twice, or it is not of that kind.
        LimitHit: it is nested too deeply.

    """
    _not_too_deep(data)
    try:
        value = _DECODER.decode(data.decode("utf-8"))
        plain = msgspec.json.encode(value)
    except (ValueError, RecursionError, OverflowError) as error:
        raise BadInput(f"the body is no JSON: {_brief(error)}", hint=_HINT) from error
    if rb"\u0000" in plain and _NUL.search(plain):
        raise BadInput("the body holds a NUL character", hint="leave it out")
    return _as(value, kind, strict=True)


def fields(words: str, kind: type[S]) -> S:
    """Read the query of an address, or a form.

    Raises:
        BadInput: a field stands twice, is not known, or is not of its kind.

    """
    try:
        pairs = parse_qsl(
            words, keep_blank_values=True, strict_parsing=bool(words), errors="strict", max_num_fields=_FIELDS
        )
    except ValueError as error:
        raise BadInput(f"the fields cannot be read: {_brief(error)}", hint=_HINT) from error
    if any("\0" in part for pair in pairs for part in pair):
        raise BadInput("a field holds a NUL character", hint="leave it out")
    return _as(_once(pairs), kind, strict=False)


def form(data: bytes, kind: type[S]) -> S:
    """Read a form.

    Raises:
        BadInput: as for `fields`.

    """
    try:
        return fields(data.decode("ascii"), kind)
    except UnicodeDecodeError as error:
        raise BadInput("the form is not ASCII", hint=_HINT) from error


def _as(value: object, kind: type[S], *, strict: bool) -> S:
    try:
        return msgspec.convert(value, kind, strict=strict)
    except (msgspec.ValidationError, OverflowError) as error:
        raise BadInput(f"{error}", hint=_HINT) from error


def _not_too_deep(data: bytes) -> None:
    if data.count(b"[") + data.count(b"{") <= DEPTH:
        return
    depth = 0
    for token in _TOKENS.finditer(data):
        first = data[token.start()]
        if first in b"[{":
            depth += 1
            if depth > DEPTH:
                raise LimitHit(f"the body is nested more than {DEPTH} deep", hint="make it flatter")
        elif first in b"]}":
            depth -= 1


def _once(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        twin = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise BadInput(f"{twin[:64]!r} stands there twice", hint="say it once")
    return made


def _no_number(word: str) -> NoReturn:
    raise BadInput(f"{word} is no number we can use", hint="leave it out")


def _integer(word: str) -> int:
    if len(word) > _DIGITS:
        _no_number(word[:_DIGITS])
    return int(word)


def _fraction(word: str) -> float:
    value = float(word)
    if math.isinf(value):
        _no_number(word[:_DIGITS])
    return value


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_once, parse_constant=_no_number, parse_int=_integer, parse_float=_fraction
)


def _brief(error: Exception) -> str:
    return str(error)[:200].encode("utf-8", "backslashreplace").decode()
