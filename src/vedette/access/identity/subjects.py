"""Who asks, for the policy: a live token's claims in, a subject out, read afresh for each request.

So a new grant counts with the next request, and a suspension too. A subject whose person, organisation, seat
or agent is gone or suspended is nobody.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import NamedTuple

from msgspec.structs import replace

from vedette.access.documents import Documents
from vedette.access.identity.agents import Agents
from vedette.access.identity.members import Agent, Organisation, Person, Role, Seat
from vedette.access.identity.people import People
from vedette.access.identity.register import Register
from vedette.access.identity.seats import lower
from vedette.access.nouns import Kind, Purpose, Risk, Subject, Tier
from vedette.access.tokens.challenges import ACR_KEY, Unauthenticated
from vedette.access.tokens.claims import Claims, Confirmation
from vedette.access.tokens.sessions import SESSION_MAX, Login

Tiers = Callable[[str, float, frozenset[str]], Tier]
"""The tier of a person or service seat at a time, acting for these organisations: by the grants good then."""


class Asker(NamedTuple):
    """Who asks, and the most they may use whatever their tier."""

    subject: Subject
    cap: Risk
    """The highest class: of the organisation acted for, and of the seat sat in."""
    team: str
    """The team in the organisation acted for, or empty."""
    suspended: bool
    """Whether the person or organisation is suspended: they may still ask why, and appeal."""


class Entry(NamedTuple):
    """As whom somebody wants to log in."""

    org: str = ""
    seat: str = ""
    """Instead of an organisation."""


class Subjects:
    """Puts subjects together from what is known of them now."""

    def __init__(self, documents: Documents, people: People, agents: Agents, tiers: Tiers) -> None:
        self._people = people
        self._agents = agents
        self._seats = Register(documents, "seat", Seat)
        self._tiers = tiers

    def subject_for(self, claims: Claims, now: float) -> Asker:
        """Return who asks.

        Raises:
            Unauthenticated: the person, seat or agent is gone, or no longer belongs where the token says.

        """
        seat = self._seat(claims.seat, now) if claims.seat else None
        if seat is not None and not seat.person:
            return self._service(claims, seat, now)
        person = self._person(claims.sub)
        if seat is not None:
            self._check_sitting(person, seat, claims.org)
        elif claims.org and person.member_of(claims.org) is None:
            raise _nobody("the person no longer belongs to the organisation")
        asker = self._asker(claims, person, seat, now)
        return self._acting(asker, claims) if claims.act is not None else asker

    def login(self, person: str, key: str, entry: Entry, *, touched: float, purpose: Purpose) -> Login:
        """Return what a session of a person begins with; `touched` is when they used their passkey.

        Raises:
            Unauthenticated: there is no such person, or they do not belong where they want to go.

        """
        known = self._person(person)
        login = Login(person=person, key=key, purpose=purpose, org=entry.org, touched=touched)
        if entry.seat:
            seat = self._seat(entry.seat, touched)
            self._check_sitting(known, seat, seat.sponsor)
            return replace(login, org=seat.sponsor, via=seat.vendor, seat=seat.id)
        if entry.org and known.member_of(entry.org) is None:
            raise _nobody("the person does not belong to the organisation")
        return login

    def service_login(self, seat: str, key: str, now: float, *, purpose: Purpose) -> Login:
        """Return what a session of a service begins with, which just proved a key.

        Raises:
            Unauthenticated: there is no such seat, it is over, or its key is another.

        """
        found = self._seat(seat, now)
        if found.person or not _same(found.key, key):
            raise _nobody("the seat has another key")
        return Login(person=found.id, key=key, purpose=purpose, org=found.sponsor, seat=found.id, acr=ACR_KEY)

    def stand(self, whom: str, entry: Entry, now: float) -> Asker:
        """Return what somebody is now where they were before: for work that goes on without their asking.

        Raises:
            Unauthenticated: they, or the seat, are gone, or no longer belong there.

        """
        seat = self._seat(entry.seat, now) if entry.seat else None
        if seat is not None and not seat.person:
            login = self.service_login(seat.id, seat.key, now, purpose=Purpose.OPERATIONS)
        else:
            login = self.login(whom, whom, entry, touched=now, purpose=Purpose.OPERATIONS)
        claims = Claims(
            sub=login.person,
            sid="",
            cnf=Confirmation(jkt=login.key),
            started=now,
            until=now,
            purpose=login.purpose,
            org=login.org,
            via=login.via,
            seat=login.seat,
            auth_time=now,
        )
        return self.subject_for(claims, now)

    def stays(self, login: Login, now: float) -> float:
        """Return how many seconds a session that begins like that may last: no longer than its seat."""
        found = self._seats.find(login.seat) if login.seat else None
        return SESSION_MAX if found is None else max(0.0, min(SESSION_MAX, found.expires - now))

    def _asker(self, claims: Claims, person: Person, seat: Seat | None, now: float) -> Asker:
        org = self._people.organisation(claims.org) if claims.org else None
        member = person.member_of(claims.org) if seat is None and claims.org else None
        roles = tuple(map(str, person.offices(now))) if seat is None else ()
        if member is not None:
            roles += (str(Role.MEMBER), str(Role.ORG_ADMIN)) if member.admin else (str(Role.MEMBER),)
        subject = Subject(
            id=person.id,
            kind=Kind.PERSON,
            tier=self._tiers(person.id, now, frozenset((claims.org, claims.via))),
            org=claims.org,
            roles=roles,
            key=claims.cnf.jkt,
            session=claims.sid,
            auth_time=claims.auth_time,
        )
        suspended = person.suspended or (org is not None and org.suspended)
        return Asker(subject, _cap(org, seat), member.team if member is not None else "", suspended)

    def _acting(self, asker: Asker, claims: Claims) -> Asker:
        """Return an agent's part of what a person is: no office, no touch, some tools."""
        agent = self._agent(claims.agent)
        if agent.suspended or agent.person != claims.sub or not _same(agent.key, claims.cnf.jkt):
            raise _nobody("the agent does not act for this person, or not with this key")
        tools = tuple(one for one in claims.tools if one in agent.tools)
        subject = replace(
            asker.subject, kind=Kind.AGENT, roles=(), agent=agent.id, tools=tools, auth_time=0.0
        )
        return asker._replace(subject=subject)

    def _service(self, claims: Claims, seat: Seat, now: float) -> Asker:
        if claims.sub != seat.id or not _same(seat.key, claims.cnf.jkt) or claims.act is not None:
            raise _nobody("the seat has another key")
        org = self._people.organisation(seat.sponsor)
        subject = Subject(
            id=seat.id,
            kind=Kind.SERVICE,
            tier=self._tiers(seat.sponsor, now, frozenset((seat.sponsor,))),
            org=seat.sponsor,
            key=claims.cnf.jkt,
            session=claims.sid,
        )
        return Asker(subject, _cap(org, seat), "", org.suspended)

    def _check_sitting(self, person: Person, seat: Seat, sponsor: str) -> None:
        if seat.person != person.id or seat.sponsor != sponsor:
            raise _nobody("the seat is somebody else's")
        if not seat.vendor:
            return
        if person.member_of(seat.vendor) is None or self._people.organisation(seat.vendor).suspended:
            raise _nobody("the person no longer belongs to the vendor, or it is suspended")

    def _person(self, ident: str) -> Person:
        found = self._people.find(ident)
        if found is None:
            raise _nobody("there is no such person")
        return found

    def _agent(self, ident: str) -> Agent:
        found = self._agents.find(ident)
        if found is None:
            raise _nobody("there is no such agent")
        return found

    def _seat(self, ident: str, now: float) -> Seat:
        found = self._seats.find(ident)
        if found is None or not found.live(self._people.organisation(found.sponsor), now):
            raise _nobody("the seat is over, waits for somebody who agrees, or its sponsor is suspended")
        return found


def _cap(org: Organisation | None, seat: Seat | None) -> Risk:
    cap = org.cap if org is not None else Risk.C4
    return lower(cap, seat.cap) if seat is not None else cap


def _same(one: str, other: str) -> bool:
    return bool(one) and hmac.compare_digest(one.encode(), other.encode())


def _nobody(message: str) -> Unauthenticated:
    return Unauthenticated(message, hint="log in again; if that fails, ask who runs this")
