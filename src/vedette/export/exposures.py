"""A weakness in code as logs saw it, as plain words: every page lays them out in its own way."""

from __future__ import annotations

from msgspec import Struct

from vedette.core.exposures import Exposure, State
from vedette.export.moments import span
from vedette.export.tally import plural
from vedette.export.visible import one_line, visible

MARKS = {State.EXPLOITED: "‼", State.PROBED: "◆", State.UNTOUCHED: "○"}


class Exposed(Struct, frozen=True, kw_only=True):
    """One weakness."""

    symbol: str
    state: str
    title: str
    place: str
    routes: str
    counted: str
    reasons: tuple[str, ...]
    payloads: tuple[str, ...]
    blind: tuple[str, ...]


def exposed(one: Exposure) -> Exposed:
    """Put one in words that may be shown."""
    return Exposed(
        symbol=MARKS[one.state],
        state=one.state.capitalize(),
        title=one_line(one.title),
        place=visible(one.place),
        routes=", ".join(map(one_line, one.routes)),
        counted=_counted(one),
        reasons=tuple(map(one_line, one.reasons)),
        payloads=tuple(map(one_line, one.payloads)),
        blind=tuple(map(one_line, one.blind)),
    )


def _counted(one: Exposure) -> str:
    if not one.attempts:
        return f"{plural(one.requests, 'request')} reached it"
    who = ", ".join(map(one_line, one.sources))
    return (
        f"{one.attempts:,} of {plural(one.requests, 'request')} would use it, from {who};"
        f" {span(one.first, one.last)}"
    )
