"""Format strings of .NET: `{1}{0,5}{2:X2}`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from vedette.core.expressions import expression
from vedette.triage.layers.powershell.values import text_of, whole_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vedette.triage.allowance import Allowance

_HOLE: Final = expression(r"\{\{|\}\}|\{\s*(\d{1,4})\s*(?:,\s*(-?\d{1,4})\s*)?(?::([^{}]{0,40}))?\}")
_NUMBER: Final = expression(r"([XxDd])(\d{0,2})")


def formatted(pattern: str, values: Sequence[object], allowance: Allowance) -> str:
    """Put values into the holes of a pattern; a hole without value stays."""
    allowance.burn(len(pattern) // 16 + 1)
    grown = 0

    def fill(found: re.Match[str]) -> str:
        nonlocal grown
        if found[1] is None:
            return found[0][0]
        number = int(found[1])
        if number >= len(values):
            return found[0]
        made = _shown(values[number], found[3] or "")
        width = int(found[2] or 0)
        made = made.rjust(width) if width >= 0 else made.ljust(-width)
        grown += len(made)
        if grown > 1 << 16:
            allowance.take_bytes(grown)
        return made

    return _HOLE.sub(fill, pattern)


def _shown(value: object, how: str) -> str:
    found = _NUMBER.fullmatch(how)
    if found is not None and (number := whole_of(value)) is not None:
        digits = f"{number:{'d' if found[1] in 'Dd' else found[1]}}"
        return digits.zfill(int(found[2] or 0))
    return text_of(value) or ""
