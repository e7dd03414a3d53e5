"""Every string of a noun and of all nouns within it, changed by one function; enumerations stay."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar, cast

from msgspec import Struct, structs

S = TypeVar("S", bound=Struct)
_Change = Callable[[str], str]


def changed(noun: S, change: _Change) -> S:
    """Return the noun with every string changed."""
    return cast("S", _changed(noun, change))


def strings(value: Any) -> Iterator[str]:  # noqa: ANN401  a noun, or whatever is in one
    """Return every string."""
    if type(value) is str:
        yield value
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from strings(getattr(value, name))
    elif isinstance(value, dict):
        yield from strings(tuple(value))
        yield from strings(tuple(value.values()))
    elif isinstance(value, tuple | list):
        for inside in value:
            yield from strings(inside)


def _changed(value: Any, change: _Change) -> Any:  # noqa: ANN401
    if type(value) is str:
        return change(value)
    if isinstance(value, Struct):
        given = {name: _changed(getattr(value, name), change) for name in value.__struct_fields__}
        return structs.replace(value, **given)
    if isinstance(value, dict):
        return {_changed(name, change): _changed(inside, change) for name, inside in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(_changed(inside, change) for inside in value)
    return value
