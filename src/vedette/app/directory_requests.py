"""What can be asked about who is here: people, their sessions, seats in somebody else's house."""

from __future__ import annotations

from dataclasses import dataclass

from vedette.app import directory_answers as answers
from vedette.app.asking import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPeople(Request[answers.PeopleListed]):
    """List people, those after an id if one is given."""

    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSessions(Request[answers.SessionsListed]):
    """List the caller's own sessions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddSeat(Request[answers.SeatTold]):
    """Give a vendor's person, or a service, a seat in an organisation."""

    sponsor: str
    """Id or name of the organisation that answers for it."""
    cap: str
    """The highest class it may use."""
    days: int
    person: str = ""
    """Who sits in it, or empty."""
    vendor: str = ""
    """The organisation of whoever sits in it."""
    key: str = ""
    """Thumbprint of a service's key, or empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeToSeat(Request[answers.SeatTold]):
    """Agree to a seat an operator asked for."""

    seat: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSeats(Request[answers.SeatsListed]):
    """List seats: one's own, and those that wait for one's word; for operators all, past ones too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLedger(Request[answers.LedgerFetched]):
    """Hand the whole ledger over for others to verify."""
