"""Who is here: people for operators, one's own sessions, seats in somebody else's house."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vedette.access.identity import consents
from vedette.access.identity.consents import Around, Voice
from vedette.access.identity.members import Organisation, Person, Seat
from vedette.access.identity.passkeys import Passkeys
from vedette.access.identity.people import People
from vedette.access.identity.seats import Seats
from vedette.access.nouns import Risk
from vedette.access.programme import actors
from vedette.access.programme.actors import ADMIN, Actor
from vedette.access.programme.founding import Foundings
from vedette.access.programme.tiers import Tiers
from vedette.access.safeguards.taints import Taints
from vedette.access.tokens.sessions import Sessions
from vedette.app import directory_answers as answers
from vedette.app import directory_requests as asked
from vedette.app.clock import Clock
from vedette.app.gate import Handler, Work
from vedette.core.errors import BadInput

PAGE: Final = 200
"""People listed at a time."""
_DAY: Final = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """Everything that knows who is here."""

    people: People
    passkeys: Passkeys
    sessions: Sessions
    seats: Seats
    tiers: Tiers
    taints: Taints
    founding: Foundings
    clock: Clock

    def handlers(self) -> dict[str, Handler]:
        """Say who does the work of each capability."""
        return {
            "identity.people": self.listed,
            "identity.sessions": self.own,
            "seats.add": self.add_seat,
            "seats.agree": self.agree,
            "seats.list": self.all_seats,
        }

    def listed(self, request: asked.ListPeople, work: Work) -> answers.PeopleListed:
        """List people, a page at a time."""
        del work
        names = {one.id: one.name for one in self.people.organisations()}
        rest = [one for one in self.people.all() if one.id > request.after]
        page = tuple(self._person(one, names) for one in rest[:PAGE])
        return answers.PeopleListed(people=page, after=page[-1].id if len(rest) > PAGE else "")

    def own(self, request: asked.ListSessions, work: Work) -> answers.SessionsListed:
        """List the caller's sessions."""
        del request
        subject, now = work.caller.subject, self._now()
        return answers.SessionsListed(
            sessions=tuple(
                answers.SessionTold(
                    id=one.id,
                    purpose=one.login.purpose,
                    key=one.login.key,
                    started=one.started,
                    expires=one.expires,
                    new_key=one.new_key,
                    this=one.id == subject.session,
                    read_outside=tuple(taint.agent for taint in self.taints.in_session(one.id, now)),
                )
                for one in self.sessions.of(subject.id, now)
            )
        )

    def add_seat(self, request: asked.AddSeat, work: Work) -> answers.SeatTold:
        """Make a seat, which waits for those whose word it takes."""
        by = work.caller.subject
        now, sponsor = self._now(), self._organisation(request.sponsor)
        vendor = self._organisation(request.vendor).id if request.vendor else ""
        seat = Seat(
            id="",
            sponsor=sponsor.id,
            cap=_class(request.cap),
            made=now,
            expires=now + request.days * _DAY,
            person=request.person,
            vendor=vendor,
            key=request.key,
            asked_by=by.id,
            asked_from=tuple(sorted(self._houses(by.id, by.org))),
        )
        admins = {one.id for one in self.people.admins(sponsor.id) if not one.suspended}
        around = Around(
            founding=self.founding.open(now),
            admins=frozenset(admins - {by.id, request.person}),
            speaks=by.org == sponsor.id and ADMIN in by.roles and by.id != request.person,
        )
        return self._seat(self.seats.add(consents.asked(seat, around), now), "ask")

    def agree(self, request: asked.AgreeToSeat, work: Work) -> answers.SeatTold:
        """Agree to a seat, for the organisation that is to answer for it or as a reviewer of another."""
        by = actors.person(work.caller.subject)
        seat = self.seats.get(request.seat)
        return self._seat(self.seats.agree(seat.id, self._voice(by, seat), self._now()), "agree")

    def all_seats(self, request: asked.ListSeats, work: Work) -> answers.SeatsListed:
        """List seats: for operators all, for others their own and those that wait for their word."""
        del request
        by = actors.person(work.caller.subject)
        found = self.seats.all() if by.operator else self._concerning(by)
        return answers.SeatsListed(seats=tuple(self._seat(one) for one in found))

    def _concerning(self, by: Actor) -> list[Seat]:
        """Return somebody's own seats, those of the house they speak for, and those that wait for them."""
        found = {one.id: one for one in self.seats.of(by.person)}
        if by.admin:
            found |= {one.id: one for one in self.seats.sponsored(by.org)}
        waiting = self.seats.waiting() if by.reviewer else []
        live = [one for one in waiting if not one.removed and self._now() < one.expires]
        found |= {one.id: one for one in live if consents.may(one, self._voice(by, one))}
        return list(found.values())

    def _voice(self, by: Actor, seat: Seat) -> Voice:
        return Voice(
            person=by.person,
            speaks=by.admin and by.org == seat.sponsor,
            reviewer=by.reviewer,
            houses=self._houses(by.person, by.org),
        )

    def _houses(self, whose: str, acting: str) -> frozenset[str]:
        """Return every organisation somebody belongs to, and the one they act for."""
        person = self.people.find(whose)
        orgs = () if person is None else tuple(one.org for one in person.memberships)
        return frozenset((acting, *orgs)) - {""}

    def _person(self, one: Person, orgs: dict[str, str]) -> answers.PersonTold:
        now = self._now()
        return answers.PersonTold(
            id=one.id,
            name=one.name,
            orgs=tuple(orgs.get(at.org, at.org) for at in one.memberships),
            roles=one.offices(now),
            tier=self.tiers.tier_of(one.id, now).name,
            keys=len(self.passkeys.of(one.id)),
            sessions=len(self.sessions.of(one.id, now)),
            suspended=one.suspended,
        )

    def _seat(self, seat: Seat, act: str = "list") -> answers.SeatTold:
        sponsor = self.people.organisation(seat.sponsor)
        return answers.SeatTold(
            id=seat.id,
            sponsor=sponsor.name,
            cap=seat.cap,
            expires=seat.expires,
            live=seat.live(sponsor, self._now()),
            person=seat.person,
            vendor=self.people.organisation(seat.vendor).name if seat.vendor else "",
            key=seat.key,
            waits=seat.waits,
            founding=seat.founding,
            act=act,
        )

    def _organisation(self, name: str) -> Organisation:
        """Return an organisation by its id, or by its name where that is one's alone."""
        found = [one for one in self.people.organisations() if name in (one.id, one.name)]
        if len(found) != 1:
            raise BadInput(f"no one organisation is called {name[:80]!r}", hint="give its id")
        return found[0]

    def _now(self) -> float:
        return self.clock.now().timestamp()


def _class(text: str) -> Risk:
    try:
        return Risk(text)
    except ValueError as error:
        raise BadInput(f"there is no class {text[:20]!r}", hint="C0 to C4") from error
