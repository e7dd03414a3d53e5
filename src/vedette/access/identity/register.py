"""One kind of noun, kept: documents in, nouns by id out, each changed by who saw it last."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from typing import Generic, Protocol, TypeVar

import msgspec

from vedette.access.documents import Conflict, Documents
from vedette.core.codec import load
from vedette.core.errors import BadInput

TRIES = 8
NAME_MAX = 200


class Named(Protocol):
    """What has an id."""

    @property
    def id(self) -> str:
        """It, for good."""
        ...


T = TypeVar("T", bound=Named)


class Register(Generic[T]):
    """All nouns of one kind; `tags` says what one can be found by."""

    def __init__(
        self,
        documents: Documents,
        kind: str,
        noun: type[T],
        tags: Callable[[T], Iterable[str]] = lambda _: (),
    ) -> None:
        self._documents = documents
        self._kind = kind
        self._noun = noun
        self._tags = tags

    def add(self, noun: T) -> T:
        """Keep a new one.

        Raises:
            Conflict: its id is taken.

        """
        self._put(noun, 0)
        return noun

    def find(self, ident: str) -> T | None:
        """Return the one with an id, if there is one."""
        kept = self._documents.get(self._kind, ident)
        return load(kept.value, self._noun, name=self._kind) if kept is not None else None

    def get(self, ident: str) -> T:
        """Return the one with an id.

        Raises:
            BadInput: there is none.

        """
        found = self.find(ident)
        if found is None:
            raise self._none(ident)
        return found

    def change(self, ident: str, change: Callable[[T], T]) -> T:
        """Change the one with an id; `change` may be called again when somebody else was faster.

        Raises:
            BadInput: there is none.
            Conflict: others were faster too often.

        """
        for _ in range(TRIES):
            kept = self._documents.get(self._kind, ident)
            if kept is None:
                raise self._none(ident)
            made = change(load(kept.value, self._noun, name=self._kind))
            try:
                self._put(made, kept.version)
            except Conflict:
                continue
            return made
        raise Conflict(f"{self._kind} {ident} changed too often meanwhile", hint="try again")

    def remove(self, ident: str) -> bool:
        """Forget one; tell whether it was there, which it is for one caller only."""
        return self._documents.delete(self._kind, ident)

    def tagged(self, tag: str) -> list[T]:
        """Return those that bear a tag."""
        return [load(kept.value, self._noun) for kept in self._documents.tagged(self._kind, tag)]

    def all(self) -> list[T]:
        """Return all."""
        return [load(kept.value, self._noun) for kept in self._documents.all(self._kind)]

    def _put(self, noun: T, expect: int) -> None:
        value = msgspec.json.encode(noun)
        self._documents.put(self._kind, noun.id, value, expect=expect, tags=self._tags(noun))

    def _none(self, ident: str) -> BadInput:
        return BadInput(f"there is no {self._kind} {ident[:80]!r}", hint="give the id of one there is")


def fresh(prefix: str) -> str:
    """Return a new id: nobody guesses it, and it says nothing but what kind of thing it is of."""
    return f"{prefix}-{secrets.token_hex(10)}"


def name_of(text: str) -> str:
    """Return a name people gave, without blanks around it.

    Raises:
        BadInput: it is empty, too long, or has characters that show nothing.

    """
    name = text.strip()
    if not 0 < len(name) <= NAME_MAX or not name.isprintable():
        raise BadInput("that is no name", hint=f"1 to {NAME_MAX} characters, all of them visible")
    return name
