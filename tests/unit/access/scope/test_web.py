from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator

import pytest

from tests.unit.access.scope.tls import WebServer
from vedette.access.scope.ports import NotShown
from vedette.access.scope.web import LARGEST, Https
from vedette.core.errors import Unavailable

PATH = "/.well-known/vedette-scope.json"


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer() as made:
        made.say("200 OK", b"{}")
        yield made


def fetch(server: WebServer, host: str = "own.test", seconds: float = 5) -> bytes:
    return Https(context=server.trust, port=server.port, seconds=seconds).fetch(host, server.address, PATH)


def test_a_file_is_fetched_from_the_pinned_address_in_the_name_of_the_host(server: WebServer) -> None:
    assert fetch(server) == b"{}"
    assert server.asked.startswith(b"GET /.well-known/vedette-scope.json HTTP/1.1\r\nHost: own.test:")


@pytest.mark.parametrize(
    "status", ["301 Moved", "302 Found", "307 Temporary Redirect", "404 Not Found", "206 Part"]
)
def test_anything_but_the_file_shows_nothing(server: WebServer, status: str) -> None:
    server.say(status, b"{}", "Location: https://foreign.test/")
    with pytest.raises(NotShown, match=status[:3]):
        fetch(server)


def test_a_server_in_trouble_is_no_answer(server: WebServer) -> None:
    server.say("503 Busy", b"")
    with pytest.raises(Unavailable, match="503"):
        fetch(server)


def test_a_certificate_for_another_host_shows_nothing(server: WebServer) -> None:
    with pytest.raises(NotShown, match="certificate"):
        fetch(server, "foreign.test")


def test_a_certificate_nobody_vouches_for_shows_nothing(server: WebServer) -> None:
    with pytest.raises(NotShown, match="certificate"):
        Https(context=ssl.create_default_context(), port=server.port).fetch("own.test", server.address, PATH)


def test_a_large_file_is_not_read_to_its_end(server: WebServer) -> None:
    server.say("200 OK", b" " * (LARGEST + 1))
    with pytest.raises(NotShown, match="larger"):
        fetch(server)
    server.say("200 OK", b" " * LARGEST)
    assert len(fetch(server)) == LARGEST


def test_a_slow_server_does_not_hold_us(server: WebServer) -> None:
    server.say("200 OK", b" " * 1000)
    server.slow = True
    began = time.monotonic()
    with pytest.raises(Unavailable):
        fetch(server, seconds=0.5)
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    "answer", [b"", b"garbage", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort", b"HTTP/9 x\r\n\r\n"]
)
def test_what_is_no_answer_is_an_outage(server: WebServer, answer: bytes) -> None:
    server.answer = answer
    with pytest.raises(Unavailable):
        fetch(server)


def test_where_nobody_listens_there_is_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(Unavailable):
        Https(port=port, seconds=1).fetch("own.test", "127.0.0.1", PATH)
