"""A sample, and what was read of it."""

from __future__ import annotations

from dataclasses import dataclass

from vedette.triage.fact import Fact
from vedette.triage.sample import Sample


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One sample with its facts."""

    sample: Sample
    facts: tuple[Fact, ...] = ()
