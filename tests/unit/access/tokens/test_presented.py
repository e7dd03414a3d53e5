"""A1, a stolen token: whatever a thief has, without the key it opens nothing."""

import json
import subprocess  # noqa: TID251  two servers are two processes
import sys
from pathlib import Path

import pytest

from tests.authenticator import Holder
from tests.unit.access.tokens.house import NOON, URL, House, shown
from vedette.access.tokens.challenges import Unauthenticated
from vedette.access.tokens.dpop import Request
from vedette.access.tokens.presented import Presented
from vedette.store.documents import SqlDocuments
from vedette.store.sql import on_sqlite

OWNER, THIEF = Holder(), Holder()


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_a_token_with_its_key_says_who_asks(house: House) -> None:
    claims = house.ask(OWNER, house.log_in(OWNER))
    assert (claims.sub, claims.cnf.jkt, claims.auth_time) == ("p-1", OWNER.thumbprint, NOON)
    assert claims.agent == ""


def test_the_same_proof_is_refused_by_a_second_server(house: House, tmp_path: Path) -> None:
    other = House(tmp_path, house.store)
    token = house.log_in(OWNER)
    asked = shown(token, OWNER.proof("POST", URL, NOON, token))
    house.door.authenticate(asked, NOON)
    for server in (house, other):
        with pytest.raises(Unauthenticated, match="shown before"):
            server.door.authenticate(asked, NOON)
    assert other.ask(OWNER, token).sub == "p-1"


SERVER = """
import json, sys
from pathlib import Path
from tests.unit.access.tokens.house import NOON, House, shown
from vedette.access.tokens.challenges import Unauthenticated
from vedette.store.documents import SqlDocuments
from vedette.store.sql import on_sqlite

folder = Path(sys.argv[1])
house = House(folder, SqlDocuments(on_sqlite(folder / "access.sqlite")))
for line in sys.stdin:
    try:
        said = house.door.authenticate(shown(*json.loads(line)), NOON).sub
    except Unauthenticated as error:
        said = str(error)
    print(said, flush=True)
"""


def test_of_two_server_processes_one_takes_a_proof_once(tmp_path: Path) -> None:
    """They share nothing but the database."""
    here = House(tmp_path, SqlDocuments(on_sqlite(tmp_path / "access.sqlite")))
    token = here.log_in(OWNER)
    proofs = [OWNER.proof("POST", URL, NOON, token) for _ in range(3)]
    here.door.authenticate(shown(token, proofs[0]), NOON)
    asked = "".join(json.dumps([token, proof]) + "\n" for proof in proofs)
    command = [sys.executable, "-c", SERVER, str(tmp_path)]
    there = subprocess.run(  # noqa: S603
        command, input=asked, capture_output=True, text=True, check=True, timeout=50
    )
    assert there.stdout.splitlines() == ["the proof was shown before", "p-1", "p-1"]
    for proof in proofs:
        with pytest.raises(Unauthenticated, match="shown before"):
            here.door.authenticate(shown(token, proof), NOON)


def test_a_token_without_its_key_is_refused(house: House) -> None:
    token = house.log_in(OWNER)
    with pytest.raises(Unauthenticated, match="no proof"):
        house.door.authenticate(Presented((f"DPoP {token}",), (), Request("POST", URL)), NOON)
    with pytest.raises(Unauthenticated, match="another key"):
        house.ask(THIEF, token)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "Basic", "", "DPoPx"])
def test_no_bearer_token_is_accepted(house: House, scheme: str) -> None:
    token = house.log_in(OWNER)
    with pytest.raises(Unauthenticated, match="without a key"):
        house.door.authenticate(shown(token, OWNER.proof("POST", URL, NOON, token), scheme=scheme), NOON)


def test_two_tokens_or_two_proofs_are_one_too_many(house: House) -> None:
    token = house.log_in(OWNER)
    proof = OWNER.proof("POST", URL, NOON, token)
    for tokens, proofs in (((token, token), (proof,)), ((token,), (proof, proof)), ((), (proof,))):
        asked = Presented([f"DPoP {one}" for one in tokens], proofs, Request("POST", URL))
        with pytest.raises(Unauthenticated, match="or several"):
            house.door.authenticate(asked, NOON)


def test_a_proof_for_another_token_of_the_same_person_is_refused(house: House) -> None:
    one, two = house.log_in(OWNER), house.log_in(OWNER)
    with pytest.raises(Unauthenticated, match="another token"):
        house.door.authenticate(shown(one, OWNER.proof("POST", URL, NOON, two)), NOON)


def test_a_key_alone_counts_where_no_token_is_asked_for(house: House) -> None:
    asked = Presented((), (OWNER.proof("POST", URL, NOON),), Request("POST", URL))
    assert house.door.key_of(asked, NOON).thumbprint == OWNER.thumbprint
    token = house.log_in(OWNER)
    with pytest.raises(Unauthenticated, match="only a key"):
        house.door.key_of(shown(token, OWNER.proof("POST", URL, NOON)), NOON)


def test_two_hundred_kilobytes_of_junk_are_refused_unread(house: House) -> None:
    junk = "x" * 200_000
    token = house.log_in(OWNER)
    for asked in (
        shown(junk, junk),
        shown(token, junk),
        shown(f"{token}.{junk}", junk),
        shown("\ud800", junk),
    ):
        with pytest.raises(Unauthenticated):
            house.door.authenticate(asked, NOON)
