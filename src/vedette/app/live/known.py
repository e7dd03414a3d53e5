"""The files a follower knows, by name, and by what they are: one that was rotated is read on, not again.

A file nobody knows by its name is looked for among those that were read: by its place on the disk (it was
renamed), or by its beginning and the end of what was read of it (it was copied, and the log then cut). What a
name stood for before is kept beside: it may turn up under another one.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from vedette.app.live import tails
from vedette.app.live.tails import Cursor

_ASIDE: Final = "//"
"""What begins the name of a file whose name another one has now: no file is called so."""


class Known:
    """How far each file was read."""

    __slots__ = ("_alike", "_names", "_placed", "pending")

    def __init__(self, cursors: Mapping[str, Cursor] | None = None) -> None:
        self.pending: dict[str, Cursor] = {}
        """What changed since it was last written down."""
        self._names: dict[str, Cursor] = {}
        self._placed: dict[tuple[int, int], Cursor] = {}
        self._alike: dict[tuple[str, int], Cursor] = {}
        kept = (cursors or {}).items()
        for name, cursor in sorted(kept, key=lambda one: (one[0][:2] != _ASIDE, one[1].offset)):
            self._put(name, cursor)

    def keep(self, name: str, cursor: Cursor) -> None:
        """Remember how far a file was read."""
        self.pending[name] = cursor
        self._put(name, cursor)

    def same(self, name: str, path: Path) -> Cursor | None:
        """Return how far a file was read, if it is still the one of that name."""
        known = self._names.get(name)
        return known if known is not None and tails.is_same(known, path) else None

    def begun(self, name: str, path: Path) -> Cursor | None:
        """Begin with a file that is another one now: where it was left under its last name, or at its top."""
        fresh = tails.fresh(path)
        if fresh is None:
            return None
        before = self._names.get(name)
        if before is not None:
            aside = f"{_ASIDE}{before.device}:{before.inode}"
            if self._names.get(aside) != before:
                self.keep(aside, before)
        found = self._elsewhere(fresh, path)
        if found is None:
            return fresh
        moved = msgspec.structs.replace(found, path=fresh.path, inode=fresh.inode, device=fresh.device)
        self.keep(name, moved)
        return moved

    def _elsewhere(self, fresh: Cursor, path: Path) -> Cursor | None:
        placed = self._placed.get((fresh.device, fresh.inode))
        if placed is not None and placed.head_bytes and tails.is_same(placed, path):
            return placed
        alike = self._alike.get((fresh.head, fresh.head_bytes))
        return alike if alike is not None and tails.is_copy(alike, path) else None

    def _put(self, name: str, cursor: Cursor) -> None:
        self._names[name] = cursor
        if not cursor.offset:
            return
        place, look = (cursor.device, cursor.inode), (cursor.head, cursor.head_bytes)
        if name[:2] != _ASIDE or place not in self._placed:
            self._placed[place] = cursor
        if cursor.tail and (name[:2] != _ASIDE or look not in self._alike):
            self._alike[look] = cursor
