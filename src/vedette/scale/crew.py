"""Workers that take one task after another, each bounded; a task that kills its worker is one failure.

A worker is forked from us, so that a single small task costs little. It may start no program and open no
connection: what it reads is hostile, and has no business with either. What it answers is bytes, never
unpickled.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Final, TypeAlias

from msgspec import Struct, field

from vedette.core.errors import LimitHit, Unavailable, VedetteError
from vedette.core.limits import MIB
from vedette.scale.failures import DONE, failure, fault, told

Task: TypeAlias = Callable[[bytes], bytes]
Answer: TypeAlias = tuple[int, bytes | VedetteError]
_ANSWER: Final = 512 * MIB
_LEAVE: Final = b""
"""In place of a task: go home."""
_PATIENCE: Final = 2.0
"""Seconds an idle worker has for that."""
_LOOK: Final = 0.2
"""Seconds between looks at whether it should stop."""
_LOOK_FOR_CIRCLES_AFTER: Final = 200_000
"""New objects: a small task makes fewer, and a large one can wait."""
_FORBIDDEN: Final = (
    "os.exec",
    "os.fork",
    "os.forkpty",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "pty.spawn",
    "socket.bind",
    "socket.connect",
    "socket.getaddrinfo",
    "socket.sendto",
    "subprocess.Popen",
    "webbrowser.open",
)
"""Audit events of Python no worker may cause."""


class Bounds(Struct, frozen=True, kw_only=True):
    """What one task may use."""

    seconds: float = 120.0
    """By the clock on the wall."""
    memory: int = 3072 * MIB
    """Bytes of address space of a worker, all it was forked with included."""


class _Worker(Struct):
    process: BaseProcess
    pipe: Connection
    task: int = -1
    until: float = field(default=0.0)


class Crew:
    """As many workers as are asked for, over one kind of task."""

    def __init__(self, task: Task, bounds: Bounds, width: int) -> None:
        self._task = task
        self._bounds = bounds
        self._width = max(width, 1)
        self._context = multiprocessing.get_context("fork")
        self._workers: list[_Worker] = []

    def run(self, tasks: Iterable[bytes], look: Callable[[], None]) -> Iterator[Answer]:
        """Do all tasks; yield the number of each and its answer as they come.

        Args:
            tasks: what each is given.
            look: called a few times a second; whatever it raises stops the crew.

        """
        waiting = enumerate(tasks)
        left = next(waiting, None)
        try:
            while left is not None or any(one.task >= 0 for one in self._workers):
                while left is not None and (free := self._free()) is not None:
                    self._give(free, left)
                    left = next(waiting, None)
                look()
                yield from self._answers()
        finally:
            for one in self._workers:
                _end(one)
            self._workers.clear()

    def _free(self) -> _Worker | None:
        for one in self._workers:
            if one.task < 0:
                return one
        if len(self._workers) >= self._width:
            return None
        return self._start()

    def _start(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(
            target=_serve, args=(self._task, theirs, ours, self._bounds), daemon=True, name="vedette-crew"
        )
        try:
            process.start()
        except OSError as error:
            raise Unavailable(
                f"no process could be started: {error.strerror}",
                hint="try again when the machine is less busy",
            ) from error
        theirs.close()
        made = _Worker(process, ours)
        self._workers.append(made)
        return made

    def _give(self, worker: _Worker, task: tuple[int, bytes]) -> None:
        worker.task, worker.until = task[0], time.monotonic() + self._bounds.seconds
        with contextlib.suppress(OSError):  # it is dead: that shows when its answer is read
            worker.pipe.send_bytes(task[1])

    def _answers(self) -> Iterator[Answer]:
        """Wait a little; yield what came, and what will never come."""
        busy = [one for one in self._workers if one.task >= 0]
        ready = wait([one.pipe for one in busy], _LOOK)
        for one in busy:
            if one.pipe in ready:
                yield one.task, self._heard(one)
            elif time.monotonic() > one.until:
                yield one.task, LimitHit(f"stopped after {self._bounds.seconds:g} s", hint="look at it alone")
                self._drop(one)

    def _heard(self, worker: _Worker) -> bytes | VedetteError:
        try:
            word = worker.pipe.recv_bytes(_ANSWER)
        except (EOFError, OSError):
            self._drop(worker)
            return Unavailable(
                f"what reads it died ({_ended(worker.process)})", hint="it may be made to break readers"
            )
        worker.task = -1
        return word[1:] if word[:1] == DONE else told(word[1:])

    def _drop(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        _end(worker)


def _ended(process: BaseProcess) -> str:
    process.join(_LOOK)
    code = process.exitcode
    if code is not None and code < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit code {code}"


def _end(worker: _Worker) -> None:
    """Let a worker go; one that is at work, or does not go, is killed."""
    if worker.task < 0:
        with contextlib.suppress(OSError):
            worker.pipe.send_bytes(_LEAVE)
            worker.process.join(_PATIENCE)
    worker.pipe.close()
    worker.process.kill()
    worker.process.join()


def _serve(task: Task, pipe: Connection, parents: Connection, bounds: Bounds) -> None:
    """Bind ourselves, and do what comes: all this happens in the new process."""
    parents.close()
    gc.freeze()  # what we were forked with stays: looking through it for circles would copy every page of it
    gc.set_threshold(_LOOK_FOR_CIRCLES_AFTER)
    _confine(bounds)
    with contextlib.suppress(EOFError, OSError):
        while True:
            given = pipe.recv_bytes()
            if given == _LEAVE:
                break
            try:
                answer = DONE + task(given)
            except BaseException as error:  # noqa: BLE001  whatever it is must reach those who wait
                answer = failure(fault(error))
            pipe.send_bytes(answer)
    os._exit(0)


def _confine(bounds: Bounds) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for which, value in ((resource.RLIMIT_AS, bounds.memory), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(which)
        least = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (least, least))
    forbid()


def forbid() -> None:
    """Let this process start no program and open no connection any more; there is no way back."""
    sys.addaudithook(_forbid)


def _forbid(event: str, _: tuple[object, ...]) -> None:
    if event in _FORBIDDEN:
        raise PermissionError(f"no worker may do that: {event}")
