"""Strings that rows ask for, as they stand or hidden, and functions that are looked up by their names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import re2  # type: ignore[import-untyped]

from vedette.triage.binary.capabilities import classes, found_in, plain, vocabulary
from vedette.triage.binary.masks import Mask
from vedette.triage.binary.sieve import sifted
from vedette.triage.binary.study import Study

_HITS_MAX: Final = 4000
_NAMES_MAX: Final = 400
_LINES_MAX: Final = 500_000
_SCAN_MAX: Final = 32 << 20
_TABLE: Final = 200
"""Whoever holds more names than this lists them for another reason."""
_LONGEST: Final = 400
_LOOKERS: Final = frozenset(
    {"GetProcAddress", "LdrGetProcedureAddress", "MmGetSystemRoutineAddress", "dlsym", "DllFunctionCall"}
)
_MANAGED_LOOKERS: Final = frozenset(
    {
        "GetProcAddress", "LdrGetProcedureAddress",
        "System.Runtime.InteropServices.Marshal::GetDelegateForFunctionPointer",
    }
)  # fmt: skip
_FEW: Final = 10
"""A program of Windows that imports less finds the rest by itself."""
_COMMON: Final = frozenset(
    {"open", "read", "write", "send", "recv", "exit", "system", "connect", "accept", "bind"}
)
"""Names that are words too, and say nothing where they stand alone."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A string some row asks for, and where it stands in the file."""

    offset: int
    length: int
    text: str
    built: bool = False
    """Whether code puts it together there."""


def strings(known: Study) -> dict[str, list[Hit]]:
    """Return the strings that rows ask for, by pattern."""
    found: dict[str, list[Hit]] = {}
    count = 0
    for hit in _hits(known):
        asked = found_in(hit.text)
        for pattern in asked:
            found.setdefault(pattern, []).append(hit)
        count += bool(asked)
        if count > _HITS_MAX:
            break
    return found


def _hits(known: Study) -> Iterator[Hit]:
    for mask in [*known.masks.narrow, *known.masks.wide, *known.opened]:
        yield from _in(mask)
    for one in known.folded:
        yield Hit(one.offset, one.length, one.text)
    for text in known.stacked:
        yield Hit(text.offset, text.length, text.text, built=True)
    if known.image.windows and known.image.format != ".NET":
        for raw, name in classes().items():
            at = known.image.data.find(raw)
            if at >= 0:
                yield Hit(at, len(raw), name)


def _in(mask: Mask) -> Iterator[Hit]:
    """Give strings that may be asked for, each once."""
    for start, end in sifted(mask):
        text = mask.text[start:end].decode("ascii", "replace")
        yield Hit(mask.offset(start), (end - start) * mask.step, text)


@lru_cache(maxsize=2)
def looked_up(known: Study) -> dict[int, str]:
    """Return functions of the system that a program names and looks up while it runs, by offset."""
    image = known.image
    taken = {plain(one.name) for one in image.imports}
    if not image.windows:
        return {}
    if image.format == ".NET":
        return _in_texts(known, taken)
    if not taken & _LOOKERS and len(taken) >= _FEW:
        return {}
    found = {one.offset: one.text for one in known.stacked if _is_name(one.text.encode("ascii", "replace"))}
    for mask in [*known.masks.narrow, *known.opened]:
        found |= {at: name for at, name in _named(mask) if plain(name) not in taken}
    return found if len(found) <= _TABLE else {}


def _in_texts(known: Study, taken: set[str]) -> dict[int, str]:
    """Return native functions that code for .NET names in its texts and calls by their addresses."""
    if not taken & _MANAGED_LOOKERS:
        return {}
    found: dict[int, str] = {}
    for text in dict.fromkeys(known.image.texts):
        if text[:1].isupper() and _is_name(text.encode("ascii", "replace")) and plain(text) not in taken:
            at = known.image.data.find(text.encode("utf-16-le"))
            if at >= 0:
                found[at] = text
    return found if len(found) <= _TABLE else {}


def _named(mask: Mask) -> Iterator[tuple[int, str]]:
    """Give names of functions that stand alone, each where it stands first."""
    known: set[bytes] = set()
    for count, match in enumerate(_lines().finditer(mask.text[:_SCAN_MAX])):
        if count >= _LINES_MAX or len(known) >= _NAMES_MAX:
            return
        line = match[0]
        if line not in known and _is_name(line):
            known.add(line)
            yield mask.offset(match.start()), line.decode("ascii")


@lru_cache(maxsize=1)
def _lines() -> Any:  # noqa: ANN401 - of a library without types
    return re2.compile(rb"(?m:^[A-Za-z][A-Za-z0-9]{4,46}$)")


def _is_name(line: bytes) -> bool:
    """Tell whether a string is the name of a function rows ask for."""
    if not 4 < len(line) < 48 or not line.isalnum():  # noqa: PLR2004
        return False
    name = plain(line.decode("ascii"))
    return name in vocabulary() and name not in _COMMON
