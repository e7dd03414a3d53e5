"""The bounds on what we read: size, number, depth, expansion and time, each with its default."""

from __future__ import annotations

from msgspec import Struct

MIB = 1 << 20


class Limits(Struct, frozen=True, kw_only=True):
    """How much of a hostile input we look at before we say so and stop."""

    file_bytes: int = 8 * MIB
    """One source file."""
    tokens: int = 2_000_000
    """Words and signs in one source file: reading a million of them takes about half a GiB."""
    files: int = 200_000
    """Source files in one target."""
    total_bytes: int = 2048 * MIB
    """Source in one target."""
    depth: int = 64
    """Folders within folders."""
    name_chars: int = 1024
    """One path inside an archive."""
    archive_bytes: int = 512 * MIB
    """A download, or an archive handed over."""
    archive_entries: int = 100_000
    """Entries in one archive."""
    unpacked_bytes: int = 2048 * MIB
    """Everything in one archive, unpacked."""
    kept_bytes: int = 256 * MIB
    """Source kept in memory from one archive."""
    ratio: int = 200
    """Unpacked bytes for one packed byte, beyond the first MiB."""
    network_seconds: int = 6
    """Wait for a registry to answer."""
    process_seconds: int = 120
    """One run of a program of somebody else: git, pip."""


DEFAULTS = Limits()
