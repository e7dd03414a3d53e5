"""A script with what is constant in it written out: strings joined, back-ticks gone, names put back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from vedette.triage.layers.codecs import Step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vedette.triage.layers.tracing.machine import Machine

_WORTH: Final = frozenset({"binary", "chain", "unary", "cast", "paren", "inner", "pipeline", "expandable"})
_TICKED: Final = re.compile(r"(?<![`\w])[$\w.:\\-]*`[A-Za-z][\w`.-]*")
_LONGEST: Final = 8192


def readable(text: str, m: Machine) -> tuple[str, tuple[str, ...]]:
    """Return the text with constants written out, and what was done; nothing done: no steps."""
    pieces: list[str] = []
    at = 0
    steps: list[str] = []
    for start, end, made in _changes(text, m):
        pieces += [text[at:start], made]
        at = end
        if Step.JOINED not in steps:
            steps.append(Step.JOINED)
    pieces.append(text[at:])
    plain = "".join(pieces)
    ticked = _TICKED.sub(lambda found: found[0].replace("`", ""), plain) if "`" in plain else plain
    if ticked != plain:
        steps.append(Step.MARKS)
    return ticked, tuple(steps)


def _changes(text: str, m: Machine) -> Iterator[tuple[int, int, str]]:
    """Yield places outermost first, each with what it is worth."""
    last = 0
    for (start, end), (kind, data) in sorted(m.folded.items(), key=lambda one: (one[0][0], -one[0][1])):
        if start < last or kind not in _WORTH or end <= start or not isinstance(data, str):
            continue
        if len(data) > _LONGEST or not _shorter(text[start:end], data):
            continue
        last = end
        yield start, end, _quoted(data, text[start:end])


def _shorter(before: str, data: str) -> bool:
    """Say whether writing a value out makes it plainer."""
    return before.strip("'\"() ") != data and ("'" in before or '"' in before or "[" in before)


def _quoted(data: str, before: str) -> str:
    quoted = "'" + data.replace("'", "''") + "'"
    return f"({quoted})" if before.startswith("(") else quoted
