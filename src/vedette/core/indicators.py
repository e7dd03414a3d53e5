"""Indicators: what to look for elsewhere, each with the place it was taken from."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from vedette.core.levels import Confidence


class IndicatorKind(StrEnum):
    """What sort of indicator."""

    DOMAIN = "domain"
    ADDRESS = "address"
    """An IP address."""
    URL = "url"
    MAIL = "mail"
    HASH = "hash"
    """Hex digits of MD5, SHA-1 or SHA-256."""
    MUTEX = "mutex"
    WALLET = "wallet"
    PATH = "path"
    """A file an artefact drops, or reads where it has no business."""
    REGISTRY = "registry"


class Indicator(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing to look for elsewhere."""

    kind: IndicatorKind
    value: str
    """As machines write it, refanged; displays defang it."""
    artefact: str
    """Digest of what it stands in."""
    name: str
    """Name of that."""
    offset: int
    """Where it stands there, in bytes; of a hash of the artefact itself: 0."""
    context: str = ""
    """What is done with it there, in words: downloads from it, sends to it; or the text around it."""
    confidence: Confidence = Confidence.LIKELY
    """How sure we are that it is worth looking for."""
