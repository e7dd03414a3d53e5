"""Nested records as one level of names with dots: what rules for cloud and shipped logs speak of.

A list of plain values stays a list. A list of records gives each of its names the list of all their values:
any of them may match, as in Elasticsearch. Bounded in depth, names and list lengths.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from vedette.hunt.event import Value

DEPTH_MAX: Final = 16
NAMES_MAX: Final = 2_000
LIST_MAX: Final = 1_000
_SCALARS: Final = (str, int, float, bool, type(None))


def flatten(record: Mapping[str, Any], prefix: str = "") -> dict[str, Value]:
    """Give a record's leaves by their path; what lies beyond the bounds is left out."""
    fields: dict[str, Value] = {}
    _take(record, prefix, fields, DEPTH_MAX)
    return fields


def _take(record: Mapping[str, Any], prefix: str, fields: dict[str, Value], depth: int) -> None:
    for key, value in record.items():
        if isinstance(value, str):
            fields[prefix + key] = value
        elif isinstance(value, dict):
            if depth:
                _take(value, f"{prefix}{key}.", fields, depth - 1)
        elif isinstance(value, list):
            _take_list(value, prefix + key, fields, depth)
        else:
            fields[prefix + key] = value if isinstance(value, _SCALARS) else str(value)
        if len(fields) > NAMES_MAX:
            return


def _take_list(values: list[Any], name: str, fields: dict[str, Value], depth: int) -> None:
    plain: list[Any] = []
    for value in values[:LIST_MAX]:
        if isinstance(value, dict):
            if depth:
                inner: dict[str, Value] = {}
                _take(value, f"{name}.", inner, depth - 1)
                _join(inner, fields)
        elif isinstance(value, list):
            plain += [one for one in value[:LIST_MAX] if isinstance(one, _SCALARS)]
        else:
            plain.append(value)
    if plain or not values:
        fields[name] = plain[:LIST_MAX]


def _join(inner: dict[str, Value], fields: dict[str, Value]) -> None:
    """Add the values of one record of a list to those of the ones before it."""
    for name, value in inner.items():
        known = fields.get(name)
        if known is None and name not in fields:
            if len(fields) <= NAMES_MAX:
                fields[name] = value if isinstance(value, list) else [value]
            continue
        many = known if isinstance(known, list) else [known]
        if len(many) < LIST_MAX:
            many += value if isinstance(value, list) else [value]
        fields[name] = many
