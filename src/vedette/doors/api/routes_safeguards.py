"""Routes about texts that wait for a person."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from vedette.app import safeguard_answers as answers
from vedette.app import safeguard_requests as ask
from vedette.doors.api.routes import Route
from vedette.doors.api.rows import get, ident, post


class LookedBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a reviewer says who looked."""

    let_through: Annotated[bool, Meta(description="whether this one request may be made, for a day")]
    reasons: Annotated[str, Meta(min_length=1, max_length=2000)]


ROWS: tuple[Route, ...] = (
    get(
        "/v1/held",
        "safeguards.held",
        "List requests of yours that wait for a person; for reviewers, all that wait",
        lambda _: ask.ListHeld(),
        answers.HeldListed,
    ),
    post(
        "/v1/held/{held}/open",
        "safeguards.open",
        "Read a text that waits, as a reviewer",
        None,
        lambda one: ask.OpenHeld(held=one.params["held"]),
        answers.HeldOpened,
        params=ident("held", "id of a held request, or of the decision that held it"),
    ),
    post(
        "/v1/held/{held}/answer",
        "safeguards.answer",
        "Let one request through, or confirm that it is not to be answered",
        LookedBody,
        lambda one: ask.AnswerHeld(
            held=one.params["held"], let_through=one.body.let_through, reason=one.body.reasons
        ),
        answers.HeldTold,
        params=ident("held", "id of a held request, or of the decision that held it"),
    ),
)
