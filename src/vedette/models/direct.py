"""One POST over a connection that is kept, by whoever listens at many at once: no thread stands still for it.

It hands out what it waits for. What needs a thread (a name to look up, a connection to make, a server that is
busy) is left to one: see `transport`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Mapping
from functools import cache
from socket import socket
from ssl import SSLWantReadError, SSLWantWriteError
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias, TypeVar
from urllib.parse import SplitResult

from urllib3.exceptions import ProtocolError

from vedette.models import heard
from vedette.models.watch import Watched

if TYPE_CHECKING:
    from urllib3.connection import HTTPConnection

T = TypeVar("T")
LARGEST: Final = 16 << 20
"""Bytes of an answer."""
LARGEST_COMPLAINT: Final = 64 << 10
"""Bytes of an answer that is none of those asked for."""
_LARGEST_HEAD: Final = 64 << 10
_MOST_HEADERS: Final = 100
_PIECE: Final = 64 << 10
_OK: Final = 200
_FINAL: Final = 200
"""From this status on, an answer is the last to its question."""
_SWITCHED: Final = 101
"""So is that: nothing in HTTP comes after it."""
AT_ONCE: Final = 1.0
"""Seconds in which a server shows that a connection was over: later, it may have begun to work."""
_ENDED: Final = (ConnectionResetError, BrokenPipeError)
_LATER: Final = (BlockingIOError, SSLWantReadError, SSLWantWriteError)
_PORTS: Final = {"http": 80, "https": 443}
ENDLESS: Final = heard.Garbage("an answer without an end")


class Readiness(NamedTuple):
    """What has to come before an exchange can go on."""

    line: socket
    """The connection, which does not block."""
    writing: bool
    """Whether it has to take more; else there has to be more to read."""
    over: Callable[[], bool]
    """Says whether to go on without: time is over, or nobody waits any more."""


Exchange: TypeAlias = Generator[Readiness, None, T]
"""Goes on each time its connection may be ready, or its time is over; returns what it came to."""


class Stale(Exception):
    """The connection was over before anything was asked over it."""


class Stopped(Exception):
    """Time was over, or nobody waits any more."""


class Came:
    """An answer as far as it has come; a parser of HTTP tells what it reads."""

    __slots__ = ("_count", "_headed", "_parser", "_quiet", "data", "headers", "status", "stays", "whole")

    def __init__(self, parser: type) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        """By name in lower case; of two with one name, the last."""
        self.data = bytearray()
        self.whole = False
        self.stays = False
        """Whether the connection may be used again."""
        self._count = 0
        self._headed = False
        self._quiet = 0
        """Bytes since the last of the body."""
        self._parser: Any = parser(self)

    def take(self, data: bytes) -> None:
        """Read on; no data: nothing more comes.

        Raises:
            ProtocolError: it is no answer, or ends in the middle.

        """
        size = len(self.data)
        if not data:
            self._end()
            return
        try:
            self._parser.feed_data(data)
        except Exception as error:  # the parser's own, which only it knows
            if not self.whole:
                raise ProtocolError("no answer in HTTP") from error
            self.stays = False
        self._quiet = 0 if len(self.data) > size else self._quiet + len(data)
        if self._quiet > _LARGEST_HEAD and not self.whole:
            raise ProtocolError("a head without an end")

    def enough(self) -> bool:
        """Say whether this is all, or all that is looked at."""
        most = LARGEST if self.status in {0, _OK} else LARGEST_COMPLAINT
        return self.whole or len(self.data) > most

    def begun(self) -> bool:
        """Say whether anything came."""
        return self._headed or self._quiet > 0

    def let_go(self) -> None:
        """Forget the parser, which knows us as well."""
        self._parser = None

    def _end(self) -> None:
        if not self.begun():
            raise ConnectionResetError
        if not self._headed or self.headers.keys() & {"content-length", "transfer-encoding"}:
            raise ProtocolError("an answer that ends in the middle")
        self.whole = True

    def on_message_begin(self) -> None:
        """Take note of more than one answer: whatever that is, it is none of ours."""
        self.stays = False

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; what comes behind the body is none.

        Raises:
            ProtocolError: there are too many.

        """
        self._count += 1
        if self._count > _MOST_HEADERS:
            raise ProtocolError("more headers than anybody sends")
        if not self._headed:
            self.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        """Take note that the head is over."""
        if not self.whole:
            self._headed = True
            self.status = self._parser.get_status_code()

    def on_body(self, data: bytes) -> None:
        """Take a part of the body."""
        if not self.whole:
            self.data += data

    def on_message_complete(self) -> None:
        """Take note that this was all; or only that an answer will come."""
        if self.whole:
            return
        if self.status < _FINAL and self.status != _SWITCHED:
            self._headed = False
            self.headers.clear()
            return
        self.whole = True
        self.stays = self._parser.should_keep_alive()


def head(url: SplitResult, headers: Mapping[str, str]) -> bytes:
    """Return how a POST begins, up to the length of its body; nothing for what is not plain ASCII.

    Whoever reads an address or a key with such signs in it has rules of their own for them.
    """
    host = f"[{url.hostname}]" if ":" in (url.hostname or "") else url.hostname or ""
    if url.port is not None and url.port != _PORTS.get(url.scheme):
        host = f"{host}:{url.port}"
    target = url.path or "/"
    lines = [f"POST {target} HTTP/1.1", f"Host: {host}", "Accept-Encoding: identity"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if not all(one.isascii() and one.isprintable() for one in lines) or " " in target + host:
        return b""
    return "\r\n".join([*lines, ""]).encode("ascii")


@cache
def parsing() -> type | None:
    """Return the parser of HTTP, where it is installed: it comes with what a server needs."""
    try:
        from httptools import HttpResponseParser  # noqa: PLC0415 - not everybody has it
    except ImportError:
        return None
    made: type = HttpResponseParser
    return made


def fresh(connection: HTTPConnection) -> bool:
    """Make a kept connection not block, and tell whether it is as it was left: nothing came since."""
    line = connection.sock
    if line is None:
        return False
    try:
        line.settimeout(0)
        line.recv(1)
    except _LATER:
        return True
    except (OSError, ValueError):
        return False
    return False


def exchange(line: socket, request: bytes, call: Watched, parser: type) -> Exchange[Came]:
    """Send a request and return the answer: of one that is too long, or no success, perhaps its beginning.

    Raises:
        Stale: the connection was over before that.
        Stopped: `call` is due.
        OSError, ProtocolError: what came is no answer.

    """
    began = time.monotonic()
    came = Came(parser)
    try:
        yield from _sent(line, request, call)
        yield from _received(line, came, call)
    except _ENDED as error:
        if came.begun() or time.monotonic() - began >= AT_ONCE:
            raise
        raise Stale from error
    finally:
        came.let_go()
    return came


def _sent(line: socket, request: bytes, call: Watched) -> Exchange[None]:
    rest = memoryview(request)
    while rest:
        try:
            rest = rest[line.send(rest) :]
        except _LATER as error:
            yield from _awaited(line, call, writing=not isinstance(error, SSLWantReadError))


def _received(line: socket, came: Came, call: Watched) -> Exchange[None]:
    yield from _awaited(line, call, writing=False)
    while not came.enough():
        try:
            data = line.recv(_PIECE)
        except _LATER as error:
            yield from _awaited(line, call, writing=isinstance(error, SSLWantWriteError))
        else:
            came.take(data)


def _awaited(line: socket, call: Watched, *, writing: bool) -> Exchange[None]:
    yield Readiness(line, writing, call.due)
    if call.due():
        raise Stopped
