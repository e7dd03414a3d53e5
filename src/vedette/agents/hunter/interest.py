"""Which units of code are worth a model's look, by what can be counted: the same every time.

What counts: calls into libraries no table is about, functions a framework no table is about may call, entry
points the tables know, calls of libraries that are known but of names that are not. Tests count less.
"""

from __future__ import annotations

import builtins
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Final

from msgspec import Struct

from vedette.agents.hunter.units import CALL, MODULE, Called, Parsed, Unit, parse
from vedette.code import Knowledge
from vedette.code.tables import Sink, Source

_FILES_MAX: Final = 5000
_COUNTED: Final = 6
"""Reasons of one unit that count: a long function is not of more interest for being long."""
_RAISED: Final = ("Error", "Exception", "Warning")
PURE_MODULES: Final = frozenset(
    [
        "abc",
        "array",
        "base64",
        "binascii",
        "bisect",
        "calendar",
        "cmath",
        "collections",
        "colorsys",
        "copy",
        "copyreg",
        "csv",
        "dataclasses",
        "datetime",
        "decimal",
        "difflib",
        "enum",
        "errno",
        "fractions",
        "functools",
        "hashlib",
        "heapq",
        "hmac",
        "itertools",
        "json",
        "keyword",
        "locale",
        "logging",
        "math",
        "numbers",
        "operator",
        "pprint",
        "pytest",
        "random",
        "reprlib",
        "secrets",
        "statistics",
        "string",
        "struct",
        "textwrap",
        "threading",
        "time",
        "timeit",
        "traceback",
        "types",
        "typing",
        "typing_extensions",
        "unicodedata",
        "unittest",
        "uuid",
        "warnings",
        "weakref",
        "zlib",
        "zoneinfo",
    ]
)
"""Of the standard library and of tests: what does no harm, whoever chose its arguments."""
_SHARP: Final = re.compile(
    r"eval|exec|shell|system|spawn|popen|command|query|raw|sql|render|template|load|unpack|extract|open"
    r"|fetch|download|send|redirect|import|deserial|pickle|marshal|inject|run|call|path|file|url|html"
)
_TESTS: Final = frozenset(
    ("test", "tests", "testing", "fixtures", "examples", "example", "docs", "benchmarks")
)
_BUILT_IN: Final = frozenset(
    name for kind in (str, bytes, dict, list, set, tuple, int, float) for name in dir(kind)
)


class Ranked(Struct, frozen=True, kw_only=True):
    """A unit, and how much of interest there is in it."""

    unit: Unit
    score: int
    reasons: tuple[str, ...]


class Survey(Struct, frozen=True, kw_only=True):
    """A target taken apart."""

    ranked: tuple[Ranked, ...]
    """Units of some interest, the most first."""
    units: Mapping[str, tuple[Unit, ...]]
    """All units by their last name."""
    files: Mapping[str, Parsed]
    own: frozenset[str]
    """Names of the target's own modules and folders: what is imported from these is its own code."""
    defined: frozenset[str]
    """Names of its own functions, methods and classes."""
    skipped: Mapping[str, str]
    """Files that could not be taken apart, and why."""


def survey(texts: Mapping[str, str], knowledge: Knowledge, name: str = "") -> Survey:
    """Take a target apart and rank its units: files of source by path; `name` is that of their folder."""
    knowledge.compile()
    files: dict[str, Parsed] = {}
    skipped: dict[str, str] = {}
    for path in sorted(texts)[:_FILES_MAX]:
        made = parse(path, texts[path])
        if isinstance(made, str):
            skipped[path] = made
        else:
            files[path] = made
    skipped |= dict.fromkeys(sorted(texts)[_FILES_MAX:], f"beyond the first {_FILES_MAX} files")
    own = frozenset(filter(None, (name, *(one for path in texts for one in _modules(path)))))
    defined = frozenset(name for one in files.values() for name in one.defined)
    units = [unit for one in files.values() for unit in one.units]
    by_name: dict[str, tuple[Unit, ...]] = {}
    for unit in units:
        name = unit.name.rpartition(".")[2]
        by_name[name] = (*by_name.get(name, ()), unit)
    ranked = [one for unit in units if (one := _rank(unit, own, knowledge)).score > 0]
    ranked.sort(key=lambda one: (-one.score, one.unit.path, one.unit.line))
    return Survey(ranked=tuple(ranked), units=by_name, files=files, own=own, defined=defined, skipped=skipped)


def is_strange(path: str, own: frozenset[str], knowledge: Knowledge) -> bool:
    """Tell whether a name is of somebody else's library, and of one no table is about."""
    root = root_of(path)
    return (
        bool(root)
        and root not in own
        and root not in knowledge.libraries
        and root not in sys.stdlib_module_names
        and root != "pytest"
    )


def root_of(path: str) -> str:
    """Return the top-level module of a full name; nothing for the target's own."""
    return path.partition(".")[0].removesuffix(CALL)


def is_harmless(path: str, method: str) -> bool:
    """Tell whether a call is of what does no harm whoever chose its arguments: builtins, plain data."""
    if not path:
        return method in _BUILT_IN or hasattr(builtins, method)
    return root_of(path) in PURE_MODULES or root_of(path) == "builtins"


def in_tests(path: str) -> bool:
    """Tell whether a file is a test, an example or the like, by its name."""
    parts = PurePosixPath(path).parts
    stem = PurePosixPath(path).stem
    return (
        not _TESTS.isdisjoint(part.lower() for part in parts[:-1])
        or stem.startswith("test_")
        or stem.endswith("_test")
        or stem == "conftest"
    )


def _rank(unit: Unit, own: frozenset[str], knowledge: Knowledge) -> Ranked:
    reasons = dict(_reasons(unit, own, knowledge))
    score = sum(sorted(reasons.values(), reverse=True)[:_COUNTED])
    if score > 0 and in_tests(unit.path):
        score = min(score, 1)
    if unit.name == MODULE:
        score -= 2
    return Ranked(unit=unit, score=score, reasons=tuple(reasons))


def _reasons(unit: Unit, own: frozenset[str], knowledge: Knowledge) -> Iterator[tuple[str, int]]:
    """Give what is of interest in a unit, and how much of it."""
    for call in unit.calls:
        yield from _of_call(call, own, knowledge)
    for name in (*unit.decorators, *unit.bases):
        if is_strange(name, own, knowledge):
            yield f"{root_of(name)} may call it, and no table is about that", 5
        elif knowledge.entry_decorator(name) or knowledge.entry_base(name):
            yield "strangers call it", 3
    if unit.parameters and not unit.name.rpartition(".")[2].startswith("_"):
        yield "it takes arguments", 0


def _of_call(call: Called, own: frozenset[str], knowledge: Knowledge) -> Iterator[tuple[str, int]]:
    if call.constant or call.method.endswith(_RAISED):
        return
    rows = knowledge.calls(knowledge.canonical(call.path)) if call.path else ()
    sharp = 2 if _SHARP.search(call.method.lower()) else 0
    if is_strange(call.path, own, knowledge):
        yield f"calls {call.written}, and no table is about {root_of(call.path)}", 4 + sharp
    elif any(isinstance(row, Sink | Source) for row in rows):
        yield f"calls {call.written}", 1
    elif not rows and call.path and sharp and not is_harmless(call.path, call.method):
        if root_of(call.path) not in own and not call.path.startswith("."):
            yield f"calls {call.written}, of which no table says anything", 1 + sharp
    elif not call.path and sharp and not is_harmless("", call.method):
        yield f"calls {call.written} of something whose type is not known", sharp


def _modules(path: str) -> Iterator[str]:
    parts = PurePosixPath(path).parts
    yield from parts[:-1]
    yield PurePosixPath(path).stem
