"""W3C extended logs: IIS, CloudFront, web proxies, Windows' firewall. A heading says what the columns are.

The heading may come again, with other columns, in the middle of a file. Times are UTC, as the format says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from vedette.hunt.actions import CONNECTION, HTTP, OTHER
from vedette.hunt.event import Event, Logsource, Value
from vedette.hunt.source import Skips, Source
from vedette.hunt.sources.common.moments import of_iso
from vedette.hunt.sources.common.names import (
    address_of,
    domain_of,
    forwarded,
    host_of,
    number_of,
    port_of,
    user_of,
)
from vedette.hunt.sources.common.web import add_uri
from vedette.hunt.sources.lines.blocks import UNREADABLE, events, head_lines

_NO_HEADING: Final = "a line stands before any #Fields heading"
_COLUMNS_MAX: Final = 200
_PARTS: Final = re.compile(r'"((?:[^"]|"")*)"(?=\s|\Z)|(\S+)')
_HEADER: Final = re.compile(r"(cs|sc|rs|sr|s|c|x|r)\(([\w-]{1,64})\)\Z")
_NAMES: Final = {
    "sc-substatus": "sc-substatus",
    "src-ip": "src_ip",
    "dst-ip": "dst_ip",
    "src-port": "src_port",
    "dst-port": "dst_port",
    "cs-uri-scheme": "cs-uri-scheme",
}
_WEB: Final = Logsource(category="webserver")
_IIS: Final = Logsource(product="windows", category="webserver", service="iis")
_PROXY: Final = Logsource(category="proxy")
_FIREWALL: Final = Logsource(product="windows", category="firewall", service="firewall-as-text")
_MILLI: Final = 1000


def fits(head: bytes, _: str) -> bool:
    """Say whether a heading is among the first lines."""
    return any(line.startswith("#Fields:") for line in head_lines(head, 20))


def read(source: Source, skips: Skips) -> Iterator[Event]:
    """Give an event a line."""
    return events(source, skips, _Reader(source.number).parse)


class _Reader:
    """Knows the columns that hold at the moment."""

    __slots__ = ("_columns", "_date", "_logsource", "_software", "_source")

    def __init__(self, source: int) -> None:
        self._source = source
        self._columns: tuple[str, ...] = ()
        self._software = self._date = ""
        self._logsource = _WEB

    def parse(self, line: str, record: int) -> Event | str:
        """Read a line."""
        if line[0] == "#":
            self._heading(line)
            return ""
        if not self._columns:
            return _NO_HEADING
        values = _values(line)
        if len(values) < len(self._columns):
            return UNREADABLE
        fields: dict[str, Value] = {
            name: value for name, value in zip(self._columns, values, strict=False) if value not in {"-", ""}
        }
        if self._logsource is _FIREWALL:
            return self._firewall(fields, record)
        return self._request(fields, record)

    def _heading(self, line: str) -> None:
        name, _, rest = line[1:].partition(":")
        match name.strip().lower():
            case "fields":
                self._columns = tuple(_column(name) for name in rest.split()[:_COLUMNS_MAX])
                self._logsource = _kind(self._columns, self._software)
            case "software":
                self._software = rest.strip().lower()
            case "date":
                self._date = rest.strip().split(" ")[0]
            case _:
                pass

    def _made(self, fields: dict[str, Value], record: int, action: str) -> Event:
        date = fields.get("date", self._date)
        return Event(
            source=self._source,
            record=record,
            time=of_iso(f"{date}T{fields.get('time', '')}Z"),
            logsource=self._logsource,
            fields=fields,
            action=action,
        )

    def _request(self, fields: dict[str, Value], record: int) -> Event:
        made = self._made(fields, record, HTTP if "cs-method" in fields else OTHER)
        made.protocol = "http" if made.action == HTTP else None
        _see_ends(fields, made)
        _see_what(fields, made)
        if (status := number_of(fields.get("sc-status"))) is not None:
            made.status = fields["sc-status"] = status
        made.bytes_in, made.bytes_out = number_of(fields.get("sc-bytes")), number_of(fields.get("cs-bytes"))
        taken = number_of(fields.get("time-taken"))
        made.duration = None if taken is None else taken * _MILLI
        return made

    def _firewall(self, fields: dict[str, Value], record: int) -> Event:
        made = self._made(fields, record, CONNECTION)
        made.source_ip, made.destination_ip = (
            address_of(_text(fields, "src_ip")),
            address_of(_text(fields, "dst_ip")),
        )
        made.source_port, made.destination_port = (
            port_of(fields.get("src_port")),
            port_of(fields.get("dst_port")),
        )
        made.transport = (_text(fields, "protocol") or "").lower() or None
        made.outcome = "failure" if _text(fields, "action") in {"DROP", "drop"} else "success"
        made.bytes_out = number_of(fields.get("size"))
        return made


def _text(fields: dict[str, Value], name: str) -> str | None:
    value = fields.get(name)
    return value if isinstance(value, str) else None


def _see_ends(fields: dict[str, Value], made: Event) -> None:
    peer = address_of(_text(fields, "c-ip"))
    behalf = _text(fields, "x-forwarded-for")
    made.source_ip = forwarded(peer, behalf) if behalf else peer
    made.source_port = port_of(fields.get("c-port"))
    made.destination_ip = address_of(_text(fields, "s-ip") or _text(fields, "r-ip"))
    made.destination_port = port_of(fields.get("s-port") or fields.get("cs-uri-port"))
    made.host = host_of(_text(fields, "s-computername"))
    made.domain = domain_of(_text(fields, "cs-host"))
    made.user = user_of(_text(fields, "cs-username"))


def _see_what(fields: dict[str, Value], made: Event) -> None:
    made.method = _text(fields, "cs-method")
    for name in ("cs-user-agent", "cs-referer", "cs-cookie"):
        if (value := _text(fields, name)) is not None:
            fields[name] = _spaced(value)
    made.user_agent, made.referrer = _text(fields, "cs-user-agent"), _text(fields, "cs-referer")
    stem = _text(fields, "cs-uri-stem") or _text(fields, "cs-uri-path")
    if stem is None:
        made.url = _text(fields, "c-uri") or _text(fields, "cs-uri")
        return
    query = _text(fields, "cs-uri-query")
    made.url = f"{stem}?{query.removeprefix('?')}" if query else stem
    add_uri(fields, made.url)


def _column(name: str) -> str:
    """Call a column what rules call it: cs(User-Agent) is cs-user-agent."""
    header = _HEADER.match(name)
    if header is None:
        return _NAMES.get(name.lower(), name if len(name) <= 64 else name[:64])  # noqa: PLR2004
    if header[2].lower() == "x-forwarded-for":
        return "x-forwarded-for"
    return f"{header[1]}-{header[2].lower()}"


def _kind(columns: tuple[str, ...], software: str) -> Logsource:
    names = set(columns)
    if {"src_ip", "dst_ip", "protocol"} <= names:
        return _FIREWALL
    if names & {"c-uri", "cs-uri", "s-action", "r-ip", "sc-filter-result"}:
        return _PROXY
    if "internet information services" in software or "s-sitename" in names or "sc-win32-status" in names:
        return _IIS
    return _WEB


def _values(line: str) -> list[str]:
    if "\t" in line:
        return line.split("\t")
    if '"' not in line:
        return line.split(" ")
    return [part[2] if part[2] is not None else part[1].replace('""', '"') for part in _PARTS.finditer(line)]


def _spaced(value: str) -> str:
    """Give back the spaces: IIS writes them as plus signs, CloudFront as %20."""
    if " " in value:
        return value
    return unquote(value) if "%20" in value else value.replace("+", " ")
