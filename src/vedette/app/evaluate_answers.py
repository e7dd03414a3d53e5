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


class Measured(Struct, frozen=True, kw_only=True):
    """A share of prompts, with its 95 % interval."""

    count: int
    of: int
    low: float
    high: float


class Part(Struct, frozen=True, kw_only=True):
    """What would happen to some prompts."""

    name: str
    """Classes of capability they are put to, or what the set calls them."""
    held: Measured
    """Wait for a person."""
    approval: Measured
    """Need the agreement of one other person."""


class SetMeasured(Struct, frozen=True, kw_only=True):
    """What would happen to the prompts of one set."""

    name: str
    label: str
    """benign: what is held is a false refusal. prohibited: what is held is found."""
    prompts: int
    partly: int
    """Prompts so long that only a part was read."""
    classes: tuple[Part, ...]
    curve: tuple[tuple[int, Measured], ...]
    """What would be held from other thresholds on."""
    injection: Measured
    """Speak to a model rather than to a person."""
    topics: dict[str, int]
    """What they are taken to talk about."""
    sorts: tuple[Part, ...] = ()
    """By what the set calls its kinds, put to C3."""


class SafeguardsEvaluated(Struct, frozen=True, kw_only=True):
    """What would happen to prompts whose label is known."""

    sets: tuple[SetMeasured, ...]
    prohibited_from: int
    """The number from which on a text waits for a person."""

    def counts(self) -> Mapping[str, int | str]:
        """Count prompts."""
        return {"sets": len(self.sets), "prompts": sum(one.prompts for one in self.sets)}
