"""What a job has judged already, in a folder of that job alone: after a pause it goes on from there.

A thing is known by its content and by all that changes what is said of it, never by where it lies: what was
unpacked is unpacked elsewhere the next time.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from vedette import __version__
from vedette.app.largefiles import ARCHIVE_BYTES
from vedette.app.reports import write_whole
from vedette.app.requests import Triage
from vedette.app.things import Thing
from vedette.core.errors import VedetteError
from vedette.triage.behaviours import helps

_MOST_BYTES: Final = 512 * 1024 * 1024
_BLOCK: Final = 1 << 20


class Folder:
    """A cache whose every entry is a file, whole or not there: nothing is lost when its process is ended."""

    def __init__(self, place: Path) -> None:
        """Take the folder; it is made when something is kept."""
        self._place = place
        self._left = _MOST_BYTES

    def get(self, key: bytes) -> bytes | None:
        """Return what was put."""
        try:
            return (self._place / key.hex()).read_bytes()
        except OSError:
            return None

    def get_many(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return what was put, by key."""
        return {key: value for key in keys if (value := self.get(key)) is not None}

    def put(self, key: bytes, value: bytes) -> None:
        """Keep it, while there is room; what cannot be kept is found out again."""
        self._left -= len(value)
        if self._left < 0:
            return
        with contextlib.suppress(OSError, VedetteError):
            self._place.mkdir(mode=0o700, exist_ok=True)
            write_whole(self._place / key.hex(), value, 0o600)

    def close(self) -> tuple[str, ...]:
        """Do nothing: all is written."""
        return ()


def key_of(thing: Thing, request: Triage) -> bytes:
    """Return what an answer about a thing is kept under; a job names no rules or files of this machine.

    Raises:
        OSError: it cannot be read.

    """
    words = (__version__, helps.digest(), thing.name, *request.passwords)
    made = hashlib.sha256("\0".join(words).encode("utf-8", "surrogateescape"))
    for one in thing.files:
        made.update(f"\0{one.name}\0{one.size}\0".encode("utf-8", "surrogateescape"))
        with one.open() as file:
            left = ARCHIVE_BYTES  # nobody looks further
            while left > 0 and (block := file.read(_BLOCK)):
                made.update(block)
                left -= len(block)
    return made.digest()
