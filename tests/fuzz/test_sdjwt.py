"""Whatever is presented, a credential is taken or refused; nothing else happens, and not for long."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import ECKey, OKPKey

from tests.credentials import NOW, QUESTION, bound, hide, issued, payload, trusted
from vedette.access.identity.disclosures import DISCLOSURES_MAX, digest, disclosed
from vedette.access.identity.proofing import Proof
from vedette.access.identity.sdjwt import PRESENTATION_MAX, Credentials
from vedette.access.tokens.jws import encode
from vedette.core.errors import BadInput, Refused

CREDENTIALS = Credentials(trusted())
SHOWN = (hide("s", "family_name", "K"), hide("s", {"a": [1, {"b": None}]}))
ASKS: dict[str, Any] = {"family_name": None, "_sd": [digest(SHOWN[0])], "of": [{"...": digest(SHOWN[1])}]}
GOOD = bound(issued(payload(**ASKS)), SHOWN)
NAMES = st.sampled_from(
    ("_sd", "...", "_sd_alg", "iss", "vct", "iat", "nbf", "exp", "cnf", "jwk", "sub", "status", "status_list")
) | st.text(max_size=4)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from([digest(one) for one in SHOWN]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)
SECONDS = 1.0
"""What the worst presentation may take on a busy machine."""


def taken(text: str) -> Proof | None:
    try:
        return CREDENTIALS.check(QUESTION, text, NOW)
    except Refused:
        return None


def test_the_good_one_is_taken() -> None:
    assert taken(GOOD) is not None


@given(st.text(max_size=200) | st.text(alphabet="~.eyJAB-_=", max_size=200))
def test_text_is_no_credential(text: str) -> None:
    assert taken(text) is None
    assert taken(f"{GOOD.split('~')[0]}~{text}") is None


@given(st.dictionaries(NAMES, JSON, max_size=6), st.lists(JSON, max_size=4))
def test_an_issuer_may_sign_anything_and_a_holder_disclose_anything(
    claims: dict[str, Any], parts: list[object]
) -> None:
    """Both signatures hold; what they are of is rubbish."""
    shown = (*SHOWN, encode(_json(parts)))
    made = taken(bound(issued(payload() | claims), shown))
    assert made is None  # nothing asks for the last one
    taken(bound(issued(payload() | claims)))


@given(JSON, st.lists(st.lists(JSON, max_size=4), max_size=3))
def test_any_payload_is_read_or_refused(claims: object, parts: list[list[object]]) -> None:
    shown = [encode(_json(one)) for one in parts]
    try:
        made = disclosed(claims if isinstance(claims, dict) else {"_sd": claims}, shown)
    except BadInput:
        return
    assert not _names(made) & {"_sd", "...", "_sd_alg"}


ODD_KEYS: list[object] = [
    *(ECKey.generate_key(one).as_dict(private=False) for one in ("P-256", "P-384", "P-521", "secp256k1")),
    *(OKPKey.generate_key(one).as_dict(private=False) for one in ("Ed25519", "Ed448", "X25519", "X448")),
    {"kty": "RSA", "n": encode(b"\xff" * 1024), "e": encode(b"\xff" * 1000)},
    {"kty": "RSA", "n": encode(b"\xff" * 20_000), "e": encode(b"\xff" * 20_000)},
    {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
    {"kty": "EC", "crv": ["P-256"], "x": 1, "y": 2},
    {"kty": ["EC"]},
    {"kty": "RSA", "n": None, "e": None},
    {"kty": "OKP", "x": 5, "crv": {}},
    {"kty": "oct", "k": "AAAA"},
    [],
    "key",
    None,
]
ODD_ALGORITHMS: list[object] = [
    "ES256",
    "Ed25519",
    "EdDSA",
    "PS256",
    "RS256",
    "HS256",
    "none",
    None,
    5,
    ["ES256"],
]


@pytest.mark.parametrize("algorithm", ODD_ALGORITHMS, ids=str)
def test_a_credential_bound_to_an_odd_key_is_refused_at_once(algorithm: object) -> None:
    """An issuer signs whatever key a holder brings along."""
    claims = {"iat": NOW, "aud": QUESTION.audience, "nonce": QUESTION.nonce, "sd_hash": "x"}
    parts = [_json({"alg": algorithm, "typ": "kb+jwt"}), _json(claims), b"\x01" * 64]
    binding, began = ".".join(encode(one) for one in parts), time.process_time()
    for key in ODD_KEYS:
        assert taken(f"{issued(payload(cnf={'jwk': key}))}~{binding}") is None
    assert time.process_time() - began < SECONDS


@pytest.mark.parametrize(
    "text",
    [
        "~" * PRESENTATION_MAX,
        "." * PRESENTATION_MAX,
        "A" * PRESENTATION_MAX,
        f"{GOOD.split('~')[0]}{'~W10' * 15_000}~{GOOD.split('~')[-1]}",
        bound(issued(payload(deep="[" * 20_000))),
        bound(encode(b"[" * 30_000) + "." + encode(b"{") + ".AA"),
        bound(issued(payload(_sd=[f"d{number}" for number in range(4_000)]))),
        bound(
            issued(payload(_sd=[digest(hide("s", f"n{one}", one)) for one in range(DISCLOSURES_MAX)])),
            tuple(hide("s", f"n{one}", one) for one in range(DISCLOSURES_MAX)),
        ),
    ],
    ids=["tildes", "dots", "letters", "disclosures", "long", "deep", "digests", "most"],
)
def test_the_worst_takes_no_long_time(text: str) -> None:
    began = time.process_time()
    taken(text)
    assert time.process_time() - began < SECONDS


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


def _names(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {name for one in value.values() for name in _names(one)}
    if isinstance(value, list):
        return {name for one in value for name in _names(one)}
    return set()
