"""Proving a target, and asking about one."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.doors.cli.loopback import Loopback, Says, loopback

BEGUN = {"challenge": "c1", "where": "add this record:", "content": '_v.app.example.org. 300 IN TXT "t"'}


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Loopback]:
    with loopback() as made:
        made.signed_in(tmp_path)
        yield made


def test_a_proof_is_begun_and_looked_at(service: Loopback, tmp_path: Path) -> None:
    service.on("POST /v1/scope/challenges", {"result": BEGUN})
    ran = service.ran(tmp_path, "scope", "prove", "app.example.org", "--kind", "https")
    assert ran.code == 0
    assert ran.out == "".join(f"{name}: {value}\n" for name, value in BEGUN.items())
    plain = {"target": "app.example.org", "kind": "https", "keys": [], "evidence": ""}
    assert service.asked[-1].body == plain
    service.on("POST /v1/scope/challenges/c1/check", {"result": {"target": "app.example.org"}})
    ran = service.ran(tmp_path, "scope", "prove", "--challenge", "c1")
    assert ran.code == 0
    assert ran.out == "target: app.example.org\n"


def test_a_proof_that_is_not_there_yet_says_so(service: Loopback, tmp_path: Path) -> None:
    no = Says(400, {"detail": "the token is not at _v.app.example.org", "hint": "publish it"})
    service.on("POST /v1/scope/challenges/..%2Fc1/check", no)
    ran = service.ran(tmp_path, "scope", "prove", "--challenge", "../c1")
    assert ran.code == 2
    assert ran.err == "error: the token is not at _v.app.example.org\nhint: publish it\n"


def test_whether_a_target_is_covered_is_the_exit_code_too(service: Loopback, tmp_path: Path) -> None:
    for state, code in (("proved", 0), ("missing", 3)):
        service.on("POST /v1/scope/check", {"result": {"target": "app.example.org", "state": state}})
        ran = service.ran(tmp_path, "scope", "check", "APP.example.org.")
        assert ran.code == code
        assert ran.out == f"target: app.example.org\nstate: {state}\n"
    service.on("POST /v1/scope/check", {"result": {}})
    assert service.ran(tmp_path, "scope", "check", "app.example.org").code == 3


def test_with_nothing_to_prove_nothing_is_asked(service: Loopback, tmp_path: Path) -> None:
    ran = service.ran(tmp_path, "scope", "prove")
    assert ran.code == 2
    assert "nothing to prove" in ran.err
    assert service.ran(tmp_path / "other", "scope", "check", "app.example.org").code == 2


def test_of_a_letter_only_its_digest_is_sent_and_of_a_signer_the_key(
    service: Loopback, tmp_path: Path
) -> None:
    (tmp_path / "letter").write_bytes(b"it is theirs")
    (tmp_path / "key.pub").write_text("ssh-ed25519 AAAA ana@desk\n")
    digest = f"sha256:{hashlib.sha256(b'it is theirs').hexdigest()}"
    service.on("POST /v1/scope/challenges", {"result": BEGUN})
    words = ("prove", "192.0.2.7", "--kind", "letter", "--evidence", str(tmp_path / "letter"))
    assert service.ran(tmp_path, "scope", *words).code == 0
    assert service.asked[-1].body == {
        "target": "192.0.2.7",
        "kind": "letter",
        "keys": [],
        "evidence": digest,
    }
    words = ("prove", "repo:git.example.org/a", "--kind", "repository", "--signer", str(tmp_path / "key.pub"))
    assert service.ran(tmp_path, "scope", *words).code == 0
    assert service.asked[-1].body == {
        "target": "repo:git.example.org/a",
        "kind": "repository",
        "keys": ["ssh-ed25519 AAAA ana@desk"],
        "evidence": "",
    }
    service.on("POST /v1/scope/letters/c%2F1/review", {"result": {"read_by": 1}})
    assert (
        service.ran(tmp_path, "scope", "review", "c/1", "--evidence", str(tmp_path / "letter")).out
        == "read_by: 1\n"
    )
    assert service.asked[-1].body == {"evidence": digest}
    ran = service.ran(tmp_path, "scope", "review", "c1", "--evidence", str(tmp_path / "none"))
    assert ran.code == 2
    assert "none" in ran.err


def test_letters_that_wait_are_listed(service: Loopback, tmp_path: Path) -> None:
    service.on("GET /v1/scope/letters", {"result": {"letters": [{"challenge": "c1", "read_by": 1}]}})
    assert service.ran(tmp_path, "scope", "letters").out == "letters: challenge=c1  read_by=1\n"
