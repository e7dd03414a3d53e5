"""Proofs of who somebody is: what remains of one, the ways there are, and where they are kept.

Of a proof nothing is kept but `Proof`: how far it goes, how it was made, by whom, when it ends, and digests.
No document, no picture, no number of one, and no name.
"""

from __future__ import annotations

import hashlib
import re
from enum import StrEnum
from typing import Final, Protocol

from msgspec import Struct

from vedette.access.documents import Conflict, Documents
from vedette.access.identity import oidc
from vedette.access.identity.register import Register
from vedette.core.errors import BadInput, Refused

DAY: Final = 86_400.0
PROOFS_MAX: Final = 32
"""Proofs of one person or organisation."""
NO_CLAIM: Final = (
    "“Like” is meant: nobody has assessed this service against NIST SP 800-63A or any other standard, and "
    "the label is no claim of conformity."
)
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_NAME: Final = 300
_HINT: Final = "begin again; nothing of it was kept"


class Method(StrEnum):
    """How something was shown."""

    OIDC = "oidc"
    """A provider the operator trusts says that somebody has an account there."""
    COMMIT = "commit"
    """Somebody signed the last commit of a repository, with a token of ours in it."""
    SD_JWT = "sd-jwt"
    """A credential of an issuer the operator trusts, bound to a key its holder used."""
    VIDEO = "video"
    """Two reviewers saw face and document, on a screen."""
    IN_PERSON = "in-person"
    """Two reviewers saw face and document, in one room."""
    CALL_BACK = "call-back"
    """A reviewer called an organisation on a number found elsewhere."""
    REGISTER = "register"
    """A reviewer found an organisation in a public register."""
    LETTER = "letter"
    """A reviewer read a letter signed by a regulator or a national CERT."""


class Says(StrEnum):
    """What a proof is about."""

    ACCOUNT = "account"
    """There is an account somewhere."""
    IDENTITY = "identity"
    """Who somebody is."""
    EMPLOYMENT = "employment"
    """For whom somebody works."""
    MEMBERSHIP = "membership"
    """To what somebody belongs: a response team, a professional body."""
    QUALIFICATION = "qualification"
    """What somebody has learnt: a certificate."""
    MAINTAINER = "maintainer"
    """Whose software it is."""
    REACHED = "reached"
    """An organisation was reached where others know it, and stands by what is asked in its name."""
    REGISTERED = "register"
    """An organisation stands in a public register."""
    SECTOR = "sector"
    """An organisation runs an essential service, or is a response team, as who oversees it says."""


OF_ORGANISATIONS: Final = frozenset((Says.REACHED, Says.REGISTERED, Says.SECTOR))
"""What is said of organisations: by reviewers who looked, and by nothing a person brings along."""
CEILING: Final = {
    Method.OIDC: 1,
    Method.COMMIT: 1,
    Method.SD_JWT: 2,
    Method.VIDEO: 2,
    Method.IN_PERSON: 3,
    Method.CALL_BACK: 0,
    Method.REGISTER: 0,
    Method.LETTER: 0,
}
"""How far each way goes at most; 0: it says nothing of who a person is."""
LIFE: Final = {0: 365 * DAY, 1: 365 * DAY, 2: 365 * DAY, 3: 182 * DAY}
"""Seconds a proof of a level counts."""


class Proof(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """That something was shown, without what was shown."""

    level: int
    """0 to 3; see `label`."""
    method: Method
    provider: str
    """Who vouches: an issuer, a register, or this service."""
    digest: str
    """SHA-256, in hex: of the token, the credential, or the record of what reviewers attested."""
    verified_at: float
    expires_at: float
    reviewers: tuple[str, ...] = ()
    """Ids of the people who saw it."""
    account: str = ""
    """Digest of provider and account there, in hex: shows when two people bring the same one."""
    says: tuple[Says, ...] = (Says.IDENTITY,)


class Question(Struct, frozen=True, kw_only=True):
    """What an answer has to be for: made here, for one person, once."""

    person: str
    provider: str
    nonce: str
    audience: str
    """Our address, or our client id there."""
    expires: float


class Offer(Struct, frozen=True, kw_only=True):
    """A way that is open here, and what it takes."""

    method: Method
    provider: str
    level: int
    needs: str
    """What somebody has to bring, in a sentence."""
    says: tuple[Says, ...]
    lasts: float = 600.0
    """Seconds an answer may take."""


class Provider(Protocol):
    """A way of showing who one is that a machine checks: a question goes out, an answer comes in.

    What people check (by video, in person, by calling back) runs a course of its own and ends in a `Proof`.
    """

    @property
    def offer(self) -> Offer:
        """What it takes and what it gives."""
        ...

    def check(self, question: Question, answer: str, now: float) -> Proof:
        """Return what to keep of an answer.

        Raises:
            Refused: it is not for this question, not by whom the operator trusts, or not from now.
            BadInput, LimitHit: it is no answer, or too large.

        """
        ...


class Record(Struct, frozen=True, kw_only=True):
    """One proof, and of whom."""

    id: str
    whom: str
    """Id of a person or an organisation."""
    proof: Proof


class Owner(Struct, frozen=True, kw_only=True):
    """Whose an account somewhere else is here."""

    id: str
    """The account's digest."""
    whom: str


class Proofs:
    """What people and organisations have shown. Documents in and out; pure of time."""

    def __init__(self, documents: Documents) -> None:
        self._records = Register(documents, "proof", Record, lambda one: [f"of:{one.whom}"])
        self._owners = Register(documents, "proof-account", Owner, lambda one: [f"of:{one.whom}"])

    def keep(self, whom: str, proof: Proof, now: float) -> Proof:
        """Keep a proof; shown again, it counts from then.

        Raises:
            BadInput: it is no proof, or there are too many.
            Refused: somebody else showed that account.

        """
        _check(proof, now)
        if proof.account:
            self._own(proof.account, whom)
        key = hashlib.sha256(f"{whom}\n{proof.digest}".encode()).hexdigest()
        if self._records.find(key) is not None:
            self._records.change(key, lambda one: Record(id=one.id, whom=one.whom, proof=proof))
            return proof
        if len(self.of(whom, now)) >= PROOFS_MAX:
            raise BadInput("there are too many proofs", hint=f"at most {PROOFS_MAX}; wait until some end")
        self._records.add(Record(id=key, whom=whom, proof=proof))
        return proof

    def of(self, whom: str, now: float) -> tuple[Proof, ...]:
        """Return what somebody has shown that still counts, the oldest first."""
        found = (one.proof for one in self._records.tagged(f"of:{whom}"))
        live = (one for one in found if now < one.expires_at)
        return tuple(sorted(live, key=lambda one: (one.verified_at, one.digest)))

    def level(self, whom: str, now: float) -> int:
        """Return how far somebody's live proofs of identity go: 0 to 3."""
        return max((one.level for one in self.of(whom, now)), default=0)

    def says(self, whom: str, now: float) -> frozenset[Says]:
        """Return what somebody's live proofs are about."""
        return frozenset(word for one in self.of(whom, now) for word in one.says)

    def forget(self, whom: str) -> int:
        """Forget all of somebody's proofs, and whose their accounts were; return how many proofs."""
        for owner in self._owners.tagged(f"of:{whom}"):
            self._owners.remove(owner.id)
        return sum(self._records.remove(one.id) for one in self._records.tagged(f"of:{whom}"))

    def void(self, whom: str, method: Method) -> int:
        """Forget what somebody showed in one way, because it turned out to be wrong; return how many."""
        found = (one for one in self._records.tagged(f"of:{whom}") if one.proof.method is method)
        return sum(self._records.remove(one.id) for one in found)

    def sweep(self, now: float) -> int:
        """Forget proofs that are over; return how many."""
        over = [one.id for one in self._records.all() if one.proof.expires_at <= now]
        return sum(self._records.remove(one) for one in over)

    def _own(self, account: str, whom: str) -> None:
        """Note whose an account is; it is one person's."""
        try:
            self._owners.add(Owner(id=account, whom=whom))
        except Conflict:
            kept = self._owners.find(account)
            if kept is None or kept.whom != whom:
                raise Refused(
                    "somebody else showed that account", hint="one person has one account here: use yours"
                ) from None


def label(level: int) -> str:
    """Return what a level is like; `NO_CLAIM` goes wherever this is shown."""
    return f"IAL{level}-like" if level else "no identity"


def kind(proof: Proof) -> str:
    """Return a proof in a few words, for an application's evidence: `proof IAL2-like video (identity)`."""
    far = f"{label(proof.level)} " if proof.level else ""
    return f"proof {far}{proof.method} ({', '.join(proof.says)})"


def account(provider: str, name: str) -> str:
    """Return the digest an account somewhere is known by here."""
    return hashlib.sha256(f"{provider}\n{name}".encode("utf-8", "replace")).hexdigest()


def of_oidc(evidence: oidc.Evidence) -> Proof:
    """Return what another provider's word is worth: that there is an account, no more."""
    return Proof(
        level=CEILING[Method.OIDC],
        method=Method.OIDC,
        provider=evidence.provider,
        digest=evidence.digest,
        verified_at=evidence.verified_at,
        expires_at=evidence.expires_at,
        account=evidence.account,
        says=(Says.ACCOUNT,),
    )


def _check(proof: Proof, now: float) -> None:
    digests = (proof.digest, *([proof.account] if proof.account else []))
    if not all(_DIGEST.fullmatch(one) for one in digests) or not 0 < len(proof.provider) <= _NAME:
        raise BadInput("a proof without a digest or a provider", hint=_HINT)
    if not 0 <= proof.level <= CEILING[proof.method] or not proof.says:
        raise BadInput(f"{proof.method} does not go as far as {label(proof.level)}", hint=_HINT)
    if not proof.verified_at <= now < proof.expires_at <= proof.verified_at + LIFE[proof.level]:
        raise BadInput("a proof that is over, or lasts too long", hint=_HINT)
