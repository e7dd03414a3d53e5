"""One piece of work in a process of its own: bounded in memory and time, stopped when asked, its words heard.

Work is a function of a module, given bytes and a way to tell how far it is; it answers with bytes. What
comes back is read as JSON and bytes, never unpickled: the work may have been taken over by what it reads.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import resource
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess, parent_process
from typing import Final, TypeAlias

from vedette.core.errors import LimitHit, Unavailable, VedetteError
from vedette.core.limits import MIB
from vedette.scale.failures import DONE, FAILED, failure, fault, told

Tell: TypeAlias = Callable[[bytes], None]
Work: TypeAlias = Callable[[bytes, Tell], bytes]
"""Must be a function of a module, so that another process can find it by name."""

_LOOK: Final = 0.1
"""Seconds between looks at whether it should stop."""
_LEAVE: Final = 2.0
"""Seconds a process that has answered may take to tidy up."""
_WORD: Final = 8 * MIB
_SAFE: Final = ("PATH", "LANG", "LC_ALL", "TMPDIR", "HOME")
_TOLD = b"t"


class Stopped(VedetteError):
    """Somebody asked the work to stop."""

    http_status = 499


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What one piece of work may use."""

    seconds: float
    """By the clock on the wall."""
    memory: int = 4096 * MIB
    """Bytes of address space."""
    file_bytes: int = 1024 * MIB
    """The largest file it may write."""


class Processes:
    """Runs work in processes started afresh, so that nothing of ours is in their memory."""

    def __init__(self) -> None:
        self._context = multiprocessing.get_context("spawn")

    def run(self, work: Work, given: bytes, bounds: Bounds, listen: Tell, stop: threading.Event) -> bytes:
        """Do the work and return its answer; blocks until then.

        Raises:
            LimitHit: it took too long, or more memory than it may.
            Stopped: `stop` was set.
            Unavailable: its process died, or could not be started.
            VedetteError: whatever of ours the work raised.

        """
        ours, theirs = self._context.Pipe(duplex=False)
        process = self._context.Process(
            target=_begin, args=(work, given, theirs, bounds), daemon=True, name="vedette-work"
        )
        try:
            with ours:
                _start(process)
                theirs.close()
                answer = _attend(process, ours, time.monotonic() + bounds.seconds, (bounds, listen, stop))
                process.join(_LEAVE)
                return answer
        finally:
            theirs.close()
            _end(process)


def _start(process: BaseProcess) -> None:
    try:
        process.start()
    except OSError as error:
        raise Unavailable(
            f"no process could be started: {error.strerror}", hint="try again when the machine is less busy"
        ) from error


def _attend(
    process: BaseProcess, ours: Connection, until: float, rest: tuple[Bounds, Tell, threading.Event]
) -> bytes:
    """Hear what the work says until it has answered."""
    bounds, listen, stop = rest
    while True:
        if stop.is_set():
            raise Stopped("stopped", hint="run it again when you want the answer")
        left = until - time.monotonic()
        if left <= 0:
            raise LimitHit(
                f"stopped after {bounds.seconds:g} s", hint="give it less at once, or ask for more time"
            )
        if not wait([ours, process.sentinel], min(left, _LOOK)):
            continue
        word = _heard(process, ours)
        if word[:1] == DONE:
            return word[1:]
        if word[:1] == FAILED:
            raise told(word[1:])
        listen(word[1:])


def _heard(process: BaseProcess, ours: Connection) -> bytes:
    """Return the next word of the work; it may have died without one."""
    try:
        if ours.poll():
            return ours.recv_bytes(_WORD)
    except (EOFError, OSError):
        pass
    process.join(_LOOK)
    raise Unavailable(
        f"the work died (exit code {process.exitcode})",
        hint="it may have used too much memory: give it less at once",
    )


def _end(process: BaseProcess) -> None:
    """Take the process down, and what it started."""
    if process.pid is None:
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)  # its own group, once it has come so far
    process.kill()
    process.join()
    process.close()


def _begin(work: Work, given: bytes, theirs: Connection, bounds: Bounds) -> None:
    """Bind ourselves, work, answer: all this happens in the new process."""
    _confine(bounds)
    threading.Thread(target=_follow_parent, daemon=True).start()
    try:
        answer = DONE + work(given, lambda word: theirs.send_bytes(_TOLD + word))
    except Exception as error:  # noqa: BLE001  whatever it is must reach those who wait
        answer = failure(fault(error))
    theirs.send_bytes(answer)
    theirs.close()


def _confine(bounds: Bounds) -> None:
    """Give up what the work has no need of."""
    os.setsid()
    os.umask(0o077)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with contextlib.suppress(OSError):
        os.nice(10)
    for name in [one for one in os.environ if one not in _SAFE]:
        del os.environ[name]
    most = {
        resource.RLIMIT_AS: bounds.memory,
        resource.RLIMIT_FSIZE: bounds.file_bytes,
        resource.RLIMIT_CORE: 0,
    }
    for which, value in most.items():
        _, hard = resource.getrlimit(which)
        least = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (least, least))


def _follow_parent() -> None:
    """End with whoever started us, however they ended."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
