"""Refusals of whoever did not show who they are: an error code in, an exception with its header out."""

from __future__ import annotations

import re
from typing import ClassVar

from vedette.core.errors import Refused

ALGORITHMS = ("ES256", "Ed25519")
"""How a caller's key may sign."""
ACR_PASSKEY = "phr"
"""Logged in with a passkey: phishing resistant."""
ACR_KEY = "key"
"""A seat's own key and nobody's touch."""
ACR_AGENT = "agent"

BAD_TOKEN = "invalid_token"  # noqa: S105 - a code, no secret
BAD_PROOF = "invalid_dpop_proof"
TOUCH_NEEDED = "insufficient_user_authentication"

_UNSAFE = re.compile(r'[^ !#-\[\]-~]|"')


class Unauthenticated(Refused):
    """Nobody we know asked, or they did not show it; `challenge` is the WWW-Authenticate header."""

    http_status: ClassVar[int] = 401

    def __init__(self, message: str, *, hint: str, error: str = BAD_TOKEN, challenge: str = "") -> None:
        super().__init__(message, hint=hint)
        self.error = error
        self.challenge = challenge or header(error, message)


def header(error: str, message: str) -> str:
    """Return a WWW-Authenticate value that says what was wrong (RFC 9449, section 7.1)."""
    return _scheme(error=error, error_description=message, algs=" ".join(ALGORITHMS))


def touch_header(max_age: int, *, acr: str = ACR_PASSKEY) -> str:
    """Return a WWW-Authenticate value that asks for a fresh touch (RFC 9470); `max_age` in seconds."""
    return _scheme(
        error=TOUCH_NEEDED,
        error_description="a fresh touch of a passkey is needed",
        acr_values=acr,
        max_age=str(max_age),
    )


def _scheme(**parameters: str) -> str:
    return "DPoP " + ", ".join(f'{name}="{_UNSAFE.sub("?", value)}"' for name, value in parameters.items())
