"""Credentials of issuers the operator trusts (SD-JWT VC with key binding): a presentation in, a proof out.

The forms are RFC 9901 and the IETF's SD-JWT-based Verifiable Credentials. Keys, types and what a type is
worth come from the operator's file. No address found in a credential is fetched: not keys, not types, not
status lists; what an issuer withdrew counts as withdrawn once the operator lists it.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Final, TypeAlias

from joserfc import jws as jose
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey
from msgspec import Struct

from vedette.access.identity.disclosures import Claims, digest, disclosed
from vedette.access.identity.oidc import ALGORITHMS, JWKS_MAX, NONCE_MIN, key_of, keys_of
from vedette.access.identity.proofing import (
    LIFE,
    OF_ORGANISATIONS,
    Method,
    Offer,
    Proof,
    Question,
    Says,
    account,
)
from vedette.access.tokens import jws
from vedette.core.errors import BadInput, LimitHit, Refused

PRESENTATION_MAX: Final = 64 * 1024
"""Characters."""
KEY_BINDING_AGE: Final = 600.0
"""Seconds since the holder signed."""
SKEW: Final = 60.0
"""Seconds others' clocks may differ from ours."""
REVOKED_MAX: Final = 100_000
TYPES: Final = frozenset(("dc+sd-jwt", "vc+sd-jwt"))
"""Media types of credentials: today's, and that of drafts some issuers still follow."""
_BINDING: Final = "kb+jwt"
_WHAT: Final = "the credential"
Key: TypeAlias = ECKey | OKPKey | RSAKey


class Credential(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One type of credential, and what it is worth here."""

    vct: str
    """The type, as the issuer names it; compared, never fetched."""
    says: tuple[Says, ...]
    account: str = ""
    """The claim that tells holders apart (`sub`, a number), to be shown. Empty: the holder's key does."""
    needs: tuple[str, ...] = ()
    """Claims that have to be shown for it to count; they are looked at and not kept."""


class Issuer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody whose credentials count here, as the operator wrote it down."""

    issuer: str
    jwks: str
    """Its keys, as a JWK set, as the operator got them."""
    credentials: tuple[Credential, ...]
    algorithms: tuple[str, ...] = ("ES256",)
    revoked: tuple[str, ...] = ()
    """What it withdrew: SHA-256 of the issuer's part in hex, or `<address of status list>#<index>`."""


class Credentials:
    """The credentials of one issuer: a way of showing who one is (`proofing.Provider`)."""

    def __init__(self, issuer: Issuer) -> None:
        """Read its keys.

        Raises:
            BadInput: they are no keys, or too weak, or something needed is missing.

        """
        if not issuer.algorithms or set(issuer.algorithms) - set(ALGORITHMS):
            raise BadInput("an algorithm is none we take", hint=f"choose among {', '.join(ALGORITHMS)}")
        if any(OF_ORGANISATIONS & set(one.says) for one in issuer.credentials):
            raise BadInput("a credential says nothing of an organisation", hint="reviewers find that out")
        types = {one.vct for one in issuer.credentials}
        told = issuer.issuer and types and all(one.vct and one.says for one in issuer.credentials)
        if not told or len(types) != len(issuer.credentials) or len(issuer.jwks) > JWKS_MAX:
            raise BadInput(
                f"{issuer.issuer or 'an issuer'}: not described in full",
                hint="give issuer, its JWK set, and each type of credential once with what it says",
            )
        if len(issuer.revoked) > REVOKED_MAX:
            raise BadInput("too much is withdrawn", hint=f"at most {REVOKED_MAX} an issuer: change its keys")
        self._issuer = issuer
        self._keys = keys_of(issuer.jwks)
        self._types = {one.vct: one for one in issuer.credentials}
        self._revoked = frozenset(issuer.revoked)

    @property
    def offer(self) -> Offer:
        """What it takes and what it gives."""
        says = tuple(sorted({word for one in self._issuer.credentials for word in one.says}))
        return Offer(
            method=Method.SD_JWT,
            provider=self._issuer.issuer,
            level=_level(says),
            needs="a credential of this issuer in a wallet that can sign for a nonce (SD-JWT VC)",
            says=says,
        )

    def check(self, question: Question, answer: str, now: float) -> Proof:
        """Check a presentation: `issuer's part~disclosure~…~key binding`.

        Raises:
            Refused: it is not the issuer's, not for this question, not from now, withdrawn, or none at all.

        """
        if question.provider != self._issuer.issuer or now >= question.expires:
            raise _refused("the answer to another question")
        try:
            signed, _, binding = answer.rpartition("~")
            first, *shown = _parts(answer, signed)
            payload = self._signed(first)
            key = _holder(payload)
            _check_binding(binding, key, f"{signed}~", question, now)
            claims = disclosed(payload, shown)
        except (BadInput, LimitHit, JoseError, ValueError, TypeError) as error:
            raise _refused(f"not one that can be taken: {_why(error)}") from error
        kind = self._kind(claims, now)
        self._check_withdrawn(first, claims)
        return self._proof(first, _whose(kind, claims, key), claims, now)

    def _signed(self, first: str) -> Claims:
        parts = jws.split(first, limit=PRESENTATION_MAX, what=_WHAT)
        header = jws.read(parts.header, _WHAT)
        if str(header.get("typ")) not in TYPES:
            raise _refused("of another form")
        found = [one for one in self._keys if header.get("kid") is None or one.kid == header["kid"]]
        if len(found) != 1:
            raise _refused("signed with a key we do not have of its issuer")
        _verify(first, header, found[0], self._issuer.algorithms)
        return jws.read(parts.payload, _WHAT)

    def _kind(self, claims: Claims, now: float) -> Credential:
        if claims.get("iss") != self._issuer.issuer:
            raise _refused("made by somebody else")
        if _time(claims, "iat", now) > now + SKEW or _time(claims, "nbf", now) > now + SKEW:
            raise _refused("not valid yet")
        if _time(claims, "exp", now + 1) <= now:
            raise _refused("over")
        kind = self._types.get(str(claims.get("vct")))
        if kind is None:
            raise _refused("of a type that is not taken here")
        if missing := [name for name in kind.needs if claims.get(name) in (None, "")]:
            raise _refused(f"shown without {missing[0]!r}, which has to be shown")
        return kind

    def _check_withdrawn(self, first: str, claims: Claims) -> None:
        names = {hashlib.sha256(first.encode()).hexdigest()}
        status = claims.get("status")
        listed = status.get("status_list") if isinstance(status, dict) else None
        if isinstance(listed, dict):
            names.add(f"{listed.get('uri')}#{listed.get('idx')}")
        if names & self._revoked:
            raise _refused("withdrawn by its issuer")

    def _proof(self, first: str, whose: str, claims: Claims, now: float) -> Proof:
        says = self._types[str(claims["vct"])].says
        level = _level(says)
        return Proof(
            level=level,
            method=Method.SD_JWT,
            provider=self._issuer.issuer,
            digest=hashlib.sha256(first.encode()).hexdigest(),
            verified_at=now,
            expires_at=min(now + LIFE[level], _time(claims, "exp", now + LIFE[level])),
            account=account(self._issuer.issuer, whose),
            says=says,
        )


def _parts(answer: str, signed: str) -> list[str]:
    if len(answer) > PRESENTATION_MAX:
        raise LimitHit(
            f"a presentation of {len(answer)} characters", hint=f"at most {PRESENTATION_MAX}: show less"
        )
    parts = signed.split("~") if answer.isascii() else []
    if not parts or not all(parts):
        raise BadInput("no presentation", hint="issuer's part, disclosures and key binding, with ~ between")
    return parts


def _verify(text: str, header: dict[str, object], key: Key, algorithms: tuple[str, ...]) -> None:
    """Check a signature; the header's word counts only as far as the operator allows it."""
    algorithm = header.get("alg")
    if algorithm not in algorithms or "crit" in header or "b64" in header:
        raise _refused("signed in a way we do not take")
    jose.deserialize_compact(text, key, algorithms=[str(algorithm)])


def _holder(payload: Claims) -> Key:
    """Return the key a credential is bound to."""
    bound = payload.get("cnf")
    if not isinstance(bound, dict) or bound.keys() != {"jwk"}:
        raise _refused("not bound to a key")
    return key_of(bound["jwk"])


def _check_binding(binding: str, key: Key, signed: str, question: Question, now: float) -> None:
    """Check that whoever holds the credential's key showed just this, to us, for our question, now."""
    parts = jws.split(binding, limit=PRESENTATION_MAX, what="the key binding")
    header = jws.read(parts.header, "the key binding")
    if header.get("typ") != _BINDING:
        raise _refused("not bound to whoever shows it")
    _verify(binding, header, key, ALGORITHMS)
    claims = jws.read(parts.payload, "the key binding")
    if len(question.nonce) < NONCE_MIN or not _same(claims.get("nonce"), question.nonce):
        raise _refused("the answer to another question")
    if not _same(claims.get("aud"), question.audience):
        raise _refused("shown for somebody else")
    if not _same(claims.get("sd_hash"), digest(signed)):
        raise _refused("shown with other disclosures than its holder chose")
    if not now - KEY_BINDING_AGE <= _time(claims, "iat", 0) <= now + SKEW:
        raise _refused("not shown now")


def _same(given: object, wanted: str) -> bool:
    return isinstance(given, str) and hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


def _whose(kind: Credential, claims: Claims, key: Key) -> str:
    if not kind.account:
        return f"key {key.thumbprint()}"
    found = claims.get(kind.account)
    if not isinstance(found, str | int) or isinstance(found, bool) or found == "":
        raise _refused(f"shown without {kind.account!r}, which tells its holders apart")
    return f"{kind.account} {found}"


def _time(claims: Claims, name: str, otherwise: float) -> float:
    value = claims.get(name, otherwise)
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 2**53:
        raise _refused(f"with a time {name!r} that is none")
    return float(value)


def _level(says: tuple[Says, ...]) -> int:
    """Return how far it goes: only what says who somebody is says anything of it."""
    return 2 if Says.IDENTITY in says else 0


def _why(error: Exception) -> str:
    return str(error) if isinstance(error, BadInput | LimitHit) else "its signature does not hold"


def _refused(what: str) -> Refused:
    return Refused(f"the credential is {what}", hint="ask for a new nonce, and present it again")
