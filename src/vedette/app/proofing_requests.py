"""What can be asked about proofs of who people and organisations are: one frozen class a capability."""

from __future__ import annotations

from dataclasses import dataclass

from vedette.app import proofing_answers as answers
from vedette.app.asking import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class ListProofs(Request[answers.ProofsListed]):
    """List what one has shown, what can be shown here, and, for reviewers, who waits to be seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskSitting(Request[answers.SittingTold]):
    """Ask two reviewers to see who one is."""

    in_person: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeSeat(Request[answers.SittingTold]):
    """Say that one will look."""

    sitting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawPhrase(Request[answers.PhraseTold]):
    """Draw the phrase to say and to hold up, now that a reviewer looks."""

    sitting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attest(Request[answers.SittingTold]):
    """Say what one saw."""

    sitting: str
    yes: bool
    reason: str
    in_hand: bool = False
    face: bool = False
    held_up: bool = False
    in_person: bool = False
    heard: str = ""
    """The phrase, as the applicant said it."""
    document: str = ""
    """Digest of the document's number (`core.guessable`), never the number."""
    mark: str = ""
    """Digest of it with the salt for marks: whether it was shown for another account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawSitting(Request[answers.SittingTold]):
    """Ask no longer."""

    sitting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealSitting(Request[answers.SittingTold]):
    """Ask that somebody else looks at a no."""

    decision: str
    statement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HearSitting(Request[answers.SittingTold]):
    """Answer such an appeal."""

    sitting: str
    overturn: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskCredential(Request[answers.CredentialAsked]):
    """Begin to show a credential."""

    provider: str
    """Its issuer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowCredential(Request[answers.ProofTold]):
    """Show a credential, bound to the nonce that was given for it."""

    nonce: str
    presentation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowOrganisation(Request[answers.OrganisationTold]):
    """Say what is known of an organisation, and what its numbers are digested with."""

    org: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallBack(Request[answers.OrganisationTold]):
    """Note that one called an organisation back, on a number found elsewhere, and what was answered."""

    org: str
    place: str
    """Where the number was found: first, trusted-introducer, regulator, company-register."""
    number: str
    """Its digest (`core.guessable`), never the number."""
    answered: str
    """confirmed, denied, nobody."""
    reason: str
    own_way: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUp(Request[answers.OrganisationTold]):
    """Note that an organisation stands in a register, or that a regulator's letter says so."""

    org: str
    reason: str
    place: str = ""
    letter: str = ""
    """SHA-256 of a letter signed by a regulator or a national CERT, instead of a place."""
    own_way: bool = False
