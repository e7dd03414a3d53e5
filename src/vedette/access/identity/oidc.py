"""What another provider says of somebody (OpenID Connect): its ID token in, evidence out; never a login."""

from __future__ import annotations

import hashlib
import hmac

from joserfc import jws as jose
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey
from msgspec import Struct

from vedette.access.tokens import jws
from vedette.core.errors import BadInput, Refused

ID_TOKEN_MAX = 16 * 1024
JWKS_MAX = 256 * 1024
AGE_MAX = 600.0
"""Seconds since the provider made it."""
SKEW = 60.0
"""Seconds the provider's clock may differ from ours."""
GOOD_FOR = 365 * 86400.0
"""Seconds the evidence counts."""
RSA_MIN = 2048
NONCE_MIN = 16
_KINDS: dict[str, type[ECKey | OKPKey | RSAKey]] = {"EC": ECKey, "OKP": OKPKey, "RSA": RSAKey}
_PRIVATE = frozenset(("d", "p", "q", "k"))
ALGORITHMS = ("ES256", "Ed25519", "PS256", "RS256")


class Provider(Struct, frozen=True, kw_only=True):
    """A provider the operator trusts for this, with its keys as the operator got them."""

    issuer: str
    audience: str
    """Our client id there."""
    jwks: str
    """Its keys, as a JWK set."""
    algorithms: tuple[str, ...] = ("RS256", "ES256")


class Evidence(Struct, frozen=True, kw_only=True):
    """That somebody showed something, without what they showed."""

    method: str
    provider: str
    digest: str
    """SHA-256 of the token, in hex: the token itself is not kept."""
    account: str
    """Digest of provider and account there, in hex: shows when two people bring the same one."""
    verified_at: float
    expires_at: float


class Keys:
    """A provider's keys, read once."""

    def __init__(self, provider: Provider) -> None:
        """Read them.

        Raises:
            BadInput: they are no keys, or too weak, or an algorithm is none we take.

        """
        if not provider.algorithms or set(provider.algorithms) - set(ALGORITHMS):
            raise BadInput("an algorithm is none we take", hint=f"choose among {', '.join(ALGORITHMS)}")
        if len(provider.jwks) > JWKS_MAX or not provider.issuer or not provider.audience:
            raise BadInput(
                "the provider is not described in full", hint="give issuer, audience and its JWK set"
            )
        self.provider = provider
        self._keys = keys_of(provider.jwks)

    def find(self, kid: object) -> ECKey | OKPKey | RSAKey:
        """Return the key with an id, or the only one there is when none is named.

        Raises:
            Refused: there is none.

        """
        found = [one for one in self._keys if kid is None or one.kid == kid]
        if len(found) != 1:
            raise _refused("signed with a key we do not have of the provider")
        return found[0]


def accept(keys: Keys, token: str, nonce: str, now: float) -> Evidence:
    """Check an ID token; return what to keep of it. `nonce` is what was sent along when asking for it.

    Raises:
        Refused: it is not the provider's, not for us, not for this nonce, not from now, or not a token.

    """
    try:
        parts = jws.split(token, limit=ID_TOKEN_MAX, what="the ID token")
        header = jws.read(parts.header, "the ID token")
        algorithm = header.get("alg")
        if algorithm not in keys.provider.algorithms or "crit" in header or "b64" in header:
            raise _refused("signed in a way we do not take")
        jose.deserialize_compact(token, keys.find(header.get("kid")), algorithms=[str(algorithm)])
        claims = jws.read(parts.payload, "the ID token")
    except (BadInput, JoseError, ValueError, TypeError) as error:
        raise _refused("not a token of the provider") from error
    _check(claims, keys.provider, nonce, now)
    issuer, account = keys.provider.issuer, claims["sub"]
    return Evidence(
        method="oidc",
        provider=issuer,
        digest=hashlib.sha256(token.encode()).hexdigest(),
        account=hashlib.sha256(f"{issuer}\n{account}".encode("utf-8", "replace")).hexdigest(),
        verified_at=now,
        expires_at=now + GOOD_FOR,
    )


def _check(claims: dict[str, object], provider: Provider, nonce: str, now: float) -> None:
    if claims.get("iss") != provider.issuer:
        raise _refused("made by somebody else")
    if claims.get("aud") not in (provider.audience, [provider.audience]):
        raise _refused("made for somebody else")
    if claims.get("azp", provider.audience) != provider.audience:
        raise _refused("made for somebody else")
    given = claims.get("nonce")
    if len(nonce) < NONCE_MIN or not isinstance(given, str):
        raise _refused("without a nonce")
    if not hmac.compare_digest(given.encode("utf-8", "replace"), nonce.encode()):
        raise _refused("the answer to another question")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:  # noqa: PLR2004 - the standard's bound
        raise _refused("about nobody")
    made, ends = _time(claims.get("iat")), _time(claims.get("exp"))
    if now >= ends or not now - AGE_MAX <= made <= now + SKEW:
        raise _refused("not from now")


def _time(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or abs(value) > 2**53:
        raise _refused("without the time it was made or ends")
    return float(value)


def keys_of(text: str) -> list[ECKey | OKPKey | RSAKey]:
    """Return the keys of a JWK set, as somebody's operator publishes it. The caller has bounded its size.

    Raises:
        BadInput: there is none, or one is no public key, or too weak.

    """
    listed = jws.read_object(text, "the keys").get("keys")
    if not isinstance(listed, list) or not listed:
        raise BadInput("the provider has no keys", hint="give its JWK set, unchanged")
    return [key_of(one) for one in listed]


def key_of(given: object) -> ECKey | OKPKey | RSAKey:
    """Return a public key given as a JWK.

    Raises:
        BadInput: it is none, or a private one, or too weak.

    """
    kind = _KINDS.get(str(given.get("kty"))) if isinstance(given, dict) else None
    if kind is None or not isinstance(given, dict) or _PRIVATE & given.keys():
        raise BadInput("one of the provider's keys is no public key", hint="give its JWK set, unchanged")
    if kind is RSAKey and len(jws.decode(str(given.get("n")), "the key")) * 8 < RSA_MIN:
        raise BadInput("one of the provider's keys is too weak", hint=f"RSA needs {RSA_MIN} bits")
    try:
        return kind.import_key(given)
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadInput("one of the provider's keys is no key", hint="give its JWK set, unchanged") from error


def _refused(what: str) -> Refused:
    return Refused(f"the ID token is {what}", hint="log in with the provider again, starting here")
