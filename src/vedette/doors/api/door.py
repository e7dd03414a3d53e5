"""What all routes share: the service, where we are on the net, how much may be under way, whether we stop."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

import anyio
from anyio import to_thread

from vedette.app.job_answers import TooMany
from vedette.app.steps import Steps
from vedette.doors.api.crowd import Crowd
from vedette.doors.api.lane import Lane
from vedette.doors.api.networks import Networks
from vedette.doors.api.problems import Busy
from vedette.doors.api.service import Service

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How the door behaves."""

    public_url: str
    """What callers know us as, without a slash at its end; never what a request says of its host."""
    networks: Networks = field(default_factory=Networks)
    """Knows which proxies say where others come from."""
    lanes: int = 1
    """Threads that decide and write down, each for many: more than one where the database is far away."""
    threads: int = 32
    """Requests at once whose work takes long."""
    strangers: int = 4
    """Requests at work of those who have not signed in."""
    strangers_waiting: int = 64
    uploads: int = 8
    """Uploads arriving at once."""
    in_flight: int = 256
    """Requests at work or waiting for their turn."""
    talks: int = 64
    """Conversations with models at once: each has a thread where one has to wait for the model."""
    person_talks: int = 16
    talk_finish: float = 10.0
    """Seconds a conversation has to end by itself when the server stops."""
    streams: int = 256
    """Followers of jobs at once."""
    person_streams: int = 8
    header_bytes: int = 16 * 1024
    headers: int = 100
    url_bytes: int = 8 * 1024
    json_bytes: int = 10 * 1024 * 1024
    """No route takes a larger body, whatever its row says."""
    body_seconds: float = 15.0
    """Until the whole of a body has arrived."""
    chunk_seconds: float = 15.0
    """Until more of an upload has arrived."""
    least_rate: int = 16 * 1024
    """Bytes a second an upload has to come in at."""
    heartbeat: float = 15.0
    recheck: float = 4.0
    """Seconds between looks at whether a follower's rights still hold."""

    @property
    def secure(self) -> bool:
        """Whether callers reach us over TLS."""
        return self.public_url.startswith("https://")


class Door:
    """Shared by all routes; made inside the event loop or outside."""

    def __init__(self, service: Service, options: Options) -> None:
        self.service = service
        self.options = options
        self.stopping = False
        self.asked_after = False
        """Whether somebody has asked if we are ready, and so may go by the answer."""
        self._threads = ThreadPoolExecutor(options.threads, "vedette-door")
        self._lanes = [Lane(self._threads) for _ in range(options.lanes)]
        self._strangers = ThreadPoolExecutor(options.strangers, "vedette-entrance")
        self._at_entrance = 0
        self._talkers = ThreadPoolExecutor(options.talks, "vedette-talk")
        self.talks = Crowd(options.talks, options.person_talks)
        self._uploads = anyio.CapacityLimiter(options.uploads)
        self._followers: Counter[str] = Counter()
        self._wakes: set[Callable[[], None]] = set()

    def stop(self) -> None:
        """Say that we are about to go: not ready any more, and nobody follows anything."""
        self.stopping = True
        for wake in list(self._wakes):
            wake()

    def going(self) -> bool:
        """Return whether we are about to go, to somebody who asks and may ask again."""
        self.asked_after = True
        return self.stopping

    async def forward(self, steps: Steps[T]) -> T:
        """Take a run through the gate to its end."""
        return await min(self._lanes, key=lambda one: one.under_way).run(steps)

    def converse(self, steps: Steps[T]) -> asyncio.Future[T]:
        """Begin the same for a conversation, which has a thread of its own while the model answers."""
        return min(self._lanes, key=lambda one: one.under_way).start(steps, self._talkers)

    async def work(self, what: Callable[[], T]) -> T:
        """Do something that blocks, in a thread: of a plain pool, which takes half the time of anyio's."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, what)

    async def welcome(self, what: Callable[[], T]) -> T:
        """Do something that blocks for somebody we do not know: few threads, so that members have the rest.

        Raises:
            Busy: too many strangers are waiting.

        """
        if self._at_entrance >= self.options.strangers + self.options.strangers_waiting:
            raise Busy("too many are at the entrance", hint="try again in a moment")
        self._at_entrance += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._strangers, what)
        finally:
            self._at_entrance -= 1

    async def receive(self, what: Callable[[], T]) -> T:
        """Do something that waits for an upload, in a thread that is not one of the others.

        Raises:
            Busy: too many uploads are arriving.

        """
        if self._uploads.available_tokens < 1:
            raise Busy("too many uploads are on their way", hint="try again in a moment")
        return await to_thread.run_sync(what, limiter=self._uploads)

    @contextmanager
    def woken(self, wake: Callable[[], None]) -> Iterator[None]:
        """Have somebody told when we stop."""
        self._wakes.add(wake)
        try:
            yield
        finally:
            self._wakes.discard(wake)

    @contextmanager
    def following(self, who: str, wake: Callable[[], None]) -> Iterator[None]:
        """Count a follower, and wake it when we stop.

        Raises:
            TooMany: this person follows enough already, or everybody together does.

        """
        most = self.options
        if self._followers[who] >= most.person_streams or self._followers.total() >= most.streams:
            raise TooMany("too much is followed already", hint="close another stream first")
        self._followers[who] += 1
        self._wakes.add(wake)
        try:
            yield
        finally:
            self._wakes.discard(wake)
            self._followers[who] -= 1
            if not self._followers[who]:
                del self._followers[who]
