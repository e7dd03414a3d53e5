"""The table Syslog of Azure's Log Analytics: a message a row, its head taken apart."""

from __future__ import annotations

from typing import Final

from vedette.hunt.event import Event
from vedette.hunt.format import Record, Shape
from vedette.hunt.source import Source
from vedette.hunt.sources.common.moments import of_stamp
from vedette.hunt.sources.lines.syslog import Reader


def fits(record: Record) -> bool:
    """Say whether a record is such a row."""
    return type(record.get("SyslogMessage")) is str and ("Facility" in record or "ProcessName" in record)


def event(record: Record, source: Source, number: int) -> Event:
    """Make the event of a row."""
    host = str(record.get("HostName") or record.get("Computer") or record.get("HostIP") or "-")
    pid = record.get("ProcessID")
    who = (host, str(record.get("ProcessName") or ""), str(pid) if pid is not None else None)
    moment = of_stamp(record.get("TimeGenerated") or record.get("EventTime"))
    made = Reader(source).told(number, moment, who, record["SyslogMessage"])
    for name in ("Facility", "SeverityLevel", "HostIP", "Computer"):
        if isinstance(record.get(name), str):
            made.fields.setdefault(name, record[name])
    return made


SHAPE: Final = Shape(name="sentinel-syslog", says="syslog, from Log Analytics", fits=fits, event=event)
