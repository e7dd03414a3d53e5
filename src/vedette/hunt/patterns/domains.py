"""What is kept of the names that are asked for under one registered domain."""

from __future__ import annotations

from typing import Final

from msgspec import Struct, field

from vedette.hunt.patterns.bounded import Sample
from vedette.hunt.patterns.places import Spot

SAMPLED: Final = 64
"""Names."""


class Domain(Struct, kw_only=True):
    """What was asked under one registered domain."""

    queries: int = 0
    names: Sample = field(default_factory=lambda: Sample(SAMPLED))
    """Without the domain itself."""
    talkative: int = 0
    """Questions of types whose answers carry much."""
    unused: int = 0
    """Questions of types nothing else asks."""
    sources: dict[str, int] = field(default_factory=dict)
    answers: set[str] = field(default_factory=set)
    """A few first answers."""
    answered: int = 0
    """Of those looked at."""
    carried: int = 0
    """Letters in their first answers."""
    reputation: int = 0
    first: int = 0
    last: int = 0
    spots: list[Spot] = field(default_factory=list)

    def spread(self, time: int) -> None:
        """Take a time in that lies before the first or after the last."""
        if time:
            self.first = min(self.first or time, time)
            self.last = max(self.last, time)
