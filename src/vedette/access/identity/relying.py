"""Challenges for passkeys: made once, good for one answer and a few minutes, kept by digest."""

from __future__ import annotations

import hashlib
import secrets
from enum import StrEnum

from msgspec import Struct

from vedette.access.documents import Documents
from vedette.access.identity.register import Register
from vedette.access.tokens import jws
from vedette.access.tokens.challenges import Unauthenticated
from vedette.core.errors import BadInput, LimitHit

ANSWER_MAX = 64 * 1024
"""Bytes of what a browser sends back; an attestation with its certificates fits."""
LASTING = 300.0
"""Seconds a challenge waits for its answer."""


class Relying(Struct, frozen=True, kw_only=True):
    """Who asks for passkeys: this service, as browsers know it."""

    id: str
    """The RP id: the host, or a domain it is in."""
    name: str
    origins: tuple[str, ...]
    """Where pages of ours come from: https://host[:port]."""


class Asked(StrEnum):
    """What a challenge was made for."""

    REGISTER = "register"
    LOGIN = "login"


class Waiting(Struct, frozen=True, kw_only=True):
    """A challenge that waits for its answer."""

    id: str
    """Its digest, in hex."""
    asked: Asked
    person: str
    """Who has to answer; empty when the answer says who it is."""
    key: str
    """Thumbprint of the key that asked to log in, and alone gets the session; empty if any may."""
    expires: float


class Challenges:
    """All challenges that wait."""

    def __init__(self, documents: Documents) -> None:
        self._waiting = Register(documents, "challenge", Waiting)

    def make(self, asked: Asked, now: float, *, person: str = "", key: str = "") -> bytes:
        """Return a new challenge."""
        challenge = secrets.token_bytes(32)
        self._waiting.add(
            Waiting(id=_digest(challenge), asked=asked, person=person, key=key, expires=now + LASTING)
        )
        return challenge

    def take(self, answer: bytes, asked: Asked, now: float) -> tuple[bytes, Waiting]:
        """Return the challenge an answer is for, and what was known of it; it does not wait any more.

        Raises:
            LimitHit: the answer is larger than any is.
            BadInput: it is not an answer.
            Unauthenticated: nothing waits for it, or no longer.

        """
        challenge = challenge_in(answer)
        waiting = self._waiting.find(_digest(challenge))
        if waiting is None or waiting.asked is not asked or now >= waiting.expires:
            raise _over()
        if not self._waiting.remove(waiting.id):
            raise _over()
        return challenge, waiting

    def sweep(self, now: float) -> int:
        """Forget challenges nobody answered in time; return how many."""
        return sum(self._waiting.remove(one.id) for one in self._waiting.all() if one.expires < now)


def challenge_in(answer: bytes) -> bytes:
    """Return the challenge a browser's answer says it is for. Nothing about it is checked yet.

    Raises:
        LimitHit: the answer is larger than any is.
        BadInput: it is not an answer.

    """
    if len(answer) > ANSWER_MAX:
        raise LimitHit(f"the answer has {len(answer)} bytes", hint=f"send at most {ANSWER_MAX}")
    response = jws.read_object(answer, "the answer").get("response")
    said = response.get("clientDataJSON") if isinstance(response, dict) else None
    client = jws.read(said, "the answer") if isinstance(said, str) else {}
    challenge = client.get("challenge")
    if client.get("crossOrigin") not in (None, False) or "topOrigin" in client:
        raise BadInput("the answer was made inside somebody else's page", hint="open ours by itself")
    if not isinstance(challenge, str):
        raise BadInput("the answer names no challenge", hint="send what the browser gave, unchanged")
    return jws.decode(challenge, "the challenge")


def _digest(challenge: bytes) -> str:
    return hashlib.sha256(challenge).hexdigest()


def _over() -> Unauthenticated:
    return Unauthenticated(
        "no challenge waits for this answer", hint="begin again, and answer within 5 minutes"
    )
