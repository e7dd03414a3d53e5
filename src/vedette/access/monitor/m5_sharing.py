"""M5: two keys active together. The one thing that does not wait for a person.

Two devices one after the other are no alarm: a key has to come back after another one was used, all within a
few minutes and on strong capabilities. A program has a key of its own and does not count.
"""

from __future__ import annotations

from itertools import groupby

from msgspec import Struct

from vedette.access.monitor.nouns import Rule, Seen, Step
from vedette.access.monitor.thresholds import Sharing
from vedette.access.monitor.wishes import Wish, spread, within

_MOST = 64


class State(Struct, frozen=True):
    """Strong requests of a person, a moment ago: when, by which key, by which decision."""

    used: tuple[tuple[float, str, str], ...] = ()


def step(state: State, seen: Seen, limits: Sharing) -> tuple[State, tuple[Wish, ...]]:
    """Look at one strong request; an alarm forgets what led to it."""
    if not seen.strong or not seen.key or seen.kind != "person":
        return state, ()
    used = (*within(state.used, seen.at, limits.window), (seen.at, seen.key, seen.decision))[-_MOST:]
    turns = [key for key, _ in groupby(one[1] for one in used)]
    if len(turns) - len(set(turns)) < limits.returns:
        return State(used), ()
    wish = Wish(
        rule=Rule.M5,
        step=Step.END_SESSIONS,
        risk=seen.risk,
        reason=f"{len(set(turns))} keys of one account took turns {len(turns)} times within "
        f"{spread(limits.window)} on {seen.capability} and the like",
        remedy="Sign in anew. An account is one person's: ask your organisation for one each.",
        lasts=limits.lasts,
        about=tuple(one[2] for one in used),
        person=seen.person,
        org=seen.org,
    )
    return State(), (wish,)


def words(limits: Sharing) -> tuple[str, str]:
    """Say what the rule looks for, and what follows."""
    times = "once" if limits.returns == 1 else f"{limits.returns} times"
    return (
        (
            f"a key comes back ({times}) after another key of the same account was used, on strong requests "
            f"within {spread(limits.window)}; two devices one after the other are no alarm"
        ),
        "all sessions of the account end at once, and you sign in anew",
    )
