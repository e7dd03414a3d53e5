"""Documents in memory with an index by tag: the shipped `Memory` reads all of a kind for each tag."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from vedette.access.documents import Conflict, Kept


class Shelf:
    """`Documents` for one thread, as fast as a dictionary."""

    def __init__(self) -> None:
        self._kept: defaultdict[str, dict[str, Kept]] = defaultdict(dict)
        self._tags: dict[tuple[str, str], frozenset[str]] = {}
        self._by_tag: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self._seen: dict[tuple[str, str], float] = {}

    def get(self, kind: str, key: str) -> Kept | None:
        """Return a document."""
        return self._kept[kind].get(key)

    def put(
        self, kind: str, key: str, value: bytes, *, expect: int | None = None, tags: Iterable[str] = ()
    ) -> int:
        """Write a document."""
        known = self._kept[kind].get(key)
        version = 0 if known is None else known.version
        if expect is not None and version != expect:
            raise Conflict(f"{kind} {key} was changed meanwhile", hint="read it again, then change it")
        self._untag(kind, key)
        self._kept[kind][key] = Kept(key, bytes(value), version + 1)
        self._tags[kind, key] = frozenset(tags)
        for tag in self._tags[kind, key]:
            self._by_tag[kind, tag].add(key)
        return version + 1

    def delete(self, kind: str, key: str) -> bool:
        """Remove a document."""
        self._untag(kind, key)
        self._tags.pop((kind, key), None)
        return self._kept[kind].pop(key, None) is not None

    def tagged(self, kind: str, tag: str) -> list[Kept]:
        """Return the documents of a kind that bear a tag."""
        return [self._kept[kind][key] for key in sorted(self._by_tag.get((kind, tag), ()))]

    def all(self, kind: str) -> list[Kept]:
        """Return the documents of a kind."""
        return [self._kept[kind][key] for key in sorted(self._kept[kind])]

    def once(self, kind: str, key: str, until: float, now: float) -> bool:
        """Tell whether this is the first time."""
        if self._seen.get((kind, key), now) > now:
            return False
        self._seen[kind, key] = until
        return True

    def _untag(self, kind: str, key: str) -> None:
        for tag in self._tags.get((kind, key), ()):
            self._by_tag[kind, tag].discard(key)
