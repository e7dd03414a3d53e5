"""Showing that a target is one's own, and asking whether one is covered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vedette.access.nouns import Subject
from vedette.access.scope.assets import Assets
from vedette.access.scope.nouns import Asset, Challenge, ProofKind
from vedette.access.scope.proofs import Ask, Proofs, instructions
from vedette.access.scope.signatures import named
from vedette.access.scope.targets import parse
from vedette.app import programme_answers as answers
from vedette.app import programme_requests as asked
from vedette.app.clock import Clock
from vedette.app.gate import Handler, Work
from vedette.core.errors import BadInput


@dataclass(frozen=True, slots=True)
class Scopes:
    """Assets of organisations, and the proofs of them."""

    assets: Assets
    proofs: Proofs
    founding: Callable[[float], bool]
    """Whether the programme is being founded: then nobody may be there to confirm what an operator states."""
    clock: Clock

    def handlers(self) -> dict[str, Handler]:
        """Say who does the work of each capability."""
        return {
            "scope.start": self.start,
            "scope.prove": self.prove,
            "scope.check": self.check,
            "scope.letters": self.letters,
            "scope.review": self.review,
        }

    def start(self, request: asked.StartProof, work: Work) -> answers.ProofStarted:
        """Note the target as an asset of the caller's organisation, and say what to put where."""
        now, subject = self.clock.now().timestamp(), work.caller.subject
        keys = tuple(named(one) for one in request.keys)
        ask = Ask(kind=_kind(request.kind), keys=keys, evidence=request.evidence, alone=self.founding(now))
        asset = self._asset(subject, request.target, now)
        challenge = self.proofs.start(subject, asset.id, ask, now)
        where, _, content = instructions(challenge).partition("\n")
        return answers.ProofStarted(
            challenge=challenge.id,
            kind=challenge.kind,
            where=where,
            content=content.strip(),
            expires=challenge.expires,
        )

    def prove(self, request: asked.CheckProof, work: Work) -> answers.Proved:
        """Look whether it is there."""
        now = self.clock.now().timestamp()
        proof = self.proofs.check(work.caller.subject, request.challenge, now)
        return answers.Proved(
            asset=proof.challenge.asset,
            target=proof.challenge.target.value,
            until=proof.good_until,
            kind=proof.challenge.kind,
            alone=proof.challenge.alone,
        )

    def letters(self, request: asked.ListLetters, work: Work) -> answers.LettersListed:
        """List the letters that wait: all of them for reviewers, else those of one's own organisation."""
        del request
        subject, now = work.caller.subject, self.clock.now().timestamp()
        seen = [
            one for one in self.proofs.letters(now) if "reviewer" in subject.roles or one.org == subject.org
        ]
        return answers.LettersListed(letters=tuple(_letter(one) for one in seen))

    def review(self, request: asked.ReviewLetter, work: Work) -> answers.LetterTold:
        """Note that a reviewer read a letter."""
        return _letter(self.proofs.review(work.caller.subject, request.challenge, request.evidence))

    def check(self, request: asked.CheckTarget, work: Work) -> answers.TargetChecked:
        """Say whether a target is covered, however it is written."""
        target = parse(request.target)
        answer = self.assets.answer(work.caller.subject.org, target, self.clock.now().timestamp())
        return answers.TargetChecked(target=target.value, state=answer.state, assets=answer.decided)

    def _asset(self, subject: Subject, text: str, now: float) -> Asset:
        target = parse(text)
        known = next((one for one in self.assets.of(subject.org) if one.target == target), None)
        return known or self.assets.add(subject, text, now)


def _kind(name: str) -> ProofKind:
    try:
        return ProofKind(name)
    except ValueError as error:
        ways = ", ".join(ProofKind)
        raise BadInput(f"no such way to prove a target: {name[:40]!r}", hint=f"one of {ways}") from error


def _letter(one: Challenge) -> answers.LetterTold:
    return answers.LetterTold(
        challenge=one.id,
        target=one.target.value,
        org=one.org,
        requester=one.requester,
        evidence=one.evidence,
        token=one.token,
        read_by=len(one.reviewers),
        needed=one.needed,
        kind=one.kind.value,
        expires=one.expires,
    )
