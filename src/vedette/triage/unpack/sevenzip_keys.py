"""Keys of locked 7z archives, made many rounds at a time, and once for each password."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Final

_AT_ONCE: Final = 1 << 14
_NO_DIGEST: Final = 0x3F
"""This many rounds mean that salt and password are the key."""
_KEPT: Final = 8
"""An archive is opened up to four times with one password: to read it, to try it, and again."""
_KEY: Final = 32


@lru_cache(maxsize=_KEPT)
def key(password: bytes, cycles: int, salt: bytes, digest: str) -> bytes:
    """Return the key that two to the power of `cycles` rounds make of a password."""
    import numpy as np  # noqa: PLC0415  heavy

    start = salt + password
    if cycles == _NO_DIGEST:
        return (start + bytes(_KEY))[:_KEY]
    rounds = 1 << cycles
    table = np.empty((min(rounds, _AT_ONCE), len(start) + 8), np.uint8)
    table[:, :-8] = np.frombuffer(start, np.uint8)
    made = hashlib.new(digest)
    for at in range(0, rounds, len(table)):
        numbers = np.arange(at, at + len(table), dtype="<u8")
        table[:, -8:] = numbers.view(np.uint8).reshape(-1, 8)
        made.update(table.data)
    return made.digest()[:_KEY]


def quicken() -> None:
    """Let py7zr make its keys so, too: it takes ten times as long, and makes each again and again."""
    from py7zr import compressor  # noqa: PLC0415  heavy

    vars(compressor)["calculate_key"] = key
