"""What a source's bytes are, as UTF-8, a piece at a time; and what can go wrong while they are read."""

from __future__ import annotations

import codecs
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

from vedette.core.errors import BadInput, LimitHit

PIECE: Final = 64 * 1024
"""Larger ones come from the system each time, whose clearing of them costs more than reading them."""
BROKEN: Final = (OSError, EOFError, ValueError, RuntimeError, zlib.error, lzma.LZMAError, zipfile.BadZipFile,
                 NotImplementedError, BadInput)  # fmt: skip
"""What opening and reading a source, packed or not, may raise."""
BREAKS_OFF: Final = "the source breaks off: it is damaged or cut short"

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def encoding_of(head: bytes) -> str:
    """Name the encoding of a text by its first bytes."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if len(head) >= 4 and head[1] == 0 and head[3] == 0 and head[0] and head[2]:  # noqa: PLR2004
        return "utf-16-le"
    if len(head) >= 4 and head[0] == 0 and head[2] == 0 and head[1] and head[3]:  # noqa: PLR2004
        return "utf-16-be"
    return "utf-8"


def utf8(stream: BinaryIO) -> Iterator[bytes]:
    """Give a stream as UTF-8, without a mark at its beginning; what is no text there stays as it is."""
    piece = stream.read(PIECE)
    encoding = encoding_of(piece)
    if encoding in {"utf-8", "utf-8-sig"}:
        piece = piece.removeprefix(codecs.BOM_UTF8)
        while piece:
            yield piece
            piece = stream.read(PIECE)
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    while piece:
        yield decoder.decode(piece).encode("utf-8", "replace")
        piece = stream.read(PIECE)


def text_of(head: bytes) -> str:
    """Give the first bytes of a source as text."""
    return b"".join(utf8(io.BytesIO(head))).decode("utf-8", "replace")


def what_failed(error: BaseException) -> str:
    """Say in words that tell nothing of the source why it could not be read on."""
    if isinstance(error, LimitHit):
        return str(error)
    if isinstance(error, OSError) and error.strerror and error.errno:
        return error.strerror
    return BREAKS_OFF
