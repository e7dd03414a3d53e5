"""`/mcp`: tools for members' agents, over streamable HTTP. Signed like every request; each call is decided.

The protocol is the SDK's business, the words are `doors.mcp`'s. No session is kept: what comes in one request
is answered in it.
"""

from __future__ import annotations

import asyncio
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from starlette.types import Message, Receive, Scope, Send

from vedette.app.asking import Request
from vedette.app.callers import Caller
from vedette.app.steps import driven
from vedette.core.limits import MIB
from vedette.doors.api import bodies
from vedette.doors.api.answering import understood
from vedette.doors.api.crowd import Crowd
from vedette.doors.api.door import Door
from vedette.doors.api.guard import ROUTE
from vedette.doors.api.problems import NotThisWay

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

    from vedette.doors.mcp.standing import Standing

PATH: Final = "/mcp"
_MOST: Final = MIB
_HOME: Final = "127.0.0.1"
_AT_HOME: Final = (f"{_HOME}:*", "localhost:*")


@dataclass(frozen=True, slots=True)
class InService:
    """A member, before the gate of the service."""

    door: Door
    caller: Caller

    def may(self, capability: str) -> bool:
        """Tell whether this caller could use a capability now."""
        return self.door.service.may(self.caller, capability)

    def run(self, capability: str, request: Request[Any]) -> tuple[Any, str]:
        """Do it through the gate."""
        result = driven(self.door.service.gate.steps(self.caller, capability, request))
        return result.value, result.receipt.decision


class Agents:
    """Serves the path. The SDK is loaded when the first agent comes."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._who: ContextVar[Standing] = ContextVar("who")
        self._made: StreamableHTTPSessionManager | None = None
        self._kept: asyncio.Task[None] | None = None
        self._one = asyncio.Lock()
        self._crowd = Crowd(door.options.talks, door.options.person_talks)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request of an agent.

        Raises:
            Unauthenticated: it is not signed by a key we know.
            NotThisWay: it is no POST: there is no stream to follow, and no session to end.
            TooMany: this member's agents ask enough already.
            LimitHit, TooSlow: the body is too large, or does not arrive.

        """
        scope[ROUTE] = PATH
        asked = understood(scope, self._door)
        caller = await self._door.work(
            partial(self._door.service.authenticate, asked.method, asked.url, asked.headers, asked.network)
        )
        if asked.method != "POST":
            raise NotThisWay(asked.method, ("POST",))
        manager = await self._manager()
        self._who.set(InService(self._door, caller))
        with self._crowd.joined(caller.subject.id):
            body = await bodies.whole(receive, _MOST, self._door.options.body_seconds)
            await manager.handle_request(scope, _again(body, receive), send)

    async def _manager(self) -> StreamableHTTPSessionManager:
        async with self._one:
            if self._made is None:
                ready = asyncio.get_running_loop().create_future()
                made = self._new()
                self._kept = asyncio.create_task(_running(made, ready))
                await ready
                self._made = made
        return self._made

    def _new(self) -> StreamableHTTPSessionManager:
        from mcp.server.streamable_http_manager import StreamableHTTPSessionManager  # noqa: PLC0415
        from mcp.server.transport_security import TransportSecuritySettings  # noqa: PLC0415

        from vedette.doors.mcp.server import server  # noqa: PLC0415

        address = urlsplit(self._door.options.public_url)
        at_home = address.hostname == _HOME and address.port is None  # on whatever port was free
        return StreamableHTTPSessionManager(
            server(self._who.get),
            json_response=True,
            stateless=True,
            max_request_body_size=_MOST,
            security_settings=TransportSecuritySettings(
                allowed_hosts=[address.netloc, *(_AT_HOME if at_home else ())],
                allowed_origins=[f"{address.scheme}://{address.netloc}"],
            ),
        )


def _again(body: bytes, receive: Receive) -> Receive:
    """Give a body that has arrived, then whatever comes."""
    given = iter(({"type": "http.request", "body": body, "more_body": False},))

    async def heard() -> Message:
        return next(given, None) or await receive()

    return heard


async def _running(manager: StreamableHTTPSessionManager, ready: asyncio.Future[None]) -> None:
    """Keep what serves the requests, until the loop ends."""
    async with manager.run():
        ready.set_result(None)
        await asyncio.Event().wait()
