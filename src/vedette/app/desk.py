"""Answers with the engines alone: what `vedette-core` says, and what a question is tried on first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vedette.app.gate import Gate, Work
from vedette.app.model_answers import Hearer
from vedette.core.dialogue import Ask, Delta, Ending, Reply, Usage

_SAYS: Final = "I am vedette-core: the engines, with no language model."


@dataclass(frozen=True, slots=True)
class Desk:
    """Takes questions; what it looks up goes through the gate, for the caller."""

    gates: list[Gate]

    def answer(self, ask: Ask, work: Work, hear: Hearer) -> Reply:
        """Answer a conversation."""
        del ask, work
        hear(Delta(text=_SAYS))
        hear(Delta(ending=Ending.STOP, usage=Usage()))
        return Reply(text=_SAYS, model="vedette-core")
