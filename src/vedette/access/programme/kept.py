"""One noun in one document, changed by whoever saw it last."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, Generic, TypeVar

from msgspec import Struct

from vedette.access.documents import Conflict, Documents, Kept
from vedette.access.hours import lately
from vedette.core import codec

N = TypeVar("N", bound=Struct)

_TRIES: Final = 8


class Nouns(Generic[N]):
    """The documents of one kind, as nouns."""

    def __init__(
        self, documents: Documents, kind: str, noun: type[N], tags: Callable[[N], Iterable[str]]
    ) -> None:
        self._documents = documents
        self._kind = kind
        self._noun = noun
        self._tags = tags

    def get(self, key: str) -> N | None:
        """Return one as it is now."""
        found = self._documents.get(self._kind, key)
        return None if found is None else self._load(found)

    def tagged(self, tag: str) -> list[N]:
        """Return those that bear a tag."""
        return [self._load(found) for found in self._documents.tagged(self._kind, tag)]

    def lately(self, what: str, since: float, until: float) -> list[N]:
        """Return those that bear a tag of an hour between two times, and maybe others: see `hours`."""
        return [self._load(found) for found in lately(self._documents, self._kind, what, (since, until))]

    def all(self) -> list[N]:
        """Return all of them."""
        return [self._load(found) for found in self._documents.all(self._kind)]

    def change(self, key: str, work: Callable[[N | None], N]) -> N:
        """Put in place what the work makes of what is there; again, if somebody else changed it meanwhile.

        Raises:
            Conflict: others changed it each time.

        """
        for left in reversed(range(_TRIES)):
            found = self._documents.get(self._kind, key)
            made = work(None if found is None else self._load(found))
            version = 0 if found is None else found.version
            try:
                self._documents.put(self._kind, key, codec.dump(made), expect=version, tags=self._tags(made))
            except Conflict:
                if not left:
                    raise
            else:
                return made
        raise AssertionError  # the last round returns or raises

    def _load(self, found: Kept) -> N:
        return codec.load(found.value, self._noun, name=f"{self._kind} {found.key}")
