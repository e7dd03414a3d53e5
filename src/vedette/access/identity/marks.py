"""Marks of documents: whether one document was shown for two accounts, without keeping anything of it.

A reviewer's own machine digests the document's number, slowly, with a salt that is this service's for good.
What arrives is put through HMAC with a key that lies in a file, and only that is kept. Who has the database
alone can guess at nothing; who has the key as well pays for each guess.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

from msgspec import Struct

from vedette.access.documents import Documents
from vedette.access.identity.register import Register
from vedette.core.errors import BadInput
from vedette.core.guessable import DIGEST

KIND: Final = "document-mark"
_LONGEST_SALT: Final = 32


class Mark(Struct, frozen=True, kw_only=True):
    """A document was seen for somebody."""

    id: str
    mark: str
    """HMAC-SHA256, in hex."""
    person: str
    until: float
    """When the proof that was made of it ends, in seconds since the epoch: it is forgotten then."""


class Marks:
    """All of them."""

    def __init__(self, documents: Documents, key: bytes) -> None:
        """Take where they are kept, and the service's key."""
        self._marks = Register(
            documents, KIND, Mark, lambda one: [f"person:{one.person}", f"mark:{one.mark}"]
        )
        self._key = key

    def of(self, digest: str) -> str:
        """Return the mark of a document, of the digest a reviewer's machine made of its number.

        Raises:
            BadInput: it is no such digest.

        """
        if DIGEST.fullmatch(digest) is None:
            raise BadInput("the document's mark is missing", hint="vedette access video attest computes it")
        return hmac.digest(self._key, digest.encode(), "sha256").hex()

    def keep(self, mark: str, person: str, until: float) -> None:
        """Note that a document was seen for somebody."""
        made = Mark(id=_id(mark, person), mark=mark, person=person, until=until)
        if self._marks.find(made.id) is None:
            self._marks.add(made)
        else:
            self._marks.change(made.id, lambda _: made)

    def others(self, mark: str, person: str, now: float) -> tuple[str, ...]:
        """Return the other accounts a document was seen for, and is not forgotten."""
        found = self._marks.tagged(f"mark:{mark}")
        return tuple(sorted(one.person for one in found if one.person != person and now < one.until))

    def shared(self, person: str, now: float) -> tuple[str, ...]:
        """Return the other accounts any document of somebody's was seen for."""
        mine = [one for one in self._marks.tagged(f"person:{person}") if now < one.until]
        return tuple(sorted({other for one in mine for other in self.others(one.mark, person, now)}))

    def sweep(self, now: float) -> int:
        """Forget those whose proof is over; return how many."""
        return sum(self._marks.remove(one.id) for one in self._marks.all() if one.until <= now)


def salt_of(service: str) -> str:
    """Return what the number of a document is digested with for its mark: this service's, and no secret."""
    return hashlib.sha256(f"vedette document mark\0{service}".encode()).hexdigest()[:_LONGEST_SALT]


def _id(mark: str, person: str) -> str:
    return hashlib.sha256(f"{mark}\0{person}".encode()).hexdigest()[:_LONGEST_SALT]
