"""Access tokens: claims in, a token for five minutes out, and back; worth nothing without its key."""

from __future__ import annotations

import hashlib
import secrets
import threading
from typing import NamedTuple

import msgspec
from joserfc import jws as jose
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from vedette.access.tokens import jws
from vedette.access.tokens.challenges import Unauthenticated
from vedette.access.tokens.claims import Claims
from vedette.access.tokens.keys import ALGORITHM, SigningKeys
from vedette.core.codec import load
from vedette.core.errors import BadInput

TOKEN_MAX = 8192
"""Characters of a token."""
LIFETIME = 300
"""Seconds an ordinary token counts."""
LIFETIME_MAX = 3600
"""Seconds the longest counts, an agent's."""
SKEW = 5
"""Seconds the clocks of two of our own processes may be apart."""
CACHED = 4096

_HEADER = frozenset(("typ", "alg", "kid"))


class Issued(NamedTuple):
    """A new token."""

    token: str
    expires: int
    """Seconds since the epoch."""
    claims: Claims


class _Known(NamedTuple):
    kid: str
    claims: Claims


class AccessTokens:
    """Makes tokens and reads them again, for one issuer: the service's own address."""

    def __init__(self, keys: SigningKeys, issuer: str, *, cached: int = CACHED) -> None:
        self._keys = keys
        self._issuer = issuer
        self._cached = cached
        self._known: dict[bytes, _Known] = {}
        self._lock = threading.Lock()

    def issue(self, about: Claims, now: float, *, lifetime: int = LIFETIME) -> Issued:
        """Sign claims; who issued it, when, and how long it counts are filled in. `lifetime` in seconds.

        Raises:
            Unauthenticated: the session it would belong to is over.

        """
        ends = min(int(now) + min(lifetime, LIFETIME_MAX), int(about.until))
        if ends <= now:
            raise Unauthenticated("the session is over", hint="log in again")
        made = msgspec.structs.replace(
            about, iss=self._issuer, jti=secrets.token_urlsafe(16), iat=int(now), exp=ends
        )
        kid, key = self._keys.current()
        header = {"typ": "at+jwt", "alg": ALGORITHM, "kid": kid}
        token = jose.serialize_compact(header, msgspec.json.encode(made), key, algorithms=[ALGORITHM])
        return Issued(token, ends, made)

    def read(self, token: str, now: float) -> Claims:
        """Return what a token says. Whoever sent it has still to show the key: see `presented`.

        Raises:
            Unauthenticated: it is none of ours, or no longer counts.

        """
        claims = self._remembered(token)
        if claims is None:
            kid, claims = self._verified(token)
            self._remember(token, _Known(kid, claims), now)
        if claims.iss != self._issuer or not claims.cnf.jkt:
            raise _foreign()
        if not claims.iat - SKEW <= now < claims.exp:
            raise Unauthenticated("the token no longer counts", hint="get a new one with your key")
        return claims

    def _verified(self, token: str) -> tuple[str, Claims]:
        try:
            parts = jws.split(token, limit=TOKEN_MAX, what="the token")
            kid, key = self._signer(jws.read(parts.header, "the token"))
            jose.deserialize_compact(token, key, algorithms=[ALGORITHM])
            return kid, load(jws.decode(parts.payload, "the token"), Claims, name="the token")
        except (BadInput, JoseError, ValueError, TypeError) as error:
            raise _foreign() from error

    def _signer(self, header: dict[str, object]) -> tuple[str, OKPKey]:
        kid = header.get("kid")
        if header.keys() != _HEADER or header["typ"] != "at+jwt" or header["alg"] != ALGORITHM:
            raise _foreign()
        key = self._keys.find(kid) if isinstance(kid, str) else None
        if key is None or not isinstance(kid, str):
            raise _foreign()
        return kid, key

    def _remembered(self, token: str) -> Claims | None:
        if len(token) > TOKEN_MAX:
            return None
        known = self._known.get(_digest(token))
        return known.claims if known is not None and self._keys.find(known.kid) is not None else None

    def _remember(self, token: str, known: _Known, now: float) -> None:
        with self._lock:
            if len(self._known) >= self._cached:
                self._known = {one: held for one, held in self._known.items() if held.claims.exp > now}
            if len(self._known) >= self._cached:
                self._known.clear()
            self._known[_digest(token)] = known


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def _foreign() -> Unauthenticated:
    return Unauthenticated("the token is not one of ours", hint="get a token from this service")
