"""A credential counts if its issuer is trusted and its holder shows it to us, for our question, now."""

from __future__ import annotations

import hashlib
import hmac
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
from joserfc.jwk import ECKey, OKPKey, RSAKey
from jwcrypto.jwk import JWK  # type: ignore[import-untyped]
from msgspec import structs
from sd_jwt.common import SDObj  # type: ignore[import-untyped]
from sd_jwt.holder import SDJWTHolder  # type: ignore[import-untyped]
from sd_jwt.issuer import SDJWTIssuer  # type: ignore[import-untyped]

from tests.credentials import (
    HERE,
    HOLDER_KEY,
    ISSUER,
    ISSUER_KEY,
    NOW,
    OTHER_KEY,
    QUESTION,
    VCT,
    bound,
    hide,
    issued,
    payload,
    sign,
    trusted,
)
from vedette.access.identity.disclosures import digest
from vedette.access.identity.proofing import Method, Proof, Says, account
from vedette.access.identity.sdjwt import PRESENTATION_MAX, Credential, Credentials
from vedette.access.tokens.jws import encode
from vedette.core.errors import BadInput, Refused

FAMILY = hide("s1", "family_name", "Kessler")
DAY = 86_400


def check(text: str, **other: Any) -> Proof:  # noqa: ANN401 - fields of the issuer
    return Credentials(trusted(**other)).check(QUESTION, text, NOW)


def test_what_is_kept_is_how_far_it_goes_and_digests() -> None:
    first = issued(payload(family_name=None, _sd=[digest(FAMILY)]))
    made = check(bound(first, (FAMILY,)))
    assert made == Proof(
        level=2,
        method=Method.SD_JWT,
        provider=ISSUER,
        digest=hashlib.sha256(first.encode()).hexdigest(),
        verified_at=NOW,
        expires_at=NOW + 90 * DAY,
        account=account(ISSUER, "sub r-7"),
        says=(Says.IDENTITY, Says.MEMBERSHIP),
    )
    kept = repr(made)
    assert not any(one in kept for one in ("Kessler", "r-7"))


def test_it_counts_no_longer_than_a_year_and_not_on_beyond_the_credential() -> None:
    assert check(bound(issued(payload(exp=None)))).expires_at == NOW + 365 * DAY
    assert check(bound(issued(payload(exp=NOW + 3650 * DAY)))).expires_at == NOW + 365 * DAY
    assert check(bound(issued(payload(exp=NOW + 2)))).expires_at == NOW + 2


def test_what_says_nothing_of_who_somebody_is_has_no_level() -> None:
    only = Credential(vct=VCT, says=(Says.EMPLOYMENT,))
    made = check(bound(issued(payload(sub=None))), credentials=(only,))
    assert (made.level, made.says) == (0, (Says.EMPLOYMENT,))
    assert made.account == account(ISSUER, f"key {HOLDER_KEY.thumbprint()}")


def test_offers_say_what_it_takes() -> None:
    offer = Credentials(trusted()).offer
    assert (offer.method, offer.provider, offer.level) == (Method.SD_JWT, ISSUER, 2)


CLAIMS: list[dict[str, Any]] = [
    {"iss": "https://other.example"},
    {"iss": None},
    {"vct": "https://register.example/other"},
    {"vct": None},
    {"vct": [VCT]},
    {"iat": NOW + 61},
    {"nbf": NOW + 61},
    {"exp": NOW},
    {"exp": NOW - 1},
    {"exp": "2099"},
    {"exp": True},
    {"iat": 1e300},
    {"cnf": None},
    {"cnf": {}},
    {"cnf": {"jwk": HOLDER_KEY.as_dict(private=True)}},
    {"cnf": {"jwk": OTHER_KEY.as_dict(private=False)}},
    {"cnf": {"jwk": {"kty": "oct", "k": "AAAA"}}},
    {"cnf": {"jwk": HOLDER_KEY.as_dict(private=False), "jku": "https://evil.example"}},
    {"cnf": {"kid": "x"}},
    {"sub": None},
    {"sub": ""},
    {"sub": ["r-7"]},
    {"sub": True},
    {"family_name": None},
    {"family_name": ""},
    {"_sd": [digest(FAMILY)]},
    {"_sd_alg": "sha-512"},
]


@pytest.mark.parametrize("claims", CLAIMS, ids=[f"{at} {next(iter(one))}" for at, one in enumerate(CLAIMS)])
def test_claims_that_do_not_hold_are_refused(claims: dict[str, Any]) -> None:
    shown = (FAMILY,) if "_sd" in claims else ()
    with pytest.raises(Refused):
        check(bound(issued(payload(**claims)), shown))


def test_times_may_differ_by_a_minute() -> None:
    check(bound(issued(payload(iat=NOW + 60, nbf=NOW + 60)), iat=NOW + 60))
    check(bound(issued(payload()), iat=NOW - 600))


@pytest.mark.parametrize(
    "header",
    [
        {"typ": "jwt"},
        {"typ": None},
        {"typ": ["dc+sd-jwt"]},
        {"typ": "kb+jwt"},
        {"kid": "r2"},
        {"crit": ["exp"], "exp": 1},
        {"b64": True},
        {"alg": "PS256"},
    ],
    ids=json.dumps,
)
def test_a_form_that_is_not_taken_is_refused(header: dict[str, Any]) -> None:
    made = {"alg": "ES256", "typ": "dc+sd-jwt", "kid": "r1"} | header
    key: Any = RSAKey.generate_key(2048) if made["alg"] == "PS256" else ISSUER_KEY
    text = sign(made, payload(), key)
    with pytest.raises(Refused, match=r"of another form|signed in a way|signed with a key|cannot be taken"):
        check(bound(text))


BINDING = [
    {"nonce": "m" * 43},
    {"nonce": None},
    {"nonce": 7},
    {"aud": "https://evil.example"},
    {"aud": [HERE]},
    {"aud": None},
    {"sd_hash": digest("x")},
    {"sd_hash": None},
    {"iat": NOW - 601},
    {"iat": NOW + 61},
    {"iat": None},
    {"iat": "now"},
]


@pytest.mark.parametrize("claims", BINDING, ids=json.dumps)
def test_a_binding_to_something_else_is_refused(claims: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        check(bound(issued(payload()), **claims))


@pytest.mark.parametrize("header", [{"typ": "jwt"}, {"typ": "dc+sd-jwt"}], ids=json.dumps)
def test_a_binding_of_another_form_is_refused(header: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        check(bound(issued(payload()), header=header))


def test_only_the_key_of_the_credential_binds() -> None:
    with pytest.raises(Refused):
        check(bound(issued(payload()), key=OTHER_KEY))
    with pytest.raises(Refused):
        check(bound(issued(payload(), key=OTHER_KEY)))


def test_without_a_binding_it_is_anybodys() -> None:
    first = issued(payload())
    for text in (first, f"{first}~", f"{first}~{FAMILY}~", "", "~", "~~", f"~{bound(first)}", f"{first}~~x"):
        with pytest.raises(Refused):
            check(text)


def test_disclosures_are_those_the_holder_signed_for() -> None:
    city = hide("s2", "city", "Bonn")
    first = issued(payload(family_name=None, _sd=[digest(FAMILY), digest(city)]))
    text = bound(first, (FAMILY, city))
    check(text)
    for other in (text.replace(f"~{city}", ""), text.replace(f"{FAMILY}~{city}", f"{city}~{FAMILY}")):
        with pytest.raises(Refused, match="other disclosures"):
            check(other)


def test_no_signature_and_the_public_key_as_a_secret_are_refused() -> None:
    parts = [{"alg": "HS256", "typ": "dc+sd-jwt", "kid": "r1"}, payload()]
    text = ".".join(encode(json.dumps(one).encode()) for one in parts)
    made = hmac.digest(ISSUER_KEY.as_pem(private=False), text.encode(), "sha256")
    with pytest.raises(Refused, match="signed in a way we do not take"):
        check(bound(f"{text}.{encode(made)}"))
    header, claims, _ = issued(payload(), alg="ES256").split(".")
    none = "eyJhbGciOiJub25lIiwidHlwIjoiZGMrc2Qtand0In0"
    for text in (f"{none}.{claims}.", f"{none}.{claims}.AA", f"{header}.{claims}.AA"):
        with pytest.raises(Refused):
            check(bound(text))


def test_a_question_of_another_issuer_or_that_is_over_is_not_answered() -> None:
    text, credentials = bound(issued(payload())), Credentials(trusted())
    for other in ({"provider": "https://other.example"}, {"expires": NOW}, {"nonce": "n"}):
        with pytest.raises(Refused):
            credentials.check(structs.replace(QUESTION, **other), text, NOW)


def test_what_is_withdrawn_is_refused_and_no_list_is_fetched() -> None:
    status = {"status_list": {"uri": "https://register.example/status", "idx": 5}}
    text = bound(issued(payload(status=status)))
    check(text)
    check(text, revoked=("https://register.example/status#4",))
    for entry in (
        "https://register.example/status#5",
        hashlib.sha256(text.split("~")[0].encode()).hexdigest(),
    ):
        with pytest.raises(Refused, match="withdrawn"):
            check(text, revoked=(entry,))


def test_size_is_bounded_before_anything_is_read() -> None:
    with pytest.raises(Refused, match="characters"):
        check("x" * (PRESENTATION_MAX + 1))


@pytest.mark.parametrize(
    ("algorithm", "key"),
    [
        ("Ed25519", OKPKey.generate_key("Ed25519")),
        ("PS256", RSAKey.generate_key(2048)),
        ("ES256", ISSUER_KEY),
    ],
    ids=["Ed25519", "PS256", "ES256"],
)
def test_issuers_sign_in_each_way_the_operator_allows(algorithm: str, key: Any) -> None:  # noqa: ANN401
    jwks = json.dumps({"keys": [key.as_dict(private=False)]})
    text = bound(sign({"alg": algorithm, "typ": "dc+sd-jwt"}, payload(), key))
    assert check(text, jwks=jwks, algorithms=(algorithm,)).level == 2
    other = "ES256" if algorithm != "ES256" else "RS256"
    with pytest.raises(Refused):
        check(text, jwks=jwks, algorithms=(other,))


@pytest.mark.parametrize(
    "wrong",
    [
        {"algorithms": ()},
        {"algorithms": ("HS256",)},
        {"algorithms": ("none",)},
        {"issuer": ""},
        {"credentials": ()},
        {"credentials": (Credential(vct="", says=(Says.IDENTITY,)),)},
        {"credentials": (Credential(vct=VCT, says=()),)},
        {"credentials": (Credential(vct=VCT, says=(Says.IDENTITY, Says.SECTOR)),)},
        {"credentials": (Credential(vct=VCT, says=(Says.IDENTITY,)),) * 2},
        {"jwks": "{}"},
        {"jwks": '{"keys": []}'},
        {"jwks": json.dumps({"keys": [ISSUER_KEY.as_dict(private=True)]})},
        {"jwks": json.dumps({"keys": [{"kty": "RSA", "e": "AQAB", "n": "x" * 171}]})},
        {"jwks": " " * 300_000},
        {"revoked": ("x",) * 100_001},
    ],
)
def test_an_issuer_that_is_not_described_in_full_is_none(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        Credentials(trusted(**wrong))


# --- a second opinion: the reference implementation is the issuer and the wallet


def jwk(key: ECKey) -> JWK:
    return JWK.from_json(json.dumps(key.as_dict(private=True)))


def presented(claims: dict[Any, Any], show: Any, **how: Any) -> str:  # noqa: ANN401 - as the package has it
    made = SDJWTIssuer(
        {"iss": ISSUER, "vct": VCT, "iat": NOW - 10, "exp": NOW + DAY} | claims,
        jwk(ISSUER_KEY),
        jwk(HOLDER_KEY),
        sign_alg="ES256",
        extra_header_parameters={"typ": "dc+sd-jwt", "kid": "r1"},
        **how,
    )
    holder = SDJWTHolder(made.sd_jwt_issuance)
    holder.create_presentation(show, QUESTION.nonce, HERE, jwk(HOLDER_KEY), "ES256")
    return str(holder.sd_jwt_presentation)


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reference takes its time from the clock."""
    monkeypatch.setattr("sd_jwt.holder.time", lambda: NOW)


NESTED = {
    SDObj("family_name"): "Kessler",
    SDObj("sub"): "r-7",
    SDObj("address"): {
        SDObj("street"): "Hofweg 1",
        "country": "DE",
        SDObj("of"): [SDObj("a"), "b", SDObj({"x": 1})],
    },
    "nationalities": [SDObj("DE"), SDObj("AT")],
}


@pytest.mark.parametrize("decoys", [False, True], ids=["plain", "decoys"])
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"nationalities": [True, False]},
        {"address": True},
        {"address": {"street": True, "of": [True, False, True]}, "nationalities": [True, True]},
    ],
    ids=["least", "element", "object", "all"],
)
def test_what_the_reference_issues_is_taken(more: dict[str, Any], *, decoys: bool) -> None:
    text = presented(NESTED, {"family_name": True, "sub": True} | more, add_decoy_claims=decoys)
    made = check(text)
    assert (made.level, made.account) == (2, account(ISSUER, "sub r-7"))


@pytest.mark.parametrize("missing", ["family_name", "sub"])
def test_what_has_to_be_shown_cannot_be_left_out(missing: str) -> None:
    shown = {"family_name": True, "sub": True} | {missing: False}
    with pytest.raises(Refused, match=f"without '{missing}'"):
        check(presented(NESTED, shown))


def changed(text: str, chance: random.Random) -> Iterator[str]:
    """Presentations that are nearly this one: a character, a part, or the order is another."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~.="
    while True:
        at, parts = chance.randrange(len(text)), text.split("~")
        match chance.randrange(5):
            case 0:
                made = text[:at] + chance.choice(letters) + text[at + 1 :]
            case 1:
                made = text[:at] + text[at + chance.randrange(1, 9) :]
            case 2:
                made = text[:at] + chance.choice(letters) + text[at:]
            case 3:
                chance.shuffle(parts)
                made = "~".join(parts)
            case _:
                parts[chance.randrange(len(parts))] = chance.choice(parts)
                made = "~".join(parts)
        if made != text:
            yield made


def none_is_taken(count: int) -> None:
    chance, credentials = random.Random(8), Credentials(trusted())  # noqa: S311 - for a test
    show = {"family_name": True, "sub": True, "address": True, "nationalities": [True, False]}
    text = presented(NESTED, show)
    credentials.check(QUESTION, text, NOW)
    tried = changed(text, chance)
    for _ in range(count):
        with pytest.raises(Refused):
            credentials.check(QUESTION, next(tried), NOW)


def test_a_presentation_that_was_changed_is_not_taken() -> None:
    none_is_taken(600)


@pytest.mark.slow
def test_of_ten_thousand_changed_presentations_none_is_taken() -> None:
    none_is_taken(10_000)
