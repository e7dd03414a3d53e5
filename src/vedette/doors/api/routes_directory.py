"""Routes about who is here, for operators and for oneself; a service's ledger for others to verify."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from vedette.app import directory_answers as answers
from vedette.app import directory_requests as ask
from vedette.app import ledger_answers
from vedette.app import ledger_requests as ledger_ask
from vedette.doors.api.routes import Gives, Page, Route
from vedette.doors.api.rows import get, ident, post

_ZIP = "application/zip"
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Maybe = Annotated[str, Meta(max_length=200)]


class PeopleQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where to go on."""

    after: Annotated[str, Meta(max_length=128, description="the last id of the page before")] = ""


class SeatBody(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A seat: for one person, or for one key."""

    sponsor: Annotated[str, Meta(min_length=1, max_length=200, description="id or name of an organisation")]
    cap: Annotated[str, Meta(pattern="^C[0-4]$", description="the highest class it may use")] = "C1"
    days: Annotated[int, Meta(ge=1, le=30)] = 30
    person: Maybe = ""
    vendor: Maybe = ""
    key: Annotated[str, Meta(max_length=100, description="thumbprint (RFC 7638) of a service's key")] = ""


def _archive(found: answers.LedgerFetched) -> Page:
    return Page(
        body=found.archive,
        media=_ZIP,
        headers={"Content-Disposition": 'attachment; filename="ledger.zip"'},
    )


ROWS: tuple[Route, ...] = (
    get(
        "/v1/people",
        "identity.people",
        "List the people here",
        lambda one: ask.ListPeople(after=one.query.after),
        answers.PeopleListed,
        query=PeopleQuery,
    ),
    get(
        "/v1/sessions",
        "identity.sessions",
        "List the caller's sessions, and which began with a new key",
        lambda _: ask.ListSessions(),
        answers.SessionsListed,
    ),
    get("/v1/seats", "seats.list", "List seats", lambda _: ask.ListSeats(), answers.SeatsListed),
    post(
        "/v1/seats",
        "seats.add",
        "Give a vendor's person, or a service, a seat",
        SeatBody,
        lambda one: ask.AddSeat(
            sponsor=one.body.sponsor,
            cap=one.body.cap,
            days=one.body.days,
            person=one.body.person,
            vendor=one.body.vendor,
            key=one.body.key,
        ),
        answers.SeatTold,
    ),
    post(
        "/v1/seats/{seat}/agree",
        "seats.agree",
        "Agree to a seat somebody asked for",
        None,
        lambda one: ask.AgreeToSeat(seat=one.params["seat"]),
        answers.SeatTold,
        params=ident("seat", "id of a seat"),
    ),
    Route(
        method="GET",
        path="/v1/ledger/export",
        summary="Fetch the whole ledger, for others to verify",
        tags=("ledger",),
        capability="ledger.fetch",
        make=lambda _: ask.FetchLedger(),
        gives=Gives.PAGE,
        show=_archive,
        media=(_ZIP,),
        problems=(413, 503),
    ),
    post(
        "/v1/ledger/witness",
        "ledger.witness",
        "Have the listed witnesses sign the ledger as it is",
        None,
        lambda _: ledger_ask.AskWitnesses(),
        ledger_answers.Witnessed,
    ),
)
