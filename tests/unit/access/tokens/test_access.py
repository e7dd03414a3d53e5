"""Access tokens: what they say, how long, and that nobody else makes them."""

import json
from pathlib import Path

import pytest
from joserfc import jws
from joserfc.jwk import OKPKey
from msgspec.structs import replace

from tests.authenticator import Holder, b64, unb64
from tests.unit.access.tokens.house import ISSUER, NOON, House
from vedette.access.tokens.access import AccessTokens
from vedette.access.tokens.challenges import Unauthenticated
from vedette.access.tokens.keys import rotate

OWNER = Holder()


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def forged(house: House, claims: dict[str, object], **header: object) -> str:
    """What our own key would sign if somebody talked us into it."""
    kid, key = house.keys.current()
    head: dict[str, object] = {"typ": "at+jwt", "alg": "Ed25519", "kid": kid} | header
    signed = f"{b64(json.dumps(head).encode())}.{b64(json.dumps(claims).encode())}"
    return f"{signed}.{b64(jws.default_registry.algorithms['Ed25519'].sign(signed.encode(), key))}"


def said(token: str) -> dict[str, object]:
    made = json.loads(unb64(token.split(".")[1]))
    assert isinstance(made, dict)
    return made


def test_a_token_lives_five_minutes(house: House) -> None:
    token = house.log_in(OWNER)
    assert house.tokens.read(token, NOON + 299).sub == "p-1"
    for late in (300, 10_000):
        with pytest.raises(Unauthenticated, match="no longer"):
            house.tokens.read(token, NOON + late)
    with pytest.raises(Unauthenticated, match="no longer"):
        house.tokens.read(token, NOON - 6)


def test_a_token_does_not_outlive_its_session(house: House) -> None:
    session = house.begin(OWNER.thumbprint)
    issued = house.tokens.issue(session.claims(), session.expires - 10, lifetime=10**9)
    assert issued.expires == session.expires
    with pytest.raises(Unauthenticated, match="over"):
        house.tokens.issue(session.claims(), session.expires)


def test_no_token_says_a_tier_or_a_role(house: House) -> None:
    assert not {"tier", "roles", "scope", "name"} & said(house.log_in(OWNER)).keys()


def test_only_our_keys_make_tokens(house: House) -> None:
    claims, other = said(house.log_in(OWNER)), OKPKey.generate_key("Ed25519")
    kid, _ = house.keys.current()
    stolen = jws.serialize_compact(
        {"typ": "at+jwt", "alg": "Ed25519", "kid": kid},
        json.dumps(claims).encode(),
        other,
        algorithms=["Ed25519"],
    )
    with pytest.raises(Unauthenticated, match="not one of ours"):
        house.tokens.read(stolen, NOON)


def test_changed_tokens_are_refused(house: House) -> None:
    head, body, signature = house.log_in(OWNER).split(".")
    richer = b64(json.dumps(json.loads(unb64(body)) | {"sub": "p-2"}).encode())
    none = b64(json.dumps({"typ": "at+jwt", "alg": "none"}).encode())
    for token in (
        f"{head}.{richer}.{signature}", f"{none}.{body}.", f"{none}.{body}.AA", f"{head}.{body}", "",
        "x" * 9000, f"{head}.{body}.{signature[:-1]}", "\ud800.e30.AA",
    ):  # fmt: skip
        with pytest.raises(Unauthenticated, match="not one of ours"):
            house.tokens.read(token, NOON)


def test_what_our_key_signed_is_still_no_token_if_it_does_not_read_like_one(house: House) -> None:
    """A key used for one thing must not make another."""
    good = said(house.log_in(OWNER))
    bare = {name: value for name, value in good.items() if name != "cnf"}
    wrong = (
        forged(house, bare),
        forged(house, good | {"cnf": {}}),
        forged(house, good | {"cnf": {"jkt": ""}}),
        forged(house, good | {"cnf": {"jkt": "x", "jwk": {}}}),
        forged(house, good | {"tier": 4}),
        forged(house, good | {"iss": "https://other.example"}),
        forged(house, good, typ="jwt"),
        forged(house, good, crit=["exp"]),
        forged(house, good, kid="other"),
        forged(house, good, kid=None),
    )
    for token in wrong:
        with pytest.raises(Unauthenticated):
            house.tokens.read(token, NOON)
    assert house.tokens.read(forged(house, good), NOON).sub == "p-1"


def test_a_token_counts_at_its_issuer_only(house: House) -> None:
    token = house.log_in(OWNER)
    with pytest.raises(Unauthenticated, match="not one of ours"):
        AccessTokens(house.keys, "https://other.example").read(token, NOON)


def test_tokens_known_by_heart_still_end(house: House, tmp_path: Path) -> None:
    small = AccessTokens(house.keys, ISSUER, cached=2)
    session = house.begin(OWNER.thumbprint)
    tokens = [small.issue(replace(session.claims(), sub=f"p-{n}"), NOON).token for n in range(5)]
    for _ in range(2):
        assert [small.read(one, NOON).sub for one in tokens] == [f"p-{n}" for n in range(5)]
    with pytest.raises(Unauthenticated, match="no longer"):
        small.read(tokens[-1], NOON + 300)
    for late in (1, 10_000, 20_000):
        rotate(tmp_path / "keys.json", NOON + late)
    house.keys.jwks()
    with pytest.raises(Unauthenticated, match="not one of ours"):
        small.read(tokens[-1], NOON)
