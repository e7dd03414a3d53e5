"""The files a follower knows, by name, and by what they are: one that was rotated is read on, not again.

A file nobody knows by its name is looked for among those that were read: by its place on the disk (it was
renamed), or by its beginning and the end of what was read of it (it was copied, and the log then cut); a log
that is written in place by the last record taken. What a name stood for before is kept beside: it may turn up
under another one. What turns up nowhere is told: more may have been written to it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec

from vedette.app.live import tails
from vedette.app.live.tails import Cursor

_ASIDE: Final = "//"
"""What begins the name of a file whose name another one has now: no file is called so."""


class Known:
    """How far each file was read."""

    __slots__ = ("_alike", "_names", "_placed", "_settled", "pending")

    def __init__(self, cursors: Mapping[str, Cursor] | None = None) -> None:
        self.pending: dict[str, Cursor] = {}
        """What changed since it was last written down."""
        self._names: dict[str, Cursor] = {}
        self._placed: dict[tuple[int, int], Cursor] = {}
        self._alike: dict[tuple[str, int], Cursor] = {}
        self._settled: set[tuple[tuple[int, int], int]] = set()
        """Places, and how far they were read, of what is read on under another name."""
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
            aside = _aside(before)
            kept = self._names.get(aside)
            if kept is None or msgspec.structs.replace(kept, settled=before.settled) != before:
                self.keep(aside, before)
        found = self._elsewhere(fresh, path)
        return fresh if found is None else self._moved(name, found, fresh)

    def numbered(self, name: str, fresh: Cursor, mark: Callable[[int], str]) -> Cursor:
        """Begin with a log that is written in place: where it was left, if its last record is in this file.

        `mark` says what the record of a number is known by.
        """
        for one in (self._placed.get(fresh.place), self._names.get(name)):
            if one is not None and one.mark and mark(one.lines) == one.mark:
                return self._moved(name, one, fresh)
        return fresh

    def read_on(self, name: str, cursor: Cursor) -> None:
        """Remember how far a file was read that is still open, under its name if it has it still."""
        now = self._names.get(name)
        self.keep(name if now is not None and now.place == cursor.place else _aside(cursor), cursor)

    def under(self, name: str) -> Cursor | None:
        """Return how far the last file of that name was read."""
        return self._names.get(name)

    def settle(self, place: tuple[int, int]) -> None:
        """Say that what was at a place was read to its end."""
        for name, cursor in tuple(self._names.items()):
            if cursor.place == place and name[:2] == _ASIDE:
                self.keep(name, msgspec.structs.replace(cursor, settled=True))
            elif cursor.place == place:
                self._settled.add((place, cursor.offset))

    def lost(self, listed: Collection[str], waited: Container[tuple[int, int]]) -> Iterator[Cursor]:
        """Give, once, files that were read and are nowhere now; not those whose places are waited for."""
        for name, cursor in tuple(self._names.items()):
            if name in listed or cursor.settled or not cursor.offset or cursor.place in waited:
                continue
            self.keep(name, msgspec.structs.replace(cursor, settled=True))
            elsewhere = (cursor.place, cursor.offset) in self._settled
            if not elsewhere and not tails.is_same(cursor, Path(cursor.path)):  # it may be followed no more
                yield cursor

    def _moved(self, name: str, found: Cursor, fresh: Cursor) -> Cursor:
        self._settled.add((found.place, found.offset))
        settled = found.settled or self._names.get(name) != found
        moved = msgspec.structs.replace(
            found, path=fresh.path, inode=fresh.inode, device=fresh.device, settled=settled
        )
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
        place, look = cursor.place, (cursor.head, cursor.head_bytes)
        placed = self._placed.get(place)
        if name[:2] != _ASIDE or placed is None or placed.offset <= cursor.offset:
            self._placed[place] = cursor
        if cursor.tail and (name[:2] != _ASIDE or look not in self._alike):
            self._alike[look] = cursor


def _aside(cursor: Cursor) -> str:
    return f"{_ASIDE}{cursor.device}:{cursor.inode}"
