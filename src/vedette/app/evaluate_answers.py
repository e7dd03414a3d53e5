"""What comes of measuring a model."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from vedette.core.evaluations import Score, Trial


class Evaluated(Struct, frozen=True, kw_only=True):
    """Scores, and every trial they were made of."""

    profile: str
    version: str
    """Of Vedette: harness and model are measured together."""
    place: str
    """Name of the set."""
    repeats: int
    scores: tuple[Score, ...]
    trials: tuple[Trial, ...]

    def counts(self) -> Mapping[str, int | str]:
        """Count trials."""
        return {
            "profile": self.profile,
            "trials": len(self.trials),
            "lost": sum(one.lost for one in self.trials),
            "tokens": sum(one.tokens for one in self.trials),
        }
