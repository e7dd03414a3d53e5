"""Routes about the door itself, open to everybody: is it there, is it ready, what does it serve."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from msgspec import Struct

from vedette.core.errors import Unavailable
from vedette.doors.api.routes import Asked, Gives, Page, Route, Serve
from vedette.doors.api.service import Service

_LOG: Final = logging.getLogger("vedette.api")


class Health(Struct, frozen=True):
    """We are there."""

    status: str = "ok"


class Ready(Struct, frozen=True):
    """We can do what is asked of us."""

    ready: bool = True


def rows(stopping: Callable[[], bool], document: Callable[[], bytes]) -> tuple[Route, ...]:
    """Make the rows: they ask the door, not the service behind it."""

    def ready(service: Service, asked: Asked) -> Ready:
        del asked
        wrong = ["the server is stopping"] if stopping() else service.ready()
        if wrong:
            _LOG.warning("not ready: %s", "; ".join(wrong))
            raise Unavailable("not ready", hint="what is wrong is in the operator's log")
        return Ready()

    def described(service: Service, asked: Asked) -> Page:
        del service, asked
        return Page(body=document(), media=Gives.JSON.value, headers={"Cache-Control": "max-age=300"})

    return (
        _row(
            "/healthz", "Say that the server is there", lambda _service, _asked: Health(), Health, inline=True
        ),
        _row("/readyz", "Say whether the server can do what is asked of it", ready, Ready),
        _row("/openapi.json", "Describe all that is served", described, None),
    )


def _row(
    path: str, summary: str, serve: Serve, result: type[Struct] | None, *, inline: bool = False
) -> Route:
    return Route(
        method="GET",
        path=path,
        summary=summary,
        tags=("health",),
        public=True,
        serve=serve,
        result=result,
        inline=inline,
    )
