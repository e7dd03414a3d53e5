"""The parsers of proofs, tokens, ID tokens and passkey answers meet nonsense: only our errors come out."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey

from tests.authenticator import Authenticator, Holder, b64, unb64
from tests.property.test_tokens import GOOD, WAYS, taken
from tests.unit.access.tokens.house import NOON, House, shown
from vedette.access.documents import Memory
from vedette.access.identity.oidc import Keys, Provider, accept
from vedette.access.identity.passkeys import Passkeys
from vedette.access.identity.relying import Relying
from vedette.core.errors import VedetteError

pytestmark = pytest.mark.slow
MUTANTS = 100_000
ANSWERS = 2_000
RELYING = Relying(id="vedette.example", name="Vedette", origins=("https://vedette.example",))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
NONCE = "n" * 22
EC = ECKey.generate_key("P-256")
KEYS = Keys(
    Provider(
        issuer="i",
        audience="a",
        jwks=json.dumps({"keys": [EC.as_dict(private=False)]}),
        algorithms=("ES256",),
    )
)


@pytest.mark.timeout(600)
def test_of_a_hundred_thousand_changed_proofs_none_is_taken() -> None:
    chance = random.Random(20_26)  # noqa: S311 - the same ones each time
    mutants = (WAYS[number % len(WAYS)](chance) for number in range(MUTANTS))
    assert not [proof for proof in mutants if proof != GOOD and taken(proof)]


@given(
    st.dictionaries(st.sampled_from(["typ", "alg", "jwk", "kid", "crit"]), JSON),
    st.dictionaries(st.text(), JSON),
)
def test_any_header_and_any_claims_are_refused(header: dict[str, object], claims: dict[str, object]) -> None:
    holder = Holder("Ed25519")
    assert not taken(holder.sign(header, claims))
    assert not taken(holder.sign(holder.header() | header, claims), holder.thumbprint)


@given(st.dictionaries(st.sampled_from(["iss", "aud", "sub", "nonce", "iat", "exp", "azp"]), JSON))
def test_any_id_token_is_refused_in_our_words(claims: dict[str, object]) -> None:
    token = jws.serialize_compact({"alg": "ES256"}, json.dumps(claims).encode(), EC, algorithms=["ES256"])
    with pytest.raises(VedetteError):
        accept(KEYS, token, NONCE, NOON)


@given(text=st.text(max_size=300))
def test_any_token_is_refused_in_our_words(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    house = House(_folder(tmp_path_factory))
    with pytest.raises(VedetteError):
        house.door.authenticate(shown(text, text), NOON)


def _folder(factory: pytest.TempPathFactory) -> Path:
    return factory.getbasetemp()


def changed(answer: bytes, chance: random.Random) -> bytes:
    """A browser's answer with bytes of one of its parts changed, or its JSON."""
    made = json.loads(answer)
    response = made["response"]
    name = chance.choice(sorted(name for name in response if name != "transports"))
    ways: tuple[Callable[[bytes], bytes], ...] = (
        lambda data: _flipped(data, chance),
        lambda data: data[: chance.randrange(len(data) + 1)],
        lambda data: data + bytes(chance.randrange(40)),
        lambda _: cbor2.dumps(
            {"fmt": chance.choice(FORMATS), "attStmt": _statement(chance), "authData": b"x" * 180}
        ),
    )
    if chance.random() < 0.1:
        made[chance.choice(sorted(made))] = chance.choice((None, 7, "", [], {}, "A" * 2000))
    elif name == "attestationObject" and chance.random() < 0.5:
        whole = cbor2.loads(unb64(response[name]))
        whole["fmt"], whole["attStmt"] = chance.choice(FORMATS), _statement(chance)
        response[name] = b64(cbor2.dumps(whole))
    else:
        response[name] = b64(chance.choice(ways)(unb64(response[name])))
    return json.dumps(made).encode()


FORMATS = ("none", "packed", "tpm", "android-key", "android-safetynet", "apple", "fido-u2f", "x", 7, None)


def _statement(chance: random.Random) -> object:
    parts: dict[str, object] = {
        "alg": chance.choice((-7, -257, 0, "x", None)),
        "sig": chance.randbytes(chance.choice((0, 8, 64, 71))),
        "x5c": chance.choice(([], [b""], [chance.randbytes(60)], 7, [b"0\x82"])),
        "ver": chance.choice(("2.0", "", 7)),
        "certInfo": chance.randbytes(chance.choice((0, 10, 120))),
        "pubArea": chance.randbytes(chance.choice((0, 10, 120))),
        "response": chance.choice((b"a.b.c", b"", b"\xff", b"e30.e30.e30")),
    }
    kept = chance.sample(sorted(parts), chance.randrange(len(parts) + 1))
    return chance.choice(({name: parts[name] for name in kept}, {}, [], None, 7))


def _flipped(data: bytes, chance: random.Random) -> bytes:
    made = bytearray(data or b"x")
    for _ in range(chance.choice((1, 1, 3))):
        made[chance.randrange(len(made))] = chance.randrange(256)
    return bytes(made)


@pytest.mark.timeout(300)
def test_changed_answers_of_a_browser_make_only_our_errors() -> None:
    """Nobody signs all of a registration, so some are taken; but nobody gets in as another."""
    chance = random.Random(11)  # noqa: S311 - the same ones each time
    passkeys, browser = Passkeys(Memory(), RELYING), Authenticator(counts=False)
    passkeys.register("p-1", browser.create(passkeys.ask_to_register("p-1", "A", NOON)), "k", NOON)
    for number in range(ANSWERS):
        person = f"q-{number}"
        made = changed(Authenticator().create(passkeys.ask_to_register(person, "B", NOON)), chance)
        with suppress(VedetteError):
            assert passkeys.register(person, made, "k", NOON).person == person
        answer = browser.get(passkeys.ask_to_log_in(NOON))
        with suppress(VedetteError):
            assert passkeys.log_in(changed(answer, chance), NOON).person == "p-1"
