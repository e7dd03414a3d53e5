"""M3: targets of others, one after the other. Every one of them was refused; now it stops.

A wrong letter or two in one's own name is no alarm. What the organisation has said is its own, unproved,
counts over the long window only: whoever takes over a house tries some of its names too early. But saying so
is no way around: anybody can say it of anything.
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


_Refused = tuple[tuple[float, str, bool, str], ...]


class State(Struct, frozen=True):
    """Digests of the targets somebody was refused: when, which, whether claimed, by which decision."""

    refused: _Refused = ()


def step(state: State, seen: Seen, limits: Foreign) -> tuple[State, tuple[Wish, ...]]:
    """Look at one refusal; a pause forgets what led to it."""
    if seen.allowed or not seen.target or seen.scope not in FOREIGN | {CLAIMED}:
        return state, ()
    kept = within(state.refused, seen.at, max(limits.window, limits.patient_window))
    past = tuple(one for one in kept if one[1] != seen.target)
    refused = (*past, (seen.at, seen.target, seen.scope == CLAIMED, seen.decision))
    soon = tuple(one for one in within(refused, seen.at, limits.window) if not one[2])
    if len(soon) > limits.targets:
        return State(), (_wish(seen, limits, soon, limits.targets, limits.window),)
    if len(refused) > limits.patient:
        return State(), (_wish(seen, limits, refused, limits.patient, limits.patient_window),)
    return State(refused), ()


def _wish(seen: Seen, limits: Foreign, found: _Refused, most: int, window: float) -> Wish:
    whose = "not proved to be yours" if all(one[2] for one in found) else "not yours"
    return Wish(
        rule=Rule.M3,
        step=Step.PAUSE,
        risk=Risk.C2,
        reason=f"{len(found)} different targets that are {whose} within {spread(window)}; "
        f"{most} are the most",
        remedy="Prove what is yours before you work on it; somebody looks at this, and can lift the pause.",
        lasts=limits.lasts,
        about=tuple(one[3] for one in found),
        person=seen.person,
        org=seen.org,
    )


def words(limits: Foreign) -> tuple[str, str]:
    """Say what the rule looks for, and what follows."""
    return (
        (
            f"refused for more than {limits.targets} different targets that are not yours within "
            f"{spread(limits.window)}, or for more than {limits.patient} within "
            f"{spread(limits.patient_window)}, those your organisation says are its own, unproved, too"
        ),
        (
            f"class C2 and above rests for you for {spread(limits.lasts)}; your organisation is told; "
            "somebody looks at it"
        ),
    )
