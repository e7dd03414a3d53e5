"""Regular expressions as .NET writes them, on an engine that takes linear time whatever they are."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from vedette.core.expressions import expression

if TYPE_CHECKING:
    from vedette.triage.allowance import Allowance

_GROUP: Final = expression(r"\$(?:(\d{1,2})|\{(\w{1,30})\}|(&)|(\$))")
_EVERY: Final = expression(r"\(\?<=\\G(?:(\.{1,64})|\.\{([1-9]\d{0,2})\})\)")
"""Behind every so many letters: no engine of linear time has it."""
_LONGEST: Final = 4000
GROWTH_MOST: Final = 16 << 20


@lru_cache(maxsize=512)
def _compiled(pattern: str, case: bool) -> Any | None:  # noqa: ANN401, FBT001  the engine has no types
    re2: Any = import_module("re2")  # it has no types, and not every script needs it

    options = re2.Options()
    options.case_sensitive = case
    options.log_errors = False
    options.max_mem = 8 << 20
    try:
        return re2.compile(pattern, options)
    except re2.error:
        return None


def _engine(pattern: str, *, case: bool) -> Any | None:  # noqa: ANN401
    return _compiled(pattern, case) if len(pattern) <= _LONGEST else None


def replace(text: str, what: tuple[str, str], allowance: Allowance, *, case: bool = False) -> str | None:
    """Replace what fits a pattern by a text that may name groups; None where we cannot say."""
    pattern, by = what
    allowance.burn(len(text) // 16 + 1)
    engine = _engine(pattern, case=case)
    if engine is None or not pattern:
        return None
    if "$" not in by:
        if len(by) > 1 and engine.search(text) is not None and len(text) * len(by) > GROWTH_MOST:
            return None
        return str(engine.sub(lambda _: by, text))
    return str(engine.sub(lambda match: _GROUP.sub(lambda seen: _expanded(seen, match), by), text))


def _expanded(seen: re.Match[str], match: Any) -> str:  # noqa: ANN401
    number, name, whole, dollar = seen.groups()
    if dollar:
        return "$"
    try:
        return str(match.group(0 if whole else int(number) if number else name) or "")
    except (IndexError, KeyError):
        return seen[0]


def split(text: str, pattern: str, most: int, allowance: Allowance) -> list[object]:
    """Split by a pattern; at most so many pieces, if not nought."""
    allowance.burn(len(text) // 16 + 1)
    if not pattern:
        return ["", *text, ""]
    if (every := _EVERY.fullmatch(pattern)) is not None:
        size = len(every[1]) if every[1] else int(every[2])
        return [
            *(text[at : at + size] for at in range(0, len(text), size)),
            *([""] * (len(text) % size == 0)),
        ]
    engine = _engine(pattern, case=False)
    if engine is None:
        return [text]
    return [piece or "" for piece in engine.split(text, max(most - 1, 0))]


def found(text: str, pattern: str, allowance: Allowance) -> list[object] | None:
    """Return the first fit and its groups, or None where nothing fits."""
    allowance.burn(len(text) // 16 + 1)
    engine = _engine(pattern, case=False)
    match = engine.search(text) if engine is not None else None
    return None if match is None else [match.group(0), *(one or "" for one in match.groups())]


def all_found(text: str, pattern: str, allowance: Allowance) -> list[object] | None:
    """Return all fits, in order."""
    allowance.burn(len(text) + 1)
    engine = _engine(pattern, case=True)
    return None if engine is None else [match.group(0) for match in engine.finditer(text)]


def like(text: str, pattern: str, allowance: Allowance) -> bool:
    """Say whether a text fits a pattern with * and ?."""
    allowance.burn(len(text) // 16 + 1)
    escaped = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    engine = _engine(f"(?s)^{escaped}$", case=False)
    return engine is not None and engine.search(text) is not None
