"""Proofs that the caller holds a key (RFC 9449): a header and a request in, the key's thumbprint out.

A proof is made for one method, one address and one token, counts for a minute, and is taken once: by all
servers together, since what was seen is kept in the store they share.
"""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

from joserfc import jws as jose
from joserfc.errors import JoseError
from joserfc.jwa import JWSAlgModel
from joserfc.jwk import ECKey, OKPKey

from vedette.access.tokens import jws
from vedette.access.tokens.challenges import BAD_PROOF, Unauthenticated
from vedette.core.errors import BadInput

PROOF_MAX = 4096
"""Characters of a proof."""
AGE_MAX = 60.0
"""Seconds a proof counts, from when its maker says it was made."""
AHEAD_MAX = 30.0
"""Seconds the maker's clock may be ahead of ours."""
JTI_MIN, JTI_MAX = 16, 128

_KINDS: dict[str, tuple[str, str, frozenset[str]]] = {
    "ES256": ("EC", "P-256", frozenset(("kty", "crv", "x", "y"))),
    "Ed25519": ("OKP", "Ed25519", frozenset(("kty", "crv", "x"))),
}
_ALGORITHMS = jose.JWSRegistry(algorithms=tuple(_KINDS))
_HEADER = frozenset(("typ", "alg", "jwk"))
_COORDINATE = 32
_PORTS = {"http": 80, "https": 443}
_HINT = "make a new proof for this request, with your own key and clock"


class Request(NamedTuple):
    """What a proof has to be made for."""

    method: str
    url: str
    """The address the caller used, as the service knows itself: https://host/path."""


class Seen(Protocol):
    """Remembers what was shown, for all servers: `Documents` is one."""

    def once(self, kind: str, key: str, until: float, now: float) -> bool:
        """Tell whether this is the first time a key is shown before `until`."""
        ...


class Proof(NamedTuple):
    """What a good proof shows."""

    thumbprint: str
    jti: str
    made: float
    """Seconds since the epoch, as its maker says."""


class _Maker(NamedTuple):
    algorithm: JWSAlgModel
    key: ECKey | OKPKey
    thumbprint: str


def verify_proof(proof: str, request: Request, now: float, seen: Seen, token: str | None = None) -> Proof:
    """Check a proof for one request, and for the token that comes with it; it is good once.

    Raises:
        Unauthenticated: it is not a proof, not for this, not from now, or was shown before.

    """
    try:
        parts = jws.split(proof, limit=PROOF_MAX, what="the proof")
        maker = _maker(parts.header)
        claims = jws.read(parts.payload, "the proof")
    except BadInput as error:
        raise _refused(str(error)) from error
    made = _made(claims, now)
    _check_request(claims, request)
    _check_token(claims, token)
    jti = _jti(claims)
    _check_signature(parts, maker)
    # Last, so that only whoever holds the key can make us remember anything.
    if not seen.once("dpop", _memory(maker.thumbprint, jti), now + 2 * AGE_MAX, now):
        raise _refused("the proof was shown before")
    return Proof(maker.thumbprint, jti, made)


def thumbprint(key: dict[str, object]) -> str:
    """Return the thumbprint of a public key in JSON form (RFC 7638).

    Raises:
        BadInput: it is not a public key of a kind we know.

    """
    for algorithm, (kty, _, _) in _KINDS.items():
        if key.get("kty") == kty:
            return _key(algorithm, key).thumbprint()
    raise BadInput("the key is of no kind we know", hint="use P-256 or Ed25519")


def token_digest(token: str) -> str:
    """Return the digest of a token as a proof names it (`ath`)."""
    return jws.encode(hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest())


@lru_cache(maxsize=2048)
def _maker(header: str) -> _Maker:
    """Read a header; kept, because one caller's is the same each time and a key costs to read."""
    named = jws.read(header, "the proof")
    algorithm, key = named.get("alg"), named.get("jwk")
    if named.keys() != _HEADER or named["typ"] != "dpop+jwt":
        raise BadInput("the proof's header is not that of a proof", hint="typ dpop+jwt, alg and jwk, no more")
    if not isinstance(algorithm, str) or algorithm not in _KINDS or not isinstance(key, dict):
        raise BadInput("the proof is signed in a way we do not take", hint=f"use one of {', '.join(_KINDS)}")
    parsed = _key(algorithm, key)
    return _Maker(_ALGORITHMS.get_alg(algorithm), parsed, parsed.thumbprint())


def _key(algorithm: str, given: dict[str, object]) -> ECKey | OKPKey:
    kty, curve, members = _KINDS[algorithm]
    if given.keys() != members or given["kty"] != kty or given["crv"] != curve:
        raise BadInput("the key is not a plain public key", hint=f"send {', '.join(sorted(members))} only")
    plain: dict[str, str | list[str]] = {
        name: value for name, value in given.items() if isinstance(value, str)
    }
    for name in members - {"kty", "crv"}:
        if len(jws.decode(str(given[name]), "the key")) != _COORDINATE:
            raise BadInput("the key has a coordinate of the wrong length", hint="32 bytes each, in base64url")
    try:
        return ECKey.import_key(plain) if kty == "EC" else OKPKey.import_key(plain)
    except (JoseError, ValueError, TypeError) as error:
        raise BadInput(
            "the key is no point of its curve", hint="send the public key you sign with"
        ) from error


def _made(claims: dict[str, object], now: float) -> float:
    made = claims.get("iat")
    if isinstance(made, bool) or not isinstance(made, int | float):
        raise _refused("the proof does not say when it was made")
    if made < now - AGE_MAX or made > now + AHEAD_MAX:
        raise _refused("the proof was not made just now")
    return float(made)


def _check_request(claims: dict[str, object], request: Request) -> None:
    if claims.get("htm") != request.method:
        raise _refused("the proof is for another method")
    url = claims.get("htu")
    if not isinstance(url, str) or (url != request.url and _same(url) != _same(request.url)):
        raise _refused("the proof is for another address")


def _same(url: str) -> tuple[str, str, int | None, str]:
    """Return what makes an address that address: query and fragment do not (RFC 9449, section 4.3)."""
    if len(url) > PROOF_MAX or not url.isascii() or not url.isprintable() or set(url) & set(' \\"<>'):
        raise _refused("the proof names no address")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _refused("the proof names no address") from error
    if not parts.hostname or "@" in parts.netloc or parts.scheme not in _PORTS:
        raise _refused("the proof names no address")
    return parts.scheme, parts.hostname, _PORTS[parts.scheme] if port is None else port, parts.path or "/"


def _check_token(claims: dict[str, object], token: str | None) -> None:
    named = claims.get("ath")
    if token is None:
        if named is not None:
            raise _refused("the proof is for a token, and none came with it")
        return
    if not isinstance(named, str) or not named.isascii():
        raise _refused("the proof is for no token")
    if not hmac.compare_digest(named, token_digest(token)):
        raise _refused("the proof is for another token")


def _jti(claims: dict[str, object]) -> str:
    jti = claims.get("jti")
    if not isinstance(jti, str) or not JTI_MIN <= len(jti) <= JTI_MAX or not jti.isascii():
        raise _refused(f"the proof has no id of {JTI_MIN} to {JTI_MAX} characters")
    return jti


def _check_signature(parts: jws.Parts, maker: _Maker) -> None:
    """Check it over the parts as they were sent; header and payload were read already, strictly."""
    try:
        signature = jws.decode(parts.signature, "the proof")
        signed = f"{parts.header}.{parts.payload}".encode("ascii")
        good = maker.algorithm.verify(signed, signature, maker.key)
    except (JoseError, ValueError, TypeError, BadInput) as error:
        raise _refused("the proof is not signed with its key") from error
    if not good:
        raise _refused("the proof is not signed with its key")


def _memory(key: str, jti: str) -> str:
    return jws.encode(hashlib.sha256(f"{key}\n{jti}".encode()).digest())


def _refused(message: str) -> Unauthenticated:
    return Unauthenticated(message, hint=_HINT, error=BAD_PROOF)
