"""Signed JSON as strangers send it: bounded text in, its parts out; only one spelling of anything is read.

Strictness is the point. What can be spelt two ways can be read two ways, by us and by the library that
checks the signature.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
from typing import Final, NamedTuple, NoReturn

from vedette.core.errors import BadInput, LimitHit

SEGMENTS = 3


class Parts(NamedTuple):
    """One compact JWS, taken apart but not checked."""

    header: str
    """As sent: base64url."""
    payload: str
    signature: str


def split(text: str, *, limit: int, what: str) -> Parts:
    """Take a compact JWS apart; `limit` bounds its length in characters.

    Raises:
        LimitHit: it is longer.
        BadInput: it is not three parts in base64url, each spelt the one right way.

    """
    if len(text) > limit:
        raise LimitHit(f"{what} has {len(text)} characters", hint=f"send at most {limit}")
    parts = text.split(".") if text.isascii() else []
    if len(parts) != SEGMENTS or not all(parts):
        raise BadInput(f"{what} is no compact JWS", hint="send one: three parts with dots between them")
    decode(parts[2], what)
    return Parts(*parts)


def decode(segment: str, what: str) -> bytes:
    """Return the bytes of a base64url text without padding.

    Raises:
        BadInput: it is none, or spells its last bits in a second way.

    """
    try:
        data = base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
    except (binascii.Error, ValueError) as error:
        raise BadInput(f"{what}: a part is not base64url", hint="encode it as RFC 7515 says") from error
    if encode(data) != segment:
        raise BadInput(f"{what}: a part is oddly spelt base64url", hint="no padding, unused bits zero")
    return data


def encode(data: bytes) -> str:
    """Return bytes as base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def read(segment: str, what: str) -> dict[str, object]:
    """Return the JSON object in a base64url segment.

    Raises:
        BadInput: it is no JSON object, or names something twice, or nests too deeply.

    """
    return read_object(decode(segment, what), what)


def read_object(data: bytes | str, what: str) -> dict[str, object]:
    """Return a JSON object in which every name stands once. The caller has bounded its size.

    Raises:
        BadInput: it is no JSON object, or names something twice, or nests too deeply.

    """
    made = _parsed(data, what)
    if not isinstance(made, dict):
        raise BadInput(f"{what}: no JSON object", hint="send an object with names and values")
    return made


def read_array(data: bytes | str, what: str) -> list[object]:
    """Return a JSON array; every name in it stands once in its object. The caller has bounded its size.

    Raises:
        BadInput: it is no JSON array, or names something twice, or nests too deeply.

    """
    made = _parsed(data, what)
    if not isinstance(made, list):
        raise BadInput(f"{what}: no JSON array", hint="send an array")
    return made


def _parsed(data: bytes | str, what: str) -> object:
    try:
        text = data if isinstance(data, str) else data.decode("utf-8")
        made: object = _DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        raise BadInput(
            f"{what}: not JSON we read: {_short(error)}", hint="send plain JSON, each name once"
        ) from error
    return made


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name stands twice")
    return made


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_constant, parse_float=_finite)


def _short(error: BaseException) -> str:
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)[:80]
