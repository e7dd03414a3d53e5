"""systemd's journal: as `journalctl -o export` writes it, and as `-o json`.

An entry of the export has a line a field; one whose value has line breaks is written as the name, a line,
then the length in eight bytes and the value. Entries end with an empty line.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import BinaryIO, Final

from vedette.hunt.event import Event, Logsource, Value
from vedette.hunt.format import Record, Shape
from vedette.hunt.source import Skips, Source
from vedette.hunt.sources.common.names import host_of, number_of
from vedette.hunt.sources.lines.blocks import LINE_CHARS, TOO_LONG
from vedette.hunt.sources.lines.programs.table import Programs
from vedette.hunt.sources.streams import BROKEN, what_failed
from vedette.hunt.sources.times import from_epoch
from vedette.hunt.sources.windows.event_xml import event_in

_LOGSOURCE: Final = Logsource(product="linux", service="syslog")
_FIELDS_MAX: Final = 512
_VALUE_MAX: Final = 16 * 1024 * 1024
_SOURCES: Final = 64
_LENGTH: Final = 8
_WRONG: Final = "an entry of the journal is damaged"


def fits(head: bytes, _: str) -> bool:
    """Say whether it begins with an entry of the journal."""
    return head.startswith((b"__CURSOR=", b"__REALTIME_TIMESTAMP="))


def read(source: Source, skips: Skips) -> Iterator[Event]:
    """Give an event an entry."""
    maker, number = Entries(source.number), 0
    try:
        with source.open() as stream:
            for number, entry in enumerate(_entries(stream, source, skips), 1):
                yield maker.event(entry, number)
    except BROKEN as error:
        skips.add(source, what_failed(error), number + 1)


class Entries:
    """Makes events of entries."""

    __slots__ = ("_last", "_programs", "_source")

    def __init__(self, source: int) -> None:
        self._source, self._last = source, 0
        self._programs = Programs()

    def event(self, entry: Record, number: int) -> Event:
        """Make the event of an entry; one read again from the beginning says the same again."""
        if number <= self._last:
            self._programs = Programs()
        self._last = number
        fields = {name: _value(value) for name, value in list(entry.items())[:_FIELDS_MAX]}
        message = _text(fields.get("MESSAGE"))
        if message.startswith("<Event") and (told := event_in(message, self._source, number)) is not None:
            return told  # Sysmon for Linux
        program = _text(fields.get("SYSLOG_IDENTIFIER")) or _text(fields.get("_COMM"))
        fields["message"], fields["program"] = message, program
        moment = fields.get("_SOURCE_REALTIME_TIMESTAMP") or fields.get("__REALTIME_TIMESTAMP")
        made = Event(
            source=self._source,
            record=number,
            time=from_epoch(number_of(moment) or 0),
            logsource=_LOGSOURCE,
            fields=fields,
            message=message,
            host=host_of(_text(fields.get("_HOSTNAME"))),
            process_id=number_of(fields.get("_PID") or fields.get("SYSLOG_PID")),
        )
        self._programs.see(made, program, message)
        if made.process is None:
            made.process = _text(fields.get("_EXE")) or None
        return made


def _entries(stream: BinaryIO, source: Source, skips: Skips) -> Iterator[dict[str, Value]]:
    entry: dict[str, Value] = {}
    number = 1
    while line := stream.readline(4 * LINE_CHARS):
        if line != b"\n":
            wrong = _take(line, stream, entry)
            if wrong is not None:
                skips.add(source, wrong, number)
        elif entry:
            yield entry
            number += 1
            entry = {}
    if entry:
        yield entry


def _take(line: bytes, stream: BinaryIO, entry: dict[str, Value]) -> str | None:
    """Take a field into its entry; say what is wrong if that cannot be."""
    if not line.endswith(b"\n"):
        _skip_line(stream)
        return TOO_LONG
    name, mark, short = line[:-1].partition(b"=")
    value = short if mark else _long_value(stream)
    if value is None:
        return _WRONG
    if len(entry) < _FIELDS_MAX:
        entry[name[:64].decode("utf-8", "replace")] = value[:LINE_CHARS].decode("utf-8", "replace")
    return None


def _skip_line(stream: BinaryIO) -> None:
    while (more := stream.readline(4 * LINE_CHARS)) and not more.endswith(b"\n"):
        pass


def _long_value(stream: BinaryIO) -> bytes | None:
    length = int.from_bytes(stream.read(_LENGTH), "little")
    if length > _VALUE_MAX:
        return None
    value = stream.read(length)
    stream.readline(2)
    return value


def _value(value: object) -> Value:
    """Read a value of `-o json`: text, or the bytes of what is no text."""
    if isinstance(value, list) and value and all(isinstance(one, int) and 0 <= one < 256 for one in value):  # noqa: PLR2004
        return bytes(value[:LINE_CHARS]).decode("utf-8", "replace")
    if isinstance(value, list):
        return [str(one) for one in value[:64]]
    return value if isinstance(value, str | int | float | bool) or value is None else str(value)


def _text(value: Value) -> str:
    if isinstance(value, list):
        return str(value[-1]) if value else ""
    return value if isinstance(value, str) else ""


def _fits_record(record: Record) -> bool:
    return "__REALTIME_TIMESTAMP" in record and ("MESSAGE" in record or "_HOSTNAME" in record)


def _record_event(record: Record, source: Source, number: int) -> Event:
    return _entries_of(source).event(record, number)


@lru_cache(_SOURCES)
def _entries_of(source: Source) -> Entries:
    return Entries(source.number)


SHAPE: Final = Shape(
    name="journal-json", says="systemd's journal as JSON", fits=_fits_record, event=_record_event
)
