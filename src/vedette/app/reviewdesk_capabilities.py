"""What can be asked of a reviewer's desk: one row each."""

from __future__ import annotations

from typing import Any

from vedette.access.nouns import Risk
from vedette.app import reviewdesk_requests as asked
from vedette.app.capability import Capability

ROWS: tuple[Capability[Any], ...] = (
    Capability(
        id="review.queue",
        does="show what waits for a reviewer, the most urgent first",
        reads="cases, appeals and requests that wait",
        risk=Risk.C0,
        request=asked.ShowQueue,
        cost_unit="queues",
        role="reviewer",
        human_only=True,
    ),
    Capability(
        id="review.look",
        does="show a case at a glance, and what bars the caller from deciding it",
        reads="a case and its evidence",
        risk=Risk.C0,
        request=asked.LookAtCase,
        cost_unit="cases",
        role="reviewer",
        human_only=True,
    ),
    Capability(
        id="review.answer",
        does="answer an appeal against a measure, a text that waits, or a refusal",
        reads="an appeal",
        risk=Risk.C0,
        request=asked.AnswerAppeal,
        cost_unit="appeals",
        role="reviewer",
        changes=True,
        needs_step_up=True,
        human_only=True,
    ),
    Capability(
        id="review.statistics",
        does="count what each reviewer did, how fast, and with whom",
        reads="cases",
        risk=Risk.C0,
        request=asked.ShowStatistics,
        cost_unit="counts",
        role="reviewer",
        human_only=True,
    ),
    Capability(
        id="access.appeals",
        does="list the caller's appeals and their answers; for reviewers, those that wait too",
        reads="appeals",
        risk=Risk.C0,
        request=asked.ListAppeals,
        cost_unit="appeals",
        self_service=True,
        redress=True,
        human_only=True,
    ),
)
