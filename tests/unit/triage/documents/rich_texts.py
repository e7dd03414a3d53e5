"""Writes objects in RTF, for tests."""

import struct


def ole1(kind: str, data: bytes) -> bytes:
    """An embedded object of OLE 1.0."""
    name = kind.encode() + b"\0"
    return struct.pack("<III", 0x501, 2, len(name)) + name + bytes(8) + struct.pack("<I", len(data)) + data


def with_object(raw: bytes, *, marks: str = "", noise: str = "") -> bytes:
    """A document with an object in hex; `noise` is put after every eighth digit."""
    digits = raw.hex()
    body = noise.join(digits[at : at + 8] for at in range(0, len(digits), 8))
    return f"{{\\rtf1\\ansi hello {{\\object\\objemb{marks}{{\\*\\objdata {body}}}}}}}".encode()
