"""Documents as they were a moment ago: what every request asks anew is read twice a second at most.

A grant counts within a second and a suspension within five (the sessions' own list ends it sooner). What this
process writes itself is seen at once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from time import monotonic
from typing import Final

from vedette.access.documents import Documents, Kept

FOR: Final = 0.5
"""Seconds."""
_MOST: Final = 8192


class Recent:
    """`Documents` whose reads may be half a second old; what is not there is looked for each time."""

    def __init__(self, documents: Documents, seconds: Callable[[], float] = monotonic) -> None:
        self._documents = documents
        self._seconds = seconds
        self._lock = threading.Lock()
        self._got: dict[tuple[str, str], tuple[float, Kept]] = {}
        self._tagged: dict[tuple[str, str], tuple[float, list[Kept]]] = {}
        self._written = 0

    def get(self, kind: str, key: str) -> Kept | None:
        """Return a document."""
        known = self._got.get((kind, key))
        if known is not None and self._seconds() - known[0] < FOR:
            return known[1]
        began, read = self._written, self._seconds()
        found = self._documents.get(kind, key)
        if found is not None:
            with self._lock:
                if began == self._written:  # else somebody here wrote meanwhile, and this may be from before
                    _room(self._got)
                    self._got[kind, key] = (read, found)
        return found

    def tagged(self, kind: str, tag: str) -> list[Kept]:
        """Return the documents of a kind that bear a tag."""
        known = self._tagged.get((kind, tag))
        if known is not None and self._seconds() - known[0] < FOR:
            return known[1]
        began, read = self._written, self._seconds()
        found = self._documents.tagged(kind, tag)
        with self._lock:
            if began == self._written:
                _room(self._tagged)
                self._tagged[kind, tag] = (read, found)
        return found

    def all(self, kind: str) -> list[Kept]:
        """Return the documents of a kind, as they are now."""
        return self._documents.all(kind)

    def put(
        self, kind: str, key: str, value: bytes, *, expect: int | None = None, tags: Iterable[str] = ()
    ) -> int:
        """Write a document."""
        try:
            return self._documents.put(kind, key, value, expect=expect, tags=tags)
        finally:  # also after a conflict: what is known is old
            self.forget()

    def delete(self, kind: str, key: str) -> bool:
        """Remove a document."""
        try:
            return self._documents.delete(kind, key)
        finally:
            self.forget()

    def once(self, kind: str, key: str, until: float, now: float) -> bool:
        """Tell whether this is the first time a key is shown."""
        return self._documents.once(kind, key, until, now)

    def forget(self) -> None:
        """Read everything anew from now on."""
        with self._lock:
            self._written += 1
            self._got.clear()
            self._tagged.clear()


class Present(Recent):
    """`Documents` as they are now; whoever reads `Recent` ones sees what is written here at once."""

    def __init__(self, documents: Documents, recent: Recent) -> None:
        super().__init__(documents)
        self._recent = recent

    def get(self, kind: str, key: str) -> Kept | None:
        """Return a document as it is now."""
        return self._documents.get(kind, key)

    def tagged(self, kind: str, tag: str) -> list[Kept]:
        """Return the documents of a kind that bear a tag, as they are now."""
        return self._documents.tagged(kind, tag)

    def forget(self) -> None:
        """Have what is recent read anew."""
        self._recent.forget()


def _room(
    kept: dict[tuple[str, str], tuple[float, Kept]] | dict[tuple[str, str], tuple[float, list[Kept]]],
) -> None:
    if len(kept) >= _MOST:
        kept.clear()
