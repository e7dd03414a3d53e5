"""One layer under an encoding, as decoders give it."""

from __future__ import annotations

from msgspec import Struct

from vedette.core.errors import LimitHit
from vedette.core.nouns import Lines
from vedette.triage.kinds import Kind


class Peeled(Struct, frozen=True, kw_only=True):
    """What one decoder got out of a text. Bytes, because what is carried may be an executable."""

    data: bytes
    """Text is in UTF-8."""
    kind: Kind | None
    """What it is, where the decoder knows: PowerShell in `-enc` is PowerShell; None: let content say."""
    steps: tuple[str, ...]
    """What was undone, in order, in plain words: base64, gzip, joined strings, names put back."""
    place: Lines | None = None
    """Where in the parent's text it stood; None where the whole text was rewritten."""
    whole: bool = False
    """True where this is the parent's text again, readable; False where it was carried inside it."""


def too_long(count: int) -> LimitHit:
    """Return the word on a script that has signs of an encoding and is longer than what is decoded."""
    return LimitHit(
        f"longer than {count:,} bytes: what may lie under an encoding in it was not decoded",
        hint="look at its parts by themselves",
    )
