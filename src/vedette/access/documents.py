"""Where access keeps what it knows: small documents by kind and key, changed by who saw the last version.

`Memory` is the fake that ships; `store` has the real one, on SQLite and PostgreSQL. One suite runs over all.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

from vedette.core.documents import Conflict, Documents, Kept

__all__ = ["Conflict", "Documents", "Kept", "Memory"]


class Memory:
    """Documents in this process: forgets when it ends."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, str], Kept] = {}
        self._tags: dict[tuple[str, str], frozenset[str]] = {}
        self._seen: dict[tuple[str, str], float] = {}

    def get(self, kind: str, key: str) -> Kept | None:
        """Return a document as it is now."""
        with self._lock:
            return self._kept.get((kind, key))

    def put(
        self, kind: str, key: str, value: bytes, *, expect: int | None = None, tags: Iterable[str] = ()
    ) -> int:
        """Write a document."""
        with self._lock:
            known = self._kept.get((kind, key))
            version = known.version if known is not None else 0
            if expect is not None and version != expect:
                raise Conflict(f"{kind} {key} was changed meanwhile", hint="read it again, then change it")
            self._kept[kind, key] = Kept(key, bytes(value), version + 1)
            self._tags[kind, key] = frozenset(tags)
            return version + 1

    def delete(self, kind: str, key: str) -> bool:
        """Remove a document."""
        with self._lock:
            self._tags.pop((kind, key), None)
            return self._kept.pop((kind, key), None) is not None

    def tagged(self, kind: str, tag: str) -> list[Kept]:
        """Return the documents of a kind that bear a tag."""
        return self._those(kind, lambda key: tag in self._tags[kind, key])

    def all(self, kind: str) -> list[Kept]:
        """Return the documents of a kind."""
        return self._those(kind, lambda _: True)

    def once(self, kind: str, key: str, until: float, now: float) -> bool:
        """Tell whether this is the first time."""
        with self._lock:
            for gone in [one for one, end in self._seen.items() if end <= now]:
                del self._seen[gone]
            if (kind, key) in self._seen:
                return False
            self._seen[kind, key] = until
            return True

    def _those(self, kind: str, wanted: Callable[[str], bool]) -> list[Kept]:
        with self._lock:
            return [kept for (of, key), kept in sorted(self._kept.items()) if of == kind and wanted(key)]
