"""The compression of VBA modules, after [MS-OVBA] 2.4.1."""

from __future__ import annotations

from typing import Final

from vedette.triage.allowance import Allowance

_CHUNK: Final = 4096
_SIGNATURE: Final = 1
_COMPRESSED: Final = 0x8000


def decompressed(data: bytes, allowance: Allowance, at: int = 0) -> bytes | None:
    """Return the contents of a compressed container, as far as it is whole; None where there is none."""
    if data[at : at + 1] != b"\x01":
        return None
    out, at = bytearray(), at + _SIGNATURE
    while at + 2 < len(data):
        header = int.from_bytes(data[at : at + 2], "little")
        if header >> 12 & 7 != 3:  # noqa: PLR2004  the signature of a chunk
            break
        end = min(at + (header & 0xFFF) + 3, len(data))
        allowance.burn(end - at)
        body = data[at + 2 : end]
        chunk = _chunk(body) if header & _COMPRESSED else data[at + 2 : at + 2 + _CHUNK]
        allowance.take_bytes(len(chunk))
        out += chunk
        at = end
    return bytes(out)


def _chunk(tokens: bytes) -> bytes:
    out, at = bytearray(), 0
    while at < len(tokens) and len(out) < _CHUNK:
        flags, at = tokens[at], at + 1
        for bit in range(8):
            if at >= len(tokens):
                break
            if not flags >> bit & 1:
                out.append(tokens[at])
                at += 1
                continue
            if not _copy(out, int.from_bytes(tokens[at : at + 2], "little")):
                return bytes(out)
            at += 2
    return bytes(out[:_CHUNK])


def _copy(out: bytearray, token: int) -> bool:
    """Repeat what stands before; how many bits say how far back depends on how much there is."""
    bits = max((len(out) - 1).bit_length(), 4) if out else 4
    size = (token & (0xFFFF >> bits)) + 3
    start = len(out) - (token >> (16 - bits)) - 1
    if start < 0:
        return False
    piece = out[start : start + size]
    out += (piece * (size // len(piece) + 1))[:size]
    return True
