"""Compressed RTF of Outlook, after [MS-OXRTFCP]."""

from __future__ import annotations

import struct
from typing import Final

from vedette.triage.allowance import Allowance

_KNOWN: Final = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
"""What both sides know before the first letter."""
_RING: Final = 4096
_LZFU, _PLAIN = b"LZFu", b"MELA"


def unsqueezed(data: bytes, allowance: Allowance) -> bytes:
    """Return the RTF, as far as it is whole; empty where it is none."""
    if len(data) < 16:  # noqa: PLR2004  sizes, a mark, a checksum
        return b""
    (size,) = struct.unpack_from("<I", data, 4)
    size = min(size, allowance.bounds.sample_bytes)
    if data[8:12] == _PLAIN:
        return data[16 : 16 + size]
    return _undone(data[16:], size, allowance) if data[8:12] == _LZFU else b""


def _undone(tokens: bytes, size: int, allowance: Allowance) -> bytes:
    ring = bytearray(_KNOWN.ljust(_RING, b"\0"))
    out, write, at = bytearray(), len(_KNOWN), 0
    while at < len(tokens) and len(out) < size:
        flags, at = tokens[at], at + 1
        for bit in range(8):
            if at >= len(tokens):
                break
            piece = tokens[at : at + 1]
            if flags >> bit & 1:
                (token,) = struct.unpack(">H", tokens[at : at + 2].ljust(2, b"\0"))
                at += 1
                if token >> 4 == write:
                    allowance.take_bytes(len(out))
                    return bytes(out)
                piece = _copied(ring, token >> 4, (token & 0xF) + 2, write)
            at += 1
            for letter in piece:
                ring[write] = letter
                write = (write + 1) % _RING
            allowance.burn(len(piece))
            out += piece
    allowance.take_bytes(len(out))
    return bytes(out)


def _copied(ring: bytearray, start: int, size: int, write: int) -> bytes:
    """Return a piece of the ring, which may run into what it is just writing."""
    made = bytearray()
    for step in range(size):
        at = (start + step) % _RING
        behind = (at - write) % _RING
        made.append(made[behind] if behind < len(made) else ring[at])
    return bytes(made)
