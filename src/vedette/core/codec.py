"""Nouns as JSON and back: the one place that knows how they are written down."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from vedette.core.errors import BadInput
from vedette.core.nouns import Report

T = TypeVar("T")


def dump(noun: msgspec.Struct) -> bytes:
    """Write one noun as one line of JSON; keys keep the order of the class."""
    return msgspec.json.encode(noun)


def dump_pretty(noun: msgspec.Struct) -> bytes:
    """Write one noun as indented JSON with a newline at the end."""
    return msgspec.json.format(msgspec.json.encode(noun), indent=2) + b"\n"


def load(data: bytes, kind: type[T], *, name: str = "input") -> T:
    """Read one noun; what `dump` wrote comes back equal.

    Raises:
        BadInput: the data is not JSON, or not that noun; the message names the field.

    """
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(
            f"{name}: not a {kind.__name__}: {error}",
            hint="give a JSON file written by vedette, unchanged; see docs/report.schema.json",
        ) from error


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a report."""
    made = msgspec.json.schema(Report)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Vedette report"} | made
