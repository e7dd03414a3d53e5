"""Drawing lots nobody can steer: which grants are looked at a second time follows from the ledger alone.

A decision is drawn when the first byte of SHA-256(its id ‖ the root hash of the first checkpoint signed after
it) is small. Who decides cannot know that root beforehand; whoever has the ledger can draw again.
"""

from __future__ import annotations

from hashlib import sha256

from vedette.access.programme.criteria import LOT_BELOW


def drawn(decision: str, root: bytes) -> bool:
    """Tell whether the lot falls on a decision: on 26 in 256 of them, as it happens."""
    return sha256(decision.encode() + root).digest()[0] < LOT_BELOW
