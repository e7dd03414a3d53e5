"""Flows as nfdump prints them for people: `line`, `long` and `extended`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vedette.hunt.actions import CONNECTION
from vedette.hunt.event import Event, Logsource, Value
from vedette.hunt.instants import SECOND
from vedette.hunt.source import Skips, Source
from vedette.hunt.sources.common.moments import of_iso
from vedette.hunt.sources.common.names import address_of, port_of
from vedette.hunt.sources.lines.blocks import UNREADABLE, events, head_lines
from vedette.hunt.sources.values import transport

_SIZE: Final = r"(\d{1,18}(?:\.\d{1,3})?(?: [KMGT])?)"
_LINE: Final = re.compile(
    r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}) +(?:(\d{1,6}):(\d\d):)?(\d{1,9}\.\d{3}) +(\S{1,16}) +"
    r"(\S{3,64}) +(?:->|<->?) +(\S{3,64}) +(?:([A-Z.]{6,8}) +\d{1,3} +)?" + _SIZE + " +" + _SIZE
    + r"(?: +" + _SIZE + " +" + _SIZE + r" +\d{1,9})? +\d{1,12}\s*\Z"
)  # fmt: skip
_HEADING: Final = "Date first seen"
_COLUMN: Final = "Src IP Addr:Port"
_REST: Final = (_HEADING, "Summary:", "Time window:", "Total flows", "Sys:", "Aggregated flows", "Top ")
_UNITS: Final = {"K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
_SOURCE: Final = Logsource(category="firewall", service="netflow")
_COLONS: Final = 1


def fits(head: bytes, _: str) -> bool:
    """Say whether there is its heading, or whether the first lines are such flows."""
    lines = head_lines(head, 5)
    headed = any(line.startswith(_HEADING) and _COLUMN in line for line in lines)
    return headed or (bool(lines) and all(_LINE.match(line) for line in lines))


def read(source: Source, skips: Skips) -> Iterator[Event]:
    """Give an event a flow."""
    return events(source, skips, lambda line, record: _flow(line, source.number, record))


def _flow(line: str, source: int, record: int) -> Event | str:
    if line.startswith(_REST):
        return ""
    found = _LINE.match(line)
    if found is None:
        return UNREADABLE
    moment, hours, minutes, seconds, proto, start, end, flags, packets, size, *_ = found.groups()
    here, there = _end(start), _end(end)
    if here[0] is None or there[0] is None:
        return UNREADABLE
    fields: dict[str, Value] = {"proto": proto, "source": start, "destination": end}
    if flags:
        fields["flags"] = flags
    if there[1] is not None:
        fields["destination.port"] = there[1]
    took = float(seconds) + int(minutes or 0) * 60 + int(hours or 0) * 3600
    made = Event(source=source, record=record, time=of_iso(moment), logsource=_SOURCE, fields=fields)
    made.action, made.transport, made.duration = CONNECTION, transport(proto), round(took * SECOND)
    made.source_ip, made.source_port = here
    made.destination_ip, made.destination_port = there
    made.packets, made.bytes_out = _count(packets), _count(size)
    return made


def _end(text: str) -> tuple[str | None, int | None]:
    """Read an address and a port: 192.0.2.1:443, or 2001:db8::1.443; of ICMP stand type and code there."""
    address, _, port = text.rpartition("." if text.count(":") > _COLONS else ":")
    return address_of(address), port_of(port)


def _count(text: str) -> int:
    number, _, unit = text.partition(" ")
    return round(float(number) * _UNITS.get(unit, 1))
