"""Server-sent events in, the data of each out: strict, and bounded whatever a server sends.

Format: https://html.spec.whatwg.org/multipage/server-sent-events.html, lines ending in LF or CRLF.
"""

from __future__ import annotations

from typing import Final

LONGEST: Final = 1 << 20
"""Bytes of one event."""
MOST_EVENTS: Final = 200_000
_FIELDS: Final = (b"event", b"id", b"retry")


class Broken(Exception):
    """What came is no stream of events, or not one that ends."""


class Events:
    """Takes bytes as they arrive, in whatever pieces."""

    __slots__ = ("_count", "_data", "_rest", "_size")

    def __init__(self) -> None:
        self._rest = b""
        self._data: list[bytes] = []
        self._size = 0
        self._count = 0

    def feed(self, piece: bytes) -> list[bytes]:
        """Return the data of every event that is whole by now.

        Raises:
            Broken: it is no stream of events, or too large a one.

        """
        lines = (self._rest + piece).split(b"\n")
        self._rest = lines.pop()
        if len(self._rest) > LONGEST:
            raise Broken("an event without an end")
        return [event for line in lines if (event := self._line(line)) is not None]

    @property
    def open(self) -> bool:
        """Whether an event has begun and not ended."""
        return bool(self._rest.strip() or self._data)

    def _line(self, line: bytes) -> bytes | None:
        line = line.removesuffix(b"\r")
        if not line:
            return self._whole()
        if line.startswith(b"data:"):
            self._size += len(line)
            if self._size > LONGEST:
                raise Broken("an event without an end")
            self._data.append(line[6:] if line[5:6] == b" " else line[5:])
            return None
        if line.startswith(b":") or line.partition(b":")[0] in _FIELDS:
            return None
        raise Broken("a line that is none of an event")

    def _whole(self) -> bytes | None:
        if not self._data:
            return None
        self._count += 1
        if self._count > MOST_EVENTS:
            raise Broken("events without an end")
        data = b"\n".join(self._data) if len(self._data) > 1 else self._data[0]
        self._data, self._size = [], 0
        return data
