"""One run watched from outside: output hashed, time and memory bounded, its end certain."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import select
import selectors
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

from vedette.sandbox.jail.orders import FAILED

_READ: Final = 1 << 16
_LOOK_EVERY: Final = 0.05
"""Seconds between two looks at the memory in use."""
_SETTING_UP: Final = 60.0
"""Seconds to copy the tree and build the walls."""
_LAST_WAIT: Final = 10.0
_CHILD: Final = re.compile(rb'"child-pid": (\d+)')
_EXIT: Final = re.compile(rb'"exit-code": (\d+)')
_TROUBLE: Final = re.compile(rb"^(limit|fail) (.*)$", re.MULTILINE)
_WORDS: Final = 4096
_FAMILY: Final = 10_000
"""More processes than any jail may have."""
_HELD: Final = re.compile(r"^Rss(?:Anon|Shmem):\s+(\d+) kB", re.MULTILINE)
_HELD_IN_PART: Final = re.compile(r"^Pss_(?:Anon|Shmem):\s+(\d+) kB", re.MULTILINE)


@dataclass(slots=True)
class Stream:
    """What came out of one stream."""

    most: int
    kept: bytearray = field(default_factory=bytearray)
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)
    size: int = 0

    def take(self, piece: bytes) -> None:
        """Hash all, keep the beginning."""
        self.digest.update(piece)
        self.size += len(piece)
        self.kept += piece[: max(0, self.most - len(self.kept))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What a run may take as a whole."""

    seconds: float
    memory: int
    """Bytes in all of its processes together."""
    output: int
    """Bytes of each stream, kept or not: the most it may say at all."""


@dataclass(slots=True)
class Watch:
    """A starter and what it started, until all of them are gone."""

    process: subprocess.Popen[bytes]
    status: IO[bytes]
    out: Stream
    err: Stream
    said: bytearray = field(default_factory=bytearray)
    """What came on the descriptor for reports."""
    inner: int | None = None
    """The first process inside, by its number here: with it all others end."""
    handle: int = -1
    """A descriptor of that very process: its number may be somebody else's once it ended."""
    look_next: float = 0.0
    stopped: str = ""
    """Which bound ended it."""

    def until_end(self, allowed: Allowed) -> None:
        """Read, look, and kill at the first bound that is reached."""
        deadline = time.monotonic() + _SETTING_UP
        with selectors.DefaultSelector() as waiting:
            for opened, stream in ((self.process.stdout, self.out), (self.process.stderr, self.err)):
                if opened is not None:
                    waiting.register(opened, selectors.EVENT_READ, stream)
            waiting.register(self.status, selectors.EVENT_READ, None)
            try:
                while waiting.get_map() and not self.stopped:
                    self._read(waiting, min(_LOOK_EVERY, max(0.0, deadline - time.monotonic())))
                    if self.inner is None and (found := _CHILD.search(self.said)):
                        self._meet(int(found[1]))
                        deadline = time.monotonic() + allowed.seconds
                    self.stopped = self._bound(allowed, deadline)
            finally:
                self.kill()
            self._drain(waiting)

    def kill(self) -> None:
        """End the first process inside, and so all of them; then whoever waits for it outside."""
        if self.handle >= 0:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                signal.pidfd_send_signal(self.handle, signal.SIGKILL)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(_LAST_WAIT)
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self.handle >= 0:
            select.select([self.handle], [], [], _LAST_WAIT)  # its end is the end of all inside
            os.close(self.handle)
            self.handle = -1

    def _meet(self, inner: int) -> None:
        """Take hold of the first process inside, if it is a child of the starter still."""
        self.inner = inner
        with contextlib.suppress(ProcessLookupError):
            handle = os.pidfd_open(inner)
            if _parent(inner) == self.process.pid:
                self.handle = handle
            else:
                os.close(handle)

    def code(self) -> int | None:
        """Return how the program ended, below zero for a signal, or `None` if it never began."""
        found = _EXIT.search(self.said)
        if found is None or _TROUBLE.search(self.said):
            return None
        code = int(found[1])
        return 128 - code if 128 < code <= 128 + 64 else code  # noqa: PLR2004  as shells say it

    def trouble(self) -> tuple[str, str]:
        """Return why it never began: limit or fail, and words."""
        found = _TROUBLE.search(self.said)
        if found is not None:
            return found[1].decode(), found[2].decode("utf-8", "replace")
        words = bytes(self.err.kept[:_WORDS]).decode("utf-8", "replace").strip().splitlines()
        if self.stopped == "time":
            return FAILED, f"it was not set up within {_SETTING_UP:.0f} s"
        return FAILED, words[-1] if words else "the starter ended without a word"

    def _read(self, waiting: selectors.BaseSelector, seconds: float) -> None:
        for key, _ in waiting.select(seconds):
            piece = os.read(key.fd, _READ)
            if not piece:
                waiting.unregister(key.fileobj)
            elif isinstance(key.data, Stream):
                key.data.take(piece)
            elif len(self.said) < _READ:
                self.said += piece

    def _bound(self, allowed: Allowed, deadline: float) -> str:
        if time.monotonic() >= deadline:
            return "time"
        if max(self.out.size, self.err.size) > allowed.output:
            return "output"
        if self.handle >= 0 and self.inner is not None and self._holds_more(self.inner, allowed.memory):
            return "memory"
        return ""

    def _holds_more(self, inner: int, most: int) -> bool:
        now = time.monotonic()
        if now < self.look_next:
            return False
        self.look_next = now + _LOOK_EVERY
        return resident(inner) > most and proportional(inner) > most

    def _drain(self, waiting: selectors.BaseSelector) -> None:
        """Take what lies in the pipes still: everybody who could write is gone."""
        while waiting.get_map() and max(self.out.size, self.err.size) < self.out.most + (1 << 30):
            before = self.out.size + self.err.size + len(self.said)
            self._read(waiting, 0.0)
            if before == self.out.size + self.err.size + len(self.said) and not waiting.select(0.0):
                return


def resident(first: int) -> int:
    """Add up what a process and its descendants hold in memory in bytes, each page as often as held."""
    return sum(_status(one) for one in _family(first))


def proportional(first: int) -> int:
    """Add up the same with shared pages shared out among their holders: slower, every page is walked."""
    return sum(_rollup(one) for one in _family(first))


def _family(first: int) -> list[int]:
    """List a process and its descendants: orphans inside are the first one's children."""
    found: list[int] = []
    row = [first]
    while row and len(found) < _FAMILY:
        one = row.pop()
        found.append(one)
        with contextlib.suppress(OSError, ValueError):
            for thread in Path(f"/proc/{one}/task").iterdir():
                row += [int(word) for word in (thread / "children").read_text(encoding="ascii").split()]
    return found


def _status(one: int) -> int:
    """Read what is held of /proc/PID/status: what no file backs, memory shared with children included."""
    return _held(one, "status", _HELD)


def _rollup(one: int) -> int:
    """Read the same of /proc/PID/smaps_rollup; if that is forbidden, the plain figure."""
    found = _held(one, "smaps_rollup", _HELD_IN_PART)
    return found if found >= 0 else _status(one)


def _held(one: int, name: str, wanted: re.Pattern[str]) -> int:
    try:
        rows = wanted.findall(Path(f"/proc/{one}/{name}").read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return 0 if name == "status" else -1
    return sum(int(row) for row in rows) * 1024


def _parent(one: int) -> int:
    try:
        words = (
            Path(f"/proc/{one}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        )
        return int(words[1])
    except (OSError, ValueError, IndexError):
        return -1
