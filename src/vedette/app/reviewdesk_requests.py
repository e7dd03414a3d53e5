"""What reviewers ask of their desk."""

from __future__ import annotations

from msgspec import Struct

from vedette.app import reviewdesk_answers as answers
from vedette.app.asking import Request


class ShowQueue(Request[answers.QueueShown], Struct, frozen=True, kw_only=True):
    """Show everything that waits for a reviewer, the most urgent first."""

    mine: bool = False
    """Only what the caller may decide."""


class LookAtCase(Request[answers.CaseLooked], Struct, frozen=True, kw_only=True):
    """Show a case at a glance: what it takes, what there is of it, and whether the caller may decide it."""

    application: str


class AnswerAppeal(Request[answers.AppealTold], Struct, frozen=True, kw_only=True):
    """Answer an appeal against a measure, a text that waits, or a refusal."""

    appeal: str
    overturn: bool
    reasons: str


class ListAppeals(Request[answers.AppealsListed], Struct, frozen=True, kw_only=True):
    """List the caller's own appeals; for reviewers, those that wait too."""


class ShowStatistics(Request[answers.ReviewersCounted], Struct, frozen=True, kw_only=True):
    """Count what each reviewer did."""

    days: int = 90
