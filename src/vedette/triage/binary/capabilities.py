"""The rows that say what executables can do, and whether a scope fulfils one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, Literal

import msgspec
import re2  # type: ignore[import-untyped]
from msgspec import Struct

from vedette.core.tables import read, table
from vedette.triage.fact import Act

_MEMORY: Final = 96 << 20
_OPENING: Final = re.compile(r"\\.|\((?!\?)")
CLASS: Final = "class "
"""Before the name of a class of Windows, where a row asks for one among its strings: `classes.toml`."""


class Case(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A scope on which a row must fire, or one that looks like it and must not."""

    fires: bool
    calls: str = ""
    strings: tuple[str, ...] = ()
    shapes: str = ""
    exports: str = ""
    arguments: str = ""
    """A function with the number of an argument, and the constant it is given."""


class Capability(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing an executable can do."""

    id: str
    act: str
    says: str
    scope: Literal["function", "reach", "file"]
    """`reach`: in one function and those it calls itself."""
    cases: tuple[Case, ...]
    how: str = ""
    target: str = ""
    calls: tuple[tuple[str, ...], ...] = ()
    strings: tuple[str, ...] = ()
    shapes: tuple[str, ...] = ()
    exports: tuple[str, ...] = ()
    """All of these must be offered."""
    kinds: tuple[str, ...] = ()
    """It must be one of these: program, library, driver."""
    unless: tuple[str, ...] = ()
    """None of these may be called or offered."""
    arguments: dict[str, tuple[str, ...]] = {}
    """One of these functions, each with the number of an argument, must be given one of these constants."""
    feeds: str = ""
    """What flows into it, where the row itself says so."""
    loose: bool = False
    """Whether what feeds it only stands in the same file."""
    sure: bool | None = None
    """Whether it is more than a sign; where the row does not say so: in a function yes, in a file no."""

    @property
    def kind(self) -> Act:
        """What is done."""
        return Act[self.act]


class _Rows(Struct, frozen=True, forbid_unknown_fields=True):
    capability: tuple[Capability, ...]


@lru_cache(maxsize=1)
def capabilities() -> tuple[Capability, ...]:
    """Return all rows, by file and in the order of it."""
    files = sorted(Path(__file__).with_name("rows").glob("*.toml"), key=lambda one: one.name)
    found = [msgspec.convert(read(one), _Rows).capability for one in files]
    return tuple(row for rows in found for row in rows)


class Scope(Struct, kw_only=True):
    """What one function, or the whole file, calls and holds."""

    calls: set[str]
    strings: set[str]
    """Patterns that were found."""
    shapes: set[str]
    arguments: dict[str, set[str]]
    """Constants that functions are given, by name and number of the argument."""
    exports: frozenset[str] = frozenset()
    kind: str = ""


def fires(row: Capability, scope: Scope) -> bool:
    """Tell whether a scope fulfils a row."""
    calls = scope.calls
    for group in row.calls:
        if calls.isdisjoint(group):
            return False
    if not (calls.isdisjoint(row.unless) and scope.exports.isdisjoint(row.unless)):
        return False
    return (
        (not row.kinds or scope.kind in row.kinds)
        and _holds(row.strings, scope.strings)
        and _holds(row.shapes, scope.shapes)
        and _holds(row.exports, scope.exports)
        and _given(row.arguments, scope.arguments)
    )


@cache
def leads() -> Mapping[str, tuple[int, ...]]:
    """Return the numbers of rows by what a scope must have of each, so that few rows are put to it."""
    made: dict[str, list[int]] = {}
    for number, row in enumerate(capabilities()):
        first = row.calls[0] if row.calls else (*row.strings, *row.shapes, *row.exports)[:1]
        for one in first:
            made.setdefault(one, []).append(number)
    return {one: tuple(numbers) for one, numbers in made.items()}


def fired(scope: Scope) -> list[int]:
    """Return the numbers of the rows a scope fulfils, wherever they ask for that."""
    known = leads()
    there = (*scope.calls, *scope.strings, *scope.shapes, *scope.exports)
    asked = {number for one in there for number in known.get(one, ())}
    return sorted(number for number in asked if fires(capabilities()[number], scope))


def _holds(wanted: tuple[str, ...], there: set[str] | frozenset[str]) -> bool:
    return there.issuperset(wanted)


def _given(wanted: Mapping[str, tuple[str, ...]], there: Mapping[str, AbstractSet[str]]) -> bool:
    return not wanted or any(there.get(name, set()) & set(values) for name, values in wanted.items())


@cache
def vocabulary() -> frozenset[str]:
    """Return every function some row asks for."""
    named = {name for row in capabilities() for group in row.calls for name in group}
    return frozenset(named | {name for row in capabilities() for name in row.unless} | set(decisive()))


@cache
def decisive() -> Mapping[str, tuple[int, ...]]:
    """Return the functions whose constants some row asks for, and the numbers of the arguments."""
    made: dict[str, set[int]] = {}
    for row in capabilities():
        for key in row.arguments:
            name, _, place = key.rpartition(".")
            made.setdefault(name, set()).add(int(place))
    return {name: tuple(sorted(places)) for name, places in made.items()}


def plain(name: str) -> str:
    """Return the name rows use for a function: without underscores, checks, sizes and kinds of text."""
    name = name.partition("@")[0].lstrip("_").removesuffix("_chk")
    if name not in vocabulary():
        for end in ("A", "W", "64"):
            if name.endswith(end) and name.removesuffix(end) in vocabulary():
                return name.removesuffix(end)
    return name


@cache
def patterns() -> tuple[str, ...]:
    """Return what rows ask for among strings; case is all one, and `^` and `$` are the ends of a string."""
    every = (pattern for row in capabilities() for pattern in row.strings)
    return tuple(dict.fromkeys(one for one in every if not one.startswith(CLASS)))


@lru_cache(maxsize=1)
def detector() -> Any:  # noqa: ANN401 - of a library without types
    """Return all patterns for strings as one, which finds where any of them may be."""
    options = re2.Options()
    options.max_mem, options.case_sensitive, options.never_capture = _MEMORY, False, True
    return re2.compile(f"(?m:{'|'.join(f'(?:{one})' for one in patterns())})".encode(), options)


@lru_cache(maxsize=1)
def _sorter() -> Any:  # noqa: ANN401 - of a library without types
    options = re2.Options()
    options.max_mem, options.case_sensitive = _MEMORY, False
    made = re2.Set.SearchSet(options)
    for one in patterns():
        made.Add(f"(?m:{one})")
    made.Compile()
    return made


@lru_cache(maxsize=4096)
def found_in(text: str) -> frozenset[str]:
    """Return the patterns that one string fulfils; the name of a class fulfils itself.

    The end of it is read as the end of a line, which is no letter.
    """
    if text.startswith(CLASS):
        return frozenset((text,))
    return frozenset(patterns()[number] for number in _sorter().Match(text + "\n") or ())


class _Classes(Struct, frozen=True, forbid_unknown_fields=True):
    classes: dict[str, str]


@lru_cache(maxsize=1)
def classes() -> Mapping[bytes, str]:
    """Return ids of classes of Windows as they lie in memory, each with the name rows use."""
    rows = msgspec.convert(table("vedette.triage.binary", "classes.toml"), _Classes).classes
    return {_packed(ident): CLASS + name for name, ident in rows.items()}


def _packed(ident: str) -> bytes:
    """Return an id with its first three parts the low byte first."""
    one, two, three, *rest = ident.split("-")
    parts = [bytes.fromhex(part)[::-1] for part in (one, two, three)]
    return b"".join(parts) + bytes.fromhex("".join(rest))
