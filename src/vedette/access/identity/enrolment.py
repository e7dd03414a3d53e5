"""How somebody gets their first passkey: an invitation or recovery code in, a one-time link and a key out."""

from __future__ import annotations

import hashlib
import secrets
from typing import NamedTuple

from msgspec import Struct

from vedette.access.documents import Documents
from vedette.access.identity.members import Role
from vedette.access.identity.passkeys import Passkey, Passkeys
from vedette.access.identity.people import People
from vedette.access.identity.recovery import Recovery
from vedette.access.identity.register import Register
from vedette.access.tokens.challenges import Unauthenticated
from vedette.core.errors import Refused, VedetteError

INVITED = 7 * 86400.0
"""Seconds an invitation is good."""
RECOVERED = 900.0
"""Seconds a link is good that a recovery code gave."""
FIRST = 86400.0
"""Seconds the operator's first link is good."""
KEYS_NEEDED = 2
SECRET_MAX = 128


class Link(Struct, frozen=True, kw_only=True):
    """What is kept of a link: never the secret in it."""

    id: str
    """Digest of the secret, in hex."""
    person: str
    expires: float


class Enrolled(NamedTuple):
    """A passkey was registered by a link."""

    passkey: Passkey
    complete: bool
    """Whether the account has what it needs: a second passkey, or a sealed recovery code."""


class Enrolment:
    """All links, and whose account is complete."""

    def __init__(self, documents: Documents, people: People, passkeys: Passkeys, recovery: Recovery) -> None:
        self._links = Register(documents, "link", Link, lambda one: [f"person:{one.person}"])
        self._people = people
        self._passkeys = passkeys
        self._recovery = recovery

    def invite(self, person: str, now: float, *, lasting: float = INVITED) -> str:
        """Return the secret of a link with which a person registers a passkey, good for `lasting` seconds.

        Links made for them before no longer work.

        Raises:
            BadInput: there is no such person.

        """
        self._people.get(person)
        for old in self._links.tagged(f"person:{person}"):
            self._links.remove(old.id)
        secret = secrets.token_urlsafe(32)
        self._links.add(Link(id=_digest(secret), person=person, expires=now + lasting))
        return secret

    def first(self, now: float) -> str | None:
        """Return the secret of the operator's first link, or None once an operator's account is complete.

        Somebody who stopped after one passkey would otherwise have no second way in, and nobody to ask.
        """
        operators = [one for one in self._people.all() if Role.OPERATOR in one.roles]
        if any(self.complete(one.id) for one in operators):
            return None
        operator = operators[0] if operators else self._people.add("Operator", now, roles=[Role.OPERATOR])
        return self.invite(operator.id, now, lasting=FIRST)

    def person_of(self, secret: str, now: float) -> str:
        """Return whom a link is for; it stays good.

        Raises:
            Unauthenticated: there is no such link, or it is over or used.

        """
        return self._link(secret, now).person

    def begin(self, secret: str, now: float) -> bytes:
        """Return options for a browser to make a passkey with, as JSON.

        Raises:
            Unauthenticated: there is no such link, or it is over or used.
            Refused: the person is suspended, or has too many passkeys.

        """
        person = self._people.get(self._link(secret, now).person)
        if person.suspended:
            raise Refused("the account is suspended", hint="ask whoever runs this")
        return self._passkeys.ask_to_register(person.id, person.name, now)

    def finish(self, secret: str, answer: bytes, name: str, now: float) -> Enrolled:
        """Register the passkey a browser made, and use up the link.

        Raises:
            Unauthenticated: the link is over or used, or the passkey was not accepted.
            BadInput: it is not an answer.
            Refused: the passkey is registered already.

        """
        link = self._link(secret, now)
        if not self._links.remove(link.id):  # before the passkey, so that a link gives one and no more
            raise _over()
        try:
            passkey = self._passkeys.register(link.person, answer, name, now)
        except VedetteError:
            self._links.add(link)
            raise
        return Enrolled(passkey, self.complete(link.person))

    def recover(self, person: str, code: str, now: float) -> str:
        """Use up a recovery code; return the secret of a link with which to register a new passkey.

        Raises:
            Unauthenticated: it is not their code.
            LimitHit: there were too many tries.

        """
        self._recovery.open(person, code, now)
        return self.invite(person, now, lasting=RECOVERED)

    def complete(self, person: str) -> bool:
        """Return whether a person can lose a key and still get in: two passkeys, or one and a sealed code."""
        keys = len(self._passkeys.of(person))
        return keys >= KEYS_NEEDED or (keys == 1 and self._recovery.has(person))

    def sweep(self, now: float) -> int:
        """Forget links that are over; return how many."""
        return sum(self._links.remove(one.id) for one in self._links.all() if one.expires < now)

    def _link(self, secret: str, now: float) -> Link:
        found = self._links.find(_digest(secret)) if len(secret) <= SECRET_MAX else None
        if found is None or now >= found.expires:
            raise _over()
        return found


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _over() -> Unauthenticated:
    return Unauthenticated("the link is no longer good", hint="ask for a new one")
