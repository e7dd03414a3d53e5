"""Routes of a reviewer's desk: what waits, a case at a glance, appeals, what reviewers did."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from vedette.app import reviewdesk_answers as answers
from vedette.app import reviewdesk_requests as ask
from vedette.doors.api.routes import Route
from vedette.doors.api.rows import get, ident, post


class AnswerBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a reviewer says to an appeal."""

    overturn: bool
    reasons: Annotated[str, Meta(min_length=1, max_length=2000)]


class QueueQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of the queue is shown."""

    mine: Annotated[bool, Meta(description="only what you may decide")] = False


class DaysQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far back is counted."""

    days: Annotated[int, Meta(ge=1, le=3660)] = 90


ROWS: tuple[Route, ...] = (
    get(
        "/v1/desk/queue",
        "review.queue",
        "Show what waits for a reviewer, the most urgent first",
        lambda one: ask.ShowQueue(mine=one.query.mine),
        answers.QueueShown,
        query=QueueQuery,
    ),
    get(
        "/v1/desk/cases/{application}",
        "review.look",
        "Show a case at a glance, and what bars you from deciding it",
        lambda one: ask.LookAtCase(application=one.params["application"]),
        answers.CaseLooked,
        params=ident("application", "id of an application"),
    ),
    post(
        "/v1/desk/appeals/{appeal}/answer",
        "review.answer",
        "Answer an appeal against a measure, a text that waits, or a refusal",
        AnswerBody,
        lambda one: ask.AnswerAppeal(
            appeal=one.params["appeal"], overturn=one.body.overturn, reasons=one.body.reasons
        ),
        answers.AppealTold,
        params=ident("appeal", "id of an appeal"),
    ),
    get(
        "/v1/desk/reviewers",
        "review.statistics",
        "Count what each reviewer did",
        lambda one: ask.ShowStatistics(days=one.query.days),
        answers.ReviewersCounted,
        query=DaysQuery,
    ),
    get(
        "/v1/access/appeals",
        "access.appeals",
        "List your appeals and their answers; for reviewers, those that wait too",
        lambda _: ask.ListAppeals(),
        answers.AppealsListed,
    ),
)
