"""DNS over TCP: messages with their lengths before them, handed on to whoever reads those of UDP."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from vedette.hunt.network.dialogue import Dialogue, Ends, Mark

_HEAD: Final = 12


class Heard(Struct, frozen=True, eq=False, gc=False):
    """One message."""

    mark: Mark
    way: int
    data: bytes


class Names(Dialogue):
    """One connection."""

    def __init__(self, ends: Ends) -> None:
        """Begin with nothing said."""
        super().__init__(ends)
        self.heard: list[Heard] = []

    def feed(self, way: int, data: bytes, mark: Mark) -> int:
        """Read a message."""
        size = int.from_bytes(data[:2], "big")
        if len(data) > 1 and size < _HEAD:
            return len(data)
        if len(data) < max(_HEAD, 2 + size):
            return 0
        self.heard.append(Heard(mark, way, data[2 : 2 + size]))
        return 2 + size
