"""Merkle trees as RFC 6962 has them: hashes of leaves and nodes, and whether a proof holds."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

HASH_BYTES: Final = 32
EMPTY: Final = sha256().digest()
"""The root of a tree without leaves."""


def leaf_hash(data: bytes) -> bytes:
    """Hash one leaf."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two neighbours into the node above them."""
    return sha256(b"\x01" + left + right).digest()


def split(size: int) -> int:
    """Return how many of two or more leaves lie to the left: the largest power of two below the size."""
    return 1 << ((size - 1).bit_length() - 1)


def row_above(row: Sequence[bytes]) -> list[bytes]:
    """Hash neighbours in pairs; one left over at the end is left out."""
    return [sha256(b"\x01" + left + right).digest() for left, right in zip(row[::2], row[1::2], strict=False)]


def tree_hash(hashes: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes."""
    if not hashes:
        return EMPTY
    row, rest = list(hashes), []
    while True:
        if len(row) % 2:
            rest.append(row[-1])
        if len(row) < 2:  # noqa: PLR2004 - a pair
            break
        row = row_above(row)
    root = rest[0]
    for left in rest[1:]:
        root = node_hash(left, root)
    return root


def includes(root: bytes, size: int, index: int, leaf: bytes, proof: Sequence[bytes]) -> bool:
    """Tell whether a proof shows that a leaf hash stands at an index of the tree with that root and size."""
    if not 0 <= index < size:
        return False
    place, last, made = index, size - 1, leaf
    for one in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            made = node_hash(one, made)
            place, last = _up_past_missing(place, last)
        else:
            made = node_hash(made, one)
        place, last = place >> 1, last >> 1
    return last == 0 and made == root


def extends(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Tell whether a proof shows that the tree of size `new` begins with the tree of size `old`."""
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return not proof and old_root == EMPTY
    if not 0 < old < new:
        return False
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    return bool(path) and _grows(old - 1, new - 1, path) == (old_root, new_root)


def _grows(place: int, last: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Return the two roots a consistency proof leads to, or None when it has the wrong length."""
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = path[0]
    for one in path[1:]:
        if last == 0:
            return None
        if place & 1 or place == last:
            before, after = node_hash(one, before), node_hash(one, after)
            place, last = _up_past_missing(place, last)
        else:
            after = node_hash(after, one)
        place, last = place >> 1, last >> 1
    return (before, after) if last == 0 else None


def _up_past_missing(place: int, last: int) -> tuple[int, int]:
    """Climb where the right edge has no neighbour, so nothing to hash with."""
    while place and not place & 1:
        place, last = place >> 1, last >> 1
    return place, last
