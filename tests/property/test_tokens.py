"""No proof that was changed is taken: ten thousand changes, of bytes, claims, headers, keys and parts."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.authenticator import Holder, b64, unb64
from vedette.access.documents import Memory
from vedette.access.tokens.challenges import Unauthenticated
from vedette.access.tokens.dpop import Request, verify_proof

MUTANTS = 10_000
NOON = 1_795_348_800.0
URL = "https://vedette.example/jobs"
TOKEN = "aGVhZA.Ym9keQ.c2ln"  # noqa: S105 - what it is does not matter here
ASK = Request("POST", URL)
OWNER, THIEF, EDWARD = Holder(), Holder(), Holder("Ed25519")
GOOD = OWNER.proof("POST", URL, NOON, TOKEN)
OTHERS = (
    OWNER.proof("GET", URL, NOON, TOKEN),
    OWNER.proof("POST", URL + "/7", NOON, TOKEN),
    OWNER.proof("POST", URL, NOON, TOKEN + "x"),
    OWNER.proof("POST", URL, NOON - 3600, TOKEN),
    THIEF.proof("POST", URL, NOON, TOKEN),
    EDWARD.proof("POST", URL, NOON, TOKEN),
)
ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \n\0é{"'
VALUES: tuple[object, ...] = (
    None, True, 0, -1, 1e308, "", "none", "HS256", "ES256", "Ed25519", [], {}, ["POST"], "GET", "POST ",
    "post", URL + "/", URL + "/..", "https://evil.example/jobs", NOON + 31, NOON - 61, "x" * 20, "x" * 3000,
    {"kty": "EC"},
)  # fmt: skip


def edited(chance: random.Random) -> str:
    made = list(GOOD)
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        at = chance.randrange(len(made))
        match chance.randrange(4):
            case 0:
                made[at] = chance.choice(ALPHABET)
            case 1:
                del made[at]
            case 2:
                made.insert(at, chance.choice(ALPHABET))
            case _:
                made[at : at + chance.choice((2, 8, 64))] = []
    return "".join(made)


def flipped(chance: random.Random) -> str:
    """One bit of what the base64 stands for."""
    parts = [bytearray(unb64(part)) for part in GOOD.split(".")]
    part = chance.choice(parts)
    part[chance.randrange(len(part))] ^= 1 << chance.randrange(8)
    return ".".join(b64(bytes(one)) for one in parts)


def claimed(chance: random.Random) -> str:
    """Claims as the thief would have them, under the owner's key in the header."""
    claims = OWNER.claims("POST", URL, NOON, TOKEN)
    if chance.random() < 0.8:
        claims[chance.choice(sorted(claims))] = chance.choice(VALUES)
    return THIEF.sign(OWNER.header(), claims)


def mended(chance: random.Random) -> str:
    """Claims wrong for this request, signed by the owner all right."""
    claims = OWNER.claims("POST", URL, NOON, TOKEN)
    name = chance.choice(("htm", "htu", "iat", "ath"))
    if chance.random() < 0.2:
        del claims[name]
    else:
        claims[name] = chance.choice([value for value in VALUES if value != claims[name]])
    return OWNER.sign(OWNER.header(), claims)


def headed(chance: random.Random) -> str:
    """A header no proof has, signed by the owner."""
    header = OWNER.header()
    match chance.randrange(3):
        case 0:
            name = chance.choice(sorted(header))
            header[name] = chance.choice([value for value in VALUES if value != header[name]])
        case 1:
            header[chance.choice(("kid", "crit", "jku", "x5u", "b64", "nonce"))] = chance.choice(VALUES)
        case _:
            key = dict(OWNER.public)
            key[chance.choice((*sorted(key), "d", "k", "n"))] = chance.choice(VALUES)
            header["jwk"] = key
    return OWNER.sign(header, OWNER.claims("POST", URL, NOON, TOKEN))


def swapped(chance: random.Random) -> str:
    """Parts of several good proofs."""
    pool = [one.split(".") for one in (GOOD, *OTHERS)]
    while True:
        made = ".".join(chance.choice(pool)[at] for at in chance.choices(range(3), k=3))
        if made != GOOD and made != OTHERS[4] and made != OTHERS[5]:
            return made


def doubled(chance: random.Random) -> str:
    """A name twice, in header or claims: which one counts must never be a question."""
    header = json.dumps(OWNER.header()).encode()
    body = json.dumps(OWNER.claims("POST", URL, NOON, TOKEN)).encode()
    again = json.dumps({chance.choice(("htm", "htu", "iat", "jti", "ath")): chance.choice(VALUES)}).encode()
    if chance.random() < 0.5:
        return OWNER.sign_raw(header, again[:-1] + b"," + body[1:])
    again = json.dumps({chance.choice(("alg", "typ", "jwk")): chance.choice(VALUES)}).encode()
    return OWNER.sign_raw(again[:-1] + b"," + header[1:], body)


WAYS: tuple[Callable[[random.Random], str], ...] = (
    edited, edited, edited, flipped, flipped, swapped, claimed, mended, headed, doubled,
)  # fmt: skip


def taken(proof: str, key: str = OWNER.thumbprint) -> bool:
    """Whether it is a good proof of the owner's key; anything but our refusal would be a bug."""
    try:
        return verify_proof(proof, ASK, NOON, Memory(), TOKEN).thumbprint == key
    except Unauthenticated:
        return False


@pytest.mark.parametrize("many", [MUTANTS // 20, pytest.param(MUTANTS, marks=pytest.mark.slow)])
def test_of_ten_thousand_changed_proofs_none_is_taken(many: int) -> None:
    assert taken(GOOD)
    chance = random.Random(9449)  # noqa: S311 - the same ones each time
    mutants = (WAYS[number % len(WAYS)](chance) for number in range(many))
    assert not [proof for proof in mutants if proof != GOOD and taken(proof)]


@pytest.mark.parametrize("way", WAYS[2:], ids=lambda way: way.__name__)
def test_every_way_changes_something(way: Callable[[random.Random], str]) -> None:
    chance = random.Random(1)  # noqa: S311 - the same ones each time
    assert all(way(chance) != GOOD for _ in range(20))


@given(st.text(max_size=200) | st.from_regex(r"[\w-]{1,40}\.[\w-]{1,40}\.[\w-]{1,40}", fullmatch=True))
def test_any_text_is_refused_in_our_words(text: str) -> None:
    assert not taken(text)


@given(st.dictionaries(st.text(max_size=8), st.none() | st.booleans() | st.floats() | st.text(max_size=8)))
def test_any_signed_claims_are_refused_in_our_words(claims: dict[str, object]) -> None:
    assert not taken(OWNER.sign(OWNER.header(), claims))
