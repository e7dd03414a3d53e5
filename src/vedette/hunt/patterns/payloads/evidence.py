"""What a judge of payloads hands back: reasons, each with a weight; enough of them together are an attack.

A weight of 1 is a construction with no use but attacking. Less is something honest text can hold as well, and
says nothing alone. Weights are set by that reasoning, not by fitting them to a set of payloads.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

ENOUGH: Final = 1.0
"""Reasons that add up to this are an attack."""


@dataclass(slots=True)
class Weighed:
    """One way to attack, and what speaks for it."""

    kind: str
    score: float = 0.0
    why: list[str] = field(default_factory=list)

    def add(self, weight: float, words: str) -> None:
        """Put one reason into the scale."""
        if words not in self.why:
            self.score += weight
            self.why.append(words)

    @property
    def enough(self) -> bool:
        """Whether it is an attack."""
        return self.score >= ENOUGH - 1e-9
