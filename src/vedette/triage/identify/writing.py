"""Text or not, and in which encoding: the first part of it, as characters."""

from __future__ import annotations

import codecs
from typing import Final

LOOKED_AT: Final = 8192
"""Bytes from the start that say what a text is."""
_LAST: Final = 2048
"""Bytes from the end that do so too: what is bad may stand after much that is not."""
_BLANK: Final = b" \t\r\n"
_BLANKS: Final = frozenset((b" ", b"\t", b"\r", b"\n"))
_CONTROL: Final = bytes(set(range(32)) - {7, 8, 9, 10, 11, 12, 13, 27, 26}) + b"\x7f"
_WIDE: Final = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_ASCII: Final = bytes(range(128))
_LONG_ENOUGH: Final = 64
"""So many bytes without one control character are no accident."""
_MOST_HIGH: Final = 0.3
"""More bytes beyond ASCII than this, and no UTF-8: that is no text."""


def as_text(data: bytes) -> str | None:
    """Return the beginning of a text, or None for what is none."""
    head = data[:LOOKED_AT]
    if head[:1] in _BLANKS and not head.strip(_BLANK):
        head = data.lstrip(_BLANK)[:LOOKED_AT]
    for mark, encoding in _WIDE:
        if head.startswith(mark):
            text = head[2:].decode(encoding, "replace")
            return None if "\0" in text or text.count("\ufffd") > 1 else text
    if b"\0" in head:
        return _before_data(head) if head.startswith(_SCRIPTS) else _wide_without_mark(head)
    odd = len(head) - len(head.translate(None, _CONTROL))
    if odd > len(head) // 256:
        return None
    if len(data) > LOOKED_AT + _LAST:
        head += b"\n" + data[-_LAST:].replace(b"\0", b"")
    if head.isascii():
        return head.decode("ascii")
    return _beyond_ascii(head.removeprefix(codecs.BOM_UTF8), odd)


def _beyond_ascii(head: bytes, odd: int) -> str | None:
    try:
        return codecs.getincrementaldecoder("utf-8")("strict").decode(head)
    except UnicodeDecodeError:
        high = len(head.translate(None, _ASCII))
        plain = high <= len(head) * _MOST_HIGH or (not odd and len(head) >= _LONG_ENOUGH)
        return head.decode("latin-1") if plain else None


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


_SCRIPTS: Final = (b"#!", b"@echo", b"@ECHO", b"<?php", b"<html", b"<script")


def _before_data(head: bytes) -> str | None:
    """Return the lines of a script that other data stands behind."""
    text = head[: head.rfind(b"\n", 0, head.index(b"\0")) + 1]
    return text.decode("latin-1") if text and not len(text) - len(text.translate(None, _CONTROL)) else None
