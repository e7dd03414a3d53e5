"""Where the lines on a reviewer's desk come from: one source a kind of thing that waits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeAlias

from msgspec.structs import replace

from vedette.access.identity import consents
from vedette.access.identity.consents import Voice
from vedette.access.identity.seats import Seats
from vedette.access.identity.sittings import Sittings
from vedette.access.monitor.measures import Measures
from vedette.access.monitor.nouns import Step
from vedette.access.programme import breakglass, impartiality
from vedette.access.programme.actors import Actor
from vedette.access.programme.appeals import Appeals, part_in
from vedette.access.programme.applications import Applications
from vedette.access.programme.appointments import Appointments
from vedette.access.programme.approvals import Approvals
from vedette.access.programme.breakglass import BreakGlass
from vedette.access.programme.cases import about, reached
from vedette.access.programme.criteria import REMIND
from vedette.access.programme.queue import Line, Waiting, line
from vedette.access.programme.records import Act, Case, Stage
from vedette.access.safeguards.held import HeldTexts, bar
from vedette.access.scope.nouns import ProofKind
from vedette.access.scope.proofs import Proofs

Source: TypeAlias = Callable[[Actor, float], Iterable[Line]]
"""Returns what waits, for one reviewer, at a time in seconds since the epoch."""
_SAYS: Final = 120
_APART: Final = "it concerns you or an organisation of yours: another one's reviewer has to"
_OURS: Final = "it is about your own organisation: another one's reviewer has to"


def cases(applications: Applications) -> Source:
    """Return the source of applications, their appeals, second looks, and grants that end soon."""

    def waiting(reviewer: Actor, now: float) -> Iterator[Line]:
        for one in applications.waiting(now):
            kind = Waiting.APPEAL if reached(one).stage is Stage.APPEALED else Waiting.CASE
            yield _of_case(reviewer, one, kind, _since(one))
        for one in applications.drawn(now):
            yield _of_case(reviewer, one, Waiting.AUDIT, reached(one).drawn)
        for one in applications.ending(now):
            yield _of_case(reviewer, one, Waiting.CONFIRM, reached(one).expires - REMIND)

    return waiting


def approvals(asked: Approvals) -> Source:
    """Return the source of requests that wait for approvals; they lapse by themselves."""

    def waiting(reviewer: Actor, now: float) -> Iterator[Line]:
        for one in asked.waiting(now):
            made = line(Waiting.APPROVAL, one.id, one.requester.person, _short(one.what), one.made)
            spoke = any(voice.actor.person == reviewer.person for voice in one.voices)
            own = one.requester.person == reviewer.person
            why = "your own request" if own else "you have spoken" if spoke else ""
            yield replace(_barred(made, why), due=one.expires)

    return waiting


def emergencies(glass: BreakGlass) -> Source:
    """Return the source of emergencies nobody has looked at."""

    def waiting(reviewer: Actor, now: float) -> Iterator[Line]:
        del now
        for one in glass.unreviewed():
            says = f"{one.emergency.incident}: {one.emergency.reason}"
            made = line(Waiting.GLASS, one.id, one.actor.person, _short(says), one.opened)
            yield _barred(made, breakglass.part_in(one, reviewer))

    return waiting


def letters(proofs: Proofs) -> Source:
    """Return the source of letters, and operators' statements, that say whose a target is."""

    def waiting(reviewer: Actor, now: float) -> Iterator[Line]:
        for one in proofs.letters(now):
            what = "a letter" if one.kind is ProofKind.LETTER else "an operator's statement"
            made = line(Waiting.LETTER, one.id, one.requester, f"{what} about {one.target.value}", one.made)
            own = one.requester == reviewer.person
            why = "your own" if own else _OURS if one.org in reviewer.houses else ""
            yield _barred(made, why)

    return waiting


def seats(known: Seats) -> Source:
    """Return the source of seats an operator asked for that wait for a reviewer of another organisation."""

    def waiting(reviewer: Actor, now: float) -> Iterator[Line]:
        for one in known.waiting():
            if not one.removed and now < one.expires:
                says = f"a seat of class {one.cap} with {one.sponsor}"
                made = line(Waiting.SEAT, one.id, one.person or one.id, says, one.made)
                voice = Voice(reviewer.person, speaks=False, reviewer=True, houses=reviewer.houses)
                yield _barred(made, "" if consents.may(one, voice) else _APART)

    return waiting


def appeals(known: Appeals) -> Source:
    """Return the source of appeals against measures, texts that wait, and refusals."""

    def waiting(reviewer: Actor, now: float) -> Iterator[Line]:
        del now
        for one in known.waiting():
            says = f"against a {one.decided.against} ({', '.join(one.decided.reasons)}): {one.statement}"
            made = line(Waiting.APPEAL, one.id, one.appellant.person, _short(says), one.at)
            yield _barred(made, part_in(one, reviewer))

    return waiting


def held(texts: HeldTexts) -> Source:
    """Return the source of texts nobody has looked at."""

    def waiting(reviewer: Actor, now: float) -> Iterator[Line]:
        del now
        for one in texts.waiting():
            numbers = ", ".join(f"{name} {value}" for name, value in one.signals.numbers().items())
            made = line(Waiting.HELD, one.id, one.asker.person, f"{one.capability}: {numbers}", one.made)
            yield _barred(made, bar(one, reviewer))

    return waiting


def appointments(known: Appointments) -> Source:
    """Return the source of people who are proposed for an office."""

    def waiting(reviewer: Actor, now: float) -> Iterator[Line]:
        for one in known.waiting(now):
            says = _short(f"{one.office}: {one.reason}")
            made = line(Waiting.APPOINT, one.id, one.nominee.person, says, one.at)
            yield _barred(made, "it is you" if one.nominee.person == reviewer.person else "")

    return waiting


def sittings(known: Sittings) -> Source:
    """Return the source of people who want to be seen by video or in a room."""

    def waiting(reviewer: Actor, now: float) -> Iterator[Line]:
        for one in known.waiting(now):
            person = one.applicant.person
            how = "in a room" if one.in_person else "by video"
            made = line(Waiting.VIDEO, one.id, person, f"wants to be seen {how}", one.at)
            yield _barred(made, "it is you" if person == reviewer.person else "")

    return waiting


def measures(known: Measures) -> Source:
    """Return the source of what monitoring asks somebody to look at."""

    def waiting(reviewer: Actor, now: float) -> Iterator[Line]:
        for one in known.open(now):
            if one.step in (Step.REVIEW, Step.PAUSE):
                made = line(
                    Waiting.MEASURE, one.id, one.person, _short(f"{one.rule}: {one.reason}"), one.made
                )
                ours = one.org in reviewer.houses and reviewer.person not in one.by.split()
                yield _barred(
                    made, "it is about you" if one.person == reviewer.person else _OURS if ours else ""
                )

    return waiting


def minding(reviewer: Actor, case: Case) -> tuple[str, ...]:
    """Say what is no bar to deciding a case and yet worth knowing."""
    found = []
    if reviewer.org and reviewer.org == case.applicant.org:
        found.append("the applicant is of your organisation")
    if reviewer.team and (reviewer.org, reviewer.team) == (case.applicant.org, case.applicant.team):
        found.append("the applicant is of your team")
    if any(one.actor.person == reviewer.person for one in case.events):
        found.append("you decided in this case before")
    return tuple(found)


def _of_case(reviewer: Actor, case: Case, kind: Waiting, since: float) -> Line:
    wants = case.want.tier.name if case.want.tier else f"{case.want.capability} ({case.want.risk.value})"
    made = line(kind, case.id, case.applicant.person, _short(f"{wants}: {case.statement}"), since)
    known = reached(case)
    whom = about(case, known)
    if kind in (Waiting.AUDIT, Waiting.APPEAL):
        whom = whom._replace(heard=known.heard)
    return replace(
        _barred(made, impartiality.barred(reviewer, whom)),
        notes=(*_barred(made, impartiality.barred(reviewer, whom)).notes, *minding(reviewer, case)),
    )


def _since(case: Case) -> float:
    """Return since when a case waits: since it was asked, or appealed against last."""
    return next((one.at for one in reversed(case.events) if one.act is Act.APPEAL), case.at)


def _barred(made: Line, why: str) -> Line:
    return replace(made, may=False, notes=(why,)) if why else made


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _SAYS else f"{words[:_SAYS]}…"
