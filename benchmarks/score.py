"""Counting: rates, Youden's J, and how sure is sure enough."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vedette.core.nouns import Confidence, Finding

_ORDER = tuple(Confidence)


@dataclass(slots=True)
class Tally:
    """True and false cases, and how many of each were flagged."""

    true: int = 0
    false: int = 0
    hit: int = 0
    alarmed: int = 0

    def add(self, *, real: bool, flagged: bool) -> None:
        """Count one case."""
        self.true += real
        self.false += not real
        self.hit += real and flagged
        self.alarmed += flagged and not real

    @property
    def tpr(self) -> float:
        """Of the true cases, the share that was flagged."""
        return self.hit / self.true if self.true else 0.0

    @property
    def fpr(self) -> float:
        """Of the false cases, the share that was flagged."""
        return self.alarmed / self.false if self.false else 0.0

    @property
    def youden(self) -> float:
        """How much better than guessing: 1 is perfect, 0 is a coin."""
        return self.tpr - self.fpr


def mean(values: Iterable[float]) -> float:
    """Return the arithmetic mean, 0 of nothing."""
    values = list(values)
    return sum(values) / len(values) if values else 0.0


def at_least(finding: Finding, least: Confidence) -> bool:
    """Tell whether a finding is at least that sure."""
    return _ORDER.index(finding.confidence) >= _ORDER.index(least)


def surest(findings: Iterable[Finding]) -> Confidence | None:
    """Return the highest confidence among findings."""
    return max((one.confidence for one in findings), key=_ORDER.index, default=None)
