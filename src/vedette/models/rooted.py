"""Schemas for servers that take nothing but an object at the root: others are put into one, and taken out."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from msgspec import Struct

from vedette.models.dialect import Dialect, Shaping

_IT: Final = "it"


class _Wrapped(Struct):
    it: msgspec.Raw


def wraps(dialect: Dialect, schema: dict[str, Any] | None) -> bool:
    """Whether a schema has to be put into an object for a server."""
    bare = schema is not None and schema.get("type") != "object"
    return bare and dialect.root == "object" and dialect.shaping is Shaping.SCHEMA


def wrapped(schema: dict[str, Any]) -> dict[str, Any]:
    """Put a schema into an object."""
    return {"type": "object", "properties": {_IT: schema}, "required": [_IT], "additionalProperties": False}


def taken_out(text: str) -> str:
    """Take an answer out of the object; what is none stays as it is."""
    try:
        return bytes(msgspec.json.decode(text, type=_Wrapped).it).decode()
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return text
