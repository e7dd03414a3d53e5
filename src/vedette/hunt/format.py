"""What a reader is: a format knows a source by its first bytes and reads it; a shape, one JSON record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, TypeAlias

from vedette.hunt.event import Event
from vedette.hunt.source import Skips, Source

HEAD_BYTES = 64 * 1024
"""How much of a source a format may look at to recognise it."""

Record: TypeAlias = dict[str, Any]
Read: TypeAlias = Callable[[Source, Skips], Iterator[Event]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """Numbers records have of their own, which grow: a log that goes round writes over its oldest records."""

    of: Callable[[Event], int | None]
    """The number of an event's record."""
    highest: Callable[[BinaryIO], int]
    """The highest number in a log that was just opened; 0 for none."""
    mark: Callable[[BinaryIO, int], str]
    """What the record of a number is known by in a log that was just opened; empty when it is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A way to read a source."""

    name: str
    """What `--as` calls it."""
    says: str
    """What it is, in a few words, for the list of formats."""
    fits: Callable[[bytes, str], bool]
    """Whether these first bytes, of a source of this name, are that format."""
    read: Read
    """Give its events, in order, one at a time. A record that cannot be read is one counted skip; a source
    that breaks off is one more. Memory is bounded whatever the source holds."""
    whole: bool = False
    """Whether it makes sense only whole: a stretch of its lines cannot be read by itself."""
    frames: bool = False
    """Whether `record` counts the frames of a capture."""
    numbers: Numbers | None = None
    """For a log that is written in place, where the n-th record is another one tomorrow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A kind of record among those written as JSON: lines, an array, or `{"Records": [...]}`."""

    name: str
    says: str
    fits: Callable[[Record], bool]
    """Whether a record is of that kind: cheap, and by more than one key."""
    event: Callable[[Record, Source, int], Event]
    """Make the event of a record, its source and its number."""
