"""One file of source, ready to be read: what an engine is handed, wherever the file came from."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from vedette.core.nouns import Digest


class SourceFile(msgspec.Struct, frozen=True):
    """A file's name, its digest, and a way to read it when it is needed and not before."""

    path: str
    """Relative to what the user handed over, with slashes."""
    digest: Digest
    size: int
    read: Callable[[], bytes]
    """Gives the bytes that have that digest, or raises `BadInput` saying why it no longer can."""
