"""Traces for the rules of watching: a table of requests in, what a rule asked for out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from vedette.access.monitor.nouns import Seen
from vedette.access.monitor.thresholds import Thresholds, load
from vedette.access.monitor.wishes import Relief, Wish
from vedette.access.nouns import Risk
from vedette.access.safeguards.nouns import Signals

LIMITS: Thresholds = load()
NOON = 1_800_000_000.0
MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0


def seen(minute: float, **how: Any) -> Seen:  # noqa: ANN401 - fields of what was seen
    """One decided request of Ana's, so many minutes after noon."""
    numbers = {name: how.pop(name) for name in ("intent", "injection", "topic", "topic_sure") if name in how}
    given: dict[str, Any] = {
        "at": NOON + minute * MINUTE,
        "decision": f"d{minute:g}",
        "person": "ana",
        "org": "clinic",
        "capability": "code.discover",
        "risk": Risk.C2,
        "allowed": True,
        "key": "laptop",
        "network": "192.0.2.0/24",
        "signals": Signals(**numbers),
    }
    return Seen(**(given | how))


def replay(
    step: Callable[[Any, Any, Any], tuple[Any, tuple[Wish | Relief, ...]]],
    state: Any,  # noqa: ANN401 - each rule has its own
    trace: Iterable[Any],
    limits: object,
) -> list[tuple[int, Wish | Relief]]:
    """Return what the rule asked for, each with the place in the trace (from 1) where it did."""
    found: list[tuple[int, Wish | Relief]] = []
    for place, one in enumerate(trace, 1):
        state, wishes = step(state, one, limits)
        found += [(place, wish) for wish in wishes]
    return found


def steps(found: list[tuple[int, Wish | Relief]]) -> list[tuple[int, str]]:
    """Return where, and what kind of step."""
    return [(place, "relief" if isinstance(one, Relief) else one.step.value) for place, one in found]
