import socket
import time
from collections.abc import Iterator

import pytest

from tests.unit.doors.api.fakes import URL, FakeService, application
from tests.unit.doors.api.served import said, served, until_closed
from vedette.doors.api.door import Options
from vedette.doors.api.heads import BoundedProtocol

LINE = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"


@pytest.fixture
def port(service: FakeService, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setattr(BoundedProtocol, "head_seconds", 0.5)
    options = Options(public_url=URL, body_seconds=0.5, chunk_seconds=0.5)
    with served(application(service, options=options)) as made:
        yield made


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=10)


def test_a_head_that_never_ends_is_hung_up_on(port: int) -> None:
    with connected(port) as line:
        began = time.monotonic()
        for _ in range(100):
            try:
                line.sendall(b"X" if _ else LINE)
            except OSError:
                break
            time.sleep(0.05)
        assert time.monotonic() - began < 4


def test_silence_is_hung_up_on_too(port: int) -> None:
    with connected(port) as line:
        assert until_closed(line) < 4


def test_so_is_a_second_head_that_never_ends(port: int) -> None:
    with connected(port) as line:
        line.sendall(LINE + b"\r\n")
        assert b"200 OK" in line.recv(65536)
        line.sendall(LINE)
        assert until_closed(line) < 4


def test_two_requests_on_one_connection_are_both_answered(port: int) -> None:
    close = b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    assert said(port, LINE + b"\r\n" + close).count(b"200 OK") == 2


def test_a_head_is_only_so_large(port: int) -> None:
    assert b" 431 " in said(port, LINE + b"X: " + b"x" * 20_000 + b"\r\nConnection: close\r\n\r\n")
    with connected(port) as line:
        try:
            for _ in range(1000):
                line.sendall(b"X-Long: " + b"x" * 10_000 if not _ else b"x" * 10_000)
        except OSError:
            return
        until_closed(line)


def test_a_body_that_drips_is_answered_with_too_slow(port: int) -> None:
    head = (
        b"POST /v1/jobs/code.scan HTTP/1.1\r\nHost: x\r\nAuthorization: Test ana\r\n"
        b"Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
    )
    began = time.monotonic()
    assert b" 408 " in said(port, head)
    assert time.monotonic() - began < 8


def test_an_upload_that_drips_is_answered_with_too_slow_and_leaves_nothing(
    port: int, service: FakeService
) -> None:
    head = (
        b"POST /v1/uploads?name=a.zip HTTP/1.1\r\nHost: x\r\nAuthorization: Test ana\r\n"
        b"Content-Type: application/octet-stream\r\nContent-Length: 1000\r\n\r\nPK"
    )
    assert b" 408 " in said(port, head)
    assert service.board.handlers()


def test_half_an_upload_leaves_nothing(port: int) -> None:
    head = (
        b"POST /v1/uploads?name=a.zip HTTP/1.1\r\nHost: x\r\nAuthorization: Test ana\r\n"
        b"Content-Type: application/octet-stream\r\nContent-Length: 1000\r\n\r\nPK"
    )
    with connected(port) as line:
        line.sendall(head)
    listed = said(
        port, b"GET /v1/uploads HTTP/1.1\r\nHost: x\r\nAuthorization: Test ana\r\nConnection: close\r\n\r\n"
    )
    assert b'"uploads":[]' in listed


def test_what_is_no_http_is_told_so(port: int) -> None:
    assert b" 400 " in said(port, b"\x16\x03\x01\x02\x00 hello\r\n\r\n")


def test_a_length_and_pieces_at_once_are_not_believed(port: int) -> None:
    smuggled = (
        b"POST /v1/jobs/code.scan HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    )
    assert said(port, smuggled).startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 401 "))
