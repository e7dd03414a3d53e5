"""A PowerShell script with what is constant in it written out, and back-ticks gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vedette.core.expressions import expression
from vedette.triage.layers.codecs import Step
from vedette.triage.layers.tracing.peeling import folded

if TYPE_CHECKING:
    from vedette.triage.layers.tracing.machine import Machine

_TICKED: Final = expression(r"(?<![`\w$.:\\-])[$\w.:\\-]*`[A-Za-z][\w`.-]*")


def readable(text: str, m: Machine) -> tuple[str, tuple[str, ...]]:
    """Return the text with constants written out, and what was done; nothing done: no steps."""
    plain = folded(text, m, _quoted)
    steps = (Step.JOINED,) if plain != text else ()
    ticked = _TICKED.sub(lambda found: found[0].replace("`", ""), plain) if "`" in plain else plain
    return ticked, (*steps, Step.MARKS) if ticked != plain else steps


def _quoted(data: str, before: str) -> str:
    quoted = "'" + data.replace("'", "''") + "'"
    return f"({quoted})" if before.startswith("(") else quoted
