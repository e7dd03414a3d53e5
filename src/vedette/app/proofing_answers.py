"""What is answered about proofs of who people and organisations are."""

from __future__ import annotations

from collections.abc import Mapping

from vedette.app.asking import Told


class ProofTold(Told, frozen=True, kw_only=True):
    """One proof, with all that is kept of it."""

    level: int
    label: str
    """IAL2-like and the like; what it is no claim of stands beside the list."""
    method: str
    provider: str
    digest: str
    verified: float
    until: float
    says: tuple[str, ...]
    reviewers: tuple[str, ...] = ()

    def counts(self) -> Mapping[str, int | str]:
        """Say how, and how far it goes."""
        return {"method": self.method, "level": self.level}


class OfferTold(Told, frozen=True, kw_only=True):
    """A way that is open here."""

    method: str
    provider: str
    label: str
    needs: str
    says: tuple[str, ...]


class SittingTold(Told, frozen=True, kw_only=True):
    """A wish to be seen by two reviewers, and what became of it."""

    sitting: str
    person: str
    in_person: bool
    stage: str
    seats: tuple[str, ...]
    said: int
    """How many reviewers said yes; both have to within a day."""
    misread: int
    """How often the two read different numbers, and have to look again."""
    decision: str
    reason: str
    until: float
    """When it ends by itself while it is open."""
    salt: str = ""
    """For who has a seat: what the document's number is digested with."""
    mark_salt: str = ""
    """For who has a seat: what it is digested with besides: was it shown for another account?"""
    also: tuple[str, ...] = ()
    """For who has a seat: other accounts the same document was shown for."""

    def counts(self) -> Mapping[str, int | str]:
        """Say which, and what it came to."""
        return {
            "sitting": self.sitting,
            "stage": self.stage,
            "seats": len(self.seats),
            "said": self.said,
            "misread": self.misread,
        }


class PhraseTold(Told, frozen=True, kw_only=True):
    """What to say and to hold up beside the document."""

    phrase: str
    until: float


class CredentialAsked(Told, frozen=True, kw_only=True):
    """What a wallet has to sign."""

    provider: str
    nonce: str
    audience: str
    until: float


class ProofsListed(Told, frozen=True, kw_only=True):
    """What was shown, what can be, and who waits."""

    level: int
    label: str
    proofs: tuple[ProofTold, ...]
    offers: tuple[OfferTold, ...]
    sittings: tuple[SittingTold, ...]
    note: str
    """What the labels are no claim of."""


class CallTold(Told, frozen=True, kw_only=True):
    """A call that was made."""

    place: str
    answered: str
    reviewer: str
    started: float
    """When it was made."""


class OrganisationTold(Told, frozen=True, kw_only=True):
    """What is known of an organisation that it did not say itself."""

    org: str
    name: str
    proofs: tuple[ProofTold, ...]
    lacking: tuple[str, ...]
    """What tiers of its people wait for: `T3 reached`."""
    calls: tuple[CallTold, ...]
    one_number: bool
    """Whether all who called lately found the same number."""
    salt: str
    """For reviewers: what numbers of it are digested with."""
    done: str = ""
    """What was just noted: call-back, register, letter; and what came of it."""

    def counts(self) -> Mapping[str, int | str]:
        """Say what was noted, and how much is known."""
        return {"done": self.done, "proofs": len(self.proofs), "lacking": len(self.lacking)}
