"""JSON records with a time and nothing else that is known: read as they are, columns by common names."""

from __future__ import annotations

from typing import Any, Final

from vedette.hunt import actions
from vedette.hunt.event import Event, Logsource
from vedette.hunt.format import Record, Shape
from vedette.hunt.source import Source
from vedette.hunt.sources.flatten import flatten
from vedette.hunt.sources.times import from_any
from vedette.hunt.sources.values import AS_COLUMN

_TIMES: Final = (
    "@timestamp", "timestamp", "time", "ts", "eventTime", "event_time", "datetime", "date", "created",
    "_time", "Timestamp", "TimeGenerated", "TimeCreated", "EventTime", "startTime", "asctime", "published",
    "time_local",
)  # fmt: skip
_COLUMNS: Final = {
    "host": ("host", "hostname", "Computer", "host.name", "ComputerName", "computer"),
    "user": ("user", "username", "user.name", "UserName", "userName"),
    "source_ip": ("src_ip", "source_ip", "source.ip", "client_ip", "clientip", "remote_addr", "src"),
    "source_port": ("src_port", "source_port", "source.port"),
    "destination_ip": ("dest_ip", "dst_ip", "destination_ip", "destination.ip", "dst"),
    "destination_port": ("dest_port", "dst_port", "destination_port", "destination.port"),
    "process": ("process", "Image", "process.executable"),
    "command_line": ("CommandLine", "command_line", "cmdline", "process.command_line"),
    "message": ("message", "msg", "Message", "log"),
    "domain": ("query", "domain", "dns.question.name"),
    "user_agent": ("user_agent", "userAgent", "http_user_agent"),
}
_LOGSOURCE: Final = Logsource()


def plain_columns(fields: dict[str, Any]) -> dict[str, Any]:
    """Fill columns by the names people commonly give them."""
    made = {}
    for column, names in _COLUMNS.items():
        value = next((fields[name] for name in names if type(fields.get(name)) in {str, int}), None)
        if value is not None and (held := AS_COLUMN[column][str(value)]) is not None:
            made[column] = held
    return made


def time_of(record: Record, modified: int) -> int | None:
    """Read the time under whichever of the common names it stands."""
    times = (from_any(record[name], modified) for name in _TIMES if name in record)
    return next((one for one in times if one is not None), None)


def _fits(record: Record) -> bool:
    return time_of(record, 0) is not None


def _event(record: Record, source: Source, number: int) -> Event:
    fields = flatten(record)
    return Event(
        source=source.number,
        record=number,
        time=time_of(record, source.modified),
        logsource=_LOGSOURCE,
        fields=fields,
        action=actions.OTHER,
        **plain_columns(fields),
    )


PLAIN: Final = Shape(name="json", says="JSON records of any kind that have a time", fits=_fits, event=_event)
