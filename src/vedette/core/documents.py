"""Small documents by kind and key, changed by who saw the last version: the contract, and what may go wrong.

Lies here because `access` needs it and `store` has it, and the two do not know each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from vedette.core.errors import Unavailable


class Conflict(Unavailable):
    """Somebody else changed it first: read it again."""

    http_status = 409


class Kept(NamedTuple):
    """One document as it is now."""

    key: str
    value: bytes
    version: int
    """1 when it was made; one more with each change."""


class Documents(Protocol):
    """Documents by (kind, key). Every call is one transaction, and safe between threads and processes."""

    def get(self, kind: str, key: str) -> Kept | None:
        """Return a document as it is now."""
        ...

    def put(
        self, kind: str, key: str, value: bytes, *, expect: int | None = None, tags: Iterable[str] = ()
    ) -> int:
        """Write a document; return its version. Its tags are replaced.

        With `expect`, only if its version is that one (0: only if there is none).

        Raises:
            Conflict: it has another version.

        """
        ...

    def delete(self, kind: str, key: str) -> bool:
        """Remove a document; tell whether there was one."""
        ...

    def tagged(self, kind: str, tag: str) -> list[Kept]:
        """Return the documents of a kind that bear a tag, by key."""
        ...

    def all(self, kind: str) -> list[Kept]:
        """Return the documents of a kind, by key."""
        ...

    def once(self, kind: str, key: str, until: float, now: float) -> bool:
        """Tell whether this is the first time a key is shown before `until`: for replay caches.

        Keys are forgotten after their `until` (seconds since the epoch). Need not outlive a power cut.
        """
        ...
