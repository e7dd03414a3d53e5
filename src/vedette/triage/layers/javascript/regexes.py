"""JavaScript's patterns, matched in linear time."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Protocol

import re2  # type: ignore[import-untyped]

from vedette.triage.layers.javascript.values import Regex

_LONGEST: Final = 20_000


class Found(Protocol):
    """One match."""

    def group(self, which: int = 0, /) -> str | None:
        """Return a group."""

    def groups(self) -> tuple[str | None, ...]:
        """Return all groups."""

    def start(self) -> int:
        """Return where it begins."""

    def end(self) -> int:
        """Return where it ends."""


@lru_cache(maxsize=256)
def _compiled(pattern: str, flags: str) -> object:
    if len(pattern) > _LONGEST:
        return None
    marks = "".join(one for one in "ims" if one in flags)
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 22
    try:
        return re2.compile(f"(?{marks}){pattern}" if marks else pattern, options)
    except (re2.error, UnicodeError):
        return None


def found(regex: Regex, text: str, most: int = 200_000) -> list[Found] | None:
    """Return the matches, one unless it is global; None where the pattern is not understood."""
    compiled = _compiled(regex.pattern, regex.flags)
    if compiled is None:
        return None
    made: list[Found] = []
    try:
        for one in compiled.finditer(text):  # type: ignore[attr-defined]
            made.append(one)
            if "g" not in regex.flags or len(made) >= most:
                break
    except (re2.error, UnicodeError):
        return None
    return made


def split(regex: Regex, text: str) -> list[str] | None:
    """Cut a text at its matches."""
    matches = found(Regex(regex.pattern, regex.flags + "g"), text)
    if matches is None:
        return None
    made, at = [], 0
    for one in matches:
        if one.end() == 0 or (one.start() == one.end() and one.start() >= len(text)):
            continue
        made.append(text[at : one.start()])
        at = one.end()
    return [*made, text[at:]]
