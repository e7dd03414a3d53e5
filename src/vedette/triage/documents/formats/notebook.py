"""Files embedded in OneNote sections: each stands between two marks, with its length before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vedette.core.expressions import expression
from vedette.triage.allowance import Allowance

HEADER: Final = bytes.fromhex("e716e3bd65261145a4c48d4d0b7a9eac")
_START: Final = 36
_MOST: Final = 500
_NAME: Final = expression(rb"((?:[\x20-\x7e]\x00){1,100}\.\x00(?:[A-Za-z0-9]\x00){1,12})(?![\x20-\x7e]\x00)")


def files(data: bytes, allowance: Allowance) -> Iterator[tuple[int, bytes]]:
    """Yield where each embedded file begins, and its bytes."""
    at = data.find(HEADER)
    for _ in range(_MOST):
        if at < 0:
            return
        size = int.from_bytes(data[at + 16 : at + 24], "little")
        body = data[at + _START : at + _START + size]
        allowance.take_bytes(len(body))
        yield at, body
        at = data.find(HEADER, at + _START + len(body) if size <= len(data) else at + 1)


def names(data: bytes) -> list[str]:
    """Return names of files that are written in it with two bytes a letter, outside the files themselves."""
    found = (match[1].decode("utf-16-le").strip() for match in _NAME.finditer(data))
    return list(dict.fromkeys(name for name in found if name[:1].isalnum() or name[:1] in "_(["))[:_MOST]
