"""Lines of appliances without a syslog header: FortiGate's names and values, the Common Event Format."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vedette.hunt.actions import OTHER
from vedette.hunt.event import Event, Logsource
from vedette.hunt.source import Skips, Source
from vedette.hunt.sources.lines.blocks import UNREADABLE, events, head_lines
from vedette.hunt.sources.lines.programs import devices

_LOGSOURCE: Final = Logsource()
_ENOUGH: Final = 0.6


def fits(head: bytes, _: str) -> bool:
    """Say whether most of the first lines are such."""
    lines = head_lines(head, 20)
    good = sum(devices.is_cef(line) or _is_fortigate(line) for line in lines)
    return good > 0 and good >= len(lines) * _ENOUGH


def read(source: Source, skips: Skips) -> Iterator[Event]:
    """Give an event a line."""
    return events(source, skips, lambda line, record: _event(line, source.number, record))


def _event(line: str, source: int, record: int) -> Event | str:
    event = Event(
        source=source,
        record=record,
        logsource=_LOGSOURCE,
        fields={"message": line},
        action=OTHER,
        message=line,
    )
    if devices.is_cef(line):
        devices.see_cef(event, line)
    elif _is_fortigate(line):
        devices.see_fortigate(event, line)
    else:
        return UNREADABLE
    return event


def _is_fortigate(line: str) -> bool:
    return devices.is_fortigate(line) and line.lstrip("<0123456789>").startswith(
        ("date=", "logver=", "itime=", "eventtime=")
    )
