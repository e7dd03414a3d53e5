"""A lane: one thread that takes many runs forward in turn, and waits for the disk once for all of them.

With a thread for each request the interpreter is handed around between them a hundred times a request, which
costs more than the request does. What takes long (a handler that is not brief) is done in other threads.
Where it is another machine that takes long, the lane listens at the connection itself.
"""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

from vedette.app.steps import Hearing, Steps, Wait, Where
from vedette.doors.api.peers import Peers

T = TypeVar("T")


class Lane:
    """One thread; it rests while nothing is under way, and ends when nobody has the lane any more."""

    def __init__(self, elsewhere: Executor) -> None:
        """Take where to do what takes long."""
        self._elsewhere = elsewhere
        self._thread = ThreadPoolExecutor(1, "vedette-lane")
        self._lock = threading.Lock()
        self._arrived: list[_Run] = []
        self._resting = True
        self._listening = False
        """Whether the thread waits at connections, and has to be woken."""
        self._peers: Peers[_Run] = Peers()
        self.under_way = 0
        """Runs that have not ended; counted in the event loop."""

    async def run(self, steps: Steps[T]) -> T:
        """Take a run to its end, and return its result."""
        return await self.start(steps)

    def start(self, steps: Steps[T], elsewhere: Executor | None = None) -> asyncio.Future[T]:
        """Begin to take a run to its end; `elsewhere`: where this one does what takes long."""
        run = _Run(steps, asyncio.get_running_loop(), elsewhere or self._elsewhere)
        self.under_way += 1
        run.future.add_done_callback(self._left)
        self._enter(run)
        return run.future

    def _left(self, _: asyncio.Future[Any]) -> None:
        self.under_way -= 1

    def _enter(self, run: _Run) -> None:
        """Have a run taken forward, and wake the thread if it rests; called from any thread."""
        with self._lock:
            self._arrived.append(run)
            resting, self._resting = self._resting, False
            listening, self._listening = self._listening, False
        if resting:
            self._thread.submit(self._work)
        elif listening:
            self._peers.ring()

    def _work(self) -> None:
        """Take forward what there is, round after round: whatever waits for the disk waits once a round."""
        waiting: list[_Run] = []
        while moving := self._moving(waiting):
            waiting = [run for run in moving if self._forward(run)]
            _tell(run for run in moving if run.over)

    def _moving(self, waiting: list[_Run]) -> list[_Run]:
        """Return what can go on, those first that came first; nothing: the thread may rest."""
        for run in waiting:
            run.settle()  # the first makes the entries of all of them durable
        while True:
            with self._lock:
                arrived, self._arrived = self._arrived, []
                idle = not waiting and not arrived
                self._resting = resting = idle and not self._peers
                self._listening = idle and not resting
            heard = self._peers.heard(patient=idle) if self._peers else []
            if heard or not idle or resting:
                return waiting + arrived + heard

    def _forward(self, run: _Run) -> bool:
        """Take a run as far as it goes; tell whether it waits for the disk now."""
        while (wait := run.step()) is not None:
            if wait.where is Where.TOGETHER:
                return True
            if isinstance(wait, Hearing):
                left = self._listens(run, wait)
            else:
                left = wait.where is Where.ELSEWHERE and self._sent_away(run)
            if left:
                return False
            run.settle()
        return False

    def _listens(self, run: _Run, wait: Hearing) -> bool:
        """Have a run go on when its connection is heard; not where that cannot be listened at."""
        try:
            self._peers.add(wait, run)
        except (OSError, ValueError):
            return False
        return True

    def _sent_away(self, run: _Run) -> bool:
        """Have what takes long done elsewhere; not where nobody is left there, because the process ends."""
        try:
            run.elsewhere.submit(self._away, run)
        except RuntimeError:
            return False
        return True

    def _away(self, run: _Run) -> None:
        run.settle()
        self._enter(run)


class _Run:
    """One run on its way, and who waits for its result."""

    def __init__(self, steps: Steps[Any], loop: asyncio.AbstractEventLoop, elsewhere: Executor) -> None:
        self._steps = steps
        self.elsewhere = elsewhere
        self._came: Any = None
        self._failed: BaseException | None = None
        self.loop = loop
        self.future: asyncio.Future[Any] = loop.create_future()
        self._wait: Wait | None = None
        self.over = False

    def step(self) -> Wait | None:
        """Go on with what came of the last wait, up to the next one, which is returned if there is one."""
        came, failed = self._came, self._failed
        self._came = self._failed = self._wait = None
        try:
            self._wait = self._steps.send(came) if failed is None else self._steps.throw(failed)
        except StopIteration as end:
            self._came, self.over = end.value, True
        except BaseException as error:  # noqa: BLE001  whoever waits for the run is told
            self._failed, self.over = error, True
        return self._wait

    def settle(self) -> None:
        """Wait, and keep what came of it."""
        assert self._wait is not None  # noqa: S101  it waits for something
        try:
            self._came = self._wait.wait()
        except BaseException as error:  # noqa: BLE001  the run is told
            self._failed = error

    def tell(self) -> None:
        """Give the result to whoever waits for it; called in their loop."""
        if self.future.done():
            return  # they have gone
        if self._failed is None:
            self.future.set_result(self._came)
        else:
            self.future.set_exception(self._failed)
            self._failed = None  # it holds on to frames that hold on to us


def _tell(over: Iterable[_Run]) -> None:
    """Wake each loop once for all its runs that are over."""
    by_loop: defaultdict[asyncio.AbstractEventLoop, list[_Run]] = defaultdict(list)
    for run in over:
        by_loop[run.loop].append(run)
    for loop, runs in by_loop.items():
        with suppress(RuntimeError):  # it was closed, and nobody waits
            loop.call_soon_threadsafe(_tell_all, runs)


def _tell_all(runs: list[_Run]) -> None:
    for run in runs:
        run.tell()
