"""What stands between the commands and a service: what it trusts, and what it does when it cannot."""

import json
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from tests.unit.doors.cli.loopback import KEY, SESSION, TOKEN, Loopback, Says, loopback
from vedette.core.errors import BadInput, LimitHit, Refused, Unavailable
from vedette.doors.cli import remote as remote_module
from vedette.doors.cli.remote import Remote, TouchWanted


@pytest.fixture
def service() -> Iterator[Loopback]:
    with loopback() as made:
        yield made


@pytest.fixture
def remote(service: Loopback, tmp_path: Path) -> Remote:
    made = Remote.at(service.url, tmp_path)
    made.keep(SESSION)
    return made


@pytest.mark.parametrize(
    "url",
    [
        "vedette.example.org",
        "ftp://vedette.example.org",
        "https://",
        "https://[::1",
        "https://vedette.example.org:port",
        "https://vedette.example.org:0",
        "https://vedette.example.org/a b",
        "https://vedette.example.org/\x1b[2J",
        "https://ved\u0435tte.example.org",
        "http://vedette.example.org",
        "http://127.0.0.1.example.org",
        "http://localhost@vedette.example.org",
        "https://ana:hunter2@vedette.example.org",
        "https://:hunter2@vedette.example.org",
        "https://vedette.example.org/?token=hunter2",
        "https://vedette.example.org/#enrol=hunter2",
    ],
)
def test_a_key_is_not_used_at_what_is_no_address_of_a_service(url: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        Remote.at(url, tmp_path)
    assert "hunter2" not in f"{caught.value} {caught.value.hint}"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://vedette.example.org/", "https://vedette.example.org"),
        ("https://vedette.example.org:8443/team/", "https://vedette.example.org:8443/team"),
        ("http://localhost:8787", "http://localhost:8787"),
        ("http://[::1]:8787", "http://[::1]:8787"),
    ],
)
def test_an_address_is_kept_without_what_it_does_not_need(url: str, kept: str, tmp_path: Path) -> None:
    assert Remote.at(url, tmp_path).url == kept


def test_the_key_is_readable_by_its_user_alone_and_signs_everything(
    service: Loopback, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    remote = Remote.at(service.url, home)
    remote.keep(SESSION)
    assert (home / "service.json").stat().st_mode & 0o777 == 0o600
    assert home.stat().st_mode & 0o777 == 0o700
    assert [one.name for one in home.iterdir()] == ["service.json"]
    service.on("GET /v1/me", {"result": {"name": "Ana"}})
    Remote.known(home).ask("GET", "/v1/me")
    assert len({one.key for one in service.asked}) == 1
    assert service.asked[-1].token == TOKEN
    assert Remote.at(service.url, home).ledger == Remote.ledger_key(home) == KEY
    assert Remote.at("https://vedette.example.org", home).ledger == "", "another service, another key"


def test_a_token_is_fetched_once_and_again_before_it_ends(service: Loopback, remote: Remote) -> None:
    service.on("GET /v1/me", {"result": {}})
    remote.ask("GET", "/v1/me")
    remote.ask("GET", "/v1/me")
    assert len(service.bodies("POST /v1/tokens/refresh")) == 1
    service.on("POST /v1/tokens/refresh", {"token": "short", "expires": 1.0})
    remote._until = 0.0  # noqa: SLF001 - as if time had passed
    remote.ask("GET", "/v1/me")
    remote.ask("GET", "/v1/me")
    assert len(service.bodies("POST /v1/tokens/refresh")) == 3


def test_a_redirect_is_not_followed(service: Loopback, remote: Remote) -> None:
    with loopback() as elsewhere:
        for status in (301, 302, 303, 307, 308):
            service.on("GET /v1/me", Says(status, b"", (("Location", f"{elsewhere.url}/v1/me"),)))
            with pytest.raises(BadInput, match=str(status)):
                remote.ask("GET", "/v1/me")
        assert elsewhere.asked == []


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, BadInput),
        (404, BadInput),
        (401, Refused),
        (403, Refused),
        (408, Unavailable),
        (429, Unavailable),
        (500, Unavailable),
        (503, Unavailable),
    ],
)
def test_each_no_of_the_service_has_its_own_exit_code(
    service: Loopback, remote: Remote, status: int, error: type[Exception]
) -> None:
    service.on("GET /v1/me", Says(status, {"detail": "so it is", "hint": "do this"}))
    with pytest.raises(error, match="so it is") as caught:
        remote.ask("GET", "/v1/me")
    assert getattr(caught.value, "hint", "") == "do this"


def test_why_a_grant_rests_comes_before_the_remedies(service: Loopback, remote: Remote) -> None:
    told = {"rests": "your T3 rests: its sponsor is gone"}
    remedies = [{"code": "apply_tier", "text": "Apply."}]
    service.on("GET /v1/me", Says(403, {"detail": "no", "remedies": remedies, "told": told}))
    with pytest.raises(Refused) as caught:
        remote.ask("GET", "/v1/me")
    assert caught.value.hint == "your T3 rests: its sponsor is gone; Apply."


def test_remedies_are_the_hint(service: Loopback, remote: Remote) -> None:
    remedies = [{"code": "prove_scope", "text": "Prove it."}, {"code": "apply_tier", "text": "Apply."}, "?"]
    service.on("GET /v1/me", Says(403, {"detail": "no", "remedies": remedies}))
    with pytest.raises(Refused) as caught:
        remote.ask("GET", "/v1/me")
    assert caught.value.hint == "Prove it.; Apply."


def test_a_touch_is_asked_for_only_where_it_is_all_that_is_missing(service: Loopback, remote: Remote) -> None:
    touch = {"code": "touch_key", "text": "Touch your key."}
    refusal = {"detail": "no", "remedies": [touch], "told": {"touch": "ab" * 32}}
    service.on("GET /v1/me", Says(403, refusal))
    with pytest.raises(TouchWanted) as caught:
        remote.ask("GET", "/v1/me")
    assert caught.value.challenge == "ab" * 32
    assert f"{service.url}/#touch={'ab' * 32}" in caught.value.hint
    more = {"code": "apply_tier", "text": "Apply."}
    service.on("GET /v1/me", Says(403, refusal | {"remedies": [touch, more]}))
    with pytest.raises(Refused) as refused:
        remote.ask("GET", "/v1/me")
    assert not isinstance(refused.value, TouchWanted)
    assert "Apply." in refused.value.hint


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"[1]", b"\xff", b"[" * 100_000, b'{"told": 1, "remedies": 2}', b'{"detail": null}'],
)
def test_a_refusal_in_another_form_is_a_refusal_still(service: Loopback, remote: Remote, body: bytes) -> None:
    service.on("GET /v1/me", Says(403, body))
    with pytest.raises(Refused, match="answered 403"):
        remote.ask("GET", "/v1/me")


@pytest.mark.parametrize("body", [b"<html>", b"[1]", b"\xff", b"[" * 100_000, b"1"])
def test_an_answer_in_another_form_is_no_fault_of_ours(
    service: Loopback, remote: Remote, body: bytes
) -> None:
    service.on("GET /v1/me", Says(200, body))
    with pytest.raises(Unavailable, match="something else"):
        remote.ask("GET", "/v1/me")
    service.on("POST /v1/tokens/refresh", {"token": 1})
    remote._until = 0.0  # noqa: SLF001 - as if time had passed
    with pytest.raises(Unavailable, match="something else"):
        remote.ask("GET", "/v1/me")


def test_an_answer_without_an_end_is_not_read_to_its_end(service: Loopback, remote: Remote) -> None:
    for status in (200, 500):
        service.on("GET /v1/me", Says(status, b" " * (17 << 20)))
        with pytest.raises(LimitHit, match="more than"):
            remote.ask("GET", "/v1/me")


@pytest.mark.parametrize("text", [b"", b"two\nlines", b"\x1b[2J", b"k" * 1001])
def test_what_is_no_key_of_a_ledger_is_not_kept(service: Loopback, tmp_path: Path, text: bytes) -> None:
    service.on("GET /v1/ledger/key", Says(body=text))
    with pytest.raises(Unavailable):
        Remote.at(service.url, tmp_path).keep(SESSION)
    assert not list(tmp_path.iterdir())


def test_a_service_that_is_not_there_or_hangs_up_is_unavailable(service: Loopback, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(Unavailable, match="does not answer"):
        Remote.at(nobody, tmp_path).plain("POST", "/v1/login/device", {})
    service.on("GET /v1/me", Says(403, b"{", (("Content-Length", "10"),)))
    with pytest.raises((Unavailable, Refused)):
        Remote.at(service.url, tmp_path).plain("GET", "/v1/me")
    with socket.create_server(("127.0.0.1", 0)) as rude:
        thread = threading.Thread(target=_babbles, args=(rude,))
        thread.start()
        with pytest.raises(Unavailable, match="does not answer"):
            Remote.at(f"http://127.0.0.1:{rude.getsockname()[1]}", tmp_path).plain("GET", "/v1/me")
        thread.join()


def _babbles(server: socket.socket) -> None:
    peer, _ = server.accept()
    with peer:
        peer.recv(65536)
        peer.sendall(b"SSH-2.0-OpenSSH\r\n")


def _pem(key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey) -> str:
    kinds = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(*kinds).decode()


LOCKED = (
    ec.generate_private_key(ec.SECP256R1())
    .private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"x"),
    )
    .decode()
)


@pytest.mark.parametrize(
    "kept",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b'{"url": "https://vedette.example.org"}',
        json.dumps({"url": "https://vedette.example.org", "key": "nonsense-key"}).encode(),
        json.dumps({"url": "https://vedette.example.org", "key": LOCKED}).encode(),
        json.dumps({"url": "u", "key": _pem(ec.generate_private_key(ec.SECP384R1()))}).encode(),
        json.dumps({"url": "u", "key": _pem(ed25519.Ed25519PrivateKey.generate())}).encode(),
    ],
)
def test_a_damaged_key_is_said_to_be_and_not_shown(kept: bytes, tmp_path: Path) -> None:
    (tmp_path / "service.json").write_bytes(kept)
    with pytest.raises(BadInput) as caught:
        Remote.known(tmp_path)
    assert "sign in again" in caught.value.hint
    assert "nonsense" not in str(caught.value)
    assert "PRIVATE" not in str(caught.value)


def test_without_a_session_nothing_is_asked(service: Loopback, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="not signed in"):
        Remote.known(tmp_path)
    with pytest.raises(BadInput, match="not signed in"):
        Remote.at(service.url, tmp_path).ask("GET", "/v1/me")
    assert service.asked == []
    assert Remote.ledger_key(tmp_path) == ""


def test_whom_this_machine_trusts_is_not_read_where_nothing_is_encrypted(
    service: Loopback, remote: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes a twentieth of a second, each time."""

    def read(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(ssl, "create_default_context", read)
    remote_module._opener.cache_clear()  # noqa: SLF001
    service.on("GET /v1/me", {"result": {}})
    assert remote.ask("GET", "/v1/me") == {"result": {}}
