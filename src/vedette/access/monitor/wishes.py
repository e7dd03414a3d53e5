"""What a rule would have done about what it saw. Whether it is done is for the ladder."""

from __future__ import annotations

from typing import TypeVar

from msgspec import Struct

from vedette.access.monitor.nouns import Rule, Step
from vedette.access.nouns import Risk

T = TypeVar("T")


class Wish(Struct, frozen=True, kw_only=True):
    """Something a rule asks for."""

    rule: Rule
    step: Step
    person: str = ""
    org: str = ""
    """Of whom it is: a person as one of an organisation, a whole one, or, with neither, this house."""
    risk: Risk = Risk.C2
    capability: str = ""
    reason: str
    """In plain words, with the numbers."""
    remedy: str
    lasts: float
    """Seconds."""
    about: tuple[str, ...] = ()
    """Ids of the decisions that led to it."""
    topic: str = ""
    """What it is about where one rule may speak of several things: another one does not count as open."""
    agent: str = ""
    """The one program of the person's it is about; empty: whatever they ask through."""


class Relief(Struct, frozen=True, kw_only=True):
    """What a rule asked for is no longer needed."""

    rule: Rule
    person: str = ""
    org: str = ""


def within(past: tuple[T, ...], at: float, window: float) -> tuple[T, ...]:
    """Return what is not older than a window; each begins with its time, or has it as `at`."""
    return tuple(one for one in past if _at(one) > at - window)


def spread(seconds: float) -> str:
    """Say how long something is, in the largest unit that fits: 24 h, 14 d, 90 s."""
    for size, unit in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size and seconds % size == 0:
            return f"{seconds / size:g} {unit}"
    return f"{seconds:g} s"


def _at(one: object) -> float:
    return float(one[0] if isinstance(one, tuple) else getattr(one, "at"))  # noqa: B009 - any struct that has it
