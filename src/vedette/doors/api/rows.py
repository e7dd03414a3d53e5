"""The two shapes most rows of the table have."""

from __future__ import annotations

from typing import Any, Final

from msgspec import Struct

from vedette.doors.api.routes import Make, Param, Route, Takes

_ID: Final = "^[A-Za-z0-9._~:-]{1,128}$"


def get(path: str, capability: str, summary: str, make: Make, result: type[Struct], **more: Any) -> Route:  # noqa: ANN401
    """Return the row of something that is asked for by its address."""
    return Route(
        method="GET",
        path=path,
        summary=summary,
        tags=(capability.partition(".")[0],),
        capability=capability,
        make=make,
        result=result,
        problems=(400,),
        **more,
    )


def post(  # noqa: PLR0913, PLR0917 - one row of the table
    path: str,
    capability: str,
    summary: str,
    body: type[Struct] | None,
    make: Make,
    result: type[Struct],
    **more: Any,  # noqa: ANN401
) -> Route:
    """Return the row of something that is done; a body of None: none is taken."""
    return Route(
        method="POST",
        path=path,
        summary=summary,
        tags=(capability.partition(".")[0],),
        capability=capability,
        takes=Takes.NOTHING if body is None else Takes.JSON,
        body=body,
        make=make,
        result=result,
        problems=(400, 409, 413, 503),
        **more,
    )


def ident(name: str, words: str, example: str = "0" * 16) -> dict[str, Param]:
    """Return the part of a path that is an id."""
    return {name: Param(words=words, example=example, pattern=_ID)}
