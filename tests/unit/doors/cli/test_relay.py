"""The proxy on loopback: whom it lets in, what it passes on, how it streams, and when it stops."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from tests.firewalls import certificate
from tests.ports import free_port
from vedette.core.errors import Unavailable
from vedette.doors.cli.relay import Relay, Ways

KEY = "sk-vedette-0123456789abcdef0123456789"
CHAT = "/v1/chat/completions"
BODY = {"model": "vedette-core", "messages": []}


@dataclass
class Service:
    """What is behind the proxy: says what a test wants, and remembers what it was asked."""

    port: int = 0
    status: int = 200
    refuses: int = 0
    """Tokens it does not take, the first ones."""
    pieces: tuple[bytes, ...] = (b'{"a":1}',)
    go: threading.Event = field(default_factory=threading.Event)
    gone: threading.Event = field(default_factory=threading.Event)
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    connections: set[int] = field(default_factory=set)


def _hung_up(line: socket.socket) -> bool:
    line.setblocking(False)  # noqa: FBT003
    try:
        return line.recv(1) == b""
    except (BlockingIOError, ssl.SSLWantReadError):
        return False
    except OSError:
        return True
    finally:
        line.setblocking(True)  # noqa: FBT003


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    service: Service

    def do_GET(self) -> None:
        self.do_POST()

    def do_POST(self) -> None:
        service = self.service
        data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        service.asked.append((self.command, self.path, dict(self.headers), data))
        service.connections.add(self.client_address[1])
        streams = json.loads(data or b"{}").get("stream")
        refused = len(service.asked) <= service.refuses
        self.send_response(401 if refused else service.status)
        self.send_header("Content-Type", "text/event-stream" if streams else "application/json")
        self.send_header("Vedette-Model", "vedette-core")
        self.send_header("Retry-After", "30")
        self.send_header("X-Internal", "secret")
        whole = b"".join(service.pieces)
        self.send_header(
            *(("Transfer-Encoding", "chunked") if streams else ("Content-Length", str(len(whole))))
        )
        self.end_headers()
        if not streams:
            self.wfile.write(whole)
            return
        for piece in service.pieces:
            self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
            while not service.go.wait(0.02):
                if _hung_up(self.connection):
                    service.gone.set()
                    return
            service.go.clear()
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def over_tls(service: Service, folder: Path) -> Iterator[str]:
    """Serve the same with a certificate for localhost; gives the address."""
    handler = type("Handler", (_Handler,), {"service": service})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(folder / "both.pem"))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with running(server):
        yield f"https://localhost:{server.server_port}"


@dataclass
class Signs:
    """Signs with numbers, so that a test sees which token was shown."""

    url: str
    token: int = 0

    def signed(self, method: str, path: str) -> dict[str, str]:
        return {"Authorization": f"DPoP t{self.token}", "DPoP": f"{method} {path}"}

    def renew(self) -> None:
        self.token += 1


@contextmanager
def running(server: ThreadingHTTPServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def service() -> Iterator[Service]:
    made = Service()
    made.go.set()
    handler = type("Handler", (_Handler,), {"service": made})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    made.port = server.server_port
    with running(server):
        yield made


@pytest.fixture
def relay(service: Service) -> Iterator[Relay]:
    made = Relay(Ways(signer=Signs(f"http://127.0.0.1:{service.port}"), key=KEY), 0)
    with running(made):
        yield made


@pytest.fixture
def web(relay: Relay) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"Bearer {KEY}"}
    with httpx.Client(base_url=f"http://127.0.0.1:{relay.port}", headers=headers, timeout=10) as made:
        yield made


@pytest.mark.parametrize(
    "shown", [{"Authorization": f"Bearer {KEY}"}, {"x-api-key": KEY}, {"Authorization": f"bearer {KEY}"}]
)
def test_either_way_of_showing_the_key_is_taken_and_goes_no_further(
    relay: Relay, service: Service, shown: dict[str, str]
) -> None:
    headers = shown | {"Cookie": "c=1", "User-Agent": "me", "anthropic-version": "2023-06-01"}
    answer = httpx.post(f"http://127.0.0.1:{relay.port}{CHAT}?beta=true", json=BODY, headers=headers)
    assert answer.json() == {"a": 1}
    ((method, path, sent, data),) = service.asked
    assert (method, path, json.loads(data)) == ("POST", f"{CHAT}?beta=true", BODY)
    assert sent["Authorization"] == "DPoP t0"
    assert sent["DPoP"] == f"POST {CHAT}"
    assert KEY not in str(sent)
    assert not {"Cookie", "User-Agent", "x-api-key"} & sent.keys()


@pytest.mark.parametrize(
    "shown",
    [
        {},
        {"Authorization": "Bearer sk-other"},
        {"Authorization": f"Basic {KEY}"},
        {"Authorization": f"DPoP {KEY}"},
        {"x-api-key": KEY[:-1]},
        {"x-api-key": KEY + "x"},
        {"x-api-key": ""},
    ],
)
@pytest.mark.parametrize("path", [CHAT, "/v1/messages"])
def test_without_the_key_nothing_is_passed_on(
    relay: Relay, service: Service, shown: dict[str, str], path: str
) -> None:
    answer = httpx.post(f"http://127.0.0.1:{relay.port}{path}", json=BODY, headers=shown)
    assert answer.status_code == 401
    assert answer.json()["error"]["type"] == "authentication_error"
    assert (answer.json().get("type") == "error") is (path == "/v1/messages")
    assert not service.asked


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "", "localhost.evil:{port}"]
)
def test_a_page_that_has_its_name_lead_here_gets_nothing(
    web: httpx.Client, relay: Relay, service: Service, host: str
) -> None:
    """DNS rebinding: the browser believes it talks to the page's own server, and says its name."""
    answer = web.post(CHAT, json=BODY, headers={"Host": host.format(port=relay.port)})
    assert answer.status_code == 403
    assert not service.asked
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/models/.."),
        ("GET", "/v1/me"),
        ("POST", "/v1/actions"),
        ("POST", "/v1/models"),
        ("GET", CHAT),
        ("POST", f"{CHAT}/"),
        ("POST", f"{CHAT}\n"),
        ("POST", "/v1/messages/../actions"),
        ("POST", "/v1/messages/batches"),
        ("GET", "/v1/models/a/b"),
        ("GET", "/v1/models/%2e%2e"),
        ("POST", "/v1/responses/resp_1/cancel"),
    ],
)
def test_nothing_but_models_is_passed_on(relay: Relay, service: Service, method: str, path: str) -> None:
    with socket.create_connection(("127.0.0.1", relay.port), timeout=5) as line:
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{relay.port}\r\nx-api-key: {KEY}\r\n"
        line.sendall(f"{head}Content-Length: 0\r\nConnection: close\r\n\r\n".encode())
        heard = line.makefile("rb").read()
    assert b" 200 " not in heard.split(b"\r\n")[0]
    assert not service.asked


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "DELETE", "CONNECT", "TRACE"])
def test_other_methods_do_nothing(web: httpx.Client, service: Service, method: str) -> None:
    answer = web.request(method, CHAT)
    assert answer.status_code >= 400
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert not service.asked


@pytest.mark.parametrize("path", ["/v1/models", "/v1/models/vedette-core"])
def test_models_are_listed(web: httpx.Client, service: Service, path: str) -> None:
    answer = web.get(path)
    assert answer.status_code == 200
    assert service.asked[0][:2] == ("GET", path)


def test_what_the_service_says_comes_back_as_it_is_with_few_headers(
    web: httpx.Client, service: Service
) -> None:
    service.status, service.pieces = 429, (b'{"error":{"message":"wait"}}',)
    answer = web.post(CHAT, json=BODY)
    assert answer.status_code == 429
    assert answer.json() == {"error": {"message": "wait"}}
    assert (answer.headers["Retry-After"], answer.headers["Vedette-Model"]) == ("30", "vedette-core")
    assert "X-Internal" not in answer.headers


def test_a_stream_is_passed_on_piece_by_piece(web: httpx.Client, service: Service) -> None:
    service.go.clear()
    service.pieces = (b"data: one\n\n", b"data: two\n\n")
    with web.stream("POST", CHAT, json=BODY | {"stream": True}) as answer:
        parts = answer.iter_raw()
        assert next(parts) == b"data: one\n\n", "the second was not written yet"
        service.go.set()
        assert next(parts) == b"data: two\n\n"
        service.go.set()
        assert list(parts) == []


def test_one_connection_serves_many_and_is_made_anew_when_it_was_closed(
    web: httpx.Client, service: Service
) -> None:
    for _ in range(3):
        web.post(CHAT, json=BODY)
    assert len(service.connections) == 1


def test_a_token_that_is_not_taken_any_more_is_renewed_once(web: httpx.Client, service: Service) -> None:
    service.refuses = 1
    assert web.post(CHAT, json=BODY).status_code == 200
    assert [one[2]["Authorization"] for one in service.asked] == ["DPoP t0", "DPoP t1"]
    assert service.asked[0][3] == service.asked[1][3]
    service.refuses = 9
    assert web.post(CHAT, json=BODY).status_code == 401
    assert len(service.asked) == 4


def test_a_client_that_hangs_up_hangs_up_on_the_service(relay: Relay, service: Service) -> None:
    service.go.clear()
    body = json.dumps(BODY | {"stream": True}).encode()
    head = f"POST {CHAT} HTTP/1.1\r\nHost: 127.0.0.1:{relay.port}\r\nx-api-key: {KEY}\r\n"
    with socket.create_connection(("127.0.0.1", relay.port), timeout=5) as line:
        line.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        line.recv(100)
        assert not service.gone.wait(0.5)
    assert service.gone.wait(5), "and nothing was written meanwhile that could have failed"


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"Content-Length": str(9 << 20)}, 413),
        ({"Content-Length": "x"}, 400),
        ({"Content-Length": "-1"}, 400),
        ({"Content-Length": "0" * 19 + "5"}, 413),
        ({"Transfer-Encoding": "chunked"}, 400),
    ],
)
def test_bodies_are_bounded(relay: Relay, service: Service, more: dict[str, str], status: int) -> None:
    lines = "".join(f"{name}: {value}\r\n" for name, value in more.items())
    with socket.create_connection(("127.0.0.1", relay.port), timeout=5) as line:
        head = f"POST {CHAT} HTTP/1.1\r\nHost: 127.0.0.1:{relay.port}\r\nx-api-key: {KEY}\r\n{lines}\r\n"
        line.sendall(head.encode())
        heard = line.makefile("rb").read()
    assert heard.startswith(f"HTTP/1.1 {status}".encode())
    assert not service.asked


@pytest.mark.parametrize("path", [CHAT, "/v1/messages"])
def test_a_service_that_does_not_answer_is_told_in_the_format(path: str) -> None:
    relay = Relay(Ways(signer=Signs(f"http://127.0.0.1:{free_port()}"), key=KEY), 0)
    with running(relay):
        answer = httpx.post(f"http://127.0.0.1:{relay.port}{path}", json=BODY, headers={"x-api-key": KEY})
    assert answer.status_code == 503
    assert "does not answer" in answer.json()["error"]["message"]


def test_a_lower_model_may_answer_where_whoever_started_it_said_so(service: Service) -> None:
    relay = Relay(Ways(signer=Signs(f"http://127.0.0.1:{service.port}/sub"), key=KEY, fallback=True), 0)
    with running(relay):
        url = f"http://127.0.0.1:{relay.port}{CHAT}"
        for more in ({}, {"Vedette-Fallback": "no"}):
            httpx.post(url, json=BODY, headers={"x-api-key": KEY} | more)
    assert [one[2]["Vedette-Fallback"] for one in service.asked] == ["allow", "no"]
    assert service.asked[0][1] == f"/sub{CHAT}"


def test_over_tls_only_a_trusted_service_is_asked_and_one_connection_serves_many(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with over_tls(service, tmp_path) as url:
        for trusted in (False, True):
            if trusted:
                monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "both.pem"))
                monkeypatch.setattr(ssl, "create_default_context", ssl.create_default_context.__wrapped__)  # type: ignore[attr-defined]
            relay = Relay(Ways(signer=Signs(url), key=KEY), 0)
            with running(relay), httpx.Client(headers={"x-api-key": KEY}, timeout=10) as web:
                there = f"http://127.0.0.1:{relay.port}{CHAT}"
                statuses = [web.post(there, json=BODY).status_code for _ in range(3)]
            assert statuses == ([200] * 3 if trusted else [503] * 3)
    assert len(service.connections) == 1


def test_who_hangs_up_hangs_up_over_tls_as_well(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.go.clear()
    with over_tls(service, tmp_path) as url:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "both.pem"))
        monkeypatch.setattr(ssl, "create_default_context", ssl.create_default_context.__wrapped__)  # type: ignore[attr-defined]
        relay = Relay(Ways(signer=Signs(url), key=KEY), 0)
        with running(relay), httpx.Client(headers={"x-api-key": KEY}, timeout=10) as web:
            there = f"http://127.0.0.1:{relay.port}{CHAT}"
            with web.stream("POST", there, json=BODY | {"stream": True}) as answer:
                parts = answer.iter_raw()
                next(parts)
                assert not service.gone.wait(0.3)
            assert service.gone.wait(5)


@pytest.mark.parametrize("length", ["Content-Length: 90", "Transfer-Encoding: chunked"])
def test_an_answer_that_breaks_off_is_not_taken_for_whole(length: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]

        def once() -> None:
            line, _ = listening.accept()
            with line:
                line.recv(65_536)
                line.sendall(f"HTTP/1.1 200 OK\r\n{length}\r\n\r\n9\r\n{{".encode())

        answering = threading.Thread(target=once)
        answering.start()
        relay = Relay(Ways(signer=Signs(f"http://127.0.0.1:{port}"), key=KEY), 0)
        there = f"http://127.0.0.1:{relay.port}{CHAT}"
        with running(relay), pytest.raises(httpx.RemoteProtocolError):
            httpx.post(there, json=BODY, headers={"x-api-key": KEY}, timeout=5)
        answering.join()


def test_what_is_too_large_is_told_to_a_client_that_sends_it_all(web: httpx.Client, service: Service) -> None:
    answer = web.post(CHAT, content=b"x" * (9 << 20))
    assert answer.status_code == 413
    assert not service.asked


def test_a_wrong_key_is_told_to_a_client_that_sends_much(relay: Relay) -> None:
    there = f"http://127.0.0.1:{relay.port}{CHAT}"
    assert httpx.post(there, content=b"x" * (7 << 20), headers={"x-api-key": "no"}).status_code == 401


@pytest.mark.parametrize("more", ["Content-Length: 2\r\nContent-Length: 40", "Content-Length: 2, 2"])
def test_a_body_has_one_length(relay: Relay, service: Service, more: str) -> None:
    head = f"POST {CHAT} HTTP/1.1\r\nHost: 127.0.0.1:{relay.port}\r\nx-api-key: {KEY}\r\n{more}\r\n\r\n{{}}"
    with socket.create_connection(("127.0.0.1", relay.port), timeout=5) as line:
        line.sendall(head.encode())
        heard = line.makefile("rb").read()
    assert heard.startswith(b"HTTP/1.1 400")
    assert not service.asked


@pytest.mark.parametrize("query", ["?\u00e9", "?\x01", "?a#b\x7f"])
def test_an_address_that_is_none_is_told(relay: Relay, service: Service, query: str) -> None:
    head = f"GET /v1/models{query} HTTP/1.1\r\nHost: 127.0.0.1:{relay.port}\r\nx-api-key: {KEY}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", relay.port), timeout=5) as line:
        line.sendall(head.encode("latin-1"))
        line.shutdown(socket.SHUT_WR)
        heard = line.makefile("rb").read()
    assert heard.startswith(b"HTTP/1.1 400")
    assert not service.asked


def test_a_folded_header_does_not_go_on(relay: Relay, service: Service) -> None:
    head = (
        f"POST {CHAT} HTTP/1.1\r\nHost: 127.0.0.1:{relay.port}\r\nx-api-key: {KEY}\r\nContent-Length: 2\r\n"
    )
    with socket.create_connection(("127.0.0.1", relay.port), timeout=5) as line:
        line.sendall(f"{head}Accept: a\r\n X-Admin: b\r\nConnection: close\r\n\r\n{{}}".encode())
        line.makefile("rb").read()
    assert all("\n" not in value for one in service.asked for value in one[2].values())


def test_a_port_that_is_taken_is_said(relay: Relay) -> None:
    with pytest.raises(Unavailable, match="in use"):
        Relay(relay.ways, relay.port)
