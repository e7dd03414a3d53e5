"""Text or not, and in which encoding: the first part of it, as characters."""

from __future__ import annotations

import codecs
from typing import Final

LOOKED_AT: Final = 8192
"""Bytes from the start that say what a text is."""
_CONTROL: Final = bytes(set(range(32)) - {7, 8, 9, 10, 11, 12, 13, 27, 26}) + b"\x7f"
_WIDE: Final = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_ASCII: Final = bytes(range(128))
_MOST_HIGH: Final = 0.3
"""More bytes beyond ASCII than this, and no UTF-8: that is no text."""


def as_text(data: bytes) -> str | None:
    """Return the beginning of a text, or None for what is none."""
    head = data[:LOOKED_AT]
    for mark, encoding in _WIDE:
        if head.startswith(mark):
            text = head[2:].decode(encoding, "replace")
            return None if "\0" in text or text.count("\ufffd") > 1 else text
    if b"\0" in head:
        return _wide_without_mark(head)
    if len(head) - len(head.translate(None, _CONTROL)) > len(head) // 256:
        return None
    if head.isascii():
        return head.decode("ascii")
    return _beyond_ascii(head.removeprefix(codecs.BOM_UTF8))


def _beyond_ascii(head: bytes) -> str | None:
    try:
        return codecs.getincrementaldecoder("utf-8")("strict").decode(head)
    except UnicodeDecodeError:
        high = len(head.translate(None, _ASCII))
        return head.decode("latin-1") if high <= len(head) * _MOST_HIGH else None


def _wide_without_mark(head: bytes) -> str | None:
    """Return UTF-16 that has no mark: plain letters with NUL beside each."""
    even, odd = head[::2], head[1::2]
    for zeros, letters, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if (
            zeros
            and zeros.count(0) >= len(zeros) * 0.9
            and b"\0" not in letters
            and not len(letters) - len(letters.translate(None, _CONTROL))
        ):
            return head.decode(encoding, "replace")
    return None
