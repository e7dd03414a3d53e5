"""HTTP as it comes off the wire, for uvicorn: a head of a request may take only so long and be only so large.

uvicorn's own reader waits forever for a head that never ends, and keeps all of it.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS: Final = 10.0
HEAD_BYTES: Final = 64 * 1024
"""More than the application lets through, so that it is the one to say so, unless somebody overdoes it."""


class BoundedProtocol(HttpToolsProtocol):
    """Closes connections on which no whole head arrives."""

    head_seconds = HEAD_SECONDS
    head_bytes = HEAD_BYTES

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401  whatever uvicorn gives
        super().__init__(*given, **named)
        self._timer: asyncio.TimerHandle | None = None
        self._in_head = True
        self._waiting = 0
        """Bytes of a head that has not ended."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Begin to wait for a head."""
        super().connection_made(transport)
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._relax()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what arrived, and count it while it is part of a head."""
        before = self._in_head
        super().data_received(data)
        if not self._in_head:
            self._waiting = 0
            self._relax()
            return
        self._waiting += len(data) if before else 0
        if self._waiting > self.head_bytes:
            self.transport.close()
        elif self._timer is None:
            self._expect()

    def on_message_begin(self) -> None:
        """Take note that a head has begun."""
        self._in_head = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Take note that it has ended."""
        self._in_head = False
        super().on_headers_complete()

    def _expect(self) -> None:
        self._timer = self.loop.call_later(self.head_seconds, self._give_up)

    def _relax(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _give_up(self) -> None:
        self._timer = None
        if not self.transport.is_closing():
            self.transport.close()
