"""What is answered about evidence another provider gives of somebody."""

from __future__ import annotations

from vedette.app.asking import Told


class EvidenceAsked(Told, frozen=True, kw_only=True):
    """What to ask a provider for an ID token with."""

    issuer: str
    client: str
    """Our client id there."""
    nonce: str
    expires: float


class EvidenceTold(Told, frozen=True, kw_only=True):
    """That somebody has an account at a provider; not which."""

    provider: str
    digest: str
    """SHA-256 of the ID token, which is not kept."""
    verified: float
    until: float


class EvidenceListed(Told, frozen=True, kw_only=True):
    """Providers that can be shown, and what was."""

    providers: tuple[str, ...]
    shown: tuple[EvidenceTold, ...]
