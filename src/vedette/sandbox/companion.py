"""A module of ours in a process that stays: told one line, it says one when it is ready, and ends when we do.

For libraries that may crash, hang, or take all memory: never for a stranger's program.
"""

from __future__ import annotations

import contextlib
import os
import resource
import select
import signal
import subprocess
import sys
import time
import weakref
from collections.abc import Sequence
from typing import Final

from vedette.core.errors import Unavailable

_LONGEST: Final = 64 * 1024
_PASSED: Final = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")
"""All it is told of our environment."""


def module(name: str) -> tuple[str, ...]:
    """Say how a module of ours is run: by the same Python, which heeds nothing of the environment."""
    return (sys.executable, "-I", "-m", name)


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for end in (process.stdin, process.stdout):
        if end is not None:
            with contextlib.suppress(OSError):
                end.close()


class Companion:
    """One process. Whoever makes it stops it; where nobody knows it any more, it ends as well."""

    def __init__(self, command: Sequence[str], line: str, *, seconds: float, memory: int, files: int) -> None:
        """Start it, and wait for its line.

        Args:
            command: what to run: see `module`.
            line: what it reads first; secrets go here, where no other process sees them.
            seconds: how long to wait for it to be ready.
            memory: bytes of address space.
            files: the largest file it may write.

        Raises:
            Unavailable: it ended, or was not ready in time.

        """
        environ = {key: os.environ[key] for key in _PASSED if key in os.environ}
        self._process = subprocess.Popen(
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environ,
            start_new_session=True,
            bufsize=0,
        )
        self._end = weakref.finalize(self, _end, self._process)
        self._bind(memory, files)
        try:
            self.said: Final = self._first(command[-1], line, time.monotonic() + seconds)
        except BaseException:
            self.stop()
            raise

    @property
    def pid(self) -> int:
        """Return its number."""
        return self._process.pid

    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def stop(self) -> None:
        """End it and all it started."""
        self._end()

    def _bind(self, memory: int, files: int) -> None:
        limits = {resource.RLIMIT_AS: memory, resource.RLIMIT_FSIZE: files, resource.RLIMIT_CORE: 0}
        with contextlib.suppress(ProcessLookupError, ValueError, PermissionError):
            for which, most in limits.items():
                resource.prlimit(self._process.pid, which, (most, most))

    def _first(self, name: str, line: str, end: float) -> bytes:
        given, out = self._process.stdin, self._process.stdout
        if given is None or out is None:
            raise AssertionError("both were asked for")
        said = b""
        with contextlib.suppress(BrokenPipeError):
            given.write(line.encode() + b"\n")
        while b"\n" not in said and len(said) < _LONGEST:
            ready, _, _ = select.select([out], [], [], max(end - time.monotonic(), 0))
            if not ready:
                raise Unavailable(
                    f"{name} was not ready in time", hint="give it more time, or a smaller file"
                )
            piece = out.read(_LONGEST)
            if not piece:
                raise Unavailable(
                    f"{name} ended before it was ready", hint="is there enough memory, and the file whole?"
                )
            said += piece
        return said.partition(b"\n")[0]
