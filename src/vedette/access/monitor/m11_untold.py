"""M11: findings in what is others' too, and nobody was told. Reminders first; then finding more waits."""

from __future__ import annotations

from msgspec import Struct

from vedette.access.monitor.nouns import Rule, Step
from vedette.access.monitor.thresholds import Untold
from vedette.access.monitor.wishes import Relief, Wish, spread
from vedette.access.nouns import Risk

DISCOVERY = "code.discover"
"""The capability that rests."""


class Open(Struct, frozen=True, kw_only=True):
    """Findings of a person that nobody was told about, oldest first: when found, and their ids."""

    at: float
    person: str
    org: str
    found: tuple[tuple[float, str], ...]


class State(Struct, frozen=True):
    """How often somebody was reminded since all was told, and when last."""

    reminded: int = 0
    last: float = 0.0


def step(state: State, seen: Open, limits: Untold) -> tuple[State, tuple[Wish | Relief, ...]]:
    """Look at what is still to be told."""
    late = tuple(one for at, one in seen.found if at <= seen.at - limits.after)
    if not late:
        return State(), (Relief(rule=Rule.M11, person=seen.person),) if state.reminded else ()
    if state.reminded and seen.at < state.last + limits.again:
        return state, ()
    if seen.at > state.last + 2 * limits.again:  # all was told meanwhile
        state = State()
    rests = state.reminded >= limits.reminders
    wish = Wish(
        rule=Rule.M11,
        step=Step.PAUSE if rests else Step.NOTICE,
        person=seen.person,
        org=seen.org,
        risk=Risk.C2,
        capability=DISCOVERY if rests else "",
        reason=f"{len(late)} findings are older than {spread(limits.after)}, and nobody is known to be told; "
        + (
            f"after {state.reminded} reminders"
            if rests
            else f"reminder {state.reminded + 1} of {limits.reminders}"
        ),
        remedy="Tell whoever maintains it and record that: vedette monitor told; or that it is your own.",
        lasts=limits.lasts if rests else limits.again,
        about=late[:100],
    )
    return State(state.reminded + 1, seen.at), (wish,)


def words(limits: Untold) -> tuple[str, str]:
    """Say what the rule looks for, and what follows."""
    return (
        f"{spread(limits.after)} after findings in what is not yours alone, nobody is on record as told",
        (
            f"{limits.reminders} reminders, {spread(limits.again)} apart; only then discovery rests for "
            f"{spread(limits.lasts)}, and again as long as nothing is recorded"
        ),
    )
