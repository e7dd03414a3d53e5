"""What scope is made of: assets, proofs of control, and what is never to be touched. Values only."""

from __future__ import annotations

import hashlib
from base64 import b32encode
from enum import StrEnum

import msgspec
from msgspec import Struct

from vedette.access.scope.targets import Target, TargetKind

DAY = 86_400.0
HOUR = 3_600.0
EVERYBODY = "*"
"""The organisation of an exclusion that holds for the whole programme."""


class ProofKind(StrEnum):
    """How control of an asset is shown."""

    DNS = "dns"
    """A TXT record at `_vedette-scope.<name>`."""
    HTTPS = "https"
    """A file on the host, at `/.well-known/vedette-scope.json`."""
    REPOSITORY = "repository"
    """The same file on the default branch, in a signed commit."""
    LETTER = "letter"
    """A letter two reviewers read, neither of them who asked."""
    OPERATOR = "operator"
    """What the operator of this installation states about a lab of their own."""


LIFE = {
    ProofKind.DNS: 30 * DAY,
    ProofKind.HTTPS: 7 * DAY,
    ProofKind.REPOSITORY: 90 * DAY,
    ProofKind.LETTER: 90 * DAY,
    ProofKind.OPERATOR: 90 * DAY,
}
"""Seconds a challenge, and the proof made from it, live at most."""

MAY_SHOW = {
    ProofKind.DNS: frozenset((TargetKind.DOMAIN, TargetKind.HOST)),
    ProofKind.HTTPS: frozenset((TargetKind.HOST,)),
    ProofKind.REPOSITORY: frozenset((TargetKind.REPOSITORY,)),
    ProofKind.LETTER: frozenset(TargetKind),
    ProofKind.OPERATOR: frozenset((TargetKind.ADDRESS, TargetKind.RANGE, TargetKind.HOST, TargetKind.DOMAIN)),
}
"""What each kind of proof is good for."""

RECHECKED = frozenset((ProofKind.DNS, ProofKind.HTTPS, ProofKind.REPOSITORY))
"""Kinds that can be looked at again."""

RECHECK_EVERY = DAY
RECHECK_GRACE = HOUR
"""How long after a re-check was due, or went unanswered, a proof is still believed."""


VOUCHED_BY = {ProofKind.LETTER: 2, ProofKind.OPERATOR: 1}
"""Reviewers of other organisations who have to stand for what no machine can show."""
ALONE = 30 * DAY
"""Seconds an operator's statement is good for at most that nobody confirmed."""


class Challenge(Struct, frozen=True, kw_only=True):
    """What has to be shown to prove one asset for one organisation, until when."""

    id: str
    org: str
    asset: str
    target: Target
    kind: ProofKind
    nonce: str
    """256 random bits, in hexadecimal."""
    requester: str
    made: float
    expires: float
    """Seconds since the epoch; of the proof, too."""
    keys: tuple[str, ...] = ()
    """Whose signatures count, for a repository."""
    evidence: str = ""
    """Digest of the letter or of the operator's statement; neither is kept."""
    reviewers: tuple[str, ...] = ()
    alone: bool = False
    """Whether an operator's word is enough: there is nobody yet to confirm it, and it is recorded as such."""

    @property
    def needed(self) -> int:
        """How many reviewers of other organisations have to stand for it."""
        return 0 if self.alone else VOUCHED_BY.get(self.kind, 0)

    @property
    def token(self) -> str:
        """What is to be published: 256 bits that fit this organisation, asset, kind and end only."""
        bound = ("vedette-scope-v1", self.org, self.asset, self.target.value, self.kind.value)
        written = msgspec.json.encode((*bound, int(self.expires), self.nonce))
        return "vedette-scope=" + b32encode(hashlib.sha256(written).digest()).decode().rstrip("=").lower()


class Proof(Struct, frozen=True, kw_only=True):
    """That an organisation showed control of an asset, and how it stands since."""

    challenge: Challenge
    made: float
    checked: float
    """When it was last seen to hold."""
    unanswered: float = 0.0
    """Since when a re-check got no answer; 0 when the last one got one."""
    revoked: float = 0.0
    """When it was seen to hold no longer; 0 while it holds."""
    why: str = ""
    """What the last re-check found, when that was not the token."""
    dnssec: bool = False
    """Whether every resolver had validated the answer."""

    @property
    def kind(self) -> ProofKind:
        """How control was shown."""
        return self.challenge.kind

    @property
    def good_until(self) -> float:
        """Until when it is believed if nobody looks again: 0 once revoked."""
        if self.revoked:
            return 0.0
        end = self.challenge.expires
        if self.kind in RECHECKED:
            end = min(end, self.checked + RECHECK_EVERY + RECHECK_GRACE)
        return min(end, self.unanswered + RECHECK_GRACE) if self.unanswered else end


class Asset(Struct, frozen=True, kw_only=True):
    """Something an organisation says is its own, and the proof of it if there is one."""

    id: str
    org: str
    target: Target
    criticality: int = 0
    """0 (a test machine) to 5 (people are hurt when it fails)."""
    added_by: str
    added: float
    proof: Proof | None = None
    first: float = 0.0
    """When control of it was shown for the first time; 0 while it was not."""

    def proved(self, now: float) -> bool:
        """Tell whether there is a proof of this very asset that is believed now."""
        if self.proof is None:
            return False
        shown = self.proof.challenge
        same = (shown.org, shown.asset, shown.target) == (self.org, self.id, self.target)
        return same and now < self.proof.good_until

    @property
    def vouched(self) -> bool:
        """Whether people stand for it, not a machine's answer: needed for special addresses."""
        return self.proof is not None and self.proof.kind in (ProofKind.LETTER, ProofKind.OPERATOR)


class Exclusion(Struct, frozen=True, kw_only=True):
    """What is never to be touched, whoever proved it."""

    id: str
    org: str
    """Whom it binds; `EVERYBODY` for the programme."""
    target: Target
    reason: str
    added_by: str
    added: float
