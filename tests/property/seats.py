"""A harbour with a vendor's person and a program in its seats, in the real classes, copied at each step."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Final

from vedette.access.documents import Memory
from vedette.access.identity.agents import Agents
from vedette.access.identity.members import Membership, Seat
from vedette.access.identity.people import People
from vedette.access.identity.seats import SEAT_MAX, Seats
from vedette.access.identity.subjects import Entry, Subjects
from vedette.access.nouns import Purpose, Risk, Tier
from vedette.access.tokens.challenges import Unauthenticated
from vedette.access.tokens.claims import Claims
from vedette.access.tokens.revocations import Revocations
from vedette.access.tokens.sessions import Login, Sessions
from vedette.core.errors import VedetteError

NOW: Final = 1_770_000_000.0
HOUR: Final = 3600.0
DAY: Final = 86_400.0
KEY: Final = "thumbprint"


class Harbour:
    """Everything there is; a step is taken on a copy of it."""

    def __init__(self) -> None:
        self.now = NOW
        self.documents = Memory()
        self.claims: tuple[Claims, ...] = ()
        """Of all sessions that ever began."""
        self.wire()
        self.harbour, self.vendor = (self.people.found(name, NOW).id for name in ("Harbour", "Vendor"))
        self.vera, self.max = (self.people.add(name, NOW).id for name in ("Vera", "Max"))
        self.people.join(self.vera, Membership(org=self.vendor))
        self.people.join(self.max, Membership(org=self.harbour, admin=True))
        self.seats_made: tuple[str, ...] = ()

    def wire(self) -> None:
        """Have everything read these documents."""
        self.revocations = Revocations(self.documents)
        self.people = People(self.documents, self.revocations.revoke)
        self.seats = Seats(self.documents, self.people, self.revocations.revoke)
        self.sessions = Sessions(self.documents, self.revocations)
        agents = Agents(self.documents, self.revocations.revoke)
        self.subjects = Subjects(self.documents, self.people, agents, lambda *_: Tier.T0)

    def copied(self) -> Harbour:
        """Return another one like it, which changes apart."""
        made = copy.copy(self)
        made.documents = Memory()
        made.documents._kept = dict(self.documents._kept)  # noqa: SLF001 - nothing in there is changed in place
        made.documents._tags = dict(self.documents._tags)  # noqa: SLF001
        made.wire()
        return made

    def key(self) -> tuple[object, ...]:
        """What tells two apart: who is where, which seats there are, and which sessions could be alive."""
        people = tuple((one.memberships, one.suspended) for one in self.people.all())
        made = map(self.seats.get, self.seats_made)
        seats = tuple((one.removed, one.expires, bool(one.person)) for one in made)
        orgs = tuple(one.suspended for one in self.people.organisations())
        began = tuple(sorted((one.sub, one.started, one.seat) for one in self.claims if self.alive(one)))
        return self.now, people, seats, orgs, began

    def alive(self, claims: Claims) -> bool:
        """Tell whether a session can still do anything, as a door would."""
        if self.now >= claims.until:
            return False
        try:
            self.revocations.look(self.now)
            self.revocations.check(claims, self.now)
            return not self.subjects.subject_for(claims, self.now).suspended
        except Unauthenticated:
            return False

    def stands(self, claims: Claims) -> bool:
        """Tell, from scratch, whether all is there that a session was opened on."""
        sponsor = self.people.organisation(claims.org)
        if sponsor.suspended:
            return False
        if not claims.seat:
            person = self.people.get(claims.sub)
            return not person.suspended and person.member_of(claims.org) is not None
        seat = self.seats.get(claims.seat)
        if seat.removed or self.now >= seat.expires:
            return False
        if not seat.person:
            return True
        person = self.people.get(seat.person)
        vendor = self.people.organisation(self.vendor)
        return not person.suspended and not vendor.suspended and person.member_of(self.vendor) is not None

    # --- what can happen

    def begin(self, login: Login) -> None:
        """Begin a session, as the door does."""
        lasting = self.subjects.stays(login, self.now)
        session = self.sessions.start(login, self.now, lasting=lasting).session
        self.claims = (*self.claims, session.claims())

    def add_seat(self, *, person: bool) -> None:
        """Give Vera, or a program, a seat."""
        seat = Seat(
            id="",
            sponsor=self.harbour,
            cap=Risk.C2,
            made=0,
            expires=self.now + (SEAT_MAX if person else DAY / 4),
            person=self.vera if person else "",
            vendor=self.vendor if person else "",
            key="" if person else KEY,
        )
        self.seats_made = (*self.seats_made, self.seats.add(seat, self.now).id)

    def sit(self, seat: str) -> None:
        """Sign in to a seat."""
        purpose = Purpose.OPERATIONS
        if self.seats.get(seat).person:
            entry = Entry(seat=seat)
            self.begin(self.subjects.login(self.vera, KEY, entry, touched=self.now, purpose=purpose))
        else:
            self.begin(self.subjects.service_login(seat, KEY, self.now, purpose=purpose))


def steps(one: Harbour) -> Iterator[Harbour]:
    """Everything that can happen next."""
    acts: list[Callable[[Harbour], object]] = [
        lambda at: at.seats.remove_sponsor(at.harbour, at.now),
        lambda at: at.people.suspend_organisation(at.vendor, at.now),
        lambda at: at.people.readmit_organisation(at.harbour),
        lambda at: at.people.leave(at.vera, at.vendor, at.now),
        lambda at: at.people.join(at.vera, Membership(org=at.vendor)),
        lambda at: at.people.leave(at.max, at.harbour, at.now),
        lambda at: at.people.suspend(at.vera, at.now),
        lambda at: at.begin(
            at.subjects.login(at.max, KEY, Entry(org=at.harbour), touched=at.now, purpose=Purpose.OPERATIONS)
        ),
    ]
    acts += [lambda at, seat=seat: at.sit(seat) for seat in one.seats_made]  # type: ignore[misc]
    acts += [lambda at, seat=seat: at.seats.remove(seat, at.now) for seat in one.seats_made]  # type: ignore[misc]
    if len(one.seats_made) < 2:
        acts += [lambda at: at.add_seat(person=True), lambda at: at.add_seat(person=False)]
    for act in acts:
        made = one.copied()
        made.now += 1
        try:
            act(made)
        except VedetteError:
            continue
        yield made
    for later in (7 * HOUR, 31 * DAY):
        made = one.copied()
        made.now += later
        yield made
