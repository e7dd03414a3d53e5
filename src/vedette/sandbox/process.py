"""A command in, its exit code and output out: bounded in time and size, in an environment of our choosing.

Never a shell, never our caller's environment unless it is handed over.
"""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO

from vedette.core.errors import LimitHit, Unavailable
from vedette.core.limits import MIB

WORDS = 4096
"""How much of what a program says about itself we keep."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What one run may use."""

    seconds: int
    file_bytes: int = 1024 * MIB
    """The largest file it may write, its output included."""


@dataclass(frozen=True, slots=True)
class Ran:
    """How a run ended."""

    code: int
    out: bytes
    words: str
    """The end of what it said on its error stream."""


def run(command: Sequence[str], bounds: Bounds, environ: Mapping[str, str], *, stdin: bytes = b"") -> Ran:
    """Run a program to its end, or kill it and all it started.

    Raises:
        LimitHit: it took too long or wrote too much.
        Unavailable: there is no such program.

    """
    program = shutil.which(command[0], path=environ.get("PATH"))
    if program is None:
        raise Unavailable(f"{command[0]}: no such program", hint=f"install {command[0]}")
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, tempfile.TemporaryFile() as given:
        given.write(stdin)
        given.seek(0)
        with subprocess.Popen(
            [program, *command[1:]],
            stdin=given,
            stdout=out,
            stderr=err,
            env=dict(environ),
            start_new_session=True,
        ) as process:
            _bind(process.pid, bounds)
            code = _wait(process, bounds, command[0])
        return Ran(code, _all(out), _last_words(err))


def _bind(pid: int, bounds: Bounds) -> None:
    """Bound what it may write and burn. It may already have ended."""
    limits = {
        resource.RLIMIT_FSIZE: bounds.file_bytes,
        resource.RLIMIT_CPU: bounds.seconds + 1,
        resource.RLIMIT_CORE: 0,
    }
    with contextlib.suppress(ProcessLookupError, ValueError, PermissionError):
        for which, most in limits.items():
            resource.prlimit(pid, which, (most, most))


def _wait(process: subprocess.Popen[bytes], bounds: Bounds, name: str) -> int:
    try:
        code = process.wait(bounds.seconds)
    except subprocess.TimeoutExpired:
        raise LimitHit(
            f"{name} was stopped after {bounds.seconds} s",
            hint="try again, or set VEDETTE_LIMIT_PROCESS_SECONDS",
        ) from None
    finally:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    if code == -signal.SIGXFSZ:
        raise LimitHit(
            f"{name} wrote more than {bounds.file_bytes} bytes", hint="hand over something smaller"
        )
    return code


def _all(out: IO[bytes]) -> bytes:
    out.seek(0)
    return out.read()


def _last_words(err: IO[bytes]) -> str:
    err.seek(max(0, err.seek(0, os.SEEK_END) - WORDS))
    return err.read().decode("utf-8", "replace").strip()
