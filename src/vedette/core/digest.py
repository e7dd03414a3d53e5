"""Naming bytes by what they are."""

from __future__ import annotations

import hashlib

from vedette.core.nouns import Digest


def sha256(data: bytes) -> Digest:
    """Return the digest of some bytes, as our nouns write it."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"
