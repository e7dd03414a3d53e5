"""Proving a target, and asking about one."""

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
    assert service.asked[-1].body == {"target": "app.example.org", "kind": "https"}
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
