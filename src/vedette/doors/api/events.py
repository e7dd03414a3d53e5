"""Server-sent events: what happens to a job, as it happens, until it ends, or the right to watch it does."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Final

import msgspec
from starlette.types import Receive, Send

from vedette.app.callers import Caller
from vedette.app.job_answers import Event, Feed
from vedette.core.errors import BadInput
from vedette.doors.api.door import Door

_SEND_SECONDS: Final = 30.0
_DIGITS: Final = 15


def last_seen(headers: Mapping[str, str]) -> int:
    """Return the number of the last event somebody saw before.

    Raises:
        BadInput: it is no number.

    """
    words = headers.get("last-event-id", "0")
    if not (words.isascii() and words.isdigit() and len(words) <= _DIGITS):
        raise BadInput("Last-Event-ID is no number", hint="give the id of the last event, or leave it out")
    return int(words)


class Stream:
    """One follower."""

    def __init__(self, door: Door, caller: Caller, feed: Feed, seen: int) -> None:
        self._door = door
        self._caller = caller
        self._feed = feed
        self._seen = seen
        self._wake = asyncio.Event()
        self._gone = False
        self._loop = asyncio.get_running_loop()

    async def run(self, receive: Receive, send: Send, headers: Mapping[str, str]) -> None:
        """Follow until there is nothing more, nobody listens, or we stop."""
        with self._door.following(self._caller.subject.id, self._rouse):
            watcher = asyncio.create_task(self._watch(receive))
            self._feed.wake(self._rouse)
            try:
                await send(_start(headers))
                await self._follow(send)
                await send({"type": "http.response.body", "body": b""})
            finally:
                self._feed.close()
                watcher.cancel()

    async def _follow(self, send: Send) -> None:
        await _say(send, b"retry: 2000\n\n")
        quiet = checked = self._loop.time()
        while not self._gone and not self._door.stopping:
            self._wake.clear()
            over = self._feed.over  # looked at first, so that the last event is not missed
            if news := self._feed.after(self._seen):
                await _say(send, b"".join(written(one) for one in news))
                self._seen, quiet = news[-1].number, self._loop.time()
            if over:
                return
            await self._rest(quiet)
            if self._loop.time() - checked >= self._door.options.recheck:
                checked = self._loop.time()
                if not await self._door.work(partial(self._door.service.holds, self._caller)):
                    await _say(send, b'event: ended\ndata: {"why":"the right to watch this has ended"}\n\n')
                    return
            if self._loop.time() - quiet >= self._door.options.heartbeat:
                await _say(send, b": still here\n\n")
                quiet = self._loop.time()

    async def _rest(self, quiet: float) -> None:
        """Wait for news, or until it is time for a word or a look."""
        left = quiet + self._door.options.heartbeat - self._loop.time()
        try:
            async with asyncio.timeout(max(0.0, min(left, self._door.options.recheck))):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _watch(self, receive: Receive) -> None:
        """Notice when nobody listens any more."""
        while (await receive())["type"] != "http.disconnect":
            pass
        self._gone = True
        self._wake.set()

    def _rouse(self) -> None:
        """Wake up; called from any thread."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake.set)


def written(event: Event) -> bytes:
    """Write an event down."""
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (
        event.number,
        event.kind.encode("ascii"),
        msgspec.json.encode(event),
    )


async def _say(send: Send, words: bytes) -> None:
    async with asyncio.timeout(_SEND_SECONDS):
        await send({"type": "http.response.body", "body": words, "more_body": True})


def _start(headers: Mapping[str, str]) -> dict[str, object]:
    given = {"content-type": "text/event-stream", "x-accel-buffering": "no"} | dict(headers)
    raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in given.items()]
    return {"type": "http.response.start", "status": 200, "headers": raw}
