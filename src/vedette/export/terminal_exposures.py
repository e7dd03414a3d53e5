"""Weaknesses in code as logs saw them, for a person at a terminal: what was likely used first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vedette.core.exposures import Exposure, State
from vedette.export.measure import wrap
from vedette.export.moments import span
from vedette.export.paint import Paint
from vedette.export.visible import one_line, visible

_INDENT = "  "
MARKS = {State.EXPLOITED: "‼", State.PROBED: "◆", State.UNTOUCHED: "○"}


def exposure_lines(exposures: Sequence[Exposure], paint: Paint, width: int) -> Iterator[str]:
    """Return the lines of a section; none where no weaknesses were looked for."""
    if not exposures:
        return
    yield paint.strong("Weaknesses in the code, as these logs saw them")
    for one in exposures:
        yield ""
        yield f"{_INDENT}{MARKS[one.state]} {paint.strong(one.state.upper())}: {one_line(one.title)}"
        yield from _field(f"{visible(one.place)} · {', '.join(map(one_line, one.routes))}", width)
        yield from _field(_counted(one), width)
        yield from _field("; ".join(map(one_line, one.reasons)), width)
        if one.payloads:
            yield from _field("Sent: " + one_line(one.payloads[0]), width)
        for words in one.blind:
            yield from _field("Not seen: " + one_line(words), width)
    yield ""
    yield ""


def _counted(one: Exposure) -> str:
    if not one.attempts:
        return f"{one.requests:,} requests reached it"
    who = ", ".join(map(one_line, one.sources))
    return (
        f"{one.attempts:,} of {one.requests:,} requests would use it, from {who}; {span(one.first, one.last)}"
    )


def _field(text: str, width: int) -> Iterator[str]:
    yield from (_INDENT * 2 + line for line in wrap(text, width - 2 * len(_INDENT)))
