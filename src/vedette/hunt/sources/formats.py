"""Every format and shape there is, the most specific first; and how a source gets its format.

A format is registered by standing in one of these tables. JSON is one format, whose records sort themselves
into shapes; a shape can be forced by its name as well as a format.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from vedette.core.errors import BadInput
from vedette.hunt.event import Event
from vedette.hunt.format import HEAD_BYTES, Format, Shape
from vedette.hunt.network import formats as network
from vedette.hunt.source import Skips, Source
from vedette.hunt.sources import kept
from vedette.hunt.sources.cloud import formats as cloud
from vedette.hunt.sources.common import formats as common
from vedette.hunt.sources.csv_mapping import said, written
from vedette.hunt.sources.csv_records import csv_format
from vedette.hunt.sources.json_records import forced_format, json_format
from vedette.hunt.sources.lines import formats as lines
from vedette.hunt.sources.netlogs import formats as netlogs
from vedette.hunt.sources.plain_records import PLAIN
from vedette.hunt.sources.streams import BROKEN, what_failed
from vedette.hunt.sources.windows import formats as windows

UNRECOGNISED: Final = "no log or capture that is known here; `--as NAME` reads it as one"
EMPTY: Final = "empty"

SHAPES: Final[tuple[Shape, ...]] = (
    *windows.SHAPES,
    *netlogs.SHAPES,
    *cloud.SHAPES,
    *common.SHAPES,
    *lines.SHAPES,
)
"""Kinds of JSON records, but for `json`, which takes what none of them does."""

FORMATS: Final[tuple[Format, ...]] = (
    *kept.FORMATS,
    *windows.FORMATS,
    *network.FORMATS,
    json_format("json", "JSON logs: lines, arrays, lists in an object", SHAPES, PLAIN),
    *netlogs.FORMATS,
    *lines.FORMATS,
    csv_format((*windows.SHAPES, *cloud.TABLES)),
)


def names() -> Iterator[tuple[str, str]]:
    """Give what `--as` takes, and what each is."""
    yield from ((one.name, one.says) for one in FORMATS)
    yield from ((one.name, one.says) for one in SHAPES)


def named(name: str) -> Format:
    """Return the format of a name, of JSON records of a shape, or of tables: `csv:time=When,user=Who`.

    What stands behind `csv:` may also be a whole mapping file in TOML.

    Raises:
        BadInput: there is none of that name.

    """
    for form in FORMATS:
        if form.name == name:
            return form
    if name.startswith("csv:"):
        mapping = name.removeprefix("csv:")
        return csv_format((), written(mapping) if "\n" in mapping else said(mapping))
    for shape in SHAPES:
        if shape.name == name:
            return forced_format(shape)
    known = ", ".join(name for name, _ in names())
    raise BadInput(f"no format is called {name!r}", hint=f"known: {known}")


def recognise(source: Source, forced: str | None, skips: Skips) -> Format | None:
    """Return the format of a source, by its name if it is forced; None when there is none, which is counted.

    Raises:
        BadInput: no format has the forced name.

    """
    if forced:
        return named(forced)
    try:
        with source.open() as stream:
            head = stream.read(HEAD_BYTES)
    except BROKEN as error:
        skips.whole(source.name, what_failed(error))
        return None
    found = fitting(head, source.name)
    if found is None:
        skips.whole(source.name, UNRECOGNISED if head else EMPTY)
    return found


def fitting(head: bytes, name: str) -> Format | None:
    """Return the first format that a source of this name and these first bytes is of."""
    return next((form for form in FORMATS if head and form.fits(head, name)), None)


def open_events(source: Source, skips: Skips, forced: str | None = None) -> Iterator[Event]:
    """Give the events of a source, whatever it is.

    Raises:
        BadInput: no format has the forced name.

    """
    form = recognise(source, forced, skips)
    return form.read(source, skips) if form is not None else iter(())


def records_at(source: Source, form: Format, numbers: Iterable[int]) -> Iterator[Event]:
    """Give the events of some records, read as they were the first time; nothing for one that is not there.

    Where records are frames, several events may be of one.
    """
    wanted = frozenset(numbers)
    last = max(wanted, default=0)
    for event in form.read(source, Skips()) if wanted else ():
        if event.record in wanted:
            yield event
        if event.record >= last and not form.frames:
            return


def record_at(source: Source, form: Format, number: int) -> Event | None:
    """Return the event of a record, read as it was the first time."""
    return next(records_at(source, form, (number,)), None)
