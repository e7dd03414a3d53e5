"""M3: targets of others, one after the other. Every one of them was refused; now it stops.

A wrong letter or two in one's own name is no alarm. What the organisation has said is its own counts apart,
with more room: whoever takes over a house tries many names before all are proved.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from vedette.access.monitor.nouns import Rule, Seen, Step
from vedette.access.monitor.thresholds import Foreign
from vedette.access.monitor.wishes import Wish, spread, within
from vedette.access.nouns import Risk

FOREIGN: Final = frozenset({"missing", "foreign", "excluded"})
CLAIMED: Final = "claimed"


class State(Struct, frozen=True):
    """Digests of the targets somebody was refused: when, which, whether claimed, by which decision."""

    refused: tuple[tuple[float, str, bool, str], ...] = ()


def step(state: State, seen: Seen, limits: Foreign) -> tuple[State, tuple[Wish, ...]]:
    """Look at one refusal; a pause forgets what led to it."""
    if seen.allowed or not seen.target or seen.scope not in FOREIGN | {CLAIMED}:
        return state, ()
    claimed = seen.scope == CLAIMED
    past = tuple(one for one in within(state.refused, seen.at, limits.window) if one[1] != seen.target)
    refused = (*past, (seen.at, seen.target, claimed, seen.decision))
    alike = [one for one in refused if one[2] is claimed]
    most = limits.claimed if claimed else limits.targets
    if len(alike) <= most:
        return State(refused), ()
    whose = "not proved to be yours" if claimed else "not yours"
    wish = Wish(
        rule=Rule.M3,
        step=Step.PAUSE,
        risk=Risk.C2,
        reason=f"{len(alike)} different targets that are {whose} within {spread(limits.window)}; "
        f"{most} are the most",
        remedy="Prove what is yours before you work on it; somebody looks at this, and can lift the pause.",
        lasts=limits.lasts,
        about=tuple(one[3] for one in alike),
        person=seen.person,
        org=seen.org,
    )
    return State(), (wish,)


def words(limits: Foreign) -> tuple[str, str]:
    """Say what the rule looks for, and what follows."""
    return (
        (
            f"refused for more than {limits.targets} different targets that are not yours within "
            f"{spread(limits.window)} (more than {limits.claimed} where your organisation says that they "
            "are, and has not proved it)"
        ),
        (
            f"class C2 and above rests for you for {spread(limits.lasts)}; your organisation is told; "
            "somebody looks at it"
        ),
    )
