"""Routes about what is published of the programme, for its operators."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from vedette.app import transparency_answers as answers
from vedette.app import transparency_requests as ask
from vedette.doors.api.routes import Route
from vedette.doors.api.rows import post


class MonthBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A month that is over."""

    month: Annotated[str, Meta(pattern="^[0-9]{4}-[0-9]{2}$", examples=["2026-10"])]


class NumbersBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Numbers that only the operator can know."""

    about: Annotated[str, Meta(max_length=40, examples=["government_requests"])]
    numbers: Annotated[dict[str, Annotated[int, Meta(ge=0, le=2**53)]], Meta(min_length=1, max_length=50)]


ROWS: tuple[Route, ...] = (
    post(
        "/v1/transparency/publish",
        "transparency.publish",
        "Count a month out of the ledger, and publish the report",
        MonthBody,
        lambda one: ask.PublishMonth(month=one.body.month),
        answers.MonthPublished,
    ),
    post(
        "/v1/transparency/statements",
        "transparency.state",
        "Put numbers on the record that only the operator can know",
        NumbersBody,
        lambda one: ask.StateNumbers(about=one.body.about, numbers=one.body.numbers),
        answers.NumbersStated,
    ),
)
