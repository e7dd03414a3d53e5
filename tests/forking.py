"""Commands and code in real processes that need not read all modules: one that has read them forks them.

What is forked has a number, an environment, pipes and signals of its own, as any program has, and ends as any
program does. What `python -m vedette` does before the first line of ours is tried where it is asked for.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import select
import signal
import socket
import subprocess  # noqa: TID251 - starts our own test helper
import sys
import traceback
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any, Final, NoReturn, TextIO

from vedette.doors.cli import run

ROOT: Final = Path(__file__).parents[1]
LONGEST: Final = 1 << 17
"""Bytes of words and environment."""
READ_FIRST: Final = (
    "uvicorn.lifespan.off",
    "uvicorn.loops.uvloop",
    "uvicorn.protocols.http.httptools_impl",
    "vedette.app.parts",
    "vedette.app.serving",
    "vedette.doors.api.running",
    "vedette.doors.cli.commands",
    "vedette.doors.cli.entry",
    "vedette.doors.cli.serve",
    "vedette.store.budgets",
    "vedette.store.incidents",
    "vedette.store.postgres",
)
"""What a service reads before it listens, or where its database is a server."""


class Running:
    """One running process, with what tests use of `subprocess.Popen`."""

    def __init__(self, wish: Mapping[str, Any], *streams: int) -> None:
        """Fork it; its streams are its own from here on."""
        self._ended, end = os.pipe()
        words = json.dumps({"folder": str(Path.cwd()), **wish}).encode()
        assert len(words) < LONGEST
        try:
            socket.send_fds(forks(), [words], [end, *streams])
        finally:
            for one in (end, *streams):
                os.close(one)
        self.pid = int.from_bytes(os.read(self._ended, 4), "little")
        assert self.pid, "it was not forked"
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return how it ended, if it has."""
        return self._look(0)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end."""
        found = self._look(timeout)
        if found is None:
            raise subprocess.TimeoutExpired("vedette", timeout or 0)
        return found

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)

    def send_signal(self, number: int) -> None:
        """Send it a signal, if it runs."""
        if self.poll() is None:
            with suppress(ProcessLookupError):  # it has ended, and that is not told yet
                os.kill(self.pid, number)

    def close(self) -> None:
        """Close what is open of it; it has ended."""
        if self._ended >= 0:
            os.close(self._ended)
            self._ended = -1

    def _look(self, seconds: float | None) -> int | None:
        if self.returncode is None and select.select([self._ended], [], [], seconds)[0]:
            self.returncode = int.from_bytes(os.read(self._ended, 4), "little", signed=True)
        return self.returncode


class Forked(Running):
    """One running command of ours."""

    def __init__(self, words: tuple[str, ...], env: Mapping[str, str]) -> None:
        heard, said = os.pipe()
        self.stderr: TextIO = os.fdopen(heard, encoding="utf-8")
        super().__init__({"words": words, "env": dict(env)}, said)

    def close(self) -> None:
        """Close what is open of it; it has ended."""
        self.stderr.close()
        super().close()


class Script(Running):
    """Some code that runs, which need not read what we have read; it ends with who has it."""

    def __init__(self, code: str, *words: str, env: Mapping[str, str] | None = None) -> None:
        (asked, told), (heard, said) = os.pipe(), os.pipe()
        self.stdin: TextIO = os.fdopen(told, "w", encoding="utf-8")
        self.stdout: TextIO = os.fdopen(heard, encoding="utf-8")
        wish = {"code": code, "words": words, "env": dict(os.environ if env is None else env)}
        super().__init__(wish, asked, said)

    def communicate(self, given: str = "") -> str:
        """Say something, and return all it says until it ends."""
        with suppress(BrokenPipeError):
            self.stdin.write(given)
            self.stdin.close()
        answer = self.stdout.read()
        self.wait()
        self.close()
        return answer

    def close(self) -> None:
        """Close what is open of it; it has ended."""
        with suppress(BrokenPipeError):
            self.stdin.close()
        self.stdout.close()
        super().close()


@cache
def forks() -> socket.socket:
    """Start what forks, once in all that is forked after it."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    number = its.fileno()
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "tests.forking", str(number)], cwd=ROOT, pass_fds=[number]
    )
    its.close()

    def end() -> None:
        ours.close()
        process.wait(30)

    atexit.register(end)
    return ours


def _serve(asked: socket.socket) -> None:
    for name in READ_FIRST:
        import_module(name)
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # keepers are asked for nothing
    while True:
        wish, ends, *_ = socket.recv_fds(asked, LONGEST, 3)
        if not wish:
            return
        if not os.fork():
            break
        for one in ends:
            os.close(one)
    asked.close()
    _keep(json.loads(wish), *ends)


def _keep(wish: Mapping[str, Any], end: int, *streams: int) -> None:
    """Fork the process, and tell its number and how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    if child := os.fork():
        for one in streams:
            os.close(one)
        os.write(end, child.to_bytes(4, "little"))
        _, status = os.waitpid(child, 0)
        os.write(end, os.waitstatus_to_exitcode(status).to_bytes(4, "little", signed=True))
        os._exit(0)
    os.close(end)
    os.chdir(wish["folder"])
    os.environ.clear()
    os.environ.update(wish["env"])
    sys.modules["__main__"] = main = ModuleType("__main__")  # what programs of its own look at
    if "code" in wish:
        _execute(wish["code"], wish["words"], streams)
    (said,) = streams
    os.dup2(said, 2)
    os.close(said)
    sys.stderr = os.fdopen(2, "w", 1, errors="backslashreplace", closefd=False)
    sys.argv = ["vedette", *wish["words"]]
    main.__spec__ = find_spec("vedette.__main__")
    run()


def _execute(code: str, words: list[str], streams: tuple[int, ...]) -> NoReturn:
    """Run some code as `python -c` does."""
    for number, one in enumerate(streams):
        os.dup2(one, number)
        os.close(one)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.argv = ["-c", *words]
    ended = 1
    try:
        exec(compile(code, "<code of a test>", "exec"), vars(sys.modules["__main__"]))  # noqa: S102 - ours
        sys.stdout.flush()
        ended = 0
    except SystemExit as error:
        sys.stdout.flush()
        ended = error.code if isinstance(error.code, int) else int(error.code is not None)
    except BaseException:  # noqa: BLE001 - nobody above would tell
        traceback.print_exc()
    finally:
        os._exit(ended)


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
