"""Routes about rules."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from vedette.app.requests import ListRules
from vedette.app.results import RulesListed
from vedette.doors.api.routes import Route


class RulesQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which rules."""

    only: Annotated[str, Meta(min_length=1, max_length=128, description="the id of one rule")] | None = None


ROWS: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/v1/rules",
        summary="List the rules, in words",
        tags=("rules",),
        capability="rules.list",
        query=RulesQuery,
        make=lambda asked: ListRules(only=asked.query.only),
        result=RulesListed,
    ),
)
