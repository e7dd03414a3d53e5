"""What an access token says of its holder, and the one test that tells people from programs."""

from __future__ import annotations

from msgspec import Struct

from vedette.access.nouns import Purpose
from vedette.access.tokens.challenges import ACR_PASSKEY
from vedette.core.errors import Refused


class Confirmation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The key without which the token is worth nothing."""

    jkt: str
    """Thumbprint of the key (RFC 7638, SHA-256)."""


class Actor(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who acts, when it is not the person itself."""

    sub: str


class Claims(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What a token says. Tier and roles are not in it: they are read when asked, so that they can change."""

    sub: str
    """The person, or the seat no person sits in."""
    sid: str
    """The session it belongs to."""
    cnf: Confirmation
    started: float
    """When the session began, seconds since the epoch: what was revoked then or later is dead."""
    purpose: Purpose
    """What the session is for; frozen when it began."""
    org: str = ""
    """Whom they act for; in a seat, its sponsor."""
    via: str = ""
    """The vendor whose person sits in a seat."""
    seat: str = ""
    auth_time: float = 0.0
    """When a person last touched a passkey, seconds since the epoch; never for an agent or a service."""
    acr: str = ""
    act: Actor | None = None
    tools: tuple[str, ...] = ()
    """All that an agent may use."""
    until: float = 0.0
    """When the session ends, seconds since the epoch."""
    iss: str = ""
    jti: str = ""
    iat: int = 0
    exp: int = 0

    @property
    def agent(self) -> str:
        """Id of the agent that acts, or empty."""
        return self.act.sub if self.act is not None else ""


class Human(Struct, frozen=True, kw_only=True):
    """Claims of a person who acts in person: what approving, proving scope and stepping up ask for."""

    claims: Claims


def require_human(claims: Claims) -> Human:
    """Return the claims as those of a person. Whatever a program must not do takes a `Human`.

    Raises:
        Refused: an agent acts, or nobody sits in the seat.

    """
    if claims.act is not None or claims.tools or claims.acr != ACR_PASSKEY or not claims.auth_time:
        raise Refused(
            "only a person may do this, and a program asked",
            hint="the person the program acts for has to do it, logged in with a passkey",
        )
    return Human(claims=claims)
