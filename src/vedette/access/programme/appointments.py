"""Reviewers and operators are appointed: one operator proposes, two reviewers of two organisations agree.

    proposed ──two agree──> in office ──a year, or somebody ends it──> over
       └──one objects, or a month goes by──> declined

So nobody who runs the house makes reviewers out of thin air. Pure: words in, what it came to out.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from enum import StrEnum
from functools import reduce
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from vedette.access.documents import Documents
from vedette.access.nouns import Subject
from vedette.access.programme import actors
from vedette.access.programme.actors import OPERATOR, REVIEWER, Actor, apart
from vedette.access.programme.applications import Said
from vedette.access.programme.criteria import DAY, OFFICE_DAYS
from vedette.access.programme.kept import Nouns
from vedette.access.programme.ties import UNTIED, Proved, Ties
from vedette.core.errors import BadInput, Refused

AGREE: Final = 2
"""Reviewers who agree …"""
HOUSES: Final = 2
"""… of so many organisations that share nobody."""
PROOF: Final = 2
"""The level the identity of whoever is proposed is proved to."""
WAITS: Final = 30 * DAY
"""Seconds a proposal waits."""
OFFICES: Final = frozenset((REVIEWER, OPERATOR))
_OPEN: Final = 20
"""Proposals of one operator that may wait at once."""


class Voice(StrEnum):
    """What somebody says to an appointment."""

    AGREE = "agree"
    OBJECT = "object"
    END = "end"


class Word(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody said something to an appointment."""

    id: str
    voice: Voice
    actor: Actor
    at: float
    reason: str
    proved: Proved = Proved()
    """What whoever is proposed had proved then."""
    gone: tuple[str, ...] = ()
    """People who agreed before, and were no longer reviewers then: their voices count no longer."""


class Appointment(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One proposal, and what was said to it."""

    id: str
    nominee: Actor
    """Who is proposed, as they were then."""
    office: str
    by: Actor
    reason: str
    at: float
    words: tuple[Word, ...] = ()


class Stands(StrEnum):
    """What an appointment has come to."""

    PROPOSED = "proposed"
    IN_OFFICE = "in_office"
    DECLINED = "declined"
    OVER = "over"


class Standing(Struct, frozen=True, kw_only=True):
    """An appointment after some of its words."""

    stands: Stands = Stands.PROPOSED
    voices: tuple[Actor, ...] = ()
    until: float = 0.0
    """When the office ends, in seconds since the epoch; 0 while nobody is in it."""


def standing(appointment: Appointment, now: float) -> Standing:
    """Return what an appointment has come to by now."""
    start = Standing()
    found = reduce(lambda known, word: heard(appointment, known, word), appointment.words, start)
    if found.stands is Stands.IN_OFFICE and found.until <= now:
        return replace(found, stands=Stands.OVER)
    if found.stands is Stands.PROPOSED and appointment.at + WAITS <= now:
        return replace(found, stands=Stands.DECLINED)
    return found


def heard(appointment: Appointment, known: Standing, word: Word) -> Standing:
    """Return what becomes of an appointment by one more word.

    Raises:
        Refused: that person may not say that, or not now.

    """
    if word.voice is Voice.END:
        return _ended(appointment, known, word)
    _only(known.stands is Stands.PROPOSED and word.at < appointment.at + WAITS, "this proposal does not wait")
    if why := barred(appointment, word.actor):
        raise Refused(why, hint="ask another reviewer")
    if word.voice is Voice.OBJECT:
        return replace(known, stands=Stands.DECLINED)
    _only(_proved(word.proved, word.at), f"their identity is not proved to level {PROOF}")
    voices = tuple(one for one in known.voices if one.person not in word.gone)
    if not any(one.person == word.actor.person for one in voices):
        voices = (*voices, word.actor)
    if len(voices) < AGREE or not apart(voices, HOUSES):
        return replace(known, voices=voices)
    return replace(known, voices=voices, stands=Stands.IN_OFFICE, until=word.at + OFFICE_DAYS * DAY)


def barred(appointment: Appointment, actor: Actor) -> str:
    """Say why somebody may not speak to an appointment; nothing where they may."""
    if not actor.reviewer:
        return "only a reviewer may agree to an appointment"
    if actor.person == appointment.nominee.person:
        return "nobody appoints themselves"
    if actor.person in (appointment.by.person, appointment.nominee.inviter):
        return "nobody agrees to whom they proposed or brought in"
    return ""


def proposable(nominee: Actor, office: str, by: Actor) -> None:
    """Look whether somebody may be proposed for an office by somebody.

    Raises:
        BadInput: there is no such office.
        Refused: it is not an operator who proposes, or themselves, or somebody who would hold both offices.

    """
    if office not in OFFICES:
        raise BadInput(f"there is no office {office[:40]!r}", hint=f"one of {', '.join(sorted(OFFICES))}")
    _only(by.operator, "only an operator proposes")
    _only(nominee.person != by.person, "nobody proposes themselves")
    other = nominee.operator if office == REVIEWER else nominee.reviewer
    _only(not other, "nobody is both operator and reviewer")


def _ended(appointment: Appointment, known: Standing, word: Word) -> Standing:
    own = word.actor.person == appointment.nominee.person
    _only(own or word.actor.reviewer or word.actor.operator, "only an operator or a reviewer may do this")
    _only(known.stands in (Stands.PROPOSED, Stands.IN_OFFICE), "this appointment is over")
    return replace(known, stands=Stands.OVER, until=0.0)


def _proved(proved: Proved, at: float) -> bool:
    return proved.level >= PROOF and at < proved.until


def _only(allowed: bool, why_not: str) -> None:  # noqa: FBT001  reads as a sentence: only this, or else that
    if not allowed:
        raise Refused(why_not, hint="look at the appointment: it says who may do what next")


class Appointments:
    """All appointments."""

    def __init__(self, documents: Documents, ties: Ties = UNTIED) -> None:
        self._appointments = Nouns(documents, "appointment", Appointment, _tags)
        self._ties = ties

    def propose(self, subject: Subject, nominee: Actor, office: str, said: Said) -> Appointment:
        """Propose somebody for an office.

        Raises:
            BadInput: there is no such office, or no reason.
            Refused: as `proposable`; or they are proposed already, or too many proposals wait.

        """
        by = actors.person(subject)
        whom = replace(nominee, inviter=self._ties.inviter(nominee.person))
        proposable(whom, office, by)
        waiting = self.waiting(said.now)
        if any(one.nominee.person == whom.person for one in waiting) or len(waiting) >= _OPEN:
            raise Refused("they are proposed already, or too many are", hint="wait, or end another proposal")
        made = Appointment(
            id=secrets.token_hex(8),
            nominee=whom,
            office=office,
            by=by,
            reason=actors.reason(said.reason),
            at=said.now,
        )
        return self._appointments.change(made.id, lambda _: made)

    def say(self, subject: Subject, ident: str, voice: Voice, said: Said) -> Appointment:
        """Say something to an appointment.

        Raises:
            BadInput: there is none of that id, or no reason.
            Refused: as `heard`; or a program says it.

        """
        actor = actors.person(subject)
        actor = replace(actor, orgs=tuple(sorted(self._ties.orgs(actor.person))))
        one = self.get(ident)
        whom, voices = one.nominee, standing(one, said.now).voices
        word = Word(
            id=said.decision or secrets.token_hex(8),
            voice=voice,
            actor=actor,
            at=said.now,
            reason=actors.reason(said.reason),
            proved=self._ties.proved(whom.person, whom.org, said.now),
            gone=tuple(by.person for by in voices if not self._ties.reviews(by.person, said.now)),
        )

        def work(known: Appointment | None) -> Appointment:
            found = _found(known, ident)
            heard(found, standing(found, said.now), word)
            return replace(found, words=(*found.words, word))

        return self._appointments.change(ident, work)

    def get(self, ident: str) -> Appointment:
        """Return one.

        Raises:
            BadInput: there is none of that id.

        """
        return _found(self._appointments.get(ident), ident)

    def of(self, person: str) -> list[Appointment]:
        """Return the appointments of a person."""
        return self._appointments.tagged(f"person:{person}")

    def waiting(self, now: float) -> list[Appointment]:
        """Return the proposals that wait for reviewers, the oldest first."""
        found = [one for one in self._appointments.tagged("open") if _waits(one, now)]
        return sorted(found, key=lambda one: one.at)


def _waits(one: Appointment, now: float) -> bool:
    return standing(one, now).stands is Stands.PROPOSED


def _tags(appointment: Appointment) -> Iterator[str]:
    yield f"person:{appointment.nominee.person}"
    if _waits(appointment, appointment.at):
        yield "open"


def _found(known: Appointment | None, ident: str) -> Appointment:
    if known is None:
        raise BadInput(f"there is no appointment {ident[:80]!r}", hint="list those that wait")
    return known
