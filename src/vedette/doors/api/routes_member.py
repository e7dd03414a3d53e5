"""Routes about oneself: grants, uses, alerts, everything held, leaving; and an organisation's feed."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from vedette.app import member_answers as answers
from vedette.app import member_requests as ask
from vedette.doors.api.routes import Gives, Page, Route
from vedette.doors.api.rows import get, ident, post

_JSON = "application/json"
Moment = Annotated[float, Meta(ge=0, le=1e11, description="seconds since 1970; 0: no limit")]


class UsesQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which uses."""

    before: Annotated[int, Meta(ge=0, le=2**53, description="`rest` of the page before")] = 0
    count: Annotated[int, Meta(ge=1, le=500)] = 100
    since: Moment = 0.0
    until: Moment = 0.0


class AlertsQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which alerts."""

    all: Annotated[bool, Meta(description="also those you said you know of")] = False


class EraseBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose account is deleted: one's own."""

    person: Annotated[str, Meta(min_length=1, max_length=128, description="your own id, as /v1/me gives it")]


def _file(found: answers.Exported) -> Page:
    return Page(
        body=found.data,
        media=_JSON,
        headers={"Content-Disposition": 'attachment; filename="about-me.json"'},
    )


ROWS: tuple[Route, ...] = (
    get(
        "/v1/me/grants",
        "member.grants",
        "Show what the caller may do, why, and when that ends",
        lambda _: ask.ShowGrants(),
        answers.GrantsTold,
    ),
    get(
        "/v1/me/uses",
        "member.uses",
        "List what was done in the caller's name",
        lambda one: ask.ListUses(
            before=one.query.before, count=one.query.count, since=one.query.since, until=one.query.until
        ),
        answers.UsesListed,
        query=UsesQuery,
    ),
    get(
        "/v1/me/alerts",
        "member.alerts",
        "List what the caller should hear of",
        lambda one: ask.ListAlerts(all=one.query.all),
        answers.AlertsListed,
        query=AlertsQuery,
    ),
    post(
        "/v1/me/alerts/{alert}/know",
        "member.know",
        "Say that the caller knows of an alert",
        None,
        lambda one: ask.KnowAlert(alert=one.params["alert"]),
        answers.AlertsListed,
        params=ident("alert", "id of the alert or measure"),
    ),
    get(
        "/v1/me/feed",
        "member.feed",
        "Show what was done on behalf of the organisation the caller speaks for",
        lambda one: ask.ShowFeed(
            before=one.query.before, count=one.query.count, since=one.query.since, until=one.query.until
        ),
        answers.FeedTold,
        query=UsesQuery,
    ),
    Route(
        method="GET",
        path="/v1/me/export",
        summary="Hand over everything held about the caller",
        tags=("member",),
        capability="member.export",
        make=lambda _: ask.ExportMe(),
        gives=Gives.PAGE,
        show=_file,
        media=(_JSON,),
        problems=(503,),
    ),
    post(
        "/v1/me/erase",
        "member.erase",
        "Delete the caller's account for good",
        EraseBody,
        lambda one: ask.EraseMe(person=one.body.person),
        answers.Erased,
    ),
)
