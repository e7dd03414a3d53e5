"""What lay under an encoding: each layer beside the text it came from."""

from __future__ import annotations

from msgspec import Struct


class Layer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One layer peeled off, without running anything."""

    artefact: str
    """Digest of the decoded text, in UTF-8."""
    name: str
    """The parent's name, `~` and a number."""
    parent: str
    """Name of what it was decoded from."""
    language: str
    steps: tuple[str, ...]
    """What was undone, in the order it was undone: base64, gzip, joined strings."""
    before: str
    """The part of the parent's text that held it; long text is cut, with a word on how much."""
    after: str
    """The decoded text; long text is cut."""
    size: int
    """Bytes of the decoded text."""
