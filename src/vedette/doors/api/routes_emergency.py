"""Routes for emergencies: breaking the glass, ending it, and the review afterwards."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from vedette.app import emergency_answers as answers
from vedette.app import emergency_requests as ask
from vedette.doors.api.routes import Route
from vedette.doors.api.rows import get, ident, post

Text = Annotated[str, Meta(min_length=1, max_length=2000)]


class BreakBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An emergency."""

    incident: Annotated[str, Meta(min_length=3, max_length=64, examples=["INC-2031"])]
    targets: Annotated[
        tuple[Annotated[str, Meta(min_length=1, max_length=1000)], ...], Meta(min_length=1, max_length=100)
    ]
    reason: Text
    minutes: Annotated[int, Meta(ge=1, le=60)] = 60


class LookBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a reviewer found."""

    justified: bool
    reasons: Text


ROWS: tuple[Route, ...] = (
    post(
        "/v1/emergencies",
        "glass.break",
        "Act first in an incident, and be reviewed after",
        BreakBody,
        lambda one: ask.BreakGlass(
            incident=one.body.incident,
            targets=one.body.targets,
            reason=one.body.reason,
            minutes=one.body.minutes,
        ),
        answers.GlassTold,
    ),
    get(
        "/v1/emergencies",
        "glass.list",
        "List one's own emergencies, and what waits for a reviewer",
        lambda _: ask.ListGlasses(),
        answers.GlassesListed,
    ),
    post(
        "/v1/emergencies/{use}/close",
        "glass.close",
        "End an emergency before its time",
        None,
        lambda one: ask.CloseGlass(use=one.params["use"]),
        answers.GlassTold,
        params=ident("use", "id of an emergency"),
    ),
    post(
        "/v1/emergencies/{use}/review",
        "glass.review",
        "Say afterwards whether an emergency was one",
        LookBody,
        lambda one: ask.ReviewGlass(
            use=one.params["use"], justified=one.body.justified, reasons=one.body.reasons
        ),
        answers.GlassTold,
        params=ident("use", "id of an emergency"),
    ),
)
