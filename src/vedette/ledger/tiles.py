"""The hashes of a tree, kept as tiles of 256: how they grow with it, and proofs read from a few of them.

The tiles are those of C2SP tlog-tiles, height 8. A hash of level n + 1 stands for a full tile of level n.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple, Protocol, TypeAlias

from vedette.core.errors import BadInput, Unavailable
from vedette.ledger.merkle import EMPTY, HASH_BYTES, node_hash, row_above, split, tree_hash

HEIGHT: Final = 8
WIDTH: Final = 1 << HEIGHT
TILE_BYTES: Final = WIDTH * HASH_BYTES

Edge: TypeAlias = tuple[bytes, ...]
"""The hashes of the tiles that are not full yet, by level."""


class Tile(NamedTuple):
    """Up to 256 hashes side by side."""

    level: int
    number: int
    hashes: bytes


class Tiles(Protocol):
    """Somewhere to read tiles from."""

    def tile(self, level: int, number: int, width: int) -> bytes:
        """Return the first `width` hashes of a tile.

        Raises:
            Unavailable: it is not there.

        """
        ...


def hashes_of(tile: bytes) -> list[bytes]:
    """Take a tile apart."""
    return [tile[at : at + HASH_BYTES] for at in range(0, len(tile), HASH_BYTES)]


def width_at(size: int, level: int, number: int) -> int:
    """Return how many hashes a tile has in a tree of a size."""
    return max(0, min(WIDTH, (size >> HEIGHT * level) - number * WIDTH))


def grown(size: int, edge: Edge, leaves: Sequence[bytes]) -> tuple[list[Tile], Edge]:
    """Add leaf hashes to a tree of a size; return the tiles to write, and the new edge.

    Level 0 is written when full (its open tile follows from the leaves), the levels above at every change.
    """
    made: list[Tile] = []
    opened = list(edge)
    added, level = b"".join(leaves), 0
    while added:
        if level == len(opened):
            opened.append(b"")
        row = opened[level] + added
        number, full = size >> HEIGHT * (level + 1), len(row) // TILE_BYTES
        parts = [row[at * TILE_BYTES : (at + 1) * TILE_BYTES] for at in range(full)]
        made.extend(Tile(level, number + at, part) for at, part in enumerate(parts))
        opened[level] = row[full * TILE_BYTES :]
        if level and opened[level]:
            made.append(Tile(level, number + full, opened[level]))
        added = b"".join(tree_hash(hashes_of(part)) for part in parts)
        level += 1
    return made, tuple(opened)


def edge_of(tiles: Tiles, size: int) -> Edge:
    """Read the edge of a tree of a size."""
    edge: list[bytes] = []
    while size >> HEIGHT * len(edge):
        level = len(edge)
        number = size >> HEIGHT * (level + 1)
        width = width_at(size, level, number)
        edge.append(tiles.tile(level, number, width) if width else b"")
    return tuple(edge)


class Frontier:
    """The edge of the tree as this process last wrote it; read again only when another wrote since."""

    def __init__(self) -> None:
        self._known: tuple[int, Edge] = (0, ())

    def plan(
        self, size: int, leaves: Sequence[bytes], tiles: Callable[[], Tiles]
    ) -> tuple[list[Tile], Callable[[], None]]:
        """Return the tiles to write when leaves are added, and what to call once they are written."""
        known, edge = self._known
        if known != size:
            edge = edge_of(tiles(), size)
        made, after = grown(size, edge, leaves)

        def done() -> None:
            self._known = (size + len(leaves), after)

        return made, done


class Tree:
    """A tree of one size over tiles: its root and its proofs. Keeps what it read, for one question."""

    def __init__(self, tiles: Tiles, size: int) -> None:
        self._tiles = tiles
        self._size = size
        self._rows: dict[tuple[int, int], list[list[bytes]]] = {}

    def root(self) -> bytes:
        """Return the root hash."""
        return self._over(0, self._size) if self._size else EMPTY

    def inclusion(self, index: int) -> tuple[bytes, ...]:
        """Prove that the leaf at an index is in the tree: hashes from the leaf's neighbour upwards.

        Raises:
            BadInput: the tree has no such leaf.

        """
        if not 0 <= index < self._size:
            raise BadInput(
                f"the ledger has no entry {index} at size {self._size}", hint="ask with a later size"
            )
        low, high, path = 0, self._size, []
        while high - low > 1:
            middle = low + split(high - low)
            if index < middle:
                path.append((middle, high))
                high = middle
            else:
                path.append((low, middle))
                low = middle
        return tuple(self._over(*part) for part in reversed(path))

    def consistency(self, old: int) -> tuple[bytes, ...]:
        """Prove that the tree of an older size is the beginning of this one.

        Raises:
            BadInput: the other size is not an older one.

        """
        if not 0 <= old <= self._size:
            raise BadInput(f"{old} is no size before {self._size}", hint="give the older size first")
        if old in (0, self._size):
            return ()
        low, high, path = 0, self._size, []
        while old != high:
            middle = low + split(high - low)
            if old <= middle:
                path.append((middle, high))
                high = middle
            else:
                path.append((low, middle))
                low = middle
        if low:
            path.append((low, high))
        return tuple(self._over(*part) for part in reversed(path))

    def _over(self, low: int, high: int) -> bytes:
        """Hash the leaves from low to high, which are parts as the tree splits itself."""
        count = high - low
        if count & (count - 1) == 0:
            height = count.bit_length() - 1
            return self._node(height, low >> height)
        middle = low + split(count)
        return node_hash(self._over(low, middle), self._over(middle, high))

    def _node(self, height: int, place: int) -> bytes:
        level, inside = divmod(height, HEIGHT)
        number = place >> (HEIGHT - inside)
        rows = self._rows.setdefault((level, number), [])
        if not rows:
            rows.append(self._read(level, number))
        while len(rows) <= inside:
            rows.append(row_above(rows[-1]))
        return rows[inside][place - (number << (HEIGHT - inside))]

    def _read(self, level: int, number: int) -> list[bytes]:
        width = width_at(self._size, level, number)
        tile = self._tiles.tile(level, number, width)
        if len(tile) != width * HASH_BYTES:
            raise Unavailable(
                f"the ledger is damaged: tile {number} of level {level} is not {width} hashes long",
                hint="verify the newest export, and restore from it",
            )
        return hashes_of(tile)
