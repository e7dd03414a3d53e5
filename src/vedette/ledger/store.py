"""Where the ledger keeps leaves and tiles. `Memory` is the fake that ships; `sqlite`, `postgres` are real."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Protocol

from vedette.core.errors import Unavailable
from vedette.ledger.merkle import HASH_BYTES, leaf_hash
from vedette.ledger.tiles import WIDTH, Frontier


class Store(Protocol):
    """Leaves and tiles that are only ever added to. Safe between threads; the real ones between processes."""

    def extend(self, leaves: Sequence[bytes], hashes: Sequence[bytes]) -> int:
        """Add leaves (and their hashes) at the end, all or none; return the index of the first once durable.

        Raises:
            Unavailable: they were not added.

        """
        ...

    def size(self) -> int:
        """Return how many leaves there are, durably."""
        ...

    def leaves(self, start: int, end: int) -> list[bytes]:
        """Return the leaves from start up to end, as far as there are any."""
        ...

    def tile(self, level: int, number: int, width: int) -> bytes:
        """Return the first `width` hashes of a tile.

        Raises:
            Unavailable: it is not there.

        """
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...


def open_tile(leaves: Sequence[bytes], number: int, width: int) -> bytes:
    """Make the tile of level 0 that is not full yet from its leaves.

    Raises:
        Unavailable: there are fewer leaves than hashes asked for.

    """
    if len(leaves) < width:
        raise missing(0, number)
    return b"".join(map(leaf_hash, leaves[:width]))


def missing(level: int, number: int) -> Unavailable:
    """Say that a tile is not where it has to be."""
    return Unavailable(
        f"the ledger is damaged: tile {number} of level {level} is missing or too short",
        hint="verify the newest export, and restore from it",
    )


class Memory:
    """A store in this process: forgets when it ends."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._leaves: list[bytes] = []
        self._tiles: dict[tuple[int, int], bytes] = {}
        self._frontier = Frontier()

    def extend(self, leaves: Sequence[bytes], hashes: Sequence[bytes]) -> int:
        """Add leaves at the end."""
        with self._lock:
            first = len(self._leaves)
            tiles, done = self._frontier.plan(first, hashes, lambda: self)
            self._leaves.extend(leaves)
            self._tiles.update({(one.level, one.number): one.hashes for one in tiles})
            done()
            return first

    def size(self) -> int:
        """Return how many leaves there are."""
        return len(self._leaves)

    def leaves(self, start: int, end: int) -> list[bytes]:
        """Return the leaves from start up to end."""
        return self._leaves[start:end]

    def tile(self, level: int, number: int, width: int) -> bytes:
        """Return the first hashes of a tile."""
        kept = self._tiles.get((level, number), b"")
        if len(kept) >= width * HASH_BYTES:
            return kept[: width * HASH_BYTES]
        if level:
            raise missing(level, number)
        return open_tile(self.leaves(number * WIDTH, number * WIDTH + width), number, width)

    def close(self) -> None:
        """Do nothing: there is nothing to let go of."""
