"""Routes everybody may read without an account: the criteria, and the transparency reports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vedette.doors.api.routes import Asked, Page, Param, Route, Serve
from vedette.doors.api.service import Service

_MONTH = {"month": Param(words="a month that is published", example="2026-10", pattern="^[0-9]{4}-[0-9]{2}$")}


def _serve(make: Callable[[Service, Asked], Any]) -> Serve:
    def serve(service: Service, asked: Asked) -> Page:
        made = make(service, asked)
        headers = {"Cache-Control": "max-age=300"}
        if made.policy:
            headers["Content-Security-Policy"] = made.policy
        return Page(body=made.body, media=made.media, headers=headers)

    return serve


def _row(path: str, summary: str, media: str, make: Callable[[Service, Asked], Any], **more: Any) -> Route:  # noqa: ANN401
    return Route(
        method="GET",
        path=path,
        summary=summary,
        tags=("public",),
        public=True,
        serve=_serve(make),
        media=(media,),
        **more,
    )


_HTML = "text/html; charset=utf-8"
_JSON = "application/json"
ROWS: tuple[Route, ...] = (
    _row(
        "/criteria",
        "Show who may use what, and what it takes",
        _HTML,
        lambda one, _: one.pages.criteria_page(),
    ),
    _row("/v1/criteria", "Return the same, for programs", _JSON, lambda one, _: one.pages.criteria_json()),
    _row(
        "/transparency",
        "Show the newest transparency report",
        _HTML,
        lambda one, _: one.pages.transparency_page(),
    ),
    _row("/v1/transparency", "List the months that are published", _JSON, lambda one, _: one.pages.months()),
    _row(
        "/v1/transparency/{month}",
        "Return the report of a month, as it was published",
        _JSON,
        lambda one, asked: one.pages.report(asked.params["month"]),
        params=_MONTH,
        problems=(400,),
    ),
    _row(
        "/v1/transparency/{month}/note",
        "Return the signature of a report",
        "text/plain; charset=utf-8",
        lambda one, asked: one.pages.note(asked.params["month"]),
        params=_MONTH,
        problems=(400,),
    ),
)
