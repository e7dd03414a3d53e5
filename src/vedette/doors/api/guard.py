"""The outermost layer: bounds before anything is read, headers for browsers, errors as problems."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vedette.core.errors import BadInput
from vedette.doors.api import problems
from vedette.doors.api.door import Door
from vedette.doors.api.metrics import Watch
from vedette.doors.api.problems import Busy, Gone, LongAddress, LongHeaders, Problem, TooSlow
from vedette.doors.api.wire import trouble
from vedette.doors.api.wire.trouble import Manner

_SAFE: Final = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_TLS_ONLY: Final = (b"strict-transport-security", b"max-age=63072000; includeSubDomains")
_MAY_REPEAT: Final = frozenset((b"accept", b"accept-encoding", b"accept-language", b"via", b"forwarded"))
_DRAIN_SECONDS: Final = 2.0
_DRAIN_BYTES: Final = 64 * 1024 * 1024
ROUTE: Final = "vedette.route"
"""Where in the scope the path of the route stands, once it is known."""
MANNER: Final = "vedette.manner"
"""Where in the scope stands how its clients are told what went wrong, if not as problems."""


class Guard:
    """Around everything that is served."""

    def __init__(self, app: ASGIApp, door: Door, watch: Watch) -> None:
        self._app = app
        self._door = door
        self._watch = watch
        self._in_flight = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, whatever comes of it."""
        if scope["type"] != "http":
            return
        heard, said = _Heard(receive), _Said(send, secure=self._door.options.secure)
        began = time.perf_counter()
        self._in_flight += 1
        try:
            self._check(scope)
            await self._app(scope, heard, said)
        except Gone:
            return
        except Exception as error:  # noqa: BLE001  no traceback reaches a caller
            await self._tell(error, heard, said, scope)
        finally:
            self._in_flight -= 1
            route = scope.get(ROUTE, "none")
            self._watch.saw(scope["method"], route, said.status, time.perf_counter() - began)

    def _check(self, scope: Scope) -> None:
        """Refuse what is too much before anybody looks at it."""
        most, headers = self._door.options, scope["headers"]
        if self._in_flight > most.in_flight:
            raise Busy("too much is asked at once", hint="try again in a moment")
        size = sum(len(name) + len(value) + 4 for name, value in headers)
        if size > most.header_bytes or len(headers) > most.headers:
            raise LongHeaders(f"more than {most.header_bytes} bytes of headers", hint="send fewer of them")
        if len(scope["raw_path"]) + len(scope["query_string"]) > most.url_bytes:
            raise LongAddress(f"more than {most.url_bytes} bytes of address", hint="send less in it")
        names = [name for name, _ in headers if name not in _MAY_REPEAT]
        if len(set(names)) != len(names):
            raise BadInput("a header stands there twice", hint="send it once")
        if any(not one.isprintable() for one in scope["path"]):
            raise BadInput("the path holds what cannot be printed", hint="see /openapi.json for the paths")

    async def _tell(self, error: Exception, heard: _Heard, said: _Said, scope: Scope) -> None:
        """Tell what went wrong, if that can still be told."""
        what = problems.problem(error)
        if said.status:
            return  # half an answer is out; the connection is closed on it
        page, given = _told(what, error, scope.get(MANNER))
        waits = any(name == b"expect" for name, _ in scope["headers"]) and not heard.began
        if not (waits or heard.over or isinstance(error, TooSlow)):
            await heard.drain()
        headers = given | {"Content-Length": str(len(page))}
        if not heard.over:
            headers["Connection"] = "close"
        await said({"type": "http.response.start", "status": what.status, "headers": _raw(headers)})
        await said({"type": "http.response.body", "body": page})


class _Heard:
    """The body of a request, and whether all of it was read."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self.began = False
        self.over = False

    async def __call__(self) -> Message:
        self.began = True
        message = await self._receive()
        self.over = self.over or not message.get("more_body", False)
        return message

    async def drain(self) -> None:
        """Throw away what is still on its way, within reason, so that the caller gets to read our answer."""
        size = 0
        try:
            async with asyncio.timeout(_DRAIN_SECONDS):
                while not self.over and size < _DRAIN_BYTES:
                    size += len((await self()).get("body", b""))
        except TimeoutError:
            return


class _Said:
    """An answer on its way out, with the headers every answer has."""

    def __init__(self, send: Send, *, secure: bool) -> None:
        self._send = send
        self._safe = (*_SAFE, _TLS_ONLY) if secure else _SAFE
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            given = [(name.lower(), value) for name, value in message.get("headers", ())]
            known = {name for name, _ in given}
            message["headers"] = given + [one for one in self._safe if one[0] not in known]
        await self._send(message)


def _told(what: Problem, error: Exception, manner: Manner | None) -> tuple[bytes, dict[str, str]]:
    """Return the words for what went wrong, and the headers they go with."""
    headers = dict(problems.headers(error, what))
    if manner is None:
        return problems.written(what), headers
    return manner.written(what), trouble.headers(what, headers)


def _raw(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
