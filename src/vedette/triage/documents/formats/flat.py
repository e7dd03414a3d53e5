"""Files written as text inside XML, of Word 2003 and flat Office documents, and their wrapping."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Iterator
from typing import Final

from vedette.triage.allowance import Allowance
from vedette.triage.documents.markup import Tree

_HELD: Final = frozenset(("binData", "binaryData"))
_WRAPPED: Final = b"ActiveMime"
_SEARCHED: Final = 1024


def files(tree: Tree, allowance: Allowance) -> Iterator[tuple[str, bytes]]:
    """Yield names and contents."""
    name = ""
    for element in tree.elements:
        name = element.given.get("name", name) if element.name in ("binData", "part") else name
        if element.name in _HELD and element.text.strip():
            allowance.burn(len(element.text) // 16)
            try:
                data = base64.b64decode(element.text)
            except (binascii.Error, ValueError):
                continue
            allowance.take_bytes(len(data))
            yield name.rpartition("/")[2] or "data.bin", unwrapped(data, allowance)


def unwrapped(data: bytes, allowance: Allowance) -> bytes:
    """Return what is in an ActiveMime wrapping, and anything else as it is."""
    if not data.startswith(_WRAPPED):
        return data
    at = data.find(b"x", len(_WRAPPED), _SEARCHED)
    while at >= 0:
        try:
            out = zlib.decompressobj().decompress(data[at:], allowance.bounds.sample_bytes)
        except zlib.error:
            out = b""
        if out:
            allowance.take_bytes(len(out), len(data))
            return out
        at = data.find(b"x", at + 1, _SEARCHED)
    return data
