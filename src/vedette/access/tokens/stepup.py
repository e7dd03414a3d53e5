"""A touch for one action (RFC 9470): the exact action in, a challenge out; the signed answer in, a touch out.

The challenge *is* the digest of the action, so what was signed cannot be used for anything else. A touch is
used up by the action it was made for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import msgspec
from msgspec import Struct

from vedette.access.documents import Conflict, Documents
from vedette.access.tokens.challenges import TOUCH_NEEDED, Unauthenticated, touch_header
from vedette.access.tokens.claims import Human
from vedette.core.codec import load
from vedette.core.errors import BadInput, Refused

PENDING = 300.0
"""Seconds in which a challenge can be answered."""
MAX_AGE = 900
"""Seconds a touch counts where nothing else is said."""
NONCE_MIN = 16

_PENDING, _TOUCH = "step-up", "touch"
_CONTEXT = "vedette step-up 1"

Assert = Callable[[str, bytes, bytes, float], str]
"""Checks a passkey's answer: (person, challenge, answer, now) in, the id of the passkey out, or it raises."""


class Action(Struct, frozen=True, kw_only=True):
    """Exactly what somebody wants to do."""

    capability: str
    request: str
    """Digest of the request, with everything in it that matters."""
    nonce: str
    """What makes this decision unlike any other: fresh and random, of at least 16 characters."""
    subject: str
    """The person."""
    agent: str = ""
    """The agent it is done by, where a person touches their key for what an agent asked for."""


class Touch(Struct, frozen=True, kw_only=True):
    """A person touched a passkey for one action."""

    action: str
    """Digest of the action, in hex."""
    person: str
    passkey: str
    at: float
    """Seconds since the epoch; its age is counted from here and from nowhere else."""


class _Pending(Struct, frozen=True, kw_only=True):
    person: str
    expires: float


def digest(action: Action) -> bytes:
    """Return the digest of an action: SHA-256 of its canonical JSON (names in order, no spaces)."""
    plain = msgspec.structs.asdict(action) | {"context": _CONTEXT}
    return hashlib.sha256(msgspec.json.encode(plain, order="sorted")).digest()


class StepUp:
    """Challenges that wait for an answer, and touches that wait for their action."""

    def __init__(self, documents: Documents, check: Assert) -> None:
        self._documents = documents
        self._check = check

    def challenge(self, human: Human, action: Action, now: float) -> bytes:
        """Return what a passkey has to sign for an action.

        Raises:
            Refused: the action is another person's.
            BadInput: its nonce is too short to be one.

        """
        if action.subject != human.claims.sub:
            raise Refused("the action is somebody else's", hint="whoever asked for it has to touch their key")
        if len(action.nonce) < NONCE_MIN:
            raise BadInput("the action has no nonce", hint="ask for a decision first, and take its nonce")
        made = digest(action)
        waiting = _Pending(person=action.subject, expires=now + PENDING)
        self._documents.put(_PENDING, made.hex(), msgspec.json.encode(waiting))
        return made

    def confirm(self, human: Human, action: Action, answer: bytes, now: float) -> Touch:
        """Check a passkey's answer, and keep the touch for the action, which may use it once.

        Raises:
            Unauthenticated: nothing waits for this answer any more, or it is not by the person's passkey.
            Refused: the action was confirmed before, or is somebody else's.

        """
        name = digest(action).hex()
        kept = self._documents.get(_PENDING, name)
        waiting = load(kept.value, _Pending) if kept is not None else None
        if waiting is None or waiting.person != human.claims.sub or now >= waiting.expires:
            raise _needed("no challenge waits for this answer")
        if not self._documents.delete(_PENDING, name):  # whoever deletes it has it, and nobody else
            raise _needed("the challenge was answered before")
        passkey = self._check(human.claims.sub, digest(action), answer, now)
        touch = Touch(action=name, person=human.claims.sub, passkey=passkey, at=now)
        try:
            self._documents.put(_TOUCH, name, msgspec.json.encode(touch), expect=0)
        except Conflict as error:
            raise Refused("the action was confirmed before", hint="ask for a new decision") from error
        return touch

    def age(self, action: Action, now: float) -> float | None:
        """Return how many seconds ago the person touched a passkey for an action, without using it up."""
        kept = self._documents.get(_TOUCH, digest(action).hex())
        return now - load(kept.value, Touch).at if kept is not None else None

    def spend(self, action: Action, now: float, *, max_age: int = MAX_AGE) -> Touch:
        """Use up the touch of an action; `max_age` in seconds.

        Raises:
            Unauthenticated: there is none, it was used, or it is too old.

        """
        name = digest(action).hex()
        kept = self._documents.get(_TOUCH, name)
        touch = load(kept.value, Touch) if kept is not None else None
        if touch is None or touch.person != action.subject or not 0 <= now - touch.at <= max_age:
            raise _needed("no fresh touch for this action", max_age)
        if not self._documents.delete(_TOUCH, name):
            raise _needed("the touch was used before", max_age)
        return touch

    def sweep(self, now: float) -> int:
        """Forget challenges nobody answered and touches nobody used; return how many."""
        waiting = [
            kept.key for kept in self._documents.all(_PENDING) if load(kept.value, _Pending).expires < now
        ]
        unused = [
            kept.key for kept in self._documents.all(_TOUCH) if load(kept.value, Touch).at < now - 86400
        ]
        return sum(self._documents.delete(_PENDING, key) for key in waiting) + sum(
            self._documents.delete(_TOUCH, key) for key in unused
        )


def _needed(message: str, max_age: int = MAX_AGE) -> Unauthenticated:
    return Unauthenticated(
        message,
        hint="touch your passkey for exactly this action",
        error=TOUCH_NEEDED,
        challenge=touch_header(max_age),
    )
