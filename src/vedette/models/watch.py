"""Hangs up when time is over or nobody waits any more: one thread for all calls, asleep when there are none.

A time-out of a socket starts anew with each byte that trickles in; this one does not.
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from typing import Final

from vedette.core.dialogue import Cancelled

_TICK: Final = 0.05
"""Seconds between looks."""
_IDLE: Final = 100
"""Looks at nothing before it falls asleep."""
_NONE: Final = -1


class Watched:
    """One call: until when, for whom, and the connection it goes over."""

    __slots__ = ("_line", "cancelled", "end", "fresh", "why")

    def __init__(self, end: float, cancelled: Cancelled) -> None:
        self.end = end
        self.cancelled = cancelled
        self._line = _NONE
        self.fresh = False
        """Whether it goes over a connection that was made for it."""
        self.why = ""
        """Why it was hung up; empty while it was not."""

    def left(self) -> float:
        """Return the seconds that are left."""
        return self.end - time.monotonic()

    def due(self) -> bool:
        """Look whether to stop, and remember why."""
        if not self.why:
            if self.cancelled():
                self.why = "nobody waits for it any more"
            elif time.monotonic() >= self.end:
                self.why = "its time was over"
        return bool(self.why)

    def over(self, sock: socket.socket) -> None:
        """Remember the connection: a handle of our own to it, for the other's is passed about and closed."""
        self.let_go()
        self._line = os.dup(sock.fileno())

    def let_go(self) -> None:
        """Forget the connection."""
        line, self._line = self._line, _NONE
        if line != _NONE:
            os.close(line)

    def hang_up(self) -> None:
        """End the connection under whoever reads from it."""
        if self._line != _NONE:
            with contextlib.suppress(OSError), socket.socket(fileno=os.dup(self._line)) as line:
                line.shutdown(socket.SHUT_RDWR)

    def sleep(self, seconds: float) -> None:
        """Wait, but not longer than anybody waits for us."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and not self.due():
            time.sleep(min(left, _TICK))


class Watch:
    """Looks at every call now and then."""

    def __init__(self) -> None:
        self._calls: set[Watched] = set()
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self, call: Watched) -> None:
        """Look at a call from now on."""
        with self._lock:
            self._calls.add(call)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._look, name="model calls", daemon=True)
                self._thread.start()
        if not self._wake.is_set():
            self._wake.set()

    def connected(self, call: Watched, sock: socket.socket) -> None:
        """Say over which connection it goes."""
        with self._lock:
            call.over(sock)

    def end(self, call: Watched) -> None:
        """Look at it no longer; from here on nothing hangs it up."""
        with self._lock:
            self._calls.discard(call)
            call.let_go()

    def _look(self) -> None:
        idle = 0
        while True:
            with self._lock:
                calls = list(self._calls)
                idle = 0 if calls else idle + 1
                if idle > _IDLE:
                    self._wake.clear()
            if idle > _IDLE:
                self._wake.wait()
                idle = 0
            for call in calls:
                self._end_if_due(call)
            time.sleep(_TICK)

    def _end_if_due(self, call: Watched) -> None:
        with contextlib.suppress(Exception):  # what a caller's `cancelled` raises is not ours
            if call.due():
                with self._lock:
                    if call in self._calls:
                        call.hang_up()


WATCH: Final = Watch()
"""Of this process."""
