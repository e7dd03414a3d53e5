"""Watching: what is in force for a caller goes into each decision, and each decision is seen afterwards.

`NotWatched` is for the owner of a machine, whom nobody watches; a service has `watching.Watched`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from vedette.access.nouns import Decision
from vedette.access.policy.question import Question
from vedette.app.asking import Request
from vedette.app.callers import Caller
from vedette.app.capability import Capability

if TYPE_CHECKING:
    from vedette.access.monitor.nouns import Standing


class Watch(Protocol):
    """Knows what measures are in force, and looks at what is decided."""

    def standing(
        self, caller: Caller, capability: Capability[Any], request: Request[Any], now: float
    ) -> Standing:
        """Return what is in force for this caller and this capability; changes nothing."""
        ...

    def seen(
        self,
        caller: Caller,
        capability: Capability[Any],
        request: Request[Any],
        decision: Decision,
        question: Question,
    ) -> None:
        """Look at what was decided, once it is on the record; returns at once where nothing is remarkable.

        What goes wrong in here is nobody's fault who asked: it is logged, and never raised.
        """
        ...


class NotWatched:
    """Looks at nothing, and nothing is in force."""

    def standing(
        self, caller: Caller, capability: Capability[Any], request: Request[Any], now: float
    ) -> Standing:
        """Find everybody in good standing."""
        from vedette.access.monitor.nouns import GOOD_STANDING  # noqa: PLC0415  at home nobody asks

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
        """Look away."""
        del caller, capability, request, decision, question
