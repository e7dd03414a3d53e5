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
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http.client import RemoteDisconnected
from typing import Any, Final
from urllib.parse import urlsplit

import urllib3
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ProtocolError
from urllib3.response import BaseHTTPResponse
from urllib3.util import Timeout

from vedette.core.errors import BadInput, Unavailable, VedetteError
from vedette.models import faults, heard
from vedette.models.watch import WATCH, Watched

LARGEST: Final = 16 << 20
"""Bytes of an answer."""
_LARGEST_COMPLAINT: Final = 64 << 10
_PIECE: Final = 64 << 10
_TRIES: Final = 3
_BUSY: Final = frozenset({429, 502, 503, 504})
_MOST_WAIT: Final = 60.0
"""Seconds to wait for a server that says it is busy; told to wait longer, we say so and stop."""
_OK: Final = 200
_AT_ONCE: Final = 1.0
"""Seconds in which a server shows that a connection was over: later, it may have begun to work."""
_ENDED: Final = (RemoteDisconnected, ConnectionResetError, BrokenPipeError)
_ENDLESS: Final = heard.Garbage("an answer without an end")
_NOW: Final = threading.local()
"""The call this thread makes."""


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

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        self._target = parts.path or "/"
        self._headers = {"Content-Type": "application/json", "User-Agent": "vedette"}
        if self.key:
            self._headers["Authorization"] = f"Bearer {self.key}"
        made = self._manager(secure=parts.scheme == "https")
        made.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}
        self._pool = made.connection_from_host(parts.hostname, parts.port, parts.scheme)
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

    def whole(self, body: bytes, call: Watched) -> bytes:
        """Return a whole answer.

        Raises:
            Unavailable, BadInput: there is none; as `dialogue.LanguageModel.answer`.

        """
        answer = self._opened(body, call, "application/json")
        try:
            data = b"".join(_read(answer))
        except faults.FAILURES as error:
            self._drop(answer)
            raise faults.broken(self.name, error, call) from None
        if call.why or len(data) > LARGEST:
            self._drop(answer)
            raise faults.broken(self.name, _ENDLESS, call)
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
            raise faults.broken(self.name, _ENDLESS, call)

    def _opened(self, body: bytes, call: Watched, media: str) -> BaseHTTPResponse:
        """Post until something comes back, and return it with its body unread."""
        for turn in range(1, _TRIES + 1):
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
            wait = _asked_to_wait(answer, turn)
            if last or answer.status not in _BUSY or wait > min(_MOST_WAIT, call.left()):
                raise failed
            call.sleep(wait)
            if call.why:
                raise faults.stopped(self.name, call, Unavailable)
        raise AssertionError("a try is the last")

    def _sent(self, body: bytes, call: Watched) -> BaseHTTPResponse:
        """Post; where a kept connection turns out to be over, over another: it ended before it was asked."""
        for _ in range(self.most_at_once + 1):
            began = time.monotonic()
            try:
                return self._post(body, call)
            except ProtocolError as error:
                at_once = time.monotonic() - began < _AT_ONCE
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
        given = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        packed = answer.headers.get("Content-Encoding", "identity").lower()
        if given == media and packed == "identity":
            return
        self._drop(answer)
        what = (
            f"{given[:40]!r} instead of {media}"
            if given != media
            else "something packed, which nobody asked for"
        )
        raise faults.unusable(self.name, heard.Garbage(what))

    def _failed(self, answer: BaseHTTPResponse) -> VedetteError:
        try:
            data = answer.read(_LARGEST_COMPLAINT)
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


def _asked_to_wait(answer: BaseHTTPResponse, turn: int) -> float:
    """Return the seconds a server asks us to wait; a pause of ours where it does not say."""
    given = answer.headers.get("Retry-After", "").strip()
    if given.isascii() and given.isdigit():
        return float(given[:9])
    try:
        return max(parsedate_to_datetime(given).timestamp() - time.time(), 0.0)
    except (ValueError, TypeError, OverflowError):
        return _pause(turn)
