"""What other providers say of somebody (OpenID Connect), kept as evidence for reviewers; never a login.

A token is taken once, for a nonce made here for that person; of it a digest is kept, and one of the account,
so that no two people bring the same.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from vedette.access.documents import Conflict, Documents
from vedette.access.identity.oidc import JWKS_MAX, Evidence, Keys, Provider, accept
from vedette.access.identity.proofing import Proofs, of_oidc
from vedette.app import evidence_answers as answers
from vedette.app import evidence_requests as asked
from vedette.app.clock import Clock
from vedette.app.gate import Handler, Work
from vedette.core.codec import load
from vedette.core.errors import BadInput, Refused

NONCE_LASTS: Final = 600.0
_NONCE: Final = "oidc-nonce"
_EVIDENCE: Final = "oidc-evidence"
_ACCOUNT: Final = "oidc-account"
_PROVIDERS_MAX: Final = 20


class Nonce(Struct, frozen=True, kw_only=True):
    """A question put to a provider."""

    person: str
    issuer: str
    expires: float


class Owner(Struct, frozen=True, kw_only=True):
    """Whose an account at a provider is here."""

    person: str


@dataclass(frozen=True, slots=True)
class Evidences:
    """The providers an operator trusts for this, and what they said."""

    documents: Documents
    keys: Mapping[str, Keys]
    """By issuer."""
    clock: Clock

    def handlers(self) -> dict[str, Handler]:
        """Say who does the work of each capability."""
        return {"evidence.start": self.start, "evidence.show": self.show, "evidence.list": self.listed}

    def start(self, request: asked.AskEvidence, work: Work) -> answers.EvidenceAsked:
        """Make a nonce to ask a provider with."""
        now, keys = self._now(), self.keys.get(request.provider)
        if keys is None:
            known = ", ".join(sorted(self.keys)) or "none is configured"
            raise BadInput("no such provider is trusted here", hint=f"known: {known}")
        nonce = secrets.token_urlsafe(32)
        made = Nonce(person=work.caller.subject.id, issuer=request.provider, expires=now + NONCE_LASTS)
        self.documents.put(_NONCE, nonce, msgspec.json.encode(made), expect=0)
        return answers.EvidenceAsked(
            issuer=request.provider, client=keys.provider.audience, nonce=nonce, expires=made.expires
        )

    def show(self, request: asked.ShowEvidence, work: Work) -> answers.EvidenceTold:
        """Check an ID token, and keep what counts of it."""
        now, person = self._now(), work.caller.subject.id
        kept = self.documents.get(_NONCE, request.nonce)
        found = load(kept.value, Nonce) if kept is not None else None
        if found is None or found.person != person or found.expires <= now:
            raise BadInput("nothing was asked with that nonce", hint="begin again: evidence-start")
        if not self.documents.delete(_NONCE, request.nonce) or found.issuer not in self.keys:
            raise BadInput("that nonce was used", hint="begin again: evidence-start")
        made = accept(self.keys[found.issuer], request.token, request.nonce, now)
        self._own(made.account, person)
        value = msgspec.json.encode(made)
        self.documents.put(_EVIDENCE, f"{person}\n{made.provider}", value, tags=(f"person:{person}",))
        Proofs(self.documents).keep(person, of_oidc(made), now)
        return _told(made)

    def listed(self, request: asked.ListEvidence, work: Work) -> answers.EvidenceListed:
        """List providers and evidence."""
        del request
        shown = tuple(_told(one) for one in self.of(work.caller.subject.id, self._now()))
        return answers.EvidenceListed(providers=tuple(sorted(self.keys)), shown=shown)

    def of(self, person: str, now: float) -> list[Evidence]:
        """Return what a person has shown that still counts."""
        kept = self.documents.tagged(_EVIDENCE, f"person:{person}")
        found = [load(one.value, Evidence) for one in kept]
        return [one for one in found if now < one.expires_at]

    def sweep(self, now: float) -> int:
        """Forget nonces nobody used; return how many."""
        old = [one for one in self.documents.all(_NONCE) if load(one.value, Nonce).expires <= now]
        return sum(self.documents.delete(_NONCE, one.key) for one in old)

    def _own(self, account: str, person: str) -> None:
        """Note whose an account is; it is one person's for good."""
        try:
            self.documents.put(_ACCOUNT, account, msgspec.json.encode(Owner(person=person)), expect=0)
        except Conflict:
            kept = self.documents.get(_ACCOUNT, account)
            if kept is None or load(kept.value, Owner).person != person:
                raise Refused(
                    "somebody else showed that account", hint="one person has one account here: use yours"
                ) from None

    def _now(self) -> float:
        return self.clock.now().timestamp()


def providers(path: Path | None) -> dict[str, Keys]:
    """Read the providers an operator trusts: a JSON list of issuer, audience, jwks (text), algorithms.

    Raises:
        BadInput: it cannot be read, or describes no provider.

    """
    if path is None:
        return {}
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}", hint="give the file that lists providers") from error
    if len(data) > _PROVIDERS_MAX * JWKS_MAX:
        raise BadInput(f"{path}: too long", hint=f"at most {_PROVIDERS_MAX} providers")
    return _by_issuer(load(data, list[Provider], name=str(path)))


def _by_issuer(listed: Iterable[Provider]) -> dict[str, Keys]:
    made = [Keys(one) for one in listed]
    if len({one.provider.issuer for one in made}) != len(made):
        raise BadInput("a provider is listed twice", hint="list each issuer once")
    return {one.provider.issuer: one for one in made}


def _told(one: Evidence) -> answers.EvidenceTold:
    return answers.EvidenceTold(
        provider=one.provider, digest=one.digest, verified=one.verified_at, until=one.expires_at
    )
