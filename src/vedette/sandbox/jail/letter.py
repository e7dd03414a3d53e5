"""What a jail's starter is told, as bytes: names and values, each with its length before it.

Read in a process that is started for each run, so it needs nothing that is slow to import.
"""

from __future__ import annotations

import struct

TYPE_CHECKING = False  # typing itself takes longer to import than all of this
if TYPE_CHECKING:
    from collections.abc import Iterable


_LENGTHS = struct.Struct("<II")

Letter = dict[str, list[bytes]]
"""The values of each name, in order."""


def write(fields: Iterable[tuple[str, bytes]]) -> bytes:
    """Put fields in a row; a name may come several times."""
    parts: list[bytes] = []
    for name, value in fields:
        key = name.encode()
        parts += (_LENGTHS.pack(len(key), len(value)), key, value)
    return b"".join(parts)


def read(blob: bytes) -> Letter:
    """Take a row of fields apart."""
    letter: Letter = {}
    at = 0
    while at < len(blob):
        of_name, of_value = _LENGTHS.unpack_from(blob, at)
        at += _LENGTHS.size
        name = blob[at : at + of_name].decode()
        letter.setdefault(name, []).append(blob[at + of_name : at + of_name + of_value])
        at += of_name + of_value
    return letter
