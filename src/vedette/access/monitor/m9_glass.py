"""M9: the glass was broken. A clock runs until somebody has looked at it."""

from __future__ import annotations

from msgspec import Struct

from vedette.access.monitor.nouns import Rule, Step
from vedette.access.monitor.thresholds import Glass
from vedette.access.monitor.wishes import Relief, Wish, spread
from vedette.access.nouns import Risk

_MOST = 64


class Broken(Struct, frozen=True, kw_only=True):
    """One use of break-glass, as it stands."""

    at: float
    use: str
    person: str
    org: str
    opened: float
    reviewed: bool


class State(Struct, frozen=True):
    """Uses of a person that were told of."""

    told: tuple[str, ...] = ()


def step(state: State, seen: Broken, limits: Glass) -> tuple[State, tuple[Wish | Relief, ...]]:
    """Look at one use."""
    if seen.reviewed:
        known = seen.use in state.told
        left = tuple(one for one in state.told if one != seen.use)
        done = (Relief(rule=Rule.M9, person=seen.person),) if known and not left else ()
        return State(left), done
    if seen.use in state.told:
        return state, ()
    wish = Wish(
        rule=Rule.M9,
        step=Step.NOTICE,
        person=seen.person,
        org=seen.org,
        risk=Risk.C4,
        reason=f"the glass was broken ({seen.use}); a reviewer looks at it within {spread(limits.review)}",
        remedy="Nothing to do; say in the incident what was done and why, so that the reviewer can follow.",
        lasts=max(60.0, seen.opened + limits.review - seen.at),
        about=(seen.use,),
        topic=seen.use,
    )
    return State((*state.told, seen.use)[-_MOST:]), (wish,)


def words(limits: Glass) -> tuple[str, str]:
    """Say what the rule looks for, and what follows."""
    return (
        "somebody breaks the glass",
        f"your organisation is told; a reviewer looks at it within {spread(limits.review)}",
    )
