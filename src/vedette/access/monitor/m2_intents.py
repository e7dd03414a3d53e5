"""M2: a text speaks of harm, on a strong capability. It holds that one request, and nothing else.

Holding is the gate's doing; here it is written down, so that the person sees it and somebody answers. No
number is carried over to the next request.
"""

from __future__ import annotations

from msgspec import Struct

from vedette.access.monitor.nouns import Rule, Seen, Step
from vedette.access.monitor.thresholds import Intents
from vedette.access.monitor.wishes import Wish, spread


class State(Struct, frozen=True):
    """Nothing: what one text said does not count against the next."""


def step(state: State, seen: Seen, limits: Intents) -> tuple[State, tuple[Wish, ...]]:
    """Look at one text."""
    score = seen.signals.intent
    if not seen.strong or seen.allowed or score < limits.approval:
        return state, ()
    first = score >= limits.review
    wish = Wish(
        rule=Rule.M2,
        step=Step.REVIEW if first else Step.NOTICE,
        reason=f"the text of one request for {seen.capability} scored {score} of 100 for speaking of harm; "
        + (
            f"from {limits.review} on a person looks first"
            if first
            else f"from {limits.approval} on one agrees"
        ),
        remedy="Wait for whoever looks at it, or ask in other words; only this one request is held."
        if first
        else "Ask one other person to agree, or ask in other words; only this one request is held.",
        lasts=limits.lasts,
        about=(seen.decision,),
        topic=seen.decision,
        person=seen.person,
        org=seen.org,
    )
    return state, (wish,)


def words(limits: Intents) -> tuple[str, str]:
    """Say what the rule looks for, and what follows."""
    return (
        f"the text of a strong request scores {limits.approval} of 100 or more for speaking of harm",
        (
            f"that one request needs one approval; from {limits.review} on, a person looks at it first, "
            f"within {spread(limits.lasts)}"
        ),
    )
