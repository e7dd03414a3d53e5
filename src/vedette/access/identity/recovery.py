"""Sealed recovery codes: one made in, its hash kept; the code back in, once, within a few tries an hour.

A code opens nothing by itself: it only lets its owner register a new passkey.
"""

from __future__ import annotations

import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from msgspec import Struct
from msgspec.structs import replace

from vedette.access.documents import Documents
from vedette.access.identity.register import Register
from vedette.access.tokens.challenges import Unauthenticated
from vedette.core.errors import LimitHit

TRIES_MAX = 5
TRIES_IN = 3600.0
"""Seconds in which there may be so many tries."""
_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""Without those that look alike."""
_GROUPS, _GROUP = 6, 5
CODE_MAX = 64


class Sealed(Struct, frozen=True, kw_only=True):
    """What is kept of a code."""

    id: str
    """The person."""
    hash: str
    """Argon2id; empty when there is no code, or it was used."""
    made: float
    tries: tuple[float, ...] = ()
    """When somebody tried, lately."""


class Recovery:
    """All recovery codes. Checks one at a time, since each takes a while and much memory on purpose."""

    def __init__(self, documents: Documents, hasher: PasswordHasher | None = None) -> None:
        self._sealed = Register(documents, "recovery", Sealed)
        self._hasher = hasher or PasswordHasher()
        self._one = threading.Lock()

    def seal(self, person: str, now: float) -> str:
        """Return a new code for a person, to be shown once; an older one no longer works."""
        code = "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
        with self._one:
            made = Sealed(id=person, hash=self._hasher.hash(_plain(code)), made=now)
        if self._sealed.find(person) is None:
            self._sealed.add(made)
        else:
            self._sealed.change(person, lambda one: replace(made, tries=one.tries))
        return code

    def has(self, person: str) -> bool:
        """Return whether a person has a code that was not used."""
        found = self._sealed.find(person)
        return found is not None and bool(found.hash)

    def open(self, person: str, code: str, now: float) -> None:
        """Use up a person's code.

        Raises:
            Unauthenticated: it is not their code, or they have none.
            LimitHit: there were too many tries within the hour.

        """
        if self._sealed.find(person) is None or len(code) > CODE_MAX:
            raise _wrong()
        sealed = self._sealed.change(person, lambda one: _tried(one, now))
        with self._one:
            try:
                self._hasher.verify(sealed.hash, _plain(code))
            except (VerificationError, InvalidHashError) as error:
                raise _wrong() from error
        self._sealed.change(person, lambda one: _used(one, sealed.hash))


def _tried(sealed: Sealed, now: float) -> Sealed:
    lately = tuple(one for one in sealed.tries if now - TRIES_IN < one <= now)
    if len(lately) >= TRIES_MAX:
        raise LimitHit(
            "too many tries", hint=f"at most {TRIES_MAX} an hour; wait, and look at the code again"
        )
    return replace(sealed, tries=(*lately, now))


def _used(sealed: Sealed, hashed: str) -> Sealed:
    """Whoever gets to write this has used the code; a second one finds it gone."""
    if sealed.hash != hashed:
        raise _wrong()
    return replace(sealed, hash="")


def _plain(code: str) -> str:
    return "".join(one for one in code.upper() if one in _LETTERS)


def _wrong() -> Unauthenticated:
    return Unauthenticated("that is not the recovery code", hint="read it again, letter by letter")
