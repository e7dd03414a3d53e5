"""Writes Windows shortcuts, for tests."""

import struct

MAGIC = b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F"


def shortcut(  # noqa: PLR0913  what a shortcut can say
    target: str, arguments: str = "", *, icon: str = "", show: int = 1, tail: bytes = b"", path: bool = True
) -> bytes:
    """A shortcut whose target is a local path, or, with `path` off, only the block with variables."""
    flags = 0x80 | (2 if path else 0) | (0x20 if arguments else 0) | (0x40 if icon else 0)
    made = (MAGIC + struct.pack("<II", flags, 0x20)).ljust(60, b"\0") + struct.pack("<IH", show, 0)
    made = made.ljust(76, b"\0")
    if path:
        raw = target.encode("cp1252") + b"\0"
        body = struct.pack("<IIIIII", 28, 1, 0, 28, 0, 28 + len(raw) - 1) + raw
        made += struct.pack("<I", len(body) + 4) + body
    for text in (arguments, icon):
        if text:
            made += struct.pack("<H", len(text)) + text.encode("utf-16-le")
    if not path:
        block = target.encode("cp1252").ljust(260, b"\0") + target.encode("utf-16-le").ljust(520, b"\0")
        made += struct.pack("<II", len(block) + 8, 0xA0000001) + block
    return made + bytes(4) + tail
