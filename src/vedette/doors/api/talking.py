"""A conversation with a model: through the gate, whole or as it comes, until whoever asked hangs up."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import msgspec
from starlette.types import Receive, Send

from vedette.app.callers import Caller
from vedette.app.jobs import Job
from vedette.app.model_answers import Conversation, Spoken
from vedette.app.model_requests import UseModel
from vedette.app.steps import Steps
from vedette.core.dialogue import Delta
from vedette.core.errors import Refused
from vedette.doors.api import problems
from vedette.doors.api.channel import Channel
from vedette.doors.api.door import Door
from vedette.doors.api.problems import Gone
from vedette.doors.api.routes import Page
from vedette.doors.api.service import Answered
from vedette.doors.api.wire.speech import Json, Speech, Turn, Voice

_SEND_SECONDS: Final = 30.0
_AT_ONCE: Final = 0.5
"""Seconds until we look whether somebody still listens."""
_JSON: Final = "application/json"
Understood = Callable[[], tuple[Caller, Speech]]
"""Says who asks what; called in a thread, where it may block."""


class Over(Refused):
    """The right to hear an answer has ended while it came."""


class Talk:
    """One question and its answer."""

    def __init__(self, door: Door, understood: Understood) -> None:
        """Begin in the event loop."""
        self._door = door
        self._understood = understood
        self._loop = asyncio.get_running_loop()
        self._channel = Channel()
        self._job: Job = Job()
        self._caller: Caller | None = None
        self._checked = self._loop.time()
        self._speech: Speech | None = None
        self._gone = False
        self._voice: Voice | None = None

    async def run(self, receive: Receive, send: Send) -> Page | None:
        """Have it answered; return the page, if the answer is one and was not sent already.

        Raises:
            Gone: whoever asked has hung up.

        """
        with self._door.woken(self._stop_soon):
            running = self._door.converse(self._steps())
            running.add_done_callback(self._over)
            watcher: asyncio.Task[None] | None = None
            try:
                await self._channel.wait(_AT_ONCE)
                if not running.done():  # most are over by now, and nobody hangs up so soon
                    watcher = asyncio.ensure_future(self._watch(receive))
                return await self._follow(running, send)
            finally:
                self._leave()
                if watcher is not None:
                    watcher.cancel()

    async def _follow(self, running: asyncio.Future[Answered], send: Send) -> Page | None:
        try:
            await self._pass_on(running, send)
            result = running.result()
            if self._voice is None and not self._streamed:
                return self._page(result)
            await self._start(send, result.receipt.decision, result.value.served)
            await self._say(send, self._ended(result))
        except Exception as error:  # before the first byte the door tells it, after that we have to
            if self._voice is None or self._gone:
                raise
            await self._say(send, self._voice.broken(problems.problem(error)))
        await send({"type": "http.response.body", "body": b""})
        return None

    @property
    def _streamed(self) -> bool:
        return self._speech is not None and self._speech.voice is not None

    async def _pass_on(self, running: asyncio.Future[Answered], send: Send) -> None:
        """Pass on what is heard, and say now and then that we are there, until the run is over."""
        quiet = self._loop.time()
        while True:
            over = running.done()  # looked at first, so that the last part is not missed
            heard = self._channel.taken()
            if self._gone:
                raise Gone
            if heard:
                await self._hear(send, heard)
                quiet = self._loop.time()
            elif over:
                return
            else:
                await self._channel.wait(self._door.options.recheck)
            await self._recheck()
            if self._loop.time() - quiet >= self._door.options.heartbeat:
                await self._beat(send)
                quiet = self._loop.time()

    async def _recheck(self) -> None:
        """Look now and then whether whoever asked may still hear this.

        Raises:
            Over: they may not.

        """
        if self._caller is None or self._loop.time() - self._checked < self._door.options.recheck:
            return
        self._checked = self._loop.time()
        if not await self._door.work(partial(self._door.service.holds, self._caller)):
            raise Over("the right to hear this has ended", hint="sign in again")

    async def _hear(self, send: Send, heard: list[Delta]) -> None:
        voice = await self._begun(send)
        if words := b"".join(voice.hear(one) for one in heard):
            await self._say(send, words)

    async def _beat(self, send: Send) -> None:
        """Say that we are still there: not before somebody was allowed to answer, for that may be refused."""
        job = self._job
        if isinstance(job, Conversation) and job.served:
            voice = await self._begun(send)
            await self._say(send, voice.pulse)

    async def _begun(self, send: Send) -> Voice:
        job = self._job
        assert isinstance(job, Conversation)  # noqa: S101  only such a job is heard
        return await self._start(send, job.decision, job.served)

    async def _start(self, send: Send, decision: str, served: str) -> Voice:
        """Send the head of a stream, and the event that begins it, unless that was done."""
        if self._voice is None:
            speech = self._asked()
            assert speech.voice is not None  # noqa: S101  it is a stream
            voice = speech.voice(_turn(speech, decision, served))
            heads = _names(decision, served) | {"content-type": "text/event-stream; charset=utf-8"}
            heads["x-accel-buffering"] = "no"
            await send({"type": "http.response.start", "status": 200, "headers": _raw(heads)})
            self._voice = voice
            await self._say(send, voice.begin())
        return self._voice

    def _ended(self, result: Answered) -> bytes:
        assert self._voice is not None  # noqa: S101  it began
        return self._voice.end(result.value.reply, _proof(self._asked(), result))

    def _page(self, result: Answered) -> Page:
        speech, spoken, decision = self._asked(), result.value, result.receipt.decision
        body = speech.whole(_turn(speech, decision, spoken.served), spoken.reply, _proof(speech, result))
        return Page(body=msgspec.json.encode(body), media=_JSON, headers=_names(decision, spoken.served))

    def _asked(self) -> Speech:
        assert self._speech is not None  # noqa: S101  without one, the run has failed
        return self._speech

    def _steps(self) -> Steps[Answered]:
        """Understand, and ask the gate; the thread that takes this forward is the lane's."""
        caller, speech = self._understood()
        self._caller = caller
        if speech.voice is not None:
            self._job = Conversation(self._channel.put)
        self._speech = speech
        request = UseModel(ask=speech.ask)
        with self._door.talks.joined(caller.subject.id):
            return (
                yield from self._door.service.spoken(
                    caller, speech.wanted, request, self._job, lower=speech.lower
                )
            )

    async def _say(self, send: Send, words: bytes) -> None:
        try:
            async with asyncio.timeout(_SEND_SECONDS):
                await send({"type": "http.response.body", "body": words, "more_body": True})
        except TimeoutError:
            self._gone = True
            raise Gone from None

    async def _watch(self, receive: Receive) -> None:
        """Notice when nobody listens any more."""
        while (await receive())["type"] != "http.disconnect":
            pass
        self._gone = True
        self._job.cancel()
        self._channel.look()

    def _over(self, running: asyncio.Future[Any]) -> None:
        """Look again; and take note of what went wrong where nobody else does."""
        if not running.cancelled():
            running.exception()
        self._channel.look()

    def _leave(self) -> None:
        """Have the model stop, if it still speaks."""
        self._job.cancel()
        self._channel.close()

    def _stop_soon(self) -> None:
        """Let it end by itself for a while; called when the server stops."""
        wait = self._door.options.talk_finish
        self._loop.call_soon_threadsafe(self._loop.call_later, wait, self._leave)


def _turn(speech: Speech, decision: str, served: str) -> Turn:
    return Turn(decision=decision, asked=speech.wanted, served=served, at=int(time.time()))


def _names(decision: str, served: str) -> dict[str, str]:
    """Return the headers that say who answers, and by which decision; clients look for it by other names."""
    return {
        "Vedette-Model": served,
        "Vedette-Decision": decision,
        "x-request-id": decision,
        "request-id": decision,
    }


def _proof(speech: Speech, result: Answered) -> Json:
    """Return what stands in each answer beside what its format has."""
    spoken: Spoken = result.value
    notes = speech.notes
    if speech.lower and spoken.served != speech.wanted:
        notes += (f"{speech.wanted} may not be used; {spoken.served} answered, as Vedette-Fallback allows",)
    return {
        "decision": result.receipt.decision,
        "receipt": result.receipt,
        "asked": speech.wanted,
        "served": spoken.served,
        "back_end": spoken.back_end,
        "notes": (*notes, *spoken.notes),
    }


def _raw(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
