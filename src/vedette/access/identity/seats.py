"""Seats in somebody else's house: a vendor's person or a service, a month at most, gone with its sponsor."""

from __future__ import annotations

from msgspec.structs import replace

from vedette.access.documents import Documents
from vedette.access.identity.consents import REVIEWER, Voice, agreed
from vedette.access.identity.members import Seat
from vedette.access.identity.people import End, People
from vedette.access.identity.register import Register, fresh
from vedette.access.nouns import Risk
from vedette.access.tokens.revocations import Ended
from vedette.core.errors import BadInput, Refused

SEAT_MAX = 30 * 86400.0
"""Seconds a seat lasts at most."""
_CLASSES = tuple(Risk)


class Seats:
    """All seats."""

    def __init__(self, documents: Documents, people: People, end: End) -> None:
        self._seats = Register(documents, "seat", Seat, _tags)
        self._people = people
        self._end = end

    def add(self, seat: Seat, now: float) -> Seat:
        """Make a seat as described; its id is given here.

        Raises:
            BadInput: nobody and no service sits in it, or both, or it lasts longer than a month.
            Refused: its class is above its sponsor's, or the sponsor is suspended.

        """
        sponsor = self._people.organisation(seat.sponsor)
        if bool(seat.person) == bool(seat.key):
            raise BadInput("a seat is for one person, or for one key", hint="name one of the two")
        if seat.person:
            self._check_sitter(seat)
        if not now < seat.expires <= now + SEAT_MAX:
            raise BadInput("a seat lasts a month at most", hint="let it end within 30 days, and make it anew")
        if sponsor.suspended or seat.cap is Risk.CX or lower(seat.cap, sponsor.cap) is not seat.cap:
            raise Refused("the seat would reach further than its sponsor", hint="choose a lower class")
        return self._seats.add(replace(seat, id=fresh("s"), made=now, removed=False))

    def agree(self, ident: str, voice: Voice, now: float) -> Seat:
        """Agree to a seat somebody asked for.

        Raises:
            BadInput: there is none with that id.
            Refused: it does not wait for them.

        """
        return self._seats.change(ident, lambda one: agreed(one, voice, now))

    def _check_sitter(self, seat: Seat) -> None:
        person = self._people.get(seat.person)
        if seat.vendor and person.member_of(seat.vendor) is None:
            raise BadInput("the person does not belong to the vendor", hint="let them join it first")

    def get(self, ident: str) -> Seat:
        """Return a seat.

        Raises:
            BadInput: there is none with that id.

        """
        return self._seats.get(ident)

    def all(self) -> list[Seat]:
        """Return all seats, those that are over too."""
        return self._seats.all()

    def waiting(self) -> list[Seat]:
        """Return the seats that wait for a reviewer, those that are over too."""
        return self._seats.tagged(f"waits:{REVIEWER}")

    def sponsored(self, org: str) -> list[Seat]:
        """Return the seats an organisation sponsors, those that are over too."""
        return self._seats.tagged(f"sponsor:{org}")

    def of(self, person: str) -> list[Seat]:
        """Return the seats of a person, those that are over too."""
        return self._seats.tagged(f"person:{person}")

    def remove(self, ident: str, now: float) -> Seat:
        """Take a seat away; its sessions end.

        Raises:
            BadInput: there is none with that id.

        """
        made = self._seats.change(ident, lambda one: replace(one, removed=True))
        self._end(Ended.SEAT, ident, now)
        return made

    def remove_sponsor(self, org: str, now: float) -> int:
        """Suspend a sponsor and take away every seat it sponsored; return how many were live.

        Raises:
            BadInput: there is no such organisation.

        """
        self._people.suspend_organisation(org, now)
        live = [one for one in self.sponsored(org) if not one.removed]
        for one in live:
            self.remove(one.id, now)
        return len(live)


def lower(one: Risk, other: Risk) -> Risk:
    """Return the lower of two classes."""
    return min(one, other, key=_CLASSES.index)


def _tags(seat: Seat) -> list[str]:
    found = [f"sponsor:{seat.sponsor}", *([f"person:{seat.person}"] if seat.person else [])]
    return found + [f"waits:{one}" for one in seat.waits]
