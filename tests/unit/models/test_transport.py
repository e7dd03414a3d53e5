"""Whom we talk to, and what of it is seen by anybody: certificates, keys in logs and tracebacks."""

from __future__ import annotations

import logging
import socket
import ssl
import traceback
from pathlib import Path

import pytest

from tests.unit.access.scope.tls import certificate
from tests.unit.models.stubserver import Asked, Handler, always, message, serving, whole
from vedette.core.dialogue import Ask, Message, Speaker
from vedette.core.errors import BadInput, Unavailable, VedetteError
from vedette.models.attachments import attachment
from vedette.models.opening import opened

KEY = "sk-planted-0123456789"
HELLO = Ask(messages=(Message(speaker=Speaker.USER, text="Hi"),), seconds=5)


def secure(tmp_path: Path, host: str = "localhost") -> tuple[ssl.SSLContext, Path]:
    pem = certificate(host)
    both, known = tmp_path / "both.pem", tmp_path / "known.pem"
    both.write_bytes(pem)
    known.write_bytes(pem[pem.index(b"-----BEGIN CERT") :])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return context, known


def ask(port: int, ca_file: str = "") -> str:
    table = {"kind": "openai", "url": f"https://localhost:{port}/v1", "model": "m", "key_env": "K"}
    made = attachment("here", "x", table | ({"ca_file": ca_file} if ca_file else {}))
    return opened("x", made, {"K": KEY}).answer(HELLO).text


def test_a_server_is_believed_by_its_certificate_only(tmp_path: Path) -> None:
    context, known = secure(tmp_path)
    with serving(always(whole(message())), context) as stub:
        assert ask(stub.port, str(known)) == "Hello"
        with pytest.raises(Unavailable, match="no certificate we can believe"):
            ask(stub.port)
        assert len(stub.asked) == 1, "and is told nothing before"


def test_nor_by_one_of_another_host(tmp_path: Path) -> None:
    context, known = secure(tmp_path, "elsewhere.example")
    with serving(always(whole(message())), context) as stub:
        with pytest.raises(Unavailable, match="no certificate we can believe"):
            ask(stub.port, str(known))
        assert not stub.asked


def test_certificates_that_cannot_be_read_are_said(tmp_path: Path) -> None:
    rubbish = tmp_path / "rubbish.pem"
    rubbish.write_text("rubbish")
    for file in (rubbish, tmp_path / "none.pem"):
        with pytest.raises(BadInput, match="cannot be read"):
            ask(9, str(file))


def echoes(asked: Asked, line: socket.socket) -> bool:
    """Quotes the key in everything it says."""
    words = f"Bad key {asked.headers['authorization']}"
    line.sendall(whole({"error": {"message": words}}, 401, X_Key=KEY, Location=f"http://x/{KEY}"))
    return True


def hangs_up(asked: Asked, line: socket.socket) -> bool:
    line.sendall(f"{asked.headers['authorization']} is no status line\r\n\r\n".encode())
    return False


@pytest.mark.parametrize("handler", [echoes, hangs_up])
def test_the_key_is_in_no_log_no_error_and_no_traceback(
    handler: Handler, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    table = {"kind": "openai", "model": "m", "key_env": "K"}
    with serving(handler) as stub:
        made = attachment("here", "x", table | {"url": stub.url})
        model = opened("x", made, {"K": KEY})
        with pytest.raises(VedetteError) as told:
            model.answer(HELLO)
    told_all = "".join(traceback.format_exception(told.value)) + repr(told.value) + told.value.hint
    assert KEY not in told_all
    assert KEY not in caplog.text
    assert KEY not in repr(model) + repr(made)
