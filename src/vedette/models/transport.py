"""One POST to the one server an operator named: kept alive, verified, bounded, and ended when time is over.

No redirect is followed, no proxy of the environment used. It is sent again only where the server was not
reached, says that it is busy (429, 502, 503, 504), or had just ended a connection it kept: never once an
answer began.
"""

from __future__ import annotations

import random
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http.client import RemoteDisconnected
from queue import Empty, Full
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

import urllib3
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ProtocolError
from urllib3.response import BaseHTTPResponse
from urllib3.util import Timeout

from vedette.core.errors import BadInput, Unavailable, VedetteError
from vedette.models import direct, faults, heard
from vedette.models.direct import AT_ONCE, LARGEST, LARGEST_COMPLAINT, Came, Exchange
from vedette.models.watch import WATCH, Watched

_PIECE: Final = 64 << 10
_TRIES: Final = 3
_BUSY: Final = frozenset({429, 502, 503, 504})
_MOST_WAIT: Final = 60.0
"""Seconds to wait for a server that says it is busy; told to wait longer, we say so and stop."""
_OK: Final = 200
_ENDED: Final = (RemoteDisconnected, ConnectionResetError, BrokenPipeError)
_NOW: Final = threading.local()
"""The call this thread makes."""


class Later(NamedTuple):
    """A question that takes a thread: it may have to wait, and a connection has to be made."""

    turn: int = 1
    """Which try comes next."""
    wait: float = 0.0
    """Seconds until then."""


_FIRST: Final = Later()


class _Told:
    """A connection that says what it goes over, so that it can be hung up."""

    sock: Any

    def _new_conn(self) -> Any:  # noqa: ANN401 - as urllib3 has it
        made = super()._new_conn()  # type: ignore[misc]
        call = getattr(_NOW, "call", None)
        if call is not None:
            call.fresh = True
            WATCH.connected(call, made)
        return made

    def request(self, *args: Any, **kept: Any) -> None:  # noqa: ANN401
        call = getattr(_NOW, "call", None)
        if call is not None and self.sock is not None:
            WATCH.connected(call, self.sock)
        super().request(*args, **kept)  # type: ignore[misc]


class _Plain(_Told, HTTPConnection):
    pass


class _Secure(_Told, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


@dataclass(slots=True, kw_only=True)
class Line:
    """The way to one server. Safe between threads."""

    name: str
    """Of the back-end, for errors."""
    url: str
    """Where to post to."""
    key: str = field(default="", repr=False)
    proxy: str = ""
    ca_file: str = ""
    connect_seconds: float = 5.0
    most_at_once: int = 4
    _pool: Any = field(init=False, repr=False)
    _target: str = field(init=False)
    _headers: dict[str, str] = field(init=False, repr=False)
    _head: bytes = field(init=False, repr=False)
    """The same as it goes over a connection that is kept; empty where it had better not."""

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        self._target = parts.path or "/"
        self._headers = {"Content-Type": "application/json", "User-Agent": "vedette"}
        if self.key:
            self._headers["Authorization"] = f"Bearer {self.key}"
        made = self._manager(secure=parts.scheme == "https")
        made.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}
        self._pool = made.connection_from_host(parts.hostname, parts.port, parts.scheme)
        self._head = b"" if self.proxy else direct.head(parts, self._headers)
        if self.proxy and parts.scheme == "http":
            self._target = self.url

    def _manager(self, *, secure: bool) -> urllib3.PoolManager:
        how: dict[str, Any] = {"maxsize": self.most_at_once, "block": False}
        if secure:
            context = ssl.create_default_context()
            context.minimum_version = ssl.TLSVersion.TLSv1_2
            if self.ca_file:
                self._believe(context)
            how |= {"ssl_context": context, "cert_reqs": "CERT_REQUIRED"}
        if self.proxy:
            return urllib3.ProxyManager(self.proxy, **how)
        return urllib3.PoolManager(**how)

    def _believe(self, context: ssl.SSLContext) -> None:
        try:
            context.load_verify_locations(self.ca_file)
        except OSError as error:  # an SSLError is one too
            raise BadInput(
                f"{self.name}: the certificates in {self.ca_file} cannot be read",
                hint="ca_file is a file of certificates in PEM",
            ) from error

    def whole(self, body: bytes, call: Watched, later: Later = _FIRST) -> bytes:
        """Return a whole answer; `later`: where this is not the first try.

        Raises:
            Unavailable, BadInput: there is none; as `dialogue.LanguageModel.answer`.

        """
        self._wait(later.wait, call)
        answer = self._opened(body, call, "application/json", later.turn)
        try:
            data = b"".join(_read(answer))
        except faults.FAILURES as error:
            self._drop(answer)
            raise faults.broken(self.name, error, call) from None
        if call.why or len(data) > LARGEST:
            self._drop(answer)
            raise faults.broken(self.name, direct.ENDLESS, call)
        return data

    def pieces(self, body: bytes, call: Watched) -> Iterator[bytes]:
        """Give the bytes of an answer as they come; whoever stops early hangs up.

        Raises:
            Unavailable, BadInput: as `whole`.

        """
        answer = self._opened(body, call, "text/event-stream")
        size, over = 0, False
        try:
            for piece in _read(answer):
                size += len(piece)
                yield piece
            over = size <= LARGEST and not call.why
        except faults.FAILURES as error:
            raise faults.broken(self.name, error, call) from None
        finally:
            if not over:
                self._drop(answer)
        if not over:
            raise faults.broken(self.name, direct.ENDLESS, call)

    def directly(self, body: bytes, call: Watched) -> Exchange[bytes | Later]:
        """Return a whole answer over a connection that is kept; without one, or where that was no use, later.

        Raises:
            Unavailable, BadInput: as `whole`.

        """
        parser = direct.parsing()
        connection = self._kept() if parser and self._head else None
        if connection is None or parser is None:
            return _FIRST
        came: Came | None = None
        try:
            came = yield from direct.exchange(connection.sock, self._request(body), call, parser)
        except direct.Stale:
            return _FIRST
        except direct.Stopped:
            raise faults.stopped(self.name, call) from None
        except faults.FAILURES as error:
            raise faults.broken(self.name, error, call) from None
        finally:
            self._back(connection, stays=came is not None and came.stays)
        return self._understood(came, call)

    def _understood(self, came: Came, call: Watched) -> bytes | Later:
        if came.status != _OK:
            wait = _asked_to_wait(came.headers.get("retry-after", ""), 1)
            if came.status in _BUSY and wait <= min(_MOST_WAIT, call.left()):
                return Later(2, wait)
            raise faults.answered(self.name, came.status, bytes(came.data[:LARGEST_COMPLAINT]), self.key)
        given, packed = came.headers.get("content-type", ""), came.headers.get("content-encoding", "")
        self._fit(given, packed, "application/json")
        if len(came.data) > LARGEST:
            raise faults.broken(self.name, direct.ENDLESS, call)
        return bytes(came.data)

    def _kept(self) -> Any:  # noqa: ANN401 - a connection, as urllib3 has it
        """Take a connection that can be used at once, if there is one: the last that came back."""
        try:
            connection = self._pool.pool.get_nowait()
        except (Empty, AttributeError):
            return None
        if connection is not None and direct.fresh(connection):
            return connection
        self._back(connection, stays=False)
        return None

    def _back(self, connection: Any, *, stays: bool) -> None:  # noqa: ANN401 - as above
        """Give a connection, or the place of one, back."""
        if connection is not None and not stays:
            connection.close()
        with suppress(Full, AttributeError):
            self._pool.pool.put_nowait(connection)

    def _request(self, body: bytes) -> bytes:
        return b"%sContent-Length: %d\r\n\r\n%s" % (self._head, len(body), body)

    def _wait(self, seconds: float, call: Watched) -> None:
        if seconds:
            call.sleep(seconds)
            if call.why:
                raise faults.stopped(self.name, call, Unavailable)

    def _opened(self, body: bytes, call: Watched, media: str, first: int = 1) -> BaseHTTPResponse:
        """Post until something comes back, and return it with its body unread."""
        for turn in range(first, _TRIES + 1):
            last = turn == _TRIES
            try:
                answer = self._sent(body, call)
            except faults.FAILURES as error:
                if last or not faults.unreached(error) or call.due():
                    raise faults.broken(self.name, error, call) from None
                call.sleep(_pause(turn))
                continue
            if call.why:  # hung up within its headers, which then seem to be all
                self._drop(answer)
                raise faults.stopped(self.name, call)
            if answer.status == _OK:
                self._check(answer, media)
                return answer
            failed = self._failed(answer)
            wait = _asked_to_wait(answer.headers.get("Retry-After", ""), turn)
            if last or answer.status not in _BUSY or wait > min(_MOST_WAIT, call.left()):
                raise failed
            self._wait(wait, call)
        raise AssertionError("a try is the last")

    def _sent(self, body: bytes, call: Watched) -> BaseHTTPResponse:
        """Post; where a kept connection turns out to be over, over another: it ended before it was asked."""
        for _ in range(self.most_at_once + 1):
            began = time.monotonic()
            try:
                return self._post(body, call)
            except ProtocolError as error:
                at_once = time.monotonic() - began < AT_ONCE
                if call.fresh or call.why or not at_once or not isinstance(error.args[-1], _ENDED):
                    raise
        return self._post(body, call)

    def _post(self, body: bytes, call: Watched) -> BaseHTTPResponse:
        left = max(call.left(), 0.001)
        call.fresh = False
        _NOW.call = call
        try:
            made: BaseHTTPResponse = self._pool.urlopen(
                "POST",
                self._target,
                body=body,
                headers=self._headers,
                retries=False,
                redirect=False,
                assert_same_host=False,
                preload_content=False,
                decode_content=False,
                timeout=Timeout(connect=min(self.connect_seconds, left), read=left + 1),
            )
        finally:
            _NOW.call = None
        return made

    def _check(self, answer: BaseHTTPResponse, media: str) -> None:
        given, packed = answer.headers.get("Content-Type", ""), answer.headers.get("Content-Encoding", "")
        try:
            self._fit(given, packed, media)
        except VedetteError:
            self._drop(answer)
            raise

    def _fit(self, given: str, packed: str, media: str) -> None:
        """Refuse an answer of another sort than was asked for."""
        given = given.partition(";")[0].strip().lower()
        if given == media and packed.lower() in {"", "identity"}:
            return
        what = (
            f"{given[:40]!r} instead of {media}"
            if given != media
            else "something packed, which nobody asked for"
        )
        raise faults.unusable(self.name, heard.Garbage(what))

    def _failed(self, answer: BaseHTTPResponse) -> VedetteError:
        try:
            data = answer.read(LARGEST_COMPLAINT)
        except faults.FAILURES:
            data = b""
        self._drop(answer)
        return faults.answered(self.name, answer.status, data, self.key)

    def _drop(self, answer: BaseHTTPResponse) -> None:
        """Give a connection up that is not at the end of its answer."""
        answer.close()
        answer.release_conn()


def _read(answer: BaseHTTPResponse) -> Iterator[bytes]:
    """Give what comes, until its end, or until it is more than any answer is."""
    size = 0
    while size <= LARGEST and (piece := answer.read1(_PIECE)):
        size += len(piece)
        yield piece


def _pause(turn: int) -> float:
    """Return seconds to wait, more each time, and never quite the same for two."""
    return float(2 ** (turn - 1)) * (0.25 + random.random() / 4)  # noqa: S311 - no secret


def _asked_to_wait(given: str, turn: int) -> float:
    """Return the seconds a server asks us to wait; a pause of ours where it does not say."""
    given = given.strip()
    if given.isascii() and given.isdigit():
        return float(given[:9])
    try:
        return max(parsedate_to_datetime(given).timestamp() - time.time(), 0.0)
    except (ValueError, TypeError, OverflowError):
        return _pause(turn)
