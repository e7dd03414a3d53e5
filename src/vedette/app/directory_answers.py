"""What is answered about who is here: one struct a kind of answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from msgspec import Struct

from vedette.app.asking import Told


class PersonTold(Struct, frozen=True, kw_only=True):
    """A person, as operators see them."""

    id: str
    name: str
    orgs: tuple[str, ...]
    """Names of their organisations."""
    roles: tuple[str, ...]
    tier: str
    keys: int
    """Passkeys they have."""
    sessions: int
    """Sessions under way."""
    suspended: bool


class PeopleListed(Told, frozen=True, kw_only=True):
    """People, by id."""

    people: tuple[PersonTold, ...]
    after: str = ""
    """What to ask on with when there are more; else empty."""

    def counts(self) -> Mapping[str, int | str]:
        """Count them."""
        return {"people": len(self.people)}


class SessionTold(Struct, frozen=True, kw_only=True):
    """A session under way."""

    id: str
    purpose: str
    key: str
    """Thumbprint of the key it is bound to."""
    started: float
    expires: float
    new_key: bool
    """Whether its key was never used by this account before: was it you?"""
    this: bool
    """Whether it is the one this is asked in."""
    read_outside: tuple[str, ...] = ()
    """Programs that read words of others in it: they change nothing more until it ends."""


class SessionsListed(Told, frozen=True, kw_only=True):
    """Sessions under way, the oldest first."""

    sessions: tuple[SessionTold, ...]


class SeatTold(Told, frozen=True, kw_only=True):
    """A seat."""

    id: str
    sponsor: str
    """Name of the organisation that answers for it."""
    cap: str
    expires: float
    live: bool
    person: str = ""
    vendor: str = ""
    key: str = ""
    waits: tuple[str, ...] = ()
    """Whose word it waits for: `admin` of its sponsor, `reviewer` of another organisation."""
    founding: bool = False
    """Whether fewer had to agree, since the programme was being founded."""
    act: str = "list"
    """What was done: ask, agree."""

    def counts(self) -> Mapping[str, int | str]:
        """Say what became of a seat, and whether it stands on fewer words than it takes; no name."""
        return {
            "seat": self.id,
            "act": self.act,
            "state": "waits" if self.waits else "stands",
            "founding": int(self.founding),
            "class": self.cap,
        }


class SeatsListed(Told, frozen=True, kw_only=True):
    """Seats."""

    seats: tuple[SeatTold, ...]


@dataclass(frozen=True, slots=True)
class LedgerFetched:
    """The ledger as a .zip that `vedette ledger verify` reads."""

    entries: int
    archive: bytes

    def counts(self) -> Mapping[str, int | str]:
        """Count entries."""
        return {"entries": self.entries}
