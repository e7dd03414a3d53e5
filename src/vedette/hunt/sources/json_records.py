"""JSON logs as events: each record goes to the first shape it fits, the last one that did asked first."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from vedette.hunt.event import Event
from vedette.hunt.format import Format, Record, Shape
from vedette.hunt.source import Skips, Source
from vedette.hunt.sources.json_text import TOO_LONG, json_records
from vedette.hunt.sources.streams import BROKEN, utf8, what_failed

UNKNOWN: Final = "a record of no kind known here"
STRANGE: Final = "a record that is not what it seems"
"""Skips."""
ODD: Final = (ArithmeticError, LookupError, TypeError, ValueError, AttributeError, RecursionError)
"""What a shape may raise at a record that is not what it seems."""

_LOOKED_AT: Final = 20
_BEGINS: Final = re.compile(rb"[\s\xef\xbb\xbf\xff\xfe\x1e\x00]*[\[{]")
_ENDINGS: Final = (".json", ".jsonl", ".ndjson")


def json_format(name: str, says: str, shapes: Sequence[Shape], last: Shape | None = None) -> Format:
    """Make the format of JSON records of these shapes; `last` takes what none of them does."""

    def fits(head: bytes, filename: str) -> bool:
        return bool(_BEGINS.match(head)) and _known(head, filename, (*shapes, *([last] if last else ())))

    def read(source: Source, skips: Skips) -> Iterator[Event]:
        return _read(source, skips, _Sorting(shapes, last))

    return Format(name=name, says=says, fits=fits, read=read)


def forced_format(shape: Shape) -> Format:
    """Make the format of JSON records that are all of one shape, whatever they look like."""

    def read(source: Source, skips: Skips) -> Iterator[Event]:
        return _read(source, skips, _Sorting((), shape, forced=True))

    return Format(name=shape.name, says=shape.says, fits=lambda _, __: False, read=read)


def _known(head: bytes, filename: str, shapes: Iterable[Shape]) -> bool:
    """Whether one of the first records is of a known shape; one too long to be there whole may be."""
    shapes = tuple(shapes)
    for number, found in enumerate(json_records(utf8(io.BytesIO(head)))):
        if isinstance(found, dict) and any(_fits(shape, found) for shape in shapes):
            return True
        if number >= _LOOKED_AT:
            return False
        if not isinstance(found, dict) and number == 0:
            return filename.lower().endswith(_ENDINGS) and len(head) >= 4096  # noqa: PLR2004
    return False


def _fits(shape: Shape, record: Record) -> bool:
    try:
        return shape.fits(record)
    except ODD:
        return False


class _Sorting:
    """Finds the shape of records."""

    def __init__(self, shapes: Sequence[Shape], last: Shape | None, *, forced: bool = False) -> None:
        self._shapes = tuple(shapes)
        self._last = last
        self._before: Shape | None = None
        self._forced = forced

    def shape(self, record: Record) -> Shape | None:
        """Return the shape of a record."""
        before = self._before
        if before is not None and before.fits(record):
            return before
        for one in self._shapes:
            if _fits(one, record):
                self._before = one
                return one
        last = self._last
        return last if last is not None and (self._forced or _fits(last, record)) else None


def _read(source: Source, skips: Skips, sorting: _Sorting) -> Iterator[Event]:
    number = 0
    try:
        with source.open() as stream:
            for record in json_records(utf8(stream)):
                number += 1
                if type(record) is str:
                    skips.add(source, record, number)
                    continue
                event = _made(record, source, number, sorting)  # type: ignore[arg-type]
                if type(event) is str:
                    skips.add(source, event, number)
                else:
                    yield event  # type: ignore[misc]
    except BROKEN as error:
        skips.add(source, what_failed(error), number + 1)


def _made(record: Record, source: Source, number: int, sorting: _Sorting) -> Event | str:
    try:
        shape = sorting.shape(record)
        return shape.event(record, source, number) if shape is not None else UNKNOWN
    except ODD:
        return STRANGE


__all__ = ["ODD", "STRANGE", "TOO_LONG", "UNKNOWN", "forced_format", "json_format"]
