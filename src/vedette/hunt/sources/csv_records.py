"""Tables as events: a row is a record, whose shape or header tells what it says, or the user does."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, Final

from vedette.hunt.event import Event, Value
from vedette.hunt.format import Format, Record, Shape
from vedette.hunt.source import Skips, Source
from vedette.hunt.sources.common.names import endpoint_of
from vedette.hunt.sources.csv_mapping import Plan, guessed, outcome
from vedette.hunt.sources.json_records import ODD, STRANGE
from vedette.hunt.sources.streams import BROKEN, text_of, utf8, what_failed
from vedette.hunt.sources.times import from_any
from vedette.hunt.sources.values import AS_COLUMN

LINE_MAX: Final = 256 * 1024
_HEADERS: Final = range(2, 400)
_TWO: Final = 2
_HEADER_MAX: Final = 80
_ZONE: Final = " [UTC]"
"""What Azure's tables add to the names of times."""
_SHOWN: Final = 12
"""Headers named to somebody whose mapping does not fit them; and letters in all."""
_WORDS: Final = 400
_ENDS: Final = (("source_ip", "source_port"), ("destination_ip", "destination_port"))
_DELIMITERS: Final = ",;\t|"
_VIEWER: Final = ("Level", "Date and Time", "Source", "Event ID", "Task Category")
"""The Event Viewer's columns, which it names in the language of Windows; its rows have one value more."""

TOO_LONG: Final = "a line longer than 256 KiB"
TOO_MANY: Final = "a row with more values than the table has columns"
BROKEN_ROW: Final = "a row that cannot be parsed"
NO_HEADER: Final = "a table without a header that names its columns"
"""Skips."""


def csv_format(shapes: Sequence[Shape], plan: Plan | None = None) -> Format:
    """Make the format of tables: rows that are of a shape become its events, others go by their header."""

    def read(source: Source, skips: Skips) -> Iterator[Event]:
        return _read(source, skips, () if plan is not None else tuple(shapes), plan)

    return Format(name="csv", says="tables with a header: CSV, TSV", fits=fits, read=read, whole=True)


def fits(head: bytes, _: str) -> bool:
    """Whether it begins with a header that names a time, and rows as wide as it."""
    lines = text_of(head).splitlines()[:20]
    if len(lines) < 2 or len(lines[0]) > LINE_MAX:  # noqa: PLR2004  a header and a row
        return False
    delimiter = _delimiter(lines[0])
    try:
        rows = list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return False
    header = _translated([one.strip().removesuffix(_ZONE) for one in rows[0]], rows[1:2])
    known = guessed(header)
    return (
        _names(header)
        and "time" in known
        and (len(header) > _TWO or len(known) == _TWO)  # two words between commas may be prose
        and len(rows) > 1
        and len(rows[1]) - len(header) in {0, 1}
    )


def _names(header: list[str]) -> bool:
    """Whether these can be the names of columns."""
    named = [one for one in header if one]
    return (
        len(header) in _HEADERS
        and len(set(named)) == len(named) >= len(header) - 1
        and all(len(one) <= _HEADER_MAX and one[:1] not in "{[<0123456789" for one in named)
    )


def _translated(header: list[str], rows: list[list[str]]) -> list[str]:
    """Know the Event Viewer's table by its shape: a moment, a provider, a number, and a text behind."""
    if len(header) != len(_VIEWER) or not rows or len(rows[0]) != len(_VIEWER) + 1:
        return header
    _, moment, provider, number, _, text = rows[0]
    fits = number.isdecimal() and provider[:1].isalpha() and text and from_any(moment) is not None
    return [*_VIEWER] if fits and "time" not in guessed(header) else header


def _delimiter(line: str) -> str:
    return max(_DELIMITERS, key=line.count)


def _read(source: Source, skips: Skips, shapes: tuple[Shape, ...], plan: Plan | None) -> Iterator[Event]:
    number = 0
    try:
        with source.open() as stream:
            lines = _Lines(utf8(stream), source, skips)
            header = lines.numbers() if plan is not None and plan.numbered else lines.header()
            if not (_names(header) or (plan is not None and plan.numbered and header)):
                skips.whole(source.name, NO_HEADER)
                return
            if plan is not None and (missing := [one for one in plan.columns.values() if one not in header]):
                skips.whole(source.name, _lacking(missing, header))
                return
            rows = lines.rows()
            if plan is None and (first := next(rows, None)) is not None:
                header = _translated(header, [first] if isinstance(first, list) else [])
                rows = chain((first,), rows)
            made = _Rows(header, shapes, plan)
            for number, row in enumerate(rows, 1):
                event = made.event(row, source, number) if isinstance(row, list) else row
                if isinstance(event, str):
                    skips.add(source, event, number)
                elif event is not None:
                    yield event
    except BROKEN as error:
        skips.add(source, what_failed(error), number + 1)


def _lacking(missing: Sequence[str], header: Sequence[str]) -> str:
    wanted, there = ", ".join(missing), ", ".join(header[:_SHOWN])
    return f"the mapping names columns it does not have: {wanted}; it has {there}"[:_WORDS]


class _Lines:
    """The lines of a table, bounded."""

    def __init__(self, pieces: Iterator[bytes], source: Source, skips: Skips) -> None:
        self._pieces = pieces
        self._source = source
        self._skips = skips
        self._lines: Iterator[str] = self._cut()
        self._delimiter = ","

    def header(self) -> list[str]:
        """Read the first line."""
        line = next((one for one in self._lines if one.strip()), "")
        self._delimiter = _delimiter(line)
        try:
            header = next(csv.reader([line], delimiter=self._delimiter), [])
        except csv.Error:
            return []
        return [one.strip().removesuffix(_ZONE) for one in header]

    def numbers(self) -> list[str]:
        """Name columns by their number, counting from 1: the first line is a row like the others."""
        first = next((one for one in self._lines if one.strip()), "")
        self._lines = chain((first,), self._lines)
        self._delimiter = _delimiter(first)
        try:
            row = next(csv.reader([first], delimiter=self._delimiter), [])
        except csv.Error:
            return []
        return [str(number) for number in range(1, len(row) + 1)] if len(row) in _HEADERS else []

    def rows(self) -> Iterator[list[str] | str]:
        """Read the rows; in place of one that cannot be parsed, why."""
        reader = csv.reader(self._lines, delimiter=self._delimiter)
        while True:
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield BROKEN_ROW
            else:
                if row:
                    yield row

    def _cut(self) -> Iterator[str]:
        rest = b""
        number = 0
        for piece in self._pieces:
            *lines, rest = (rest + piece).split(b"\n")
            for line in lines:
                number += 1
                if len(line) > LINE_MAX:
                    self._skips.add(self._source, TOO_LONG, number)
                else:
                    yield line.decode("utf-8", "replace").replace("\0", "").rstrip("\r") + "\n"
            if len(rest) > LINE_MAX:
                rest = rest[: LINE_MAX + 1]
        if rest and len(rest) <= LINE_MAX:
            yield rest.decode("utf-8", "replace").replace("\0", "")
        elif rest:
            self._skips.add(self._source, TOO_LONG, number + 1)


class _Rows:
    """Makes events of rows under one header."""

    def __init__(self, header: list[str], shapes: tuple[Shape, ...], plan: Plan | None) -> None:
        self._header = [name or "message" for name in header]
        self._plan = plan or Plan()
        self._columns = {
            column: name
            for column, name in (plan.columns if plan else guessed(header)).items()
            if name in header
        }
        self._columns.setdefault("message", "message")
        self._time = self._columns.pop("time", None)
        self._clock = self._columns_of_clock(header)
        self._outcome = self._columns.pop("outcome", None)
        self._shapes = shapes
        self._shape: Shape | None = None

    def _columns_of_clock(self, header: list[str]) -> str | None:
        """Find the column of the time of day, where the date has one to itself."""
        known = {name.lower(): name for name in header}
        if (
            self._time is None
            or self._time.lower() not in {"date", "time"}
            or not {"date", "time"} <= set(known)
        ):
            return None
        self._time = known["date"]
        return known["time"]

    def event(self, row: list[str], source: Source, number: int) -> Event | str | None:
        """Make the event of a row, or say why there is none."""
        if len(row) > len(self._header) + 1:
            return TOO_MANY
        record: Record = {name: value for name, value in zip(self._header, row, strict=False) if value}
        if len(row) > len(self._header):
            record.setdefault("message", row[-1])
        if not record:
            return None
        try:
            return self._of_shape(record, source, number) or self._by_header(record, source, number)
        except ODD:
            return STRANGE

    def _of_shape(self, record: Record, source: Source, number: int) -> Event | None:
        if self._shape is None and self._shapes:
            self._shape = next((one for one in self._shapes if _fits(one, record)), None)
            self._shapes = () if number >= 100 else self._shapes  # noqa: PLR2004  by then it has none
        return self._shape.event(record, source, number) if self._shape is not None else None

    def _by_header(self, record: Record, source: Source, number: int) -> Event:
        fields: dict[str, Value] = record
        columns: dict[str, Any] = {
            column: AS_COLUMN[column][record[name]]
            for column, name in self._columns.items()
            if name in record
        }
        for address, port in _ENDS:
            if columns.get(address, "") is None:
                columns[address], found = endpoint_of(record[self._columns[address]])
                if columns[address] is not None and columns.get(port) is None:
                    columns[port] = found
        moment = record.get(self._time, "") if self._time else ""
        if self._clock:
            moment = f"{moment} {record.get(self._clock, '')}"
        return Event(
            source=source.number,
            record=number,
            time=from_any(moment, source.modified),
            logsource=self._plan.logsource,
            fields=fields,
            action=self._plan.action,
            outcome=outcome(record.get(self._outcome, "")) if self._outcome else None,
            **columns,
        )


def _fits(shape: Shape, record: Record) -> bool:
    try:
        return shape.fits(record)
    except ODD:
        return False
