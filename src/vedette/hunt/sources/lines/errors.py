"""Error logs of Apache and nginx. What stands on lines of its own behind a message is counted as skipped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vedette.hunt.actions import OTHER
from vedette.hunt.event import Event, Logsource, Value
from vedette.hunt.source import Skips, Source
from vedette.hunt.sources.common.moments import of_clf, of_stamp
from vedette.hunt.sources.common.names import address_of, domain_of, endpoint_of, number_of
from vedette.hunt.sources.lines.blocks import UNREADABLE, events, head_lines

_APACHE: Final = Logsource(service="apache")
_NGINX: Final = Logsource(service="nginx")
_APACHE_LINE: Final = re.compile(
    r"\[[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([ 0-3]?\d) (\d\d:\d\d:\d\d)(?:\.\d{1,6})? (\d{4})\]"
    r" \[([\w-]{0,32}:?[\w-]{1,32})\]"
    r"(?: \[pid (\d{1,10})(?::tid \d{1,20})?\])?(?: \[client ([^\]]{1,64})\])? ?(.*)\Z",
    re.DOTALL,
)
_NGINX_LINE: Final = re.compile(
    r"(\d{4})/(\d\d)/(\d\d) (\d\d:\d\d:\d\d) \[(\w{1,16})\] (\d{1,10})#\d{1,10}: (?:\*\d{1,20} )?(.*)\Z",
    re.DOTALL,
)
_NGINX_PART: Final = re.compile(
    r', (client|server|request|upstream|host|referrer): ("(?:[^"\\]|\\.)*"|[^,]*)'
)
_REQUEST: Final = re.compile(r"([A-Z]{1,32}) (\S{1,8192})")
_ENOUGH: Final = 0.5


def fits(head: bytes, _: str) -> bool:
    """Say whether half of the first lines are such."""
    lines = head_lines(head, 20)
    good = sum(_APACHE_LINE.match(one) is not None or _NGINX_LINE.match(one) is not None for one in lines)
    return good > 0 and good >= len(lines) * _ENOUGH


def read(source: Source, skips: Skips) -> Iterator[Event]:
    """Give an event a message."""
    return events(source, skips, lambda line, record: _event(line, source.number, record))


def _event(line: str, source: int, record: int) -> Event | str:
    apache = _APACHE_LINE.match(line)
    if apache is not None:
        return _apache(apache, source, record)
    nginx = _NGINX_LINE.match(line)
    return UNREADABLE if nginx is None else _nginx(nginx, source, record)


def _apache(found: re.Match[str], source: int, record: int) -> Event:
    month, day, clock, year, level, process, client, message = found.groups()
    made = _made(source, record, _APACHE, message)
    made.time = of_clf(f"{day.strip().zfill(2)}/{month}/{year}:{clock}")
    made.fields["level"] = level
    made.process_id = number_of(process)
    if client is not None:
        made.fields["client"] = client
        made.source_ip, made.source_port = endpoint_of(client)
    return made


def _nginx(found: re.Match[str], source: int, record: int) -> Event:
    year, month, day, clock, level, process, message = found.groups()
    made = _made(source, record, _NGINX, message)
    made.time = of_stamp(f"{year}-{month}-{day}T{clock}")
    made.fields["level"] = level
    made.process_id = number_of(process)
    parts = {name: value.strip('"') for name, value in _NGINX_PART.findall(message[:16_384])}
    made.fields.update(parts)
    made.source_ip = address_of(parts.get("client"))
    made.domain = domain_of(parts.get("host") or parts.get("server"))
    made.referrer = parts.get("referrer")
    request = _REQUEST.match(parts.get("request", ""))
    if request is not None:
        made.method, made.url = request.groups()
    return made


def _made(source: int, record: int, logsource: Logsource, message: str) -> Event:
    fields: dict[str, Value] = {"message": message}
    return Event(
        source=source, record=record, logsource=logsource, fields=fields, action=OTHER, message=message
    )
