"""M7: a program proposed a change after it read something from outside, and was refused."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from vedette.access.monitor.nouns import Rule, Seen, Step
from vedette.access.monitor.thresholds import Taint
from vedette.access.monitor.wishes import Wish, spread, within

REFUSED: Final = "tainted-call"
"""The policy that refuses it."""
_MOST = 64


class State(Struct, frozen=True):
    """Refused calls of a person's programs: when, by which decision."""

    calls: tuple[tuple[float, str], ...] = ()


def step(state: State, seen: Seen, limits: Taint) -> tuple[State, tuple[Wish, ...]]:
    """Look at one refused call."""
    if seen.allowed or not seen.tainted or REFUSED not in seen.reasons:
        return state, ()
    calls = (*within(state.calls, seen.at, limits.window), (seen.at, seen.decision))[-_MOST:]
    speaks = seen.signals.injection >= limits.marker
    wish = Wish(
        rule=Rule.M7,
        step=Step.NOTICE,
        risk=seen.risk,
        reason=f"a program of yours proposed {seen.capability} after it read something from outside"
        f"{_by(seen)}; it was "
        f"refused, {len(calls)} such calls within {spread(limits.window)}"
        + (f"; what it read speaks to models ({seen.signals.injection} of 100)" if speaks else ""),
        remedy="Look at what the program read; ask for the change yourself if you want it.",
        lasts=limits.lasts,
        about=tuple(one[1] for one in calls),
        person=seen.person,
        org=seen.org,
    )
    return State(calls), (wish,)


def _by(seen: Seen) -> str:
    return f" with {seen.read}" if seen.read else ""


def words(limits: Taint) -> tuple[str, str]:
    """Say what the rule looks for, and what follows."""
    return (
        (
            "a program proposes a change after it read something from outside; what it read is "
            f"said to speak to models from {limits.marker} of 100 on"
        ),
        f"the call is refused; notice for {spread(limits.lasts)}: with what it had read, and how often",
    )
