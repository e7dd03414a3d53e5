"""The engine's memory between runs: it keeps bytes under a key. `store` has a real one and a fake."""

from __future__ import annotations

from typing import Protocol


class FactCache(Protocol):
    """Bytes in, bytes out. Losing any entry at any time costs time, never an answer."""

    def get(self, key: bytes) -> bytes | None:
        """Return what was kept under a key, or None."""
        ...

    def put(self, key: bytes, value: bytes) -> None:
        """Keep a value under a key."""
        ...
