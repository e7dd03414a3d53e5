"""Ole10Native: a file packed into a document, with the names it had."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

_LONGEST: Final = 1024


class Package(Struct, frozen=True, kw_only=True):
    """A packed file."""

    name: str
    """What people see."""
    path: str
    """Where it lay on the machine it was packed on."""
    command: str
    """Where it is put when somebody opens it."""
    data: bytes


def package(data: bytes) -> Package | None:
    """Return the file in a stream of that kind, or None where it is of another shape."""
    at = 4
    if data[4:6] != b"\x02\x00":
        size = int.from_bytes(data[:4], "little")
        raw = data[4 : 4 + size]
        return Package(name="", path="", command="", data=raw) if 0 < size <= len(data) else None
    at = 6
    name, at = _text(data, at)
    path, at = _text(data, at)
    at += 4
    size = int.from_bytes(data[at : at + 4], "little")
    command = data[at + 4 : at + 4 + min(size, _LONGEST)].split(b"\0")[0].decode("cp1252", "replace")
    at += 4 + size
    size = int.from_bytes(data[at : at + 4], "little")
    raw = data[at + 4 : at + 4 + size]
    return Package(name=name.replace("\\", "/").rpartition("/")[2], path=path, command=command, data=raw)


def _text(data: bytes, at: int) -> tuple[str, int]:
    end = data.find(b"\0", at, at + _LONGEST)
    if end < 0:
        return "", len(data)
    return data[at:end].decode("cp1252", "replace"), end + 1
