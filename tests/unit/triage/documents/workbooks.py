"""Writes streams of old workbooks, for tests."""

import struct


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def book(
    formulas: list[bytes], *, macros: bool = True, hidden: int = 0, auto: bool = True, extra: bytes = b""
) -> bytes:
    """One sheet with formulas in column A."""
    head = record(0x809, struct.pack("<HH", 0x600, 5) + bytes(12)) + extra
    if auto:
        head += record(0x18, struct.pack("<HBB", 0x20, 0, 1) + bytes(11) + b"\x01")
    sheet = struct.pack("<BBBB", hidden, int(macros), 6, 0) + b"Macro1"
    start = len(head) + 4 + 4 + len(sheet) + 4
    globals_ = head + record(0x85, struct.pack("<I", start) + sheet) + record(0x0A)
    cells = b"".join(
        record(0x06, struct.pack("<HHH", row, 0, 0) + bytes(14) + struct.pack("<H", len(tokens)) + tokens)
        for row, tokens in enumerate(formulas)
    )
    return globals_ + record(0x809, struct.pack("<HH", 0x600, 0x40) + bytes(12)) + cells + record(0x0A)
