"""Lines of a script that look like those attackers write: pointed at, the likest first, a few a script."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from vedette.core.nouns import Lines
from vedette.triage.allowance import Allowance
from vedette.triage.fact import Act, Fact
from vedette.triage.kinds import Kind
from vedette.triage.lines.model import model
from vedette.triage.lines.signs import signs, signs_of
from vedette.triage.sample import Sample

HANDLES: Final = frozenset({Kind.SHELL, Kind.BATCH, Kind.POWERSHELL})
_LINES: Final = 5_000
"""Of a script."""
_SCORED: Final = 300
"""Lines with signs that are scored."""
_SHOWN: Final = 5
_QUOTE: Final = 200
_COMMENTS: Final = ("#", "::", "rem ", "<#")


class _Likely(Struct, frozen=True, order=True):
    score: float
    line: int
    column: int
    text: str
    found: tuple[int, ...]


def facts(sample: Sample, allowance: Allowance) -> Iterator[Fact]:
    """Yield the lines that look most like an attacker's.

    Raises:
        LimitHit: there is no allowance left for it.

    """
    if sample.kind not in HANDLES:
        return
    scored = sorted(_scored(sample.text, allowance), reverse=True)
    least = model().unix if sample.kind is Kind.SHELL else model().windows
    for one in scored[:_SHOWN]:
        if one.score < least:
            return
        quote = one.text[:_QUOTE]
        words = ", ".join(signs()[each].means for each in one.found)
        end = one.column + len(quote)
        yield Fact(
            act=Act.RESEMBLES,
            place=Lines(line=one.line, column=one.column, end_line=one.line, end_column=end),
            quote=quote,
            says=f"is written like commands of attackers: {words}",
            how="model of command lines",
            sure=False,
        )


def _scored(text: str, allowance: Allowance) -> Iterator[_Likely]:
    left = _SCORED
    for number, line in enumerate(text.split("\n")[:_LINES], 1):
        stripped = line.strip()
        allowance.burn(1 + len(stripped) // 8)
        if len(stripped) <= len("sh -c") or stripped.lower().startswith(_COMMENTS):
            continue
        found = signs_of(stripped)
        if not found:
            continue
        left -= 1
        if left < 0:
            return
        column = len(line) - len(line.lstrip()) + 1
        yield _Likely(model().score(stripped, found), number, column, stripped, found)
