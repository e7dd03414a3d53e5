"""The record of runs: who asked for what, what was decided, how it ended. Only ever appended to.

It holds digests and counts, never names or content of what was looked at.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import msgspec
from msgspec import Struct

from vedette.core.digest import sha256
from vedette.core.errors import Unavailable


class Stage(StrEnum):
    """What an entry tells of."""

    DECIDED = "decided"
    ENDED = "ended"


class Entry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of the record."""

    run: str
    when: datetime
    stage: Stage
    caller: str
    capability: str
    request: str
    """A digest of what was asked."""
    allowed: bool
    reasons: tuple[str, ...] = ()
    ended: str = ""
    """done, failed, stopped; empty while it runs."""
    error: str = ""
    """The class of the error, if there was one."""
    seconds: float = 0.0
    counts: Mapping[str, int | str] = {}


class Record(Protocol):
    """Somewhere to write entries."""

    def append(self, entry: Entry) -> str:
        """Write one entry and return its digest; raise `Unavailable` if it cannot be written."""
        ...


class Remembered:
    """The fake that ships: a list."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def append(self, entry: Entry) -> str:
        """Remember it."""
        self.entries.append(entry)
        return sha256(msgspec.json.encode(entry))


class JsonLines:
    """A file in the user's data folder that nobody else can read, one line an entry."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "record.jsonl"

    def append(self, entry: Entry) -> str:
        """Write one line, whole or not at all."""
        line = msgspec.json.encode(entry)
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                os.write(handle, line + b"\n")
            finally:
                os.close(handle)
        except OSError as error:
            raise Unavailable(
                f"cannot write the record of runs: {self._path}: {error.strerror}",
                hint="nothing runs unrecorded: set VEDETTE_DATA_DIR to a folder you can write to",
            ) from error
        return sha256(line)
