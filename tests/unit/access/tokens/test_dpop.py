"""Proofs of a key: what is taken, and everything that is not."""

import hmac
import json

import pytest

from tests.authenticator import Holder, b64
from vedette.access.documents import Memory
from vedette.access.tokens.challenges import Unauthenticated
from vedette.access.tokens.dpop import AGE_MAX, AHEAD_MAX, Request, thumbprint, token_digest, verify_proof
from vedette.core.errors import BadInput

NOON = 1_795_348_800.0
URL = "https://vedette.example/jobs"
ASK = Request("POST", URL)
HOLDER = Holder()
ONE, TWO = "one.token.x", "two.token.x"


def verify(proof: str, *, ask: Request = ASK, now: float = NOON, token: str | None = None) -> str:
    return verify_proof(proof, ask, now, Memory(), token).thumbprint


@pytest.mark.parametrize("algorithm", ["ES256", "Ed25519"])
def test_a_proof_shows_the_key_it_was_signed_with(algorithm: str) -> None:
    holder = Holder(algorithm)
    shown = verify_proof(holder.proof("POST", URL, NOON, "token"), ASK, NOON, Memory(), "token")
    assert shown.thumbprint == holder.thumbprint == thumbprint(holder.public)
    assert shown.made == NOON


def test_a_proof_is_taken_once_by_all_who_share_a_store() -> None:
    proof, store = HOLDER.proof("POST", URL, NOON), Memory()
    verify_proof(proof, ASK, NOON, store)
    with pytest.raises(Unauthenticated, match="shown before"):
        verify_proof(proof, ASK, NOON, store)
    with pytest.raises(Unauthenticated, match="shown before") as refused:
        verify_proof(proof, ASK, NOON + AGE_MAX, store)
    assert refused.value.error == "invalid_dpop_proof"


def test_the_id_is_remembered_by_key() -> None:
    store, other = Memory(), Holder()
    for holder in (HOLDER, other):
        verify_proof(holder.proof("POST", URL, NOON, jti="the-very-same-id-of-a-proof"), ASK, NOON, store)


def test_a_proof_is_remembered_for_as_long_as_it_could_count() -> None:
    """Made as far ahead as we let a clock be, it counts longest."""
    store, proof = Memory(), HOLDER.proof("POST", URL, NOON + AHEAD_MAX)
    verify_proof(proof, ASK, NOON, store)
    with pytest.raises(Unauthenticated, match="shown before"):
        verify_proof(proof, ASK, NOON + AHEAD_MAX + AGE_MAX, store)
    with pytest.raises(Unauthenticated, match="just now"):
        verify_proof(proof, ASK, NOON + 2 * AGE_MAX + 1, store)


@pytest.mark.parametrize(
    ("behind", "taken"), [(60, True), (61, False), (-30, True), (-31, False), (1e6, False)]
)
def test_clocks_may_differ_a_little_either_way(behind: float, taken: bool) -> None:  # noqa: FBT001
    proof = HOLDER.proof("POST", URL, NOON - behind)
    if taken:
        assert verify(proof) == HOLDER.thumbprint
    else:
        with pytest.raises(Unauthenticated, match="just now"):
            verify(proof)


@pytest.mark.parametrize(
    "url",
    [
        "https://vedette.example:443/jobs",
        "HTTPS://VEDETTE.example/jobs",
        "https://vedette.example/jobs?page=2",
        "https://vedette.example/jobs#end",
    ],
)
def test_an_address_may_be_spelt_otherwise(url: str) -> None:
    assert verify(HOLDER.proof("POST", url, NOON)) == HOLDER.thumbprint


@pytest.mark.parametrize(
    "url",
    [
        "http://vedette.example/jobs", "https://vedette.example:444/jobs", "https://vedette.example/jobs/",
        "https://vedette.example/Jobs", "https://vedette.example/%6aobs", "https://x@vedette.example/jobs",
        "https://vedette.example.evil.example/jobs", "https://vedette.example\\@evil.example/jobs", "/jobs",
        "https://vedette.example/jo\tbs", "https://vedette.example:99999/jobs", "https://[vedette/jobs", "",
        "ftp://vedette.example/jobs", "https://védette.example/jobs", "https://vedette.example./jobs",
    ],
)  # fmt: skip
def test_a_proof_for_another_address_is_refused(url: str) -> None:
    with pytest.raises(Unauthenticated, match="address"):
        verify(HOLDER.proof("POST", url, NOON))


def test_a_proof_for_another_method_is_refused() -> None:
    with pytest.raises(Unauthenticated, match="method"):
        verify(HOLDER.proof("GET", URL, NOON))
    with pytest.raises(Unauthenticated, match="method"):
        verify(HOLDER.proof("post", URL, NOON))


def test_a_proof_and_its_token_belong_together() -> None:
    for_one, bare = HOLDER.proof("POST", URL, NOON, ONE), HOLDER.proof("POST", URL, NOON)
    with pytest.raises(Unauthenticated, match="another token"):
        verify(for_one, token=TWO)
    with pytest.raises(Unauthenticated, match="none came"):
        verify(for_one)
    with pytest.raises(Unauthenticated, match="no token"):
        verify(bare, token=ONE)
    with pytest.raises(Unauthenticated, match="no token"):
        verify(HOLDER.proof("POST", URL, NOON, ath="é"), token=ONE)
    assert token_digest(ONE) != token_digest(TWO)


CLAIMS = HOLDER.claims("POST", URL, NOON)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("iat", None), ("iat", "1795348800"), ("iat", True), ("iat", 1e400), ("iat", float("nan")),
        ("iat", 10**400), ("jti", ["x" * 20]),
        ("jti", None), ("jti", ""), ("jti", "short"), ("jti", "x" * 129), ("jti", "é" * 20),
        ("jti", "\ud800" * 20), ("htm", None), ("htm", ["POST"]), ("htu", None), ("htu", 7), ("ath", "x"),
    ],
)  # fmt: skip
def test_claims_of_the_wrong_kind_are_refused(name: str, value: object) -> None:
    with pytest.raises(Unauthenticated):
        verify(HOLDER.sign(HOLDER.header(), CLAIMS | {name: value}))


HEADER = HOLDER.header()
X, Y = str(HOLDER.public["x"]), str(HOLDER.public["y"])


@pytest.mark.parametrize(
    "header",
    [
        HEADER | {"typ": "jwt"},
        HEADER | {"typ": None},
        HEADER | {"alg": "none"},
        HEADER | {"alg": "ES384"},
        HEADER | {"alg": "Ed25519"},
        HEADER | {"alg": ["ES256"]},
        HEADER | {"kid": "k"},
        HEADER | {"crit": ["b64"], "b64": False},
        HEADER | {"jwk": None},
        HEADER | {"jwk": "https://evil.example/key"},
        HEADER | {"jwk": HOLDER.key.as_dict(private=True)},
        HEADER | {"jwk": HOLDER.public | {"d": "AA"}},
        HEADER | {"jwk": HOLDER.public | {"crv": "P-384"}},
        HEADER | {"jwk": HOLDER.public | {"kty": "RSA"}},
        HEADER | {"jwk": HOLDER.public | {"x": Y, "y": X}},
        HEADER | {"jwk": HOLDER.public | {"x": X + "="}},
        HEADER | {"jwk": HOLDER.public | {"x": b64(b"\0") + X}},
        HEADER | {"jwk": HOLDER.public | {"x": 7}},
        HEADER | {"jwk": {}},
        HEADER | {"jwk": [HOLDER.public]},
        {"typ": "dpop+jwt", "alg": "ES256"},
        {},
    ],
)
def test_a_header_that_is_not_that_of_a_proof_is_refused(header: dict[str, object]) -> None:
    with pytest.raises(Unauthenticated):
        verify(HOLDER.sign(header, CLAIMS))


def test_nobody_signs_with_a_public_key() -> None:
    """HS256 with the public key as the secret is the oldest trick there is."""
    for algorithm in ("HS256", "ES256"):
        header = b64(json.dumps(HEADER | {"alg": algorithm}).encode())
        signed = f"{header}.{b64(json.dumps(CLAIMS).encode())}"
        for secret in (HOLDER.key.as_pem(private=False), json.dumps(HOLDER.public).encode()):
            mac = hmac.digest(secret, signed.encode(), "sha256")
            with pytest.raises(Unauthenticated):
                verify(f"{signed}.{b64(mac)}")


def test_a_proof_without_a_signature_is_refused() -> None:
    header, body, _ = HOLDER.sign(HEADER | {"alg": "none"}, CLAIMS).split(".")
    for signature in ("", "AA"):
        with pytest.raises(Unauthenticated):
            verify(f"{header}.{body}.{signature}")


def test_a_proof_signed_with_another_key_is_refused() -> None:
    with pytest.raises(Unauthenticated, match="signed with its key"):
        verify(Holder().sign(HEADER, CLAIMS))


@pytest.mark.parametrize(
    "junk",
    [
        "", ".", "..", "...", "a.b.c", "x" * 200_000, "." * 200_000, "é.é.é", "\0", "YQ.YQ.YQ", "W10.W10.W10",
        "!.!.!",
        f"{b64(b'[' * 2900)}.e30.AA", f"{b64(b'{' + bytes(20))}.e30.AA", f"{b64(bytes([255, 254]))}.e30.AA",
    ],
)  # fmt: skip
def test_junk_is_refused_in_words(junk: str) -> None:
    with pytest.raises(Unauthenticated) as refused:
        verify(junk)
    assert refused.value.http_status == 401
    assert refused.value.challenge.startswith('DPoP error="invalid_dpop_proof"')


def test_a_name_that_stands_twice_is_refused() -> None:
    header = json.dumps(HEADER).encode()
    body = json.dumps(CLAIMS).encode()
    twice = body[:-1] + b', "htm": "POST"}'
    with pytest.raises(Unauthenticated, match="twice"):
        verify(HOLDER.sign_raw(header, twice))
    with pytest.raises(Unauthenticated, match="twice"):
        verify(HOLDER.sign_raw(header[:-1] + b', "alg": "ES256"}', body))


def test_a_signature_spelt_another_way_is_refused() -> None:
    """The last character has bits to spare: two spellings, one signature."""
    proof = HOLDER.proof("POST", URL, NOON)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    other = alphabet[alphabet.index(proof[-1]) ^ 1]
    for changed in (proof[:-1] + other, proof + "=", proof + " ", proof + "\n"):
        with pytest.raises(Unauthenticated):
            verify(changed)


def test_a_thumbprint_is_of_a_key_we_know() -> None:
    with pytest.raises(BadInput, match="no kind"):
        thumbprint({"kty": "RSA", "n": "AQAB", "e": "AQAB"})
