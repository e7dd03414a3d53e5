"""What can be asked about texts that wait for a person, and about how well texts are read: one row each."""

from __future__ import annotations

from typing import Any

from vedette.access.nouns import Risk
from vedette.app import safeguard_requests as asked
from vedette.app.capability import Capability

ROWS: tuple[Capability[Any], ...] = (
    Capability(
        id="safeguards.held",
        does="list requests of the caller that wait for a person; for reviewers, all that wait",
        reads="the caller's own account",
        risk=Risk.C0,
        request=asked.ListHeld,
        cost_unit="texts",
        self_service=True,
        redress=True,
        human_only=True,
    ),
    Capability(
        id="safeguards.open",
        does="read a text that waits for a person",
        reads="what somebody wrote",
        risk=Risk.C0,
        request=asked.OpenHeld,
        cost_unit="texts",
        role="reviewer",
        needs_step_up=True,
        human_only=True,
        quotes=True,
    ),
    Capability(
        id="safeguards.answer",
        does="let one request through, or confirm that it is not to be answered",
        reads="a request that waits",
        risk=Risk.C0,
        request=asked.AnswerHeld,
        cost_unit="texts",
        role="reviewer",
        needs_step_up=True,
        human_only=True,
        changes=True,
    ),
)
