"""What reviewers find out about organisations on their own: called back, looked up, a regulator's letter."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final, TypeVar

from msgspec.structs import replace

from vedette.access.identity.callback import Answered, Call, Calls, Place, Seen, called, letter, looked_up
from vedette.access.identity.people import People
from vedette.access.identity.proofing import Method, Proofs
from vedette.access.nouns import Tier
from vedette.access.programme.criteria import TIERS, Shown
from vedette.app import proofing_answers as answers
from vedette.app import proofing_requests as asked
from vedette.app.clock import Clock
from vedette.app.gate import Handler, Work
from vedette.app.proofing import told
from vedette.core.errors import BadInput, Refused

W = TypeVar("W", bound=Enum)
_OF_ORGANISATIONS: Final = (Tier.T3, Tier.T4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Callbacks:
    """Everything about who organisations are."""

    people: People
    proofs: Proofs
    calls: Calls
    clock: Clock

    def handlers(self) -> dict[str, Handler]:
        """Say who does the work of each capability."""
        return {
            "proofing.organisation": self.organisation,
            "proofing.call_back": self.call_back,
            "proofing.look_up": self.look_up,
        }

    def organisation(self, request: asked.ShowOrganisation, work: Work) -> answers.OrganisationTold:
        """Say what is known of an organisation, to reviewers and to its own people."""
        subject, org = work.caller.subject, self._org(request.org)
        if "reviewer" in subject.roles:
            return self._shown(org, "")
        person = self.people.find(subject.id)
        if subject.org != org and (person is None or person.member_of(org) is None):
            raise Refused("only its own people and reviewers may look", hint="name an organisation of yours")
        return replace(self._shown(org, ""), salt="")

    def call_back(self, request: asked.CallBack, work: Work) -> answers.OrganisationTold:
        """Note a call; a denial takes back what was confirmed, and lets what was given on it rest."""
        org, now = self._org(request.org), self.clock.now().timestamp()
        seen = self._seen(work, org, request.reason, own_way=request.own_way)
        answered = _word(Answered, request.answered)
        call, made = called(seen, _word(Place, request.place), request.number, answered, now)
        self.calls.note(call)
        if made is not None:
            self.proofs.keep(org, made, now)
        if answered is Answered.DENIED:
            self.proofs.void(org, Method.CALL_BACK)
            self.people.doubt(org, now)
        return self._shown(org, f"call-back {answered}")

    def look_up(self, request: asked.LookUp, work: Work) -> answers.OrganisationTold:
        """Note what a register or a letter says."""
        org, now = self._org(request.org), self.clock.now().timestamp()
        if bool(request.place) is bool(request.letter):
            raise BadInput("one thing is noted at a time", hint="a register, or a letter")
        seen = self._seen(work, org, request.reason, own_way=request.own_way)
        if request.letter:
            self.proofs.keep(org, letter(seen, request.letter, now), now)
            return self._shown(org, "letter")
        self.proofs.keep(org, looked_up(seen, _word(Place, request.place), now), now)
        return self._shown(org, "register")

    def sweep(self, now: float) -> int:
        """Forget calls and salts that are over; return how many."""
        return self.calls.sweep(now)

    def _org(self, named: str) -> str:
        """Return the id of an organisation by its id or name."""
        found = next((one for one in self.people.organisations() if named in (one.id, one.name)), None)
        if found is None:
            raise BadInput(
                f"there is no organisation {named[:80]!r}", hint="give its id, or its name as it is here"
            )
        return found.id

    def _seen(self, work: Work, org: str, reason: str, *, own_way: bool) -> Seen:
        subject = work.caller.subject
        person = self.people.find(subject.id)
        orgs = {one.org for one in person.memberships} if person is not None else set()
        mine = orgs | ({subject.org} if subject.org else set())
        return Seen(org=org, reviewer=subject.id, orgs=tuple(sorted(mine)), reason=reason, own_way=own_way)

    def _shown(self, org: str, done: str) -> answers.OrganisationTold:
        now = self.clock.now().timestamp()
        calls, says = self.calls.of(org, now), {str(one) for one in self.proofs.says(org, now)}
        lacking = (
            f"{tier.name} {one}"
            for tier in _OF_ORGANISATIONS
            for one in TIERS[tier].records
            if one is not Shown.IDENTITY and one.value not in says
        )
        return answers.OrganisationTold(
            org=org,
            name=self.people.organisation(org).name,
            proofs=tuple(told(one) for one in self.proofs.of(org, now)),
            lacking=tuple(lacking),
            calls=tuple(_call(one) for one in calls),
            one_number=len({one.number for one in calls}) <= 1,
            salt=self.calls.salt(org, now),
            done=done,
        )


def _call(one: Call) -> answers.CallTold:
    return answers.CallTold(place=one.place, answered=one.answered, reviewer=one.reviewer, started=one.at)


def _word(words: type[W], given: str) -> W:
    try:
        return words(given)
    except ValueError as error:
        known = ", ".join(str(one.value) for one in words)
        raise BadInput(f"{given[:40]!r} is none of what can be noted", hint=f"one of {known}") from error
