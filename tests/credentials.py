"""Credentials as an issuer and a wallet make them, with the reference implementation and without one."""

from __future__ import annotations

import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jws
from joserfc.jwk import ECKey

from vedette.access.identity.disclosures import digest
from vedette.access.identity.proofing import Question, Says
from vedette.access.identity.sdjwt import Credential, Issuer
from vedette.access.tokens.jws import encode

NOW = 1_800_000_000
ISSUER = "https://register.example"
HERE = "https://vedette.example"
VCT = "https://register.example/responder"
ISSUER_KEY = ECKey.generate_key("P-256", {"kid": "r1"})
HOLDER_KEY = ECKey.generate_key("P-256")
OTHER_KEY = ECKey.generate_key("P-256", {"kid": "r1"})
QUESTION = Question(person="p-1", provider=ISSUER, nonce="n" * 43, audience=HERE, expires=NOW + 600.0)


def trusted(**other: Any) -> Issuer:  # noqa: ANN401 - fields of an issuer
    credential = Credential(
        vct=VCT, says=(Says.IDENTITY, Says.MEMBERSHIP), account="sub", needs=("family_name",)
    )
    said: dict[str, Any] = {
        "issuer": ISSUER,
        "jwks": json.dumps({"keys": [ISSUER_KEY.as_dict(private=False)]}),
        "credentials": (credential,),
    }
    return Issuer(**said | other)


def sign(header: dict[str, Any], claims: object, key: Any) -> str:  # noqa: ANN401 - any sort of key
    """Sign as the header says, whatever else is in it."""
    text = f"{encode(json.dumps(header).encode())}.{encode(json.dumps(claims).encode())}"
    if header["alg"] != "ES256":
        return jws.serialize_compact(header, json.dumps(claims).encode(), key, algorithms=[header["alg"]])
    r, s = decode_dss_signature(key.private_key.sign(text.encode(), ECDSA(SHA256())))
    return f"{text}.{encode(r.to_bytes(32) + s.to_bytes(32))}"


def hide(*parts: object) -> str:
    """Write a disclosure: salt, name and value, or salt and value."""
    return encode(json.dumps(parts).encode())


def payload(**other: Any) -> dict[str, Any]:  # noqa: ANN401 - claims
    shown = {
        "iss": ISSUER,
        "vct": VCT,
        "iat": NOW - 86_400,
        "exp": NOW + 86_400 * 90,
        "cnf": {"jwk": HOLDER_KEY.as_dict(private=False)},
        "sub": "r-7",
        "family_name": "Kessler",
    }
    return {name: value for name, value in (shown | other).items() if value is not None}


def issued(claims: dict[str, Any], key: ECKey = ISSUER_KEY, **header: Any) -> str:  # noqa: ANN401
    return sign({"alg": "ES256", "typ": "dc+sd-jwt", "kid": "r1"} | header, claims, key)


def bound(
    first: str,
    shown: tuple[str, ...] = (),
    *,
    key: ECKey = HOLDER_KEY,
    header: dict[str, Any] | None = None,
    **other: Any,  # noqa: ANN401 - claims
) -> str:
    """Add disclosures and the holder's signature."""
    text = "~".join((first, *shown)) + "~"
    claims = {"iat": NOW - 5, "aud": HERE, "nonce": QUESTION.nonce, "sd_hash": digest(text)} | other
    claims = {name: value for name, value in claims.items() if value is not None}
    return text + sign({"alg": "ES256", "typ": "kb+jwt"} | (header or {}), claims, key)
