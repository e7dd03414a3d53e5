"""Proofs of who somebody is: seen by two reviewers, or by a credential; what is kept of each is `Proof`."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
from msgspec.structs import replace

from vedette.access.documents import Documents
from vedette.access.identity.marks import Marks, salt_of
from vedette.access.identity.oidc import JWKS_MAX
from vedette.access.identity.people import People
from vedette.access.identity.phrases import draw
from vedette.access.identity.proofing import (
    NO_CLAIM,
    Method,
    Offer,
    Proof,
    Proofs,
    Provider,
    Question,
    Says,
    kind,
    label,
)
from vedette.access.identity.sdjwt import Credentials, Issuer
from vedette.access.identity.sittings import Sittings
from vedette.access.identity.video import (
    OPEN_FOR,
    PHRASE_LASTS,
    Act,
    Case,
    Checklist,
    Event,
    Party,
    Stage,
    attest,
    marked,
    proof,
    state,
)
from vedette.access.nouns import Subject
from vedette.access.programme.records import Evidence
from vedette.app import proofing_answers as answers
from vedette.app import proofing_requests as asked
from vedette.app.clock import Clock
from vedette.app.gate import Handler, Work
from vedette.core.codec import load
from vedette.core.errors import BadInput, Refused

_QUESTION: Final = "credential-nonce"
_QUESTIONS_MAX: Final = 20
"""Nonces of one person that wait for a credential."""
_ISSUERS_MAX: Final = 20
_FILE_MAX: Final = 8 * 1024 * 1024
_REASON: Final = 2000
_EVIDENCE: Final = 12
"""Proofs that go with one application at most."""
SEEN: Final = (
    Offer(
        method=Method.VIDEO,
        provider="two reviewers",
        level=2,
        needs="a photo document, a camera, and half an hour with two reviewers of two organisations",
        says=(Says.IDENTITY,),
    ),
    Offer(
        method=Method.IN_PERSON,
        provider="two reviewers",
        level=3,
        needs="a photo document, and a meeting with two reviewers of two organisations",
        says=(Says.IDENTITY,),
    ),
)
"""Ways that need no file of the operator's: only reviewers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proofing:
    """Everything about who people are."""

    documents: Documents
    people: People
    proofs: Proofs
    sittings: Sittings
    marks: Marks
    providers: Mapping[str, Provider]
    """By issuer."""
    clock: Clock
    here: str
    """Our address: what credentials are shown to, and who vouches for what reviewers saw."""

    def handlers(self) -> dict[str, Handler]:
        """Say who does the work of each capability."""
        return {
            "proofing.list": self.listed,
            "proofing.ask": self.ask,
            "proofing.seat": self.seat,
            "proofing.phrase": self.phrase,
            "proofing.attest": self.attest,
            "proofing.withdraw": self.withdraw,
            "proofing.appeal": self.appeal,
            "proofing.hear": self.hear,
            "proofing.ask_credential": self.ask_credential,
            "proofing.show_credential": self.show_credential,
        }

    def listed(self, request: asked.ListProofs, work: Work) -> answers.ProofsListed:
        """List the caller's proofs and sittings, the ways there are, and for reviewers who waits."""
        del request
        subject, now = work.caller.subject, self._now()
        cases = {one.id: one for one in self.sittings.of(subject.id)}
        if "reviewer" in subject.roles:
            cases |= {one.id: one for one in self.sittings.waiting(now)}
        level = self.proofs.level(subject.id, now)
        offers = (*SEEN, *(one.offer for _, one in sorted(self.providers.items())))
        return answers.ProofsListed(
            level=level,
            label=label(level),
            proofs=tuple(told(one) for one in self.proofs.of(subject.id, now)),
            offers=tuple(_offer(one) for one in offers),
            sittings=tuple(self._shown(one, subject) for one in cases.values()),
            note=NO_CLAIM,
        )

    # --- seen by two reviewers

    def ask(self, request: asked.AskSitting, work: Work) -> answers.SittingTold:
        """Take a wish to be seen."""
        subject = work.caller.subject
        made = self.sittings.ask(self._party(subject), self._now(), in_person=request.in_person)
        return self._shown(made, subject)

    def seat(self, request: asked.TakeSeat, work: Work) -> answers.SittingTold:
        """Give a reviewer a seat."""
        return self._done(request.sitting, work, Act.SEAT)

    def phrase(self, request: asked.DrawPhrase, work: Work) -> answers.PhraseTold:
        """Draw a phrase, and show it to who has to say it, this once."""
        made, now = draw(), self._now()
        self.sittings.act(
            request.sitting, lambda case: replace(self._event(case, work, Act.PHRASE), secret=made)
        )
        return answers.PhraseTold(phrase=made, until=now + PHRASE_LASTS)

    def attest(self, request: asked.Attest, work: Work) -> answers.SittingTold:
        """Take a reviewer's word; the second yes makes the proof."""
        mark = self.marks.of(request.mark) if request.yes else ""
        said = Checklist(
            yes=request.yes,
            reason=request.reason,
            in_hand=request.in_hand,
            face=request.face,
            held_up=request.held_up,
            in_person=request.in_person,
            heard=request.heard,
            document=request.document,
            mark=mark,
        )
        case = self.sittings.act(
            request.sitting, lambda known: attest(known, self._event(known, work, Act.ATTEST), said)
        )
        now, person = self._now(), case.applicant.person
        shown = self._shown(case, work.caller.subject)
        if state(case, now).stage is Stage.PASSED:
            kept = self.proofs.keep(person, proof(case, now, self.here), now)
            self.marks.keep(mark, person, kept.expires_at)
        return replace(shown, also=self.marks.others(mark, person, now)) if mark else shown

    def withdraw(self, request: asked.WithdrawSitting, work: Work) -> answers.SittingTold:
        """Let who asked ask no longer."""
        return self._done(request.sitting, work, Act.WITHDRAW)

    def appeal(self, request: asked.AppealSitting, work: Work) -> answers.SittingTold:
        """Take an appeal against a no."""
        case = self.sittings.decided(request.decision)
        if case is None or case.applicant.person != work.caller.subject.id:
            raise BadInput("no such decision was made about you", hint="vedette access proofs shows it")
        return self._done(case.id, work, Act.APPEAL, request.statement)

    def hear(self, request: asked.HearSitting, work: Work) -> answers.SittingTold:
        """Answer an appeal."""
        act = Act.OVERTURN if request.overturn else Act.UPHOLD
        return self._done(request.sitting, work, act, request.reason)

    # --- by a credential

    def ask_credential(self, request: asked.AskCredential, work: Work) -> answers.CredentialAsked:
        """Make a nonce for a wallet to sign."""
        if request.provider not in self.providers:
            known = ", ".join(sorted(self.providers)) or "none is configured"
            raise BadInput("no such issuer is trusted here", hint=f"known: {known}")
        person = work.caller.subject.id
        if len(self.documents.tagged(_QUESTION, f"person:{person}")) >= _QUESTIONS_MAX:
            raise Refused("you have begun this often, and shown nothing", hint="use a nonce you were given")
        made = Question(
            person=person,
            provider=request.provider,
            nonce=secrets.token_urlsafe(32),
            audience=self.here,
            expires=self._now() + self.providers[request.provider].offer.lasts,
        )
        kept = msgspec.json.encode(made)
        self.documents.put(_QUESTION, made.nonce, kept, expect=0, tags=(f"person:{person}",))
        return answers.CredentialAsked(
            provider=made.provider, nonce=made.nonce, audience=made.audience, until=made.expires
        )

    def show_credential(self, request: asked.ShowCredential, work: Work) -> answers.ProofTold:
        """Check a credential; keep what remains of it."""
        now, person = self._now(), work.caller.subject.id
        kept = self.documents.get(_QUESTION, request.nonce)
        found = load(kept.value, Question) if kept is not None else None
        if found is None or found.person != person or found.expires <= now:
            raise BadInput(
                "nothing was asked with that nonce", hint="begin again: vedette access credential start"
            )
        if not self.documents.delete(_QUESTION, request.nonce) or found.provider not in self.providers:
            raise BadInput("that nonce was used", hint="begin again: vedette access credential start")
        made = self.providers[found.provider].check(found, request.presentation, now)
        return told(self.proofs.keep(person, made, now))

    def sweep(self, now: float) -> int:
        """Forget what is over: nonces, cases, proofs; return how many."""
        old = [one for one in self.documents.all(_QUESTION) if load(one.value, Question).expires <= now]
        gone = sum(self.documents.delete(_QUESTION, one.key) for one in old)
        return gone + self.sittings.sweep(now) + self.proofs.sweep(now) + self.marks.sweep(now)

    def _done(self, sitting: str, work: Work, act: Act, reason: str = "") -> answers.SittingTold:
        if act in (Act.APPEAL, Act.UPHOLD, Act.OVERTURN) and not 0 < len(reason.strip()) <= _REASON:
            raise BadInput("it is not said why", hint=f"say why, in 1 to {_REASON} characters")
        case = self.sittings.act(
            sitting, lambda known: replace(self._event(known, work, act), reason=reason.strip())
        )
        return self._shown(case, work.caller.subject)

    def _event(self, case: Case, work: Work, act: Act) -> Event:
        return Event(
            id=work.decision.id,
            act=act,
            actor=self._party(work.caller.subject),
            applicant=replace(case.applicant, orgs=self._orgs(case.applicant.person)),
            at=self._now(),
        )

    def _party(self, subject: Subject) -> Party:
        orgs = {*self._orgs(subject.id), *([subject.org] if subject.org else [])}
        return Party(person=subject.id, orgs=tuple(sorted(orgs)), reviewer="reviewer" in subject.roles)

    def _orgs(self, person: str) -> tuple[str, ...]:
        found = self.people.find(person)
        return tuple(sorted(one.org for one in found.memberships)) if found is not None else ()

    def _shown(self, case: Case, subject: Subject) -> answers.SittingTold:
        now = self._now()
        known = state(case, now)
        seats = tuple(one.party.person for one in known.seats)
        sits = subject.id in seats
        also = {
            one for mark in marked(case, now) for one in self.marks.others(mark, case.applicant.person, now)
        }
        return answers.SittingTold(
            sitting=case.id,
            person=case.applicant.person,
            in_person=case.in_person,
            stage=known.stage,
            seats=seats,
            said=len(known.said),
            misread=known.misread,
            decision=known.decision,
            reason=known.reason,
            until=known.opened + OPEN_FOR if known.stage is Stage.OPEN else 0.0,
            salt=case.salt if sits else "",
            mark_salt=salt_of(self.here) if sits else "",
            also=tuple(sorted(also)) if sits else (),
        )

    def _now(self) -> float:
        return self.clock.now().timestamp()


def told(one: Proof) -> answers.ProofTold:
    """Return a proof as it is shown."""
    return answers.ProofTold(
        level=one.level,
        label=label(one.level),
        method=one.method,
        provider=one.provider,
        digest=one.digest,
        verified=one.verified_at,
        until=one.expires_at,
        says=one.says,
        reviewers=one.reviewers,
    )


def evidence(documents: Documents, subject: Subject, now: float) -> tuple[Evidence, ...]:
    """Return what goes with an application: the newest proofs of who asks and of whom they act for.

    What an OpenID provider said goes with it already (`evidences`).
    """
    proofs = Proofs(documents)
    own, house = proofs.of(subject.id, now), proofs.of(subject.org, now) if subject.org else ()
    found = [one for one in (*house, *own) if one.digest and one.method is not Method.OIDC]
    return tuple(Evidence(kind=kind(one), digest=one.digest) for one in found[-_EVIDENCE:])


def issuers(path: Path | None) -> dict[str, Provider]:
    """Read the issuers of credentials an operator trusts: a JSON list of `sdjwt.Issuer`.

    Raises:
        BadInput: it cannot be read, or describes no issuer.

    """
    if path is None:
        return {}
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}", hint="give the file that lists issuers") from error
    if len(data) > _FILE_MAX + _ISSUERS_MAX * JWKS_MAX:
        raise BadInput(f"{path}: too long", hint=f"at most {_ISSUERS_MAX} issuers")
    listed = load(data, list[Issuer], name=str(path))
    made: dict[str, Provider] = {one.issuer: Credentials(one) for one in listed}
    if len(made) != len(listed):
        raise BadInput("an issuer is listed twice", hint="list each issuer once")
    return made


def _offer(one: Offer) -> answers.OfferTold:
    return answers.OfferTold(
        method=one.method, provider=one.provider, label=label(one.level), needs=one.needs, says=one.says
    )
