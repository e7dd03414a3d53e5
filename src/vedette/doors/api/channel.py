"""Parts of an answer on their way from the thread that hears them to the event loop: few at a time.

Where the caller reads slower than the model speaks, the thread waits, and with it the model.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from contextlib import suppress
from typing import Final

from vedette.app.jobs import Cancelled
from vedette.core.dialogue import Delta

MOST: Final = 256
"""Parts that wait to be read."""
PATIENCE: Final = 60.0
"""Seconds a model is kept waiting for a caller who does not read."""


class Channel:
    """One way, from any thread to one loop."""

    def __init__(self, most: int = MOST, patience: float = PATIENCE) -> None:
        """Begin in the event loop that will take."""
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Event()
        self._room = threading.Condition()
        self._parts: deque[Delta] = deque()
        self._most = most
        self._patience = patience
        self._closed = False

    def put(self, part: Delta) -> None:
        """Send a part; waits for room, in the thread that calls.

        Raises:
            Cancelled: nobody reads any more.

        """
        with self._room:
            if not self._room.wait_for(self._free, self._patience) or self._closed:
                self._closed = True
                raise Cancelled
            first = not self._parts
            self._parts.append(part)
        if first:  # else whoever waits is roused already
            self.rouse()

    def _free(self) -> bool:
        return self._closed or len(self._parts) < self._most

    def taken(self) -> list[Delta]:
        """Return what has come, and make room."""
        with self._room:
            self._news.clear()
            parts = list(self._parts)
            self._parts.clear()
            self._room.notify_all()
        return parts

    def close(self) -> None:
        """Take nothing any more."""
        with self._room:
            self._closed = True
            self._room.notify_all()

    def rouse(self) -> None:
        """Have whoever waits look again; called from any thread."""
        with suppress(RuntimeError):  # the loop is closed, and nobody waits
            self._loop.call_soon_threadsafe(self._news.set)

    def look(self) -> None:
        """Have whoever waits look again; called in the event loop."""
        self._news.set()

    async def wait(self, seconds: float) -> None:
        """Wait until there is something to look at, but no longer than that."""
        enough = self._loop.call_later(seconds, self._news.set)
        try:
            await self._news.wait()
        finally:
            enough.cancel()
