"""Logs kept open: what was written to one before it was moved away is read from it.

Those written to last are kept, so many and no more. One that was moved is let go when nothing was written to
it for a while: a file that was deleted takes its room on the disk for as long as somebody has it open.
"""

from __future__ import annotations

import heapq
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, TypeAlias

from vedette.app.live.tails import Cursor
from vedette.app.plainfiles import PlainFile, open_plain
from vedette.hunt.format import Format

MOST: Final = 128
"""Logs kept open; as many again that were moved away."""
REST_S: Final = 60.0
"""A program writes to the old log until it is told of the new one."""

Place: TypeAlias = tuple[int, int]
"""Device and inode."""


@dataclass(slots=True)
class Log:
    """One that is open."""

    file: PlainFile
    form: Format
    cursor: Cursor
    stream: BinaryIO
    wrote: float
    """When something was written to it, or it was in its place."""

    def again(self) -> BinaryIO:
        """Open it once more, without what was read of it before."""
        return os.fdopen(os.dup(self.stream.fileno()), "rb")


class Opened:
    """Those that are open, by place."""

    __slots__ = ("_logs", "waited")

    def __init__(self) -> None:
        self._logs: dict[Place, Log] = {}
        self.waited: set[Place] = set()
        """Places of those that are listed no more."""

    def moved(self) -> Iterator[Log]:
        """Give those whose path leads elsewhere now, or nowhere."""
        for place, log in tuple(self._logs.items()):
            if _place_of(log.file.path) != place:
                yield log

    def keep(self, logs: Iterable[tuple[PlainFile, Format, Cursor]], now: float) -> Iterator[Place]:
        """Keep open what is followed, newest first; close the rest; give places of those read to the end."""
        listed = {(cursor.device, cursor.inode): (file, form, cursor) for file, form, cursor in logs}
        newest = heapq.nlargest(MOST, listed.items(), key=lambda one: one[1][0].modified)
        wanted = {place for place, _ in newest}
        for place, (file, form, cursor) in newest:
            known = self._logs.get(place)
            if known is not None:
                known.file, known.form, known.cursor, known.wrote = file, form, cursor, now
            else:
                self._open(place, file, form, cursor, now)
        away = sorted((log.wrote, place) for place, log in self._logs.items() if place not in wanted)
        self.waited = {place for _, place in away if place not in listed}
        for number, (wrote, place) in enumerate(away):
            ended = place not in listed and now - wrote >= REST_S
            if ended or place in listed or number < len(away) - MOST:
                self._logs.pop(place).stream.close()
                self.waited.discard(place)
            if ended:
                yield place

    def close(self) -> None:
        """Close all."""
        for log in self._logs.values():
            log.stream.close()
        self._logs.clear()

    def _open(self, place: Place, file: PlainFile, form: Format, cursor: Cursor, now: float) -> None:
        try:
            stream = open_plain(file.path)
        except OSError:
            return
        info = os.fstat(stream.fileno())
        if (info.st_dev, info.st_ino) != place:
            stream.close()
            return
        self._logs[place] = Log(file, form, cursor, stream, now)


def _place_of(path: Path) -> Place | None:
    try:
        info = os.lstat(path)
    except OSError:
        return None
    return info.st_dev, info.st_ino
