"""What somebody sent to a weakness, and how it was answered."""

from __future__ import annotations

from msgspec import Struct

from vedette.hunt.patterns.payloads import Payload
from vedette.hunt.patterns.places import Spot
from vedette.hunt.patterns.web.pages import Answer

KEPT = 200
"""Attempts at one weakness; then every second old one goes."""


class Attempt(Struct, frozen=True, gc=False):
    """One request that would use a weakness."""

    source: str
    time: int | None
    payload: Payload
    answer: Answer | None
    """None where the record does not say how it was answered."""
    tool: str
    """The scanner it says it is; empty: none."""
    spot: Spot
    blind: bool = False


def thinned(attempts: list[Attempt]) -> None:
    """Keep a bounded number, from all of the time."""
    if len(attempts) > KEPT:
        del attempts[KEPT // 4 : KEPT - KEPT // 4 : 2]
