"""M10: the ledger is late, its witnesses are gone, or something is missing in it.

The policy stops C2 and above by itself; here it is written down and shown, for as long as it lasts.
"""

from __future__ import annotations

from msgspec import Struct

from vedette.access.monitor.nouns import Rule, Step
from vedette.access.monitor.thresholds import Record
from vedette.access.monitor.wishes import Relief, Wish, spread


class Health(Struct, frozen=True, kw_only=True):
    """How the ledger is, at one moment."""

    at: float
    late: float = 0.0
    """Seconds since the last signed checkpoint."""
    unwitnessed: float = 0.0
    """Seconds the oldest entry no witness has seen waits; 0 where there are no witnesses."""
    gap: str = ""
    """What is missing in it, in words, or nothing."""


class State(Struct, frozen=True):
    """Since when something is wrong; 0 while all is well."""

    since: float = 0.0


def step(state: State, seen: Health, limits: Record) -> tuple[State, tuple[Wish | Relief, ...]]:
    """Look at how the ledger is."""
    wrong = _wrong(seen, limits)
    if not wrong:
        return State(), (Relief(rule=Rule.M10),) if state.since else ()
    since = state.since or seen.at
    wish = Wish(
        rule=Rule.M10,
        step=Step.NOTICE,
        reason=f"the ledger: {'; '.join(wrong)}",
        remedy="Class C2 and above rests for everybody until the operator has mended it.",
        lasts=limits.lasts,
    )
    return State(since), (wish,)


def _wrong(seen: Health, limits: Record) -> list[str]:
    found = (
        [f"no signed checkpoint for {seen.late:.0f} s, {limits.late:g} s at most"]
        if seen.late > limits.late
        else []
    )
    if seen.unwitnessed > limits.witness:
        found.append(f"no witness signed for {seen.unwitnessed:.0f} s, {limits.witness:g} s at most")
    return [*found, seen.gap] if seen.gap else found


def words(limits: Record) -> tuple[str, str]:
    """Say what the rule looks for, and what follows."""
    return (
        (
            f"a signed checkpoint is more than {spread(limits.late)} late, entries waited for a witness for "
            f"{spread(limits.witness)}, or an entry is missing"
        ),
        "the policy refuses class C2 and above for everybody until it is mended; it is shown and recorded",
    )
