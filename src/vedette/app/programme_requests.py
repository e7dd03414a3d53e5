"""What can be asked of the programme: one frozen class a capability, answered as its parameter says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from vedette.app import programme_answers as answers
from vedette.app.asking import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Explain(Request[answers.Explained]):
    """Say whether the caller could do something, and if not, what it would take."""

    capability: str
    target: str = ""
    purpose: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Apply(Request[answers.Application]):
    """Ask for a tier."""

    tier: int
    statement: str
    evidence: tuple[str, ...] = ()
    """Digests of what the applicant will show the reviewers; the documents themselves are not kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal(Request[answers.Application]):
    """Ask that somebody else looks at a decision again."""

    decision: str
    statement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAccess(Request[answers.AccessListed]):
    """List what the caller may see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(Request[answers.Application]):
    """Decide an application or an appeal."""

    application: str
    approve: bool
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sponsor(Request[answers.Application]):
    """Answer for somebody of the caller's own organisation."""

    application: str
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm(Request[answers.Application]):
    """Say that a grant that ends soon shall go on."""

    application: str
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit(Request[answers.Application]):
    """Say that a grant the lot fell on is in order; whoever finds it is not revokes it."""

    application: str
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class End(Request[answers.Application]):
    """End a grant: one's own, one the caller answers for, or, as a reviewer, somebody's."""

    application: str
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Approve(Request[answers.Pending]):
    """Approve what somebody else wants to do."""

    pending: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoke(Request[answers.Revoked]):
    """Take something back; exactly one of these is given, or a person and the organisation they leave."""

    reason: str
    grant: str = ""
    session: str = ""
    seat: str = ""
    person: str = ""
    org: str = ""
    """Id of an organisation: alone, it is suspended, and every seat it answers for ends."""
    appointment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Me(Request[answers.MeTold]):
    """Say who the caller is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invite(Request[answers.Invited]):
    """Invite a person."""

    name: str
    org: str
    team: str = ""
    roles: tuple[str, ...] = ()
    """Offices, which are given like this only while the programme is being founded."""
    admin: bool = False
    """Whether they speak for the organisation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave(Request[answers.Revoked]):
    """End the caller's own sessions: all of them, one, or the one this is asked in."""

    everywhere: bool = False
    session: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowTouch(Request[answers.TouchWanted]):
    """Say what a challenge is about."""

    challenge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch(Request[answers.Touched]):
    """Show the answer of a passkey to the challenge that is the digest of one action."""

    challenge: str
    assertion: dict[str, Any]
    """What the browser's authenticator gave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connect(Request[answers.Connected]):
    """Let a program in that shows this code."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange(Request[answers.TokenTold]):
    """Give an agent a part of the caller's rights."""

    agent: str
    tools: tuple[str, ...]
    key: dict[str, Any]
    """The agent's public key, as a JWK."""
    seconds: int = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class StartProof(Request[answers.ProofStarted]):
    """Say how to prove a target."""

    target: str
    kind: str
    keys: tuple[str, ...] = ()
    """For a repository: SSH keys whose signatures count."""
    evidence: str = ""
    """For a letter or an operator's statement: `sha256:…` of it; it is not kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLetters(Request[answers.LettersListed]):
    """List the letters that wait: one's organisation's, or all of them for reviewers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewLetter(Request[answers.LetterTold]):
    """Say that one has read a letter, and that it says what is claimed."""

    challenge: str
    evidence: str
    """`sha256:…` of the letter that was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckProof(Request[answers.Proved]):
    """Look whether the proof is where it belongs."""

    challenge: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckTarget(Request[answers.TargetChecked]):
    """Say whether a target is covered."""

    target: str
