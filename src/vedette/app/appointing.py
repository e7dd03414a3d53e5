"""Offices: operators propose, reviewers agree; and who else speaks for an organisation."""

from __future__ import annotations

from dataclasses import dataclass

from vedette.access.identity.members import Membership, Role
from vedette.access.identity.people import People
from vedette.access.programme.actors import ADMIN, Actor
from vedette.access.programme.applications import Said
from vedette.access.programme.appointments import Appointment, Appointments, Standing, Stands, Voice, standing
from vedette.access.programme.criteria import FOUNDING
from vedette.access.programme.founding import Foundings
from vedette.app import appointment_answers as answers
from vedette.app import appointment_requests as asked
from vedette.app.clock import Clock
from vedette.app.gate import Handler, Work
from vedette.app.programme_answers import AppointmentTold
from vedette.core.errors import BadInput, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointing:
    """Everything about offices."""

    people: People
    appointments: Appointments
    founding: Foundings
    clock: Clock

    def handlers(self) -> dict[str, Handler]:
        """Say who does the work of each capability."""
        return {
            "access.appoint": self.propose,
            "access.agree": self.agree,
            "access.admit": self.admit,
            "access.close_founding": self.close,
        }

    def propose(self, request: asked.Appoint, work: Work) -> AppointmentTold:
        """Propose somebody."""
        now = self._now()
        whom = self.people.get(request.person)
        offices = whom.offices(now)
        nominee = Actor(
            person=whom.id,
            org=whom.memberships[0].org if whom.memberships else "",
            orgs=tuple(one.org for one in whom.memberships),
            reviewer=Role.REVIEWER in offices,
            operator=Role.OPERATOR in offices,
        )
        said = Said(reason=request.reasons, now=now, decision=work.decision.id)
        return told(self.appointments.propose(work.caller.subject, nominee, request.office, said), now)

    def agree(self, request: asked.Agree, work: Work) -> AppointmentTold:
        """Agree or object; with enough voices the office begins at once."""
        now = self._now()
        said = Said(reason=request.reasons, now=now, decision=work.decision.id)
        voice = Voice.AGREE if request.agree else Voice.OBJECT
        found = self.appointments.say(work.caller.subject, request.appointment, voice, said)
        known = standing(found, now)
        if known.stands is Stands.IN_OFFICE:
            self._install(found, known)
        return told(found, now)

    def admit(self, request: asked.Admit, work: Work) -> answers.Admitted:
        """Let a member of the caller's organisation speak for it."""
        subject = work.caller.subject
        if ADMIN not in subject.roles:
            raise Refused("you do not speak for an organisation", hint="ask somebody who does")
        member = self.people.get(request.person).member_of(subject.org)
        if member is None:
            raise BadInput("they do not belong to your organisation", hint="an operator invites them first")
        self.people.join(request.person, Membership(org=subject.org, team=member.team, admin=True))
        return answers.Admitted(person=request.person, org=subject.org)

    def close(self, request: asked.CloseFounding, work: Work) -> answers.FoundingClosed:
        """Say that the programme is founded."""
        del request, work
        known = self.founding.close(self._now())
        return answers.FoundingClosed(closed=known.closed, confirm_until=known.closed + FOUNDING)

    def _install(self, found: Appointment, known: Standing) -> None:
        """Give the office; somebody who came to hold the other one meanwhile keeps that."""
        person = self.people.get(found.nominee.person)
        if any(one != found.office for one in person.offices(self._now())):
            raise Refused("nobody is both operator and reviewer", hint="end their other office first")
        self.people.give_roles(person.id, {Role(found.office): known.until})

    def _now(self) -> float:
        return self.clock.now().timestamp()


def told(one: Appointment, now: float) -> AppointmentTold:
    """Return an appointment as it is shown."""
    known = standing(one, now)
    return AppointmentTold(
        appointment=one.id,
        person=one.nominee.person,
        office=one.office,
        by=one.by.person,
        state=known.stands,
        voices=len(known.voices),
        reasons=one.words[-1].reason if one.words else one.reason,
        until=known.until,
    )
