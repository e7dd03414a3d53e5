"""What another provider says counts as evidence, if it is theirs, for us, and from now."""

import json

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, Key, OctKey, RSAKey
from msgspec import to_builtins

from vedette.access.identity.oidc import AGE_MAX, Evidence, Keys, Provider, accept
from vedette.core.errors import BadInput, Refused

NOON = 1_795_348_800.0
NONCE = "n" * 22
RSA = RSAKey.generate_key(2048, {"kid": "r"})
EC = ECKey.generate_key("P-256", {"kid": "e"})
STRANGER = ECKey.generate_key("P-256", {"kid": "e"})
CLAIMS: dict[str, object] = {
    "iss": "https://id.example", "aud": "vedette", "sub": "ursula", "nonce": NONCE, "iat": int(NOON),
    "exp": int(NOON) + 300,
}  # fmt: skip


def jwks(*keys: Key) -> str:
    return json.dumps({"keys": [key.as_dict(private=False) for key in keys]})


PROVIDER = Provider(issuer="https://id.example", audience="vedette", jwks=jwks(RSA, EC))
KEYS = Keys(PROVIDER)


def token(key: Key = EC, alg: str = "ES256", claims: dict[str, object] = CLAIMS, **header: object) -> str:
    head = {"alg": alg, "kid": key.kid} | header
    return jws.serialize_compact(head, json.dumps(claims).encode(), key, algorithms=[alg])


@pytest.mark.parametrize(("key", "alg"), [(EC, "ES256"), (RSA, "RS256")])
def test_a_good_token_is_evidence_without_what_it_says(key: Key, alg: str) -> None:
    made = accept(KEYS, token(key, alg), NONCE, NOON)
    assert (made.method, made.provider, made.verified_at) == ("oidc", "https://id.example", NOON)
    assert made.expires_at > NOON
    assert "ursula" not in str(to_builtins(made))
    assert made.account == accept(KEYS, token(EC), NONCE, NOON + 1).account


def test_evidence_is_no_login() -> None:
    assert not {"sub", "session", "token", "person"} & set(Evidence.__struct_fields__)


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://evil.example"}, {"aud": "other"}, {"aud": ["vedette", "other"]}, {"aud": []},
        {"aud": None}, {"azp": "other"}, {"nonce": "m" * 22}, {"nonce": None}, {"sub": ""}, {"sub": 7},
        {"sub": "x" * 256}, {"exp": 10**400}, {"exp": NOON}, {"exp": "never"}, {"exp": True},
        {"iat": NOON - AGE_MAX - 1}, {"iat": NOON + 61}, {"iat": None},
    ],
)  # fmt: skip
def test_a_token_for_others_or_another_time_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(Refused):
        accept(KEYS, token(claims=CLAIMS | wrong), NONCE, NOON)


def test_a_token_by_somebody_else_is_refused() -> None:
    for made in (token(STRANGER), token(EC, kid="x"), token(EC)[:-3], token(EC) + "A", "", "x" * 200_000):
        with pytest.raises(Refused):
            accept(KEYS, made, NONCE, NOON)


def test_algorithms_that_were_not_chosen_are_refused() -> None:
    secret = OctKey.import_key(
        {"kty": "oct", "k": "c2VjcmV0LXRoYXQtaXMtbG9uZy1lbm91Z2gtZm9yLXVz", "kid": "e"}
    )
    for made in (token(secret, "HS256"), token(RSA, "PS256")):
        with pytest.raises(Refused, match="way we do not take"):
            accept(KEYS, made, NONCE, NOON)
    with pytest.raises(Refused):
        accept(KEYS, "eyJhbGciOiJub25lIn0." + token().split(".")[1] + ".AA", NONCE, NOON)
    with pytest.raises(Refused):
        accept(KEYS, token(RSA, "RS256", kid="e"), NONCE, NOON)


def test_a_nonce_is_needed_and_long() -> None:
    with pytest.raises(Refused, match="nonce"):
        accept(KEYS, token(claims=CLAIMS | {"nonce": ""}), "", NOON)


def test_an_only_key_needs_no_name() -> None:
    one = Keys(Provider(issuer="https://id.example", audience="vedette", jwks=jwks(EC)))
    bare = jws.serialize_compact({"alg": "ES256"}, json.dumps(CLAIMS).encode(), EC, algorithms=["ES256"])
    assert accept(one, bare, NONCE, NOON).provider == "https://id.example"
    with pytest.raises(Refused, match="key we do not have"):
        accept(KEYS, bare, NONCE, NOON)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        '{"keys":[]}',
        '{"keys":7}',
        '{"keys":[{"kty":"oct","k":"AA"}]}',
        '{"keys":[{"kty":"x"}]}',
        "x" * 300_000,
        json.dumps({"keys": [EC.as_dict(private=True)]}),
        json.dumps({"keys": [RSA.as_dict(private=False) | {"n": "AQAB"}]}),
        json.dumps({"keys": [EC.as_dict(private=False) | {"x": "AQAB"}]}),
    ],
)
def test_keys_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(BadInput):
        Keys(Provider(issuer="i", audience="a", jwks=text))


def test_weak_keys_and_strange_algorithms_are_refused() -> None:
    with pytest.raises(BadInput, match="algorithm"):
        Keys(Provider(issuer="i", audience="a", jwks=jwks(EC), algorithms=("HS256",)))
    with pytest.raises(BadInput, match="in full"):
        Keys(Provider(issuer="", audience="a", jwks=jwks(EC)))
