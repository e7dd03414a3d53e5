"""NTLM: who says to be whom in the last of its three messages."""

from __future__ import annotations

from typing import Final, NamedTuple

SIGNATURE: Final = b"NTLMSSP\0"
_AUTHENTICATE: Final = 3
_HEAD: Final = 64


class Claim(NamedTuple):
    """A name, and where it is claimed from."""

    domain: str
    user: str
    workstation: str


def claim(data: bytes) -> Claim | None:
    """Find an authenticate message in a security blob; None when there is none."""
    at = data.find(SIGNATURE)
    message = data[at:] if at >= 0 else b""
    if len(message) < _HEAD or message[8] != _AUTHENTICATE:
        return None
    wide = bool(message[60] & 1)
    return Claim(*(_field(message, place, wide=wide) for place in (28, 36, 44)))


def _field(message: bytes, at: int, *, wide: bool) -> str:
    size = int.from_bytes(message[at : at + 2], "little")
    start = int.from_bytes(message[at + 4 : at + 8], "little")
    raw = message[start : start + min(size, 512)]
    return raw.decode("utf-16-le" if wide else "latin-1", "replace")
