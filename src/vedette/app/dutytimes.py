"""How much time a duty leaves, in words."""

from __future__ import annotations

from vedette.core.clocks import Duty
from vedette.respond.clocks.calendar import moment
from vedette.respond.clocks.counting import remaining


def left(duty: Duty, now: str) -> str:
    """Say it; `now` is RFC 3339."""
    return remaining(duty, moment(now)).words
