"""Whether JSON a model wrote fits the schema it was given: bounded, strict, and what is not understood fails.

The part of JSON Schema our own schemas use: type, enum, const, properties, required, additionalProperties,
items, anyOf, oneOf, bounds of numbers, texts and lists. Objects take nothing that is not named.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

LARGEST: Final = 256 * 1024
"""Bytes of an answer; more is not read."""
DEEPEST: Final = 24
_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


def read(text: str, schema: Mapping[str, Any]) -> tuple[Any, str]:
    """Return what a model wrote, or `None` and what is wrong with it."""
    if len(text) > LARGEST or len(text.encode("utf-8", "surrogatepass")) > LARGEST:
        return None, f"it is larger than {LARGEST} bytes"
    try:
        value = msgspec.json.decode(text.encode("utf-8", "surrogatepass"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None, "it is no JSON"
    why = fault(value, schema)
    return (None, why) if why else (value, "")


def fault(value: object, schema: Mapping[str, Any], depth: int = 0) -> str:
    """Say how a value does not fit."""
    if depth > DEEPEST:
        return "it is nested too deeply"
    branches = schema.get("anyOf") or schema.get("oneOf")
    if branches is not None and not any(not fault(value, one, depth + 1) for one in branches):
        return "it fits none of the forms that are allowed"
    if "const" in schema and not _same(value, schema["const"]):
        return f"it is not {schema['const']!a}"
    if "enum" in schema and not any(_same(value, one) for one in schema["enum"]):
        return "it is none of the values that are allowed"
    return _typed(value, schema, depth)


def _same(one: object, other: object) -> bool:
    return type(one) is type(other) and one == other


def _typed(value: object, schema: Mapping[str, Any], depth: int) -> str:
    wanted = schema.get("type", ())
    kinds = [wanted] if isinstance(wanted, str) else list(wanted)
    if kinds and not any(_is_of(value, one) for one in kinds):
        return f"it is not of type {'/'.join(kinds)}"
    if isinstance(value, dict):
        return _object(value, schema, depth)
    if isinstance(value, list):
        return _list(value, schema, depth)
    return _measured(value, schema)


def _measured(value: object, schema: Mapping[str, Any]) -> str:
    if isinstance(value, str):
        return _between(len(value), schema, "minLength", "maxLength")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _between(value, schema, "minimum", "maximum")
    return ""


def _is_of(value: object, name: str) -> bool:
    return isinstance(value, _TYPES.get(name, ())) and (not isinstance(value, bool) or name == "boolean")


def _between(value: float, schema: Mapping[str, Any], least: str, most: str) -> str:
    if value < schema.get(least, value) or value > schema.get(most, value):
        return "it is shorter, longer, smaller or larger than allowed"
    return ""


def _object(value: dict[str, Any], schema: Mapping[str, Any], depth: int) -> str:
    known = schema.get("properties", {})
    missing = next((one for one in schema.get("required", ()) if one not in value), None)
    if missing is not None:
        return f"{missing!a} is missing"
    for name, one in value.items():
        if name not in known:
            if "properties" in schema and schema.get("additionalProperties", False) is not True:
                return f"{name[:40]!a} is nothing it may say"
            continue
        if why := fault(one, known[name], depth + 1):
            return f"{name}: {why}"
    return ""


def _list(value: list[Any], schema: Mapping[str, Any], depth: int) -> str:
    if why := _between(len(value), schema, "minItems", "maxItems"):
        return why
    items = schema.get("items")
    faults = (fault(one, items, depth + 1) for one in value) if items is not None else ()
    return next((why for why in faults if why), "")
