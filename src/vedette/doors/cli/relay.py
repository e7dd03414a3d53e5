"""A proxy on loopback for clients of language models: signs what they ask with our key, passes it on.

Clients know nothing of proofs of possession; they know an address and an API key. The key is ours, good for
this proxy alone, and gone with it. What is said, either way, is neither kept nor logged.
"""

from __future__ import annotations

import hmac
import http.client
import re
import select
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, Final, Protocol
from urllib.parse import urlsplit

from vedette.core.errors import BadInput, LimitHit, Refused, Unavailable, VedetteError
from vedette.doors.api import problems
from vedette.doors.api.wire import trouble
from vedette.doors.api.wire.trouble import ANTHROPIC, OPENAI
from vedette.doors.cli.hangups import Hangups

PASSED_ON: Final = (
    ("GET", re.compile(r"/v1/models(/(?!\.+\Z)[A-Za-z0-9._:-]{1,128})?\Z")),
    ("POST", re.compile(r"/v1/(chat/completions|responses|messages|messages/count_tokens)\Z")),
    ("POST", re.compile(r"/mcp\Z")),
)
"""What is passed on; nothing else is."""
_BODY: Final = 8 << 20
_PIECE: Final = 64 << 10
_AT_ONCE: Final = 64
_HEARD_OUT: Final = 1.0
"""Seconds until a client that is told no says more, or has gone."""
_IDLE: Final = 120.0
"""Seconds a client's connection may be silent."""
_REACHED: Final = 15.0
"""Seconds until the service is reached."""
_ANSWER: Final = 3600.0
"""Seconds between two parts of an answer; a service says long before that that it is still there."""
_ASKED: Final = ("Content-Type", "Accept", "Vedette-Fallback")
_ANSWERED: Final = (
    "Content-Type",
    "Retry-After",
    "Vedette-Decision",
    "Vedette-Model",
    "Vedette-Receipt",
    "x-request-id",
    "request-id",
    "x-should-retry",
)


class Signer(Protocol):
    """Knows a service, and shows it who asks."""

    @property
    def url(self) -> str:
        """Where the service is."""
        ...

    def signed(self, method: str, path: str) -> dict[str, str]:
        """Return the headers that say who asks."""
        ...

    def renew(self) -> None:
        """Get another token next time."""
        ...


class NoKey(Refused):
    """The key of the proxy is not there, or not this one."""

    http_status: ClassVar[int] = 401


class NotPassedOn(BadInput):
    """The proxy passes on other things."""

    http_status: ClassVar[int] = 404


class WrongHost(Refused):
    """A page in a browser may think that this is its own server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How requests are passed on."""

    signer: Signer
    key: str
    fallback: bool = False
    """Whether a lower model may answer, where a client does not say."""


class Relay(ThreadingHTTPServer):
    """Listens on this machine alone; a thread for each connection, and not many."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = _AT_ONCE

    def __init__(self, ways: Ways, port: int) -> None:
        """Listen.

        Raises:
            Unavailable: the port is taken.

        """
        self.ways = ways
        self.lock = threading.Lock()
        """Around the signer, which many threads share."""
        self.hangups = Hangups()
        self._room = threading.BoundedSemaphore(_AT_ONCE)
        try:
            super().__init__(("127.0.0.1", port), _Passing)
        except OSError as error:
            raise Unavailable(f"port {port}: {error.strerror}", hint="choose another with --port") from error

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        return ssl.create_default_context()

    def secure(self) -> ssl.SSLContext:
        """Return whom this machine trusts: read once, for it takes a while."""
        with self.lock:
            return self._trust

    @property
    def port(self) -> int:
        """Return the port it listens on."""
        return int(self.server_address[1])

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401  as its parent has it
        """Take a connection, if there is room."""
        if self._room.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:  # noqa: ANN401
        """Serve a connection to its end."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._room.release()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401
        """Say nothing: a client that hangs up is no fault."""

    def server_close(self) -> None:
        """Listen no more."""
        super().server_close()
        self.hangups.close()


class _Passing(BaseHTTPRequestHandler):
    """One connection of a client, and the one to the service that goes with it."""

    server: Relay
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = _IDLE
    _upstream: http.client.HTTPConnection | None = None
    _unread = False
    """Whether a body may still be on its way."""

    def do_GET(self) -> None:
        """Pass on a request without a body."""
        self._serve()

    def do_POST(self) -> None:
        """Pass on a request with one."""
        self._serve()

    def finish(self) -> None:
        """Close both connections."""
        with suppress(OSError):
            super().finish()
        self._drop()

    def _serve(self) -> None:
        began, self._unread = False, True
        try:
            body = self._admitted()
            with self._answered(body) as answer:
                began = True
                self._pass_back(answer)
        except VedetteError as error:
            self.close_connection = True
            if not began:
                self._tell(error)
        except (OSError, http.client.HTTPException):
            self.close_connection = True
            if not began:
                url = self.server.ways.signer.url
                self._tell(
                    Unavailable(f"{url} does not answer", hint="is it running, and the address right?")
                )
        finally:
            if self.close_connection:
                self._drop()

    def _admitted(self) -> bytes:
        """Look at whether this is for us, before anything of it is read; return the body."""
        host = self.headers.get("Host", "").lower()
        if host not in {f"127.0.0.1:{self.server.port}", f"localhost:{self.server.port}"}:
            raise WrongHost("this is no server of that name", hint="call it 127.0.0.1")
        if not self._has_key():
            raise NoKey("that is not the key of this proxy", hint="use the one it printed when it started")
        if not (self.path.isascii() and self.path.isprintable()):
            raise BadInput("that is no address", hint="write what is no plain letter or sign as %XX")
        path = self.path.partition("?")[0]
        if not any(self.command == method and known.match(path) for method, known in PASSED_ON):
            raise NotPassedOn(
                f"{self.command} {path[:100]}: nothing here",
                hint="there are /v1/models, chat/completions, responses, messages and messages/count_tokens",
            )
        return self._body()

    def _has_key(self) -> bool:
        scheme, _, given = self.headers.get("Authorization", "").partition(" ")
        shown = [given.strip()] if scheme.lower() == "bearer" else []
        shown.append(self.headers.get("x-api-key", ""))
        key = self.server.ways.key.encode()
        return any(hmac.compare_digest(one.encode("utf-8", "replace"), key) for one in shown)

    def _body(self) -> bytes:
        words = "|".join(self.headers.get_all("Content-Length", ["0"]))
        if "Transfer-Encoding" in self.headers or not (words.isascii() and words.isdigit()):
            raise BadInput("the length of the body is not given", hint="send Content-Length")
        length = int(words[:15]) if len(words) <= 15 else _BODY + 1  # noqa: PLR2004  nobody writes zeros before
        if length > _BODY:
            raise LimitHit(f"the body is larger than {_BODY} bytes", hint="send less at once")
        data = self.rfile.read(length)
        if len(data) != length:
            raise ConnectionError
        self._unread = False
        return data

    def _answered(self, body: bytes) -> _Answer:
        """Ask the service; once more with another token, where it does not take this one any more."""
        answer = self._asked(body)
        if answer.status != HTTPStatus.UNAUTHORIZED:
            return answer
        answer.read()
        with self.server.lock:
            self.server.ways.signer.renew()
        return self._asked(body)

    def _asked(self, body: bytes) -> _Answer:
        ways = self.server.ways
        with self.server.lock:
            headers = ways.signer.signed(self.command, self.path.partition("?")[0])
        headers |= {name: " ".join(self.headers[name].split()) for name in _ASKED if name in self.headers}
        if ways.fallback:
            headers.setdefault("Vedette-Fallback", "allow")
        upstream = self._connected()
        upstream.request(self.command, urlsplit(ways.signer.url).path + self.path, body or None, headers)
        assert upstream.sock is not None  # noqa: S101  it is connected
        with self.server.hangups.watched(self.connection, upstream.sock):
            return upstream.getresponse()

    def _connected(self) -> http.client.HTTPConnection:
        """Return the connection to the service; a new one where the last was closed meanwhile."""
        known = self._upstream
        if known is not None and known.sock is not None and not _readable(known.sock):
            return known
        self._drop()
        parts = urlsplit(self.server.ways.signer.url)
        assert parts.hostname is not None  # noqa: S101  it was checked when this machine signed in
        made: http.client.HTTPConnection
        if parts.scheme == "https":
            secure = self.server.secure()
            made = http.client.HTTPSConnection(parts.hostname, parts.port, timeout=_REACHED, context=secure)
        else:
            made = http.client.HTTPConnection(parts.hostname, parts.port, timeout=_REACHED)
        made.connect()
        made.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        made.sock.settimeout(_ANSWER)
        self._upstream = made
        return made

    def _drop(self) -> None:
        if self._upstream is not None:
            self._upstream.close()
            self._upstream = None

    def _pass_back(self, answer: _Answer) -> None:
        """Hand the answer on as it comes."""
        self.send_response_only(answer.status)
        for name in _ANSWERED:
            if (value := answer.getheader(name)) is not None:
                self.send_header(name, value)
        length = answer.getheader("Content-Length")
        if length is not None:
            self.send_header("Content-Length", length)
            self.end_headers()
            if self._copy(answer, self.wfile.write) != int(length):
                raise ConnectionError
            return
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self._copy(answer, lambda piece: self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece)))
        self.wfile.write(b"0\r\n\r\n")

    def _copy(self, answer: _Answer, write: Callable[[bytes], object]) -> int:
        """Write what comes, and return how many bytes that were."""
        upstream = self._upstream
        assert upstream is not None  # noqa: S101  the answer comes from there
        line = upstream.sock
        # Without one, the connection ends with the answer.
        with nullcontext() if line is None else self.server.hangups.watched(self.connection, line):
            size = 0
            for piece in _pieces(answer):
                write(piece)
                size += len(piece)
            return size

    def _tell(self, error: VedetteError) -> None:
        """Say what is wrong, in the words of the client's format."""
        manner = ANTHROPIC if self.path.startswith("/v1/messages") else OPENAI
        said = problems.problem(error)
        body = manner.written(said)
        headers = trouble.headers(said, problems.headers(error, said))
        with suppress(OSError):
            self.send_response_only(said.status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(body)
            self._hear_out()

    def _hear_out(self) -> None:
        """Take what is still on its way: who closes on it throws away what was just said."""
        if not self._unread or self.headers.get("Content-Length", "0") == "0":
            return
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_WR)
        self.connection.settimeout(_HEARD_OUT)
        left = 2 * _BODY
        while left > 0 and (piece := self.connection.recv(_PIECE)):
            left -= len(piece)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  as its parent has it
        """Log nothing: what people ask is theirs."""


_Answer = http.client.HTTPResponse


def _pieces(answer: _Answer) -> Iterator[bytes]:
    while piece := answer.read1(_PIECE):
        yield piece


def _readable(line: socket.socket) -> bool:
    """Tell whether something came on a connection that should be silent: its end, mostly."""
    poll = select.poll()
    poll.register(line, select.POLLIN)
    return bool(poll.poll(0))
