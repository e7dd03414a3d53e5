"""Signing this machine in and out."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.doors.cli.loopback import CODE, SESSION, Loopback, Says, loopback


@pytest.fixture
def service() -> Iterator[Loopback]:
    with loopback() as made:
        yield made


def test_a_code_is_shown_and_the_session_kept_once_somebody_let_it_in(
    service: Loopback, tmp_path: Path
) -> None:
    ran = service.ran(tmp_path, "login", service.url, "--purpose", "research")
    assert ran.code == 0
    assert ran.out == f"{CODE}\n"
    assert "signed in as Ana" in ran.err
    assert service.bodies("POST /v1/login/device") == [{"purpose": "research"}]
    assert service.bodies("POST /v1/login/device/poll") == [{"device": "d1"}] * 2
    assert SESSION in (tmp_path / "data" / "service.json").read_text()


def test_signing_in_again_needs_no_address(service: Loopback, tmp_path: Path) -> None:
    assert service.ran(tmp_path, "login").code == 2
    service.signed_in(tmp_path)
    assert service.ran(tmp_path, "login").code == 0
    assert len({one.key for one in service.asked}) == 1


def test_a_code_nobody_types_ends(service: Loopback, tmp_path: Path) -> None:
    waiting = {"device": "d1", "code": CODE, "page": service.url, "seconds": 0.3, "interval": -5}
    service.on("POST /v1/login/device", waiting)
    service.on("POST /v1/login/device/poll", {"session": "", "name": ""})
    ran = service.ran(tmp_path, "login", service.url)
    assert ran.code == 3
    assert "nobody let this code in" in ran.err
    assert not (tmp_path / "data" / "service.json").exists()


def test_what_a_service_says_does_not_control_the_terminal(service: Loopback, tmp_path: Path) -> None:
    waiting = {"device": "d1", "code": "\x1b[2J", "page": "\x1b]0;p\x07", "seconds": 9, "interval": 0}
    service.on("POST /v1/login/device", waiting)
    service.on("POST /v1/login/device/poll", {"session": SESSION, "name": "\x9b31mAna"})
    ran = service.ran(tmp_path, "login", service.url)
    assert ran.code == 0
    assert not any(one in ran.out + ran.err for one in "\x1b\x07\x9b")


@pytest.mark.parametrize("said", [{}, {"device": 1}, {"code": CODE}])
def test_a_service_that_says_something_else_is_not_waited_for(
    service: Loopback, tmp_path: Path, said: dict[str, object]
) -> None:
    service.on("POST /v1/login/device", said)
    ran = service.ran(tmp_path, "login", service.url)
    assert ran.code == 4
    assert "something else" in ran.err


def test_an_address_in_the_clear_is_not_asked(service: Loopback, tmp_path: Path) -> None:
    ran = service.ran(tmp_path, "login", "http://vedette.example.org")
    assert ran.code == 2
    assert "in the clear" in ran.err


def test_signing_out_ends_the_session_and_destroys_the_key(service: Loopback, tmp_path: Path) -> None:
    service.signed_in(tmp_path)
    service.on("POST /v1/sessions/leave", {"result": {"ended": 1}})
    ran = service.ran(tmp_path, "login", "--out")
    assert ran.code == 0
    assert ran.err == "signed out\n"
    assert service.bodies("POST /v1/sessions/leave") == [{"everywhere": False}]
    assert not (tmp_path / "data" / "service.json").exists()
    assert service.ran(tmp_path, "login", "--out").code == 2


@pytest.mark.parametrize(
    ("status", "code", "words"), [(401, 0, "was over already"), (503, 4, "signed out here")]
)
def test_the_key_is_destroyed_even_if_the_service_cannot_be_told(
    service: Loopback, tmp_path: Path, status: int, code: int, words: str
) -> None:
    service.signed_in(tmp_path)
    service.on("POST /v1/tokens/refresh", Says(status, {"detail": "no"}))
    ran = service.ran(tmp_path, "login", "--out")
    assert ran.code == code
    assert words in ran.err
    assert not (tmp_path / "data" / "service.json").exists()
