"""Sources made of bytes, and what comes of reading them."""

import io
import itertools
from collections.abc import Iterator
from typing import BinaryIO

from vedette.core.limits import DEFAULTS, Limits
from vedette.hunt.event import Event
from vedette.hunt.source import Skips, Source
from vedette.hunt.sources import containers
from vedette.hunt.sources.formats import open_events
from vedette.hunt.sources.streams import BROKEN, what_failed

YEAR_2021 = 1_609_459_200_000_000


class Unseekable(io.RawIOBase):
    """A stream that only goes forwards."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._inner = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        return self._inner.readinto(buffer)


def source(data: bytes | str, name: str = "a.log", number: int = 0) -> Source:
    held = data.encode() if isinstance(data, str) else data

    def opened() -> BinaryIO:
        return io.BytesIO(held)

    return Source(number=number, name=name, size=len(held), open=opened, modified=YEAR_2021)


def read(data: bytes | str, name: str = "a.log", forced: str | None = None) -> tuple[list[Event], list[str]]:
    """Give the events of a log, and what is said of those that have none."""
    skips = Skips()
    events = list(open_events(source(data, name), skips, forced))
    return events, [one.why for one in skips.skipped()]


def one(data: bytes | str, name: str = "a.json", forced: str | None = None) -> Event:
    """Give the only event of a log, of which everything can be read."""
    events, whys = read(data, name, forced)
    assert not whys
    assert len(events) == 1
    return events[0]


def expanded(
    data: bytes, name: str, limits: Limits = DEFAULTS, passwords: tuple[str, ...] = ()
) -> tuple[list[tuple[str, bytes]], list[str]]:
    """Give what is in a container, by name, and what is said of the rest."""
    skips = Skips()
    unpacking = containers.Unpacking(limits=limits, passwords=passwords)
    found = list(_read_all(containers.expand(source(data, name), itertools.count(1), unpacking, skips)))
    return found, [f"{one.what}: {one.why}" for one in skips.skipped()]


def drained(opened: BinaryIO) -> tuple[bytes, str]:
    """Read a stream to its end, or until it breaks: what came, and why no more."""
    parts = []
    with opened as stream:
        try:
            while part := stream.read(1 << 16):
                parts.append(part)
        except BROKEN as error:
            return b"".join(parts), what_failed(error)
    return b"".join(parts), ""


def _read_all(sources: Iterator[Source]) -> Iterator[tuple[str, bytes]]:
    for each in sources:
        with each.open() as stream:
            head = stream.read(10)
        data, _ = drained(each.open())
        assert data.startswith(head)
        yield each.name, data
