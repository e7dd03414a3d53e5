"""The rows that say what executables can do, and whether a scope fulfils one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Final, Literal

import msgspec
import re2  # type: ignore[import-untyped]
from msgspec import Struct

from vedette.triage.fact import Act

_MEMORY: Final = 64 << 20
_OPENING: Final = re.compile(r"\\.|\((?!\?)")


class Case(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A scope on which a row must fire, or one that looks like it and must not."""

    fires: bool
    calls: str = ""
    strings: tuple[str, ...] = ()
    shapes: str = ""
    arguments: str = ""
    """A function and the constant it is given."""


class Capability(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing an executable can do."""

    id: str
    act: str
    says: str
    scope: Literal["function", "file"]
    cases: tuple[Case, ...]
    how: str = ""
    target: str = ""
    calls: tuple[tuple[str, ...], ...] = ()
    strings: tuple[str, ...] = ()
    shapes: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    arguments: dict[str, tuple[str, ...]] = {}
    """One of these functions must be given one of these constants."""
    feeds: str = ""
    """What flows into it, where the row itself says so."""

    @property
    def kind(self) -> Act:
        """What is done."""
        return Act[self.act]


class _Rows(Struct, frozen=True, forbid_unknown_fields=True):
    capability: tuple[Capability, ...]


@lru_cache(maxsize=1)
def capabilities() -> tuple[Capability, ...]:
    """Return all rows, in the order of the file."""
    text = resources.files(__package__).joinpath("capabilities.toml").read_bytes()
    return msgspec.toml.decode(text, type=_Rows).capability


class Scope(Struct, kw_only=True):
    """What one function, or the whole file, calls and holds."""

    calls: set[str]
    strings: set[str]
    """Patterns that were found."""
    shapes: set[str]
    arguments: dict[str, set[str]]
    """Constants that functions are given."""


def fires(row: Capability, scope: Scope) -> bool:
    """Tell whether a scope fulfils a row."""
    if scope.calls & set(row.unless):
        return False
    called = all(scope.calls & set(group) for group in row.calls)
    return (
        called
        and _holds(row.strings, scope.strings)
        and _holds(row.shapes, scope.shapes)
        and _given(row.arguments, scope.arguments)
    )


def _holds(wanted: tuple[str, ...], there: AbstractSet[str]) -> bool:
    return there >= set(wanted)


def _given(wanted: Mapping[str, tuple[str, ...]], there: Mapping[str, AbstractSet[str]]) -> bool:
    return not wanted or any(there.get(name, set()) & set(values) for name, values in wanted.items())


@cache
def vocabulary() -> frozenset[str]:
    """Return every function some row asks for."""
    named = {name for row in capabilities() for group in row.calls for name in group}
    return frozenset(named | {name for row in capabilities() for name in (*row.unless, *row.arguments)})


def plain(name: str) -> str:
    """Return the name rows use for a function: without underscores, checks, sizes and kinds of text."""
    name = name.partition("@")[0].lstrip("_").removesuffix("_chk")
    if name not in vocabulary():
        for end in ("A", "W", "64"):
            if name.endswith(end) and name.removesuffix(end) in vocabulary():
                return name.removesuffix(end)
    return name


@lru_cache(maxsize=1)
def patterns() -> tuple[Any, tuple[str, ...]]:
    """Return all patterns for strings as one, and the patterns by the number of their group."""
    each = tuple(dict.fromkeys(pattern for row in capabilities() for pattern in row.strings))
    options = re2.Options()
    options.max_mem, options.case_sensitive = _MEMORY, False
    whole = "|".join(f"({_lines(pattern)})" for pattern in each)
    return re2.compile(f"(?m:{whole})".encode(), options), each


def _lines(pattern: str) -> str:
    """Keep groups of a pattern from being counted, and dots from leaving the string."""
    return _OPENING.sub(lambda found: found[0] if found[0] != "(" else "(?:", pattern)


def found_in(text: str) -> set[str]:
    """Return the patterns that one string fulfils."""
    return {one for one in patterns()[1] if re2.search(f"(?mi:{one})", text)}
