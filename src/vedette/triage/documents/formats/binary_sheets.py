"""Links of binary workbooks, after [MS-XLSB] 2.4.90: those that ask a program to be started."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

_BOOK: Final = 360
_DDE: Final = 1
_RECORDS: Final = 100_000


def links(data: bytes) -> Iterator[str]:
    """Yield programs and topics of DDE links in a part that describes links."""
    for kind, body in _records(data):
        if kind == _BOOK and len(body) > 2 and struct.unpack_from("<H", body)[0] == _DDE:  # noqa: PLR2004
            program, at = _text(body, 2)
            topic, _ = _text(body, at)
            if program:
                yield f"{program} {topic}".strip()


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    for _ in range(_RECORDS):
        if at >= len(data):
            return
        kind, at = _number(data, at, 2)
        size, at = _number(data, at, 4)
        yield kind, data[at : at + size]
        at += size


def _number(data: bytes, at: int, most: int) -> tuple[int, int]:
    """Read seven bits a byte, the lowest first; of a kind of record, the bits that say so are kept."""
    value = 0
    for place in range(most):
        byte = data[at] if at < len(data) else 0
        at += 1
        value |= (byte & 0x7F) << (7 * place)
        if not byte & 0x80:
            break
    return value, at


def _text(body: bytes, at: int) -> tuple[str, int]:
    size = int.from_bytes(body[at : at + 4], "little")
    if size > len(body):
        return "", len(body)
    return body[at + 4 : at + 4 + 2 * size].decode("utf-16-le", "replace"), at + 4 + 2 * size
