"""Notices when a client hangs up while it waits, and hangs up for it: nobody should work for nobody."""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

_OFTEN: Final = 250
"""Milliseconds between two looks."""
_GONE: Final = getattr(select, "POLLRDHUP", 0)


class Hangups:
    """One thread that looks at all who wait."""

    def __init__(self) -> None:
        self._pairs: dict[int, socket.socket] = {}
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    @contextmanager
    def watched(self, client: socket.socket, upstream: socket.socket) -> Iterator[None]:
        """Close `upstream` both ways should `client` hang up meanwhile."""
        number = client.fileno()
        with self._lock:
            self._pairs[number] = upstream
            if self._thread is None:
                self._thread = threading.Thread(target=self._look, name="vedette-hangups", daemon=True)
                self._thread.start()
        try:
            yield
        finally:
            with self._lock:
                self._pairs.pop(number, None)

    def close(self) -> None:
        """Look no more."""
        self._over.set()

    def _look(self) -> None:
        while not self._over.wait(_OFTEN / 1000):
            with self._lock:
                self._hang_up()

    def _hang_up(self) -> None:
        poll = select.poll()
        for number in self._pairs:
            poll.register(number, _GONE)
        for number, _ in poll.poll(0):
            with suppress(OSError):
                # Not as TLS has it: another thread reads from there.
                socket.socket.shutdown(self._pairs[number], socket.SHUT_RDWR)
