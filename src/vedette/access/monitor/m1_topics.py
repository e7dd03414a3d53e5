"""M1: what is asked for is weaker than what the text talks about, more than once in a while.

A text about something weaker than what is asked for is nothing to ask about. Telling topics apart is right
four times out of five, so one text says nothing, and all that follows is a question.
"""

from __future__ import annotations

from msgspec import Struct

from vedette.access.monitor.nouns import Rule, Seen, Step
from vedette.access.monitor.thresholds import Topics
from vedette.access.monitor.wishes import Wish, spread, within
from vedette.access.nouns import Risk

_ORDER = tuple(Risk)


class State(Struct, frozen=True):
    """The last texts of a person: when, whether they differed, by which decision."""

    texts: tuple[tuple[float, bool, str], ...] = ()


def step(state: State, seen: Seen, limits: Topics) -> tuple[State, tuple[Wish, ...]]:
    """Look at one text; a notice forgets what led to it."""
    if not seen.signals.topic:
        return state, ()
    texts = (*within(state.texts, seen.at, limits.window), (seen.at, _differs(seen, limits), seen.decision))
    texts = texts[-limits.of :]
    found = tuple(decision for _, differs, decision in texts if differs)
    if len(found) < limits.times:
        return State(texts), ()
    wish = Wish(
        rule=Rule.M1,
        step=Step.NOTICE,
        reason=f"{len(found)} of your last {len(texts)} texts talk about {seen.signals.topic} or the like, "
        f"which is stronger than what was asked for ({seen.capability}, {seen.risk})",
        remedy="Ask for the capability you mean; if the topic was read wrongly, say so in an appeal.",
        lasts=limits.lasts,
        about=found,
        person=seen.person,
        org=seen.org,
    )
    return State(), (wish,)


def _differs(seen: Seen, limits: Topics) -> bool:
    topic, sure = seen.signals.topic, seen.signals.topic_sure
    known = topic in _ORDER and sure >= limits.sure
    return known and _ORDER.index(Risk(topic)) > _ORDER.index(seen.risk)


def words(limits: Topics) -> tuple[str, str]:
    """Say what the rule looks for, and what follows."""
    return (
        (
            f"{limits.times} of the last {limits.of} texts (at most {spread(limits.window)} old) talk about "
            f"a stronger class than the one asked for; a topic counts from {limits.sure} of 100 on"
        ),
        f"notice for {spread(limits.lasts)}: you are asked",
    )
