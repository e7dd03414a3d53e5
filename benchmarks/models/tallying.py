"""What became of the claims of a model in all its runs, by agent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from vedette.core.claims import Tally


@dataclass
class Figures:
    """Counts, and what was false."""

    proposed_by: Counter[str] = field(default_factory=Counter)
    confirmed_by: Counter[str] = field(default_factory=Counter)
    dropped: int = 0
    false_statements: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def took(self, agent: str, tally: Tally, outside: Iterable[str]) -> None:
        """Count one run."""
        self.proposed_by[agent] += tally.proposed
        self.confirmed_by[agent] += tally.confirmed
        self.dropped += tally.dropped_count
        self.outside.extend(f"{agent}: {one}" for one in outside)

    def false(self, agent: str, where: str, found: Iterable[str]) -> None:
        """Note what was said in the end and is not true."""
        self.false_statements.extend(f"{agent} {where}: {one}" for one in found)

    @property
    def proposed(self) -> int:
        """Return how many claims reached a gate."""
        return sum(self.proposed_by.values())

    @property
    def confirmed(self) -> int:
        """Return how many of them stood."""
        return sum(self.confirmed_by.values())

    def shares(self) -> dict[str, float]:
        """Return by agent which share of claims stood."""
        counted = ((agent, count) for agent, count in self.proposed_by.items() if count)
        return {agent: round(self.confirmed_by[agent] / count, 3) for agent, count in counted}

    def asked(self) -> dict[str, int]:
        """Return by agent how many claims reached a gate."""
        return dict(self.proposed_by)
