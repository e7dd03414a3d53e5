"""Workers that take one task after another, each bounded; a task that kills its worker is one failure.

A worker is forked from us, so that a single small task costs little. It may start no program and open no
connection: what it reads is hostile, and has no business with either. What it answers is bytes, never
unpickled.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import os
import resource
import select
import signal
import struct
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final, TypeAlias

from msgspec import Struct

from vedette.core.errors import LimitHit, Unavailable, VedetteError
from vedette.core.limits import MIB
from vedette.scale.failures import DONE, failure, fault, told

Task: TypeAlias = Callable[[bytes], bytes]
Answer: TypeAlias = tuple[int, bytes | VedetteError]
_ANSWER: Final = 512 * MIB
_LENGTH: Final = struct.Struct("=Q")
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


class Late(LimitHit):
    """A task took longer than it may."""


class Died(Unavailable):
    """A worker died of its task."""


class Bounds(Struct, frozen=True, kw_only=True):
    """What one task may use."""

    seconds: float = 120.0
    """By the clock on the wall."""
    memory: int = 3072 * MIB
    """Bytes of address space of a worker, all it was forked with included."""


class _Pipe:
    """One end of a way there and back: what is sent on it arrives whole, its length before it."""

    def __init__(self, reads: int, writes: int) -> None:
        self.reads = reads
        self._writes = writes

    def send(self, data: bytes) -> None:
        for piece in (_LENGTH.pack(len(data)), data):
            left = memoryview(piece)
            while left:
                left = left[os.write(self._writes, left) :]

    def receive(self, most: int) -> bytes:
        """Wait for what was sent.

        Raises:
            EOFError: nobody is at the other end any more.
            OSError: it is longer than it may be.

        """
        (length,) = _LENGTH.unpack(self._read(_LENGTH.size))
        if length > most:
            raise OSError(errno.EMSGSIZE, "too long")
        return self._read(length)

    def _read(self, count: int) -> bytes:
        pieces = []
        while count:
            piece = os.read(self.reads, min(count, MIB))
            if not piece:
                raise EOFError
            pieces.append(piece)
            count -= len(piece)
        return b"".join(pieces)

    def waits(self, seconds: float) -> bool:
        """Tell whether something came, or the other end left, in so many seconds."""
        return bool(_ready([self], seconds))

    def close(self) -> None:
        os.close(self.reads)
        os.close(self._writes)


def _pair() -> tuple[_Pipe, _Pipe]:
    here, there = os.pipe(), os.pipe()
    return _Pipe(here[0], there[1]), _Pipe(there[0], here[1])


def _ready(pipes: Iterable[_Pipe], seconds: float) -> set[int]:
    looking = select.poll()
    for one in pipes:
        looking.register(one.reads, select.POLLIN)
    return {number for number, _ in looking.poll(max(seconds, 0) * 1000)}


class _Worker(Struct):
    pid: int
    pipe: _Pipe
    task: int = -1
    until: float = 0.0
    code: int | None = None
    """How it ended, once it has."""

    def reap(self) -> int:
        """Wait for its end, and return its exit code; less than zero for a signal."""
        if self.code is None:
            try:
                self.code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
            except ChildProcessError:  # whoever runs us has waited for it
                self.code = 0
        return self.code


class Crew:
    """As many workers as are asked for, over one kind of task."""

    def __init__(self, task: Task, bounds: Bounds, width: int) -> None:
        self._task = task
        self._bounds = bounds
        self._width = max(width, 1)
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
        try:
            ours, theirs = _pair()
            pid = os.fork()
        except OSError as error:
            raise Unavailable(
                f"no process could be started: {error.strerror}",
                hint="try again when the machine is less busy",
            ) from error
        if pid == 0:
            try:
                for one in (*(one.pipe for one in self._workers), ours):
                    one.close()
                _serve(self._task, theirs, self._bounds)
            finally:
                os._exit(1)
        theirs.close()
        made = _Worker(pid, ours)
        self._workers.append(made)
        return made

    def _give(self, worker: _Worker, task: tuple[int, bytes]) -> None:
        worker.task, worker.until = task[0], time.monotonic() + self._bounds.seconds
        with contextlib.suppress(OSError):  # it is dead: that shows when its answer is read
            worker.pipe.send(task[1])

    def _answers(self) -> Iterator[Answer]:
        """Wait a little; yield what came, and what will never come."""
        busy = [one for one in self._workers if one.task >= 0]
        ready = _ready([one.pipe for one in busy], _LOOK)
        for one in busy:
            if one.pipe.reads in ready:
                yield one.task, self._heard(one)
            elif time.monotonic() > one.until:
                yield one.task, Late(f"stopped after {self._bounds.seconds:g} s", hint="look at it alone")
                self._drop(one)

    def _heard(self, worker: _Worker) -> bytes | VedetteError:
        try:
            word = worker.pipe.receive(_ANSWER)
        except (EOFError, OSError):
            self._drop(worker)
            return Died(f"what reads it died ({_ended(worker)})", hint="it may be made to break readers")
        worker.task = -1
        return word[1:] if word[:1] == DONE else told(word[1:])

    def _drop(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        _end(worker)


def _ended(worker: _Worker) -> str:
    code = worker.reap()
    if code < 0:
        with contextlib.suppress(ValueError):
            return signal.Signals(-code).name
    return f"exit code {code}"


def _end(worker: _Worker) -> None:
    """Let a worker go; one that is at work, or does not go, is killed."""
    if worker.task < 0:
        with contextlib.suppress(OSError):
            worker.pipe.send(_LEAVE)
            worker.pipe.waits(_PATIENCE)
    worker.pipe.close()
    if worker.code is None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(worker.pid, signal.SIGKILL)
    worker.reap()


def _serve(task: Task, pipe: _Pipe, bounds: Bounds) -> None:
    """Bind ourselves, and do what comes: all this happens in the new process."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    gc.freeze()  # what we were forked with stays: looking through it for circles would copy every page of it
    gc.set_threshold(_LOOK_FOR_CIRCLES_AFTER)
    _confine(bounds)
    with contextlib.suppress(EOFError, OSError):
        while (given := pipe.receive(sys.maxsize)) != _LEAVE:
            try:
                answer = DONE + task(given)
            except BaseException as error:  # noqa: BLE001  whatever it is must reach those who wait
                answer = failure(fault(error))
            pipe.send(answer)
    os._exit(0)


def mapped() -> int:
    """Return how many bytes of address space this process has: what its workers are forked with."""
    pages, _, _ = Path("/proc/self/statm").read_text(encoding="ascii").partition(" ")
    return int(pages) * resource.getpagesize()


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


def is_bounded() -> bool:
    """Tell whether this is a process for a job of a service: bounded already, and to have none of its own."""
    known = sys.modules.get("multiprocessing.process")  # loaded by whoever makes such processes
    return known is not None and bool(known.current_process().daemon)
