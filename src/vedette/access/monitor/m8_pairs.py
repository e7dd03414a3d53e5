"""M8: the same two approve too much of what one organisation gets. Some of it is looked at again.

Where there are few reviewers, every two of them approve much: so it has to be more than the share, and more
than what taking turns would come to.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from math import comb

from msgspec import Struct

from vedette.access.monitor.nouns import Rule, Step
from vedette.access.monitor.thresholds import Pairs
from vedette.access.monitor.wishes import Wish, spread, within

_MOST = 256
_APPROVERS = 8


class Granted(Struct, frozen=True, kw_only=True):
    """Something two or more people approved for somebody of an organisation."""

    at: float
    case: str
    org: str
    approvers: tuple[str, ...]
    reviewers: int
    """How many there are that could have been asked."""


class State(Struct, frozen=True):
    """What an organisation was granted: when, which case, by whom."""

    grants: tuple[tuple[float, str, tuple[str, ...]], ...] = ()


def step(state: State, seen: Granted, limits: Pairs) -> tuple[State, tuple[Wish, ...]]:
    """Look at one grant; a case counts once."""
    if len(set(seen.approvers)) < 2 or any(case == seen.case for _, case, _ in state.grants):  # noqa: PLR2004 - a pair
        return state, ()
    by = tuple(sorted(set(seen.approvers)))[:_APPROVERS]
    grants = (*within(state.grants, seen.at, limits.window), (seen.at, seen.case, by))[-_MOST:]
    made = State(grants)
    pairs = Counter(pair for _, _, people in grants for pair in combinations(people, 2))
    (pair, times), *_ = pairs.most_common(1)
    share, even = times / len(grants), 1 / max(1, comb(seen.reviewers, 2))
    if len(grants) < limits.least or share <= max(limits.share, min(1.0, limits.even * even)):
        return made, ()
    wish = Wish(
        rule=Rule.M8,
        step=Step.REVIEW,
        org=seen.org,
        reason=f"the same two approved {times} of the last {len(grants)} grants of this organisation "
        f"({share:.0%}; taking turns among {seen.reviewers} reviewers would be {even:.0%})",
        remedy="Nothing rests. Ask other reviewers next time; some of these cases are looked at again.",
        lasts=limits.lasts,
        about=tuple(case for _, case, people in grants if set(pair) <= set(people)),
    )
    return made, (wish,)


def words(limits: Pairs) -> tuple[str, str]:
    """Say what the rule looks for, and what follows."""
    return (
        (
            f"the same two people approved more than {limits.share:.0%} of at least {limits.least} grants of "
            f"an organisation within {spread(limits.window)}, and more than {limits.even:g} times their turn"
        ),
        f"some of these cases are looked at again within {spread(limits.lasts)}; nothing rests",
    )
