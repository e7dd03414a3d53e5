"""Who watches what is used: asked before each decision how the caller stands, and told what was decided.

A service watches; the owner of a machine, alone with their own files, is watched by nobody.
"""

from __future__ import annotations

from typing import Any, Protocol

from vedette.access.monitor.nouns import GOOD_STANDING, Standing
from vedette.access.nouns import Decision
from vedette.access.policy.question import Question
from vedette.app.asking import Request
from vedette.app.callers import Caller
from vedette.app.capability import Capability


class Watch(Protocol):
    """Knows what measures hold, and sees every decision."""

    def standing(
        self, caller: Caller, capability: Capability[Any], request: Request[Any], now: float
    ) -> Standing:
        """Return what is in force for this caller and the class of this capability."""
        ...

    def seen(
        self,
        caller: Caller,
        capability: Capability[Any],
        request: Request[Any],
        decision: Decision,
        question: Question,
    ) -> None:
        """Take note of a decision; what is unremarkable costs next to nothing."""
        ...


class NotWatched:
    """Nobody watches."""

    def standing(
        self, caller: Caller, capability: Capability[Any], request: Request[Any], now: float
    ) -> Standing:
        """Return a good one."""
        del caller, capability, request, now
        return GOOD_STANDING

    def seen(
        self,
        caller: Caller,
        capability: Capability[Any],
        request: Request[Any],
        decision: Decision,
        question: Question,
    ) -> None:
        """Take no note."""
        del caller, capability, request, decision, question
