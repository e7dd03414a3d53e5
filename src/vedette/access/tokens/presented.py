"""What came with a request: headers and address in, the claims of a live token out, shown with its key."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from typing import NamedTuple

from vedette.access.tokens.access import AccessTokens
from vedette.access.tokens.challenges import BAD_PROOF, Unauthenticated
from vedette.access.tokens.claims import Claims
from vedette.access.tokens.dpop import Proof, Request, Seen, verify_proof
from vedette.access.tokens.revocations import Revocations


class Presented(NamedTuple):
    """The headers that matter, each with all its values, and what was asked."""

    authorization: Sequence[str]
    proofs: Sequence[str]
    """Values of the DPoP header."""
    request: Request


class Authenticator:
    """Tells who asks. There is one way: a token of ours, and a proof by the key it is bound to."""

    def __init__(self, tokens: AccessTokens, seen: Seen, revocations: Revocations) -> None:
        self._tokens = tokens
        self._seen = seen
        self._revocations = revocations

    def authenticate(self, shown: Presented, now: float) -> Claims:
        """Return the claims of whoever asks.

        Raises:
            Unauthenticated: no token, no proof, not theirs, over, revoked, or shown before.
            Unavailable: what was seen or revoked cannot be read.

        """
        token = _token(shown.authorization)
        claims = self._tokens.read(token, now)
        self._revocations.check(claims, now)
        proof = verify_proof(_only(shown.proofs), shown.request, now, self._seen, token)
        if not hmac.compare_digest(proof.thumbprint, claims.cnf.jkt):
            raise Unauthenticated(
                "the token is bound to another key", hint="prove the key you got it with", error=BAD_PROOF
            )
        return claims

    def key_of(self, shown: Presented, now: float) -> Proof:
        """Return the key a request is signed with that comes without a token: to log in, or for a new token.

        Raises:
            Unauthenticated: there is no good proof, or a token came along.

        """
        if shown.authorization:
            raise Unauthenticated("a token came where only a key counts", hint="leave out Authorization")
        return verify_proof(_only(shown.proofs), shown.request, now, self._seen)


def _token(values: Sequence[str]) -> str:
    if len(values) != 1:
        raise Unauthenticated(
            "the request has no token, or several", hint="send one: Authorization: DPoP <token>"
        )
    scheme, _, token = values[0].partition(" ")
    if scheme.lower() != "dpop":
        raise Unauthenticated(
            "no token counts without a key", hint="send Authorization: DPoP <token>, and a proof beside it"
        )
    return token.strip(" ")


def _only(proofs: Sequence[str]) -> str:
    if len(proofs) != 1:
        raise Unauthenticated(
            "the request has no proof of a key, or several", hint="send one DPoP header", error=BAD_PROOF
        )
    return proofs[0]
