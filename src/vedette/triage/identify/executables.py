"""What sort of Windows program it is."""

from __future__ import annotations

from typing import Final

from vedette.triage.kinds import Kind

_PE32: Final = 0x10B
_PE64: Final = 0x20B
_CLI: Final = 14
"""Number of the directory .NET uses."""


def windows(data: bytes) -> Kind:
    """Return .NET where the header says so, else a Windows program."""
    at = int.from_bytes(data[60:64], "little")
    head = data[at : at + 400]
    if head[:4] != b"PE\0\0":
        return Kind.PE
    magic = int.from_bytes(head[24:26], "little")
    start = {_PE32: 24 + 96, _PE64: 24 + 112}.get(magic)
    if start is None:
        return Kind.PE
    count = int.from_bytes(head[start - 4 : start], "little")
    entry = head[start + 8 * _CLI : start + 8 * _CLI + 8]
    return Kind.DOTNET if count > _CLI and int.from_bytes(entry[:4], "little") else Kind.PE
