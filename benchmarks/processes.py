"""Programs as processes, and what they cost: processor seconds and memory, their children included."""

from __future__ import annotations

import os
import subprocess  # noqa: TID251  benchmarks time real programs, the product's own command line among them
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from vedette.core.errors import Unavailable

_PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 1e6
_LOOK_EVERY = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one run of a program took."""

    cpu: float
    """Seconds of processor time, user and system, the process and all children it waited for."""
    wall: float
    peak_mb: float
    """The largest single process, or all of them together if that was more at any look."""
    code: int
    words: str
    """Standard error."""


def measure(
    command: Sequence[str], *, env: Mapping[str, str] | None = None, ok: Sequence[int] = (0, 1)
) -> Cost:
    """Run a program to its end.

    Raises:
        Unavailable: it ended with an exit code other than those that are `ok`.

    """
    start = time.perf_counter()
    with subprocess.Popen(
        command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    ) as process:
        watch = _Watch(process.pid)
        words = process.stderr.read().decode("utf-8", "replace") if process.stderr else ""
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        peak = max(used.ru_maxrss * 1024 / 1e6, watch.stop())
    cost = Cost(
        cpu=used.ru_utime + used.ru_stime,
        wall=time.perf_counter() - start,
        peak_mb=peak,
        code=process.returncode,
        words=words,
    )
    if cost.code not in ok:
        raise Unavailable(f"{command[0]} ended with {cost.code}: {words[-500:]}", hint="run it by hand")
    return cost


class _Watch(threading.Thread):
    """Looks at the memory of a session's processes again and again."""

    def __init__(self, session: int) -> None:
        super().__init__(daemon=True)
        self.session, self.peak, self._end = session, 0.0, threading.Event()
        self.start()

    def run(self) -> None:
        while not self._end.wait(_LOOK_EVERY):
            self.peak = max(self.peak, _resident_mb(self.session))

    def stop(self) -> float:
        """Stop looking, and return the most that was seen."""
        self._end.set()
        self.join()
        return self.peak


def _resident_mb(session: int) -> float:
    """Add up what the processes of a session hold; memory they share counts once for each."""
    total = 0.0
    for place in Path("/proc").glob("[0-9]*"):
        try:
            fields = (place / "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) == session:
                total += int((place / "statm").read_text().split()[1]) * _PAGE_MB
        except (OSError, IndexError, ValueError):
            continue  # it ended while we looked
    return total


def vedette() -> str:
    """Return the command line program that lies beside this Python."""
    return str(Path(sys.executable).with_name("vedette"))


def form(module: ModuleType) -> str:
    """Return in which form a module of the product is run: as text, or compiled to C as a wheel has it."""
    return "as text" if str(module.__file__).endswith(".py") else "compiled to C"


def output_of(command: Sequence[str]) -> str:
    """Run a program that speaks on standard output, and return what it said whatever its exit code."""
    quiet = {**os.environ, "SEMGREP_ENABLE_VERSION_CHECK": "0"}  # or it asks a server, and waits
    return subprocess.run(command, capture_output=True, text=True, check=False, env=quiet).stdout
