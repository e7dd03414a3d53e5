"""Taking things back: grants, sessions, seats, offices, memberships, a person's or organisation's access."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from vedette.access.identity.members import Role
from vedette.access.identity.people import People
from vedette.access.identity.seats import Seats
from vedette.access.programme.applications import Applications, Said
from vedette.access.programme.appointments import Appointment, Appointments, Stands, Voice, standing
from vedette.access.programme.records import Act
from vedette.access.tokens.sessions import Sessions
from vedette.app.gate import Work
from vedette.app.programme_requests import Revoke
from vedette.core.errors import BadInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """All that can be taken back; what stood on it ends with it."""

    people: People
    seats: Seats
    sessions: Sessions
    applications: Applications
    appointments: Appointments
    stop_jobs: Callable[[str, str], int]
    """Stops what a person has running, and says why."""

    def revoke(self, request: Revoke, work: Work, now: float) -> int:
        """Take it back; return how many sessions ended at once.

        Raises:
            BadInput: it is not one thing, or not there.
            Refused: there is nothing to take back.

        """
        if request.person and request.org:
            return self._leave(request, now)
        ways: Mapping[str, Callable[[Revoke, Work, float], int]] = {
            "grant": self._grant,
            "session": self._session,
            "seat": self._seat,
            "person": self._person,
            "org": self._org,
            "appointment": self._appointment,
        }
        named = [name for name in ways if getattr(request, name)]
        if len(named) != 1:
            raise BadInput(
                "exactly one thing is revoked at a time",
                hint="a grant, session, seat, person, org or appointment; or a person and their org",
            )
        return ways[named[0]](request, work, now)

    def _grant(self, request: Revoke, work: Work, now: float) -> int:
        said = Said(reason=request.reason, now=now, decision=work.decision.id)
        self.applications.act(work.caller.subject, request.grant, Act.REVOKE, said)
        return 0

    def _session(self, request: Revoke, work: Work, now: float) -> int:
        del work
        self.sessions.end(request.session, now)
        return 1

    def _seat(self, request: Revoke, work: Work, now: float) -> int:
        del work
        seat = self.seats.remove(request.seat, now)
        self.stop_jobs(seat.person or seat.id, f"the seat was taken away: {request.reason}")
        return 0

    def _person(self, request: Revoke, work: Work, now: float) -> int:
        del work
        live = len(self.sessions.of(request.person, now))
        self.people.suspend(request.person, now)
        self.stop_jobs(request.person, f"access was revoked: {request.reason}")
        return live

    def _org(self, request: Revoke, work: Work, now: float) -> int:
        """Suspend an organisation: nothing goes on in its name, nor in a seat it answers for."""
        del work
        sitting = {one.person or one.id for one in self.seats.sponsored(request.org) if not one.removed}
        whose = sitting | {one.id for one in self.people.members(request.org)}
        self.seats.remove_sponsor(request.org, now)
        live = sum(one.login.org == request.org for who in whose for one in self.sessions.of(who, now))
        for who in whose:
            self.stop_jobs(who, f"the organisation was suspended: {request.reason}")
        return live

    def _appointment(self, request: Revoke, work: Work, now: float) -> int:
        """End an appointment; who was in office by it is no longer, unless another one says so."""
        said = Said(reason=request.reason, now=now, decision=work.decision.id)
        before = standing(self.appointments.get(request.appointment), now)
        ended = self.appointments.say(work.caller.subject, request.appointment, Voice.END, said)
        person = self.people.find(ended.nominee.person)
        if before.stands is Stands.IN_OFFICE and person is not None and ended.office in person.offices(now):
            others = [standing(one, now) for one in self._others(ended)]
            until = max((one.until for one in others if one.stands is Stands.IN_OFFICE), default=0.0)
            self.people.give_roles(person.id, {Role(ended.office): until} if until else ())
        return 0

    def _others(self, ended: Appointment) -> list[Appointment]:
        """Return other appointments of the same person to the same office."""
        known = self.appointments.of(ended.nominee.person)
        return [one for one in known if one.office == ended.office and one.id != ended.id]

    def _leave(self, request: Revoke, now: float) -> int:
        """Let a person belong to an organisation no longer; all their sessions end."""
        if any((request.grant, request.session, request.seat, request.appointment)):
            raise BadInput("exactly one thing is revoked at a time", hint="a person and their org, no more")
        live = len(self.sessions.of(request.person, now))
        self.people.leave(request.person, request.org, now)
        self.stop_jobs(request.person, f"they left the organisation: {request.reason}")
        return live
