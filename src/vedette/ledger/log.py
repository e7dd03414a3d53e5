"""The ledger: entries go in and are durable before a receipt comes out; proofs of what is in it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from vedette.core.errors import BadInput, LimitHit, Unavailable
from vedette.ledger.merkle import leaf_hash, tree_hash
from vedette.ledger.store import Store
from vedette.ledger.tiles import HEIGHT, WIDTH, Tree, hashes_of

LEAF_BYTES_MAX: Final = 65_535
"""An entry bundle has two bytes for the length of an entry."""
TOGETHER_MAX: Final = 1024
"""Entries that are made durable at once."""
_PAGE: Final = 1024


class Receipt(Struct, frozen=True, kw_only=True):
    """Where an entry stands in the ledger."""

    index: int
    leaf: str
    """The leaf hash, in hex."""
    size: int
    """Of the ledger once the entry was in it: prove with this size or a later one."""


class _Batch:
    """Entries that become durable together."""

    __slots__ = ("done", "error", "first", "hashes", "leaves", "taken", "waiting")

    def __init__(self) -> None:
        self.leaves: list[bytes] = []
        self.hashes: list[bytes] = []
        self.waiting: list[threading.Lock] = []
        self.taken = False
        """Whether somebody sees to it that it becomes durable."""
        self.done = False
        self.first = 0
        self.error: Unavailable | None = None


class Pending:
    """An entry that was handed in, and is no part of the ledger before somebody waited for it."""

    __slots__ = ("_batch", "_ledger", "_place")

    def __init__(self, ledger: Ledger, batch: _Batch, place: int) -> None:
        self._ledger = ledger
        self._batch = batch
        self._place = place

    def wait(self) -> Receipt:
        """Return when it is durable, with all that was handed in beside it.

        Raises:
            Unavailable: it could not be written, and was not acknowledged.

        """
        batch, place = self._batch, self._place
        if not batch.done:
            self._ledger.settle(batch)
        if batch.error is not None:
            raise Unavailable(str(batch.error), hint=batch.error.hint) from batch.error
        size = batch.first + len(batch.leaves)
        return Receipt(index=batch.first + place, leaf=batch.hashes[place].hex(), size=size)


class Ledger:
    """An append-only Merkle log over a store.

    What is handed in before anybody waits, or while others are being made durable, is made durable together
    by whoever waits for it first. So one thread may hand in the entries of many and wait once.
    """

    def __init__(self, store: Store) -> None:
        """Look whether the store is whole at its end.

        Raises:
            Unavailable: it is damaged, or cannot be read.

        """
        self._store = store
        self._joining = threading.Lock()
        self._committing = threading.Lock()
        self._open: _Batch | None = None
        check(store)

    def append(self, leaf: bytes) -> Receipt:
        """Write one entry; return when it is durable.

        Raises:
            LimitHit: the entry is too long.
            Unavailable: it cannot be written, and was not acknowledged.

        """
        return self.hand_in(leaf).wait()

    def hand_in(self, leaf: bytes) -> Pending:
        """Take one entry, which becomes durable when somebody waits for it.

        Raises:
            LimitHit: the entry is too long.

        """
        if len(leaf) > LEAF_BYTES_MAX:
            raise LimitHit(
                f"an entry of {len(leaf)} bytes is too long for the ledger",
                hint=f"write digests, not content: at most {LEAF_BYTES_MAX} bytes",
            )
        hashed = leaf_hash(leaf)
        with self._joining:
            batch = self._open
            if batch is None or len(batch.leaves) >= TOGETHER_MAX:
                batch = self._open = _Batch()
            batch.leaves.append(leaf)
            batch.hashes.append(hashed)
            return Pending(self, batch, len(batch.leaves) - 1)

    def receipt(self, index: int) -> Receipt:
        """Return the receipt of an entry again.

        Raises:
            BadInput: there is no such entry.

        """
        found = self._store.leaves(index, index + 1) if index >= 0 else []
        if not found:
            raise BadInput(f"the ledger has no entry {index}", hint="entries count from 0")
        return Receipt(index=index, leaf=leaf_hash(found[0]).hex(), size=index + 1)

    def size(self) -> int:
        """Return how many entries there are."""
        return self._store.size()

    def root(self, size: int) -> bytes:
        """Return the root hash the ledger had at a size.

        Raises:
            BadInput: it is not that long yet.

        """
        return self._tree(size).root()

    def inclusion(self, index: int, size: int) -> tuple[bytes, ...]:
        """Prove that an entry is in the ledger of a size.

        Raises:
            BadInput: it is not that long yet, or there is no such entry.

        """
        return self._tree(size).inclusion(index)

    def consistency(self, old: int, new: int) -> tuple[bytes, ...]:
        """Prove that the ledger of size `new` begins with that of size `old`.

        Raises:
            BadInput: it is not that long yet, or the sizes are in the wrong order.

        """
        return self._tree(new).consistency(old)

    def tile(self, level: int, number: int, width: int) -> bytes:
        """Return the first `width` hashes of a tile."""
        return self._store.tile(level, number, width)

    def entries(self, start: int, end: int) -> Iterator[bytes]:
        """Yield the entries from start up to end, as far as there are any.

        Raises:
            Unavailable: some that were there are gone.

        """
        end = min(end, self._store.size())
        for at in range(max(0, start), end, _PAGE):
            page = self._store.leaves(at, min(end, at + _PAGE))
            if len(page) != min(_PAGE, end - at):
                raise _damaged(f"between entry {at} and {min(end, at + _PAGE) - 1} some are gone")
            yield from page

    def close(self) -> None:
        """Let go of files and connections."""
        self._store.close()

    def _tree(self, size: int) -> Tree:
        if not 0 <= size <= self._store.size():
            raise BadInput(f"the ledger has no size {size} yet", hint="ask with the size of a checkpoint")
        return Tree(self._store, size)

    def settle(self, batch: _Batch) -> None:
        """Make a batch durable, or wait until whoever took it has; what became of it stands in it."""
        with self._joining:
            if batch.done:
                return
            turn = threading.Lock() if batch.taken else None
            batch.taken = True
            if turn is not None:
                turn.acquire()
                batch.waiting.append(turn)
        if turn is None:
            self._commit(batch)
        else:
            turn.acquire()

    def _commit(self, batch: _Batch) -> None:
        batch.error = Unavailable("writing to the ledger was interrupted", hint="try again")
        try:
            with self._committing:
                self._shut(batch)
                batch.first = self._store.extend(batch.leaves, batch.hashes)
            batch.error = None
        except Unavailable as error:
            batch.error = error
        finally:
            self._shut(batch)  # also when interrupted before it was: nobody may join and wait for ever
            with self._joining:
                batch.done = True
            for turn in batch.waiting:
                turn.release()

    def _shut(self, batch: _Batch) -> None:
        with self._joining:
            if self._open is batch:
                self._open = None


def check(store: Store) -> None:
    """Compare the end of a store with what its tiles say: cheap, and no substitute for verifying an export.

    Raises:
        Unavailable: they do not fit together.

    """
    size = _settled(store)
    if full := size >> HEIGHT:
        (leaf,) = store.leaves(full * WIDTH - 1, full * WIDTH) or (b"",)
        if store.tile(0, full - 1, WIDTH)[-len(leaf_hash(leaf)) :] != leaf_hash(leaf):
            raise _damaged(f"entry {full * WIDTH - 1} is not the one its tile was made of")
    level = 1
    while above := size >> HEIGHT * level:
        below = tree_hash(hashes_of(store.tile(level - 1, above - 1, WIDTH)))
        if hashes_of(store.tile(level, (above - 1) // WIDTH, (above - 1) % WIDTH + 1))[-1] != below:
            raise _damaged(f"the tiles of level {level} do not fit those below")
        level += 1


def _settled(store: Store) -> int:
    """Return how many entries there are, and see that it ends there; others may write between two looks."""
    size = store.size()
    while len(store.leaves(max(0, size - 1), size + 1)) != min(size, 1):
        now = store.size()
        if now == size:
            raise _damaged(f"it should end with entry {size - 1}")
        size = now
    return size


def _damaged(what: str) -> Unavailable:
    return Unavailable(f"the ledger is damaged: {what}", hint="verify the newest export, and restore from it")
