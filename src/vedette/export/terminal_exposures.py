"""Weaknesses in code as logs saw them, for a person at a terminal: what was likely used first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vedette.core.exposures import Exposure
from vedette.export.exposures import exposed
from vedette.export.measure import wrap
from vedette.export.paint import Paint

_INDENT = "  "


def exposure_lines(exposures: Sequence[Exposure], paint: Paint, width: int) -> Iterator[str]:
    """Return the lines of a section; none where no weaknesses were looked for."""
    if not exposures:
        return
    yield paint.strong("Weaknesses in the code, as these logs saw them")
    for one in map(exposed, exposures):
        yield ""
        yield f"{_INDENT}{one.symbol} {paint.strong(one.state.upper())}: {one.title}"
        yield from _field(f"{one.place} · {one.routes}", width)
        yield from _field(one.counted, width)
        yield from _field("; ".join(one.reasons), width)
        for text in one.payloads[:1]:
            yield from _field(f"Sent: {text}", width)
        for words in one.blind:
            yield from _field(f"Not seen: {words}", width)
    yield ""
    yield ""


def _field(text: str, width: int) -> Iterator[str]:
    yield from (_INDENT * 2 + line for line in wrap(text, width - 2 * len(_INDENT)))
