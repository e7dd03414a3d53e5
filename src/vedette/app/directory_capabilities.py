"""What can be asked about who is here, and of a service's own ledger: one row each."""

from __future__ import annotations

from typing import Any

from vedette.access.nouns import Risk
from vedette.app import directory_requests as directory
from vedette.app.capability import Capability

ROWS: tuple[Capability[Any], ...] = (
    Capability(
        id="identity.people",
        does="list the people here, and what each has",
        reads="names, tiers and organisations of people",
        risk=Risk.C0,
        request=directory.ListPeople,
        cost_unit="pages",
        role="operator",
        human_only=True,
    ),
    Capability(
        id="identity.sessions",
        does="list the caller's own sessions, and which began with a new key",
        reads="the caller's own account",
        risk=Risk.C0,
        request=directory.ListSessions,
        cost_unit="sessions",
        self_service=True,
        redress=True,
        human_only=True,
        brief=True,
    ),
    Capability(
        id="seats.add",
        does="ask for a seat for a vendor's person, or a service, for a month at most",
        reads="an organisation",
        risk=Risk.C0,
        request=directory.AddSeat,
        cost_unit="seats",
        role="operator",
        needs_step_up=True,
        human_only=True,
        changes=True,
    ),
    Capability(
        id="seats.list",
        does="list seats, and who answers for each",
        reads="seats and organisations",
        risk=Risk.C0,
        request=directory.ListSeats,
        cost_unit="seats",
        self_service=True,
        human_only=True,
    ),
    Capability(
        id="seats.agree",
        does="agree to a seat: for the organisation that answers for it, or as a reviewer of another",
        reads="a seat and the organisations it concerns",
        risk=Risk.C0,
        request=directory.AgreeToSeat,
        cost_unit="seats",
        self_service=True,
        needs_step_up=True,
        human_only=True,
        changes=True,
    ),
    Capability(
        id="ledger.fetch",
        does="hand the service's ledger over for others to verify",
        reads="the ledger",
        risk=Risk.C0,
        request=directory.FetchLedger,
        cost_unit="entries",
        role="operator",
    ),
)
